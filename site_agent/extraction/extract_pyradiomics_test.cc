#include "site_agent/extraction/extract_pyradiomics.h"

#include <cmath>
#include <map>

#include "site_agent/extraction/test_images.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::SmallImage;
using ::osteon::testing::SmallMask;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

PyRadiomicsSettings Settings(const std::string& text) {
  return ParsePyRadiomicsSettings(text, "p.yaml").value();
}

struct Row {
  std::map<std::string, double> features;
  std::map<std::string, std::string> diagnostics;
};

Row Extract(const Volume& image, const Volume& mask, const std::string& params) {
  const PyRadiomicsSettings settings = Settings(params);
  const absl::StatusOr<CaseFeatures> found = ExtractVolumes(image, mask, 1, settings);
  EXPECT_TRUE(found.ok()) << found.status();
  Row row;
  if (!found.ok()) return row;
  const std::vector<std::string> features = FeatureNames(settings), diagnostics = DiagnosticNames(settings);
  EXPECT_EQ(features.size(), found->values.size());
  EXPECT_EQ(diagnostics.size(), found->diagnostics.size());
  for (std::size_t i = 0; i < features.size(); ++i) row.features[features[i]] = found->values[i];
  for (std::size_t i = 0; i < diagnostics.size(); ++i)
    row.diagnostics[diagnostics[i]] = found->diagnostics[i];
  return row;
}

// SmallMask on a grid of half the spacing with the same corners, so that each voxel becomes eight.
Volume FineMask() {
  const Volume coarse = SmallMask(1);
  const auto& labels = std::get<std::vector<std::uint8_t>>(coarse.voxels);
  Volume fine;
  fine.grid = coarse.grid;
  std::vector<std::uint8_t> voxels;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    fine.grid.size[axis] *= 2;
    fine.grid.spacing_mm[axis] /= 2;
    fine.grid.origin_mm[axis] -= fine.grid.spacing_mm[axis] / 2;
  }
  for (std::size_t z = 0; z < 12; ++z) {
    for (std::size_t y = 0; y < 14; ++y) {
      for (std::size_t x = 0; x < 16; ++x) voxels.push_back(labels[x / 2 + 8 * (y / 2 + 7 * (z / 2))]);
    }
  }
  fine.voxels = voxels;
  return fine;
}

TEST(ExtractPyRadiomics, AnotherGridIsRefusedWithWhatHelps) {
  EXPECT_THAT(ExtractVolumes(SmallImage(0), FineMask(), 1, Settings("setting: {}")),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("not on the same grid"), HasSubstr("correctMask: true"))));
}

TEST(ExtractPyRadiomics, ACorrectedMaskIsThatOnTheImagesGrid) {
  const Row right = Extract(SmallImage(0), SmallMask(1), "setting: {correctMask: true}");
  const Row corrected = Extract(SmallImage(0), FineMask(), "setting: {correctMask: true}");
  EXPECT_EQ(corrected.features, right.features);
  EXPECT_EQ(corrected.diagnostics.at("diagnostics_Mask-original_VoxelNum"), "960");
  EXPECT_EQ(corrected.diagnostics.at("diagnostics_Mask-corrected_VoxelNum"), "120");
  EXPECT_EQ(corrected.diagnostics.at("diagnostics_Mask-corrected_BoundingBox"), "(1, 1, 1, 6, 5, 4)");
  EXPECT_EQ(right.diagnostics.at("diagnostics_Mask-corrected_VoxelNum"), "");
  EXPECT_EQ(Extract(SmallImage(0), FineMask(), "setting: {correctMask: true, preCrop: true}").features,
            right.features);
}

// PyRadiomics compares grids only where it does not resample.
TEST(ExtractPyRadiomics, ResampledImagesAndMasksMayLieOnDifferentGrids) {
  const std::string params = "setting: {resampledPixelSpacing: [1, 1, 1.25], interpolator: sitkLinear}";
  const Row fine = Extract(SmallImage(0), FineMask(), params);
  EXPECT_EQ(fine.diagnostics.at("diagnostics_Mask-interpolated_Spacing"), "(1.0, 1.0, 1.25)");
  EXPECT_EQ(fine.diagnostics.at("diagnostics_Mask-interpolated_VoxelNum"), "240");
  EXPECT_EQ(fine.features, Extract(SmallImage(0), SmallMask(1), params).features);
  // The image's own spacing: the mask is put on its grid.
  const Row same = Extract(SmallImage(0), FineMask(), "setting: {resampledPixelSpacing: [1, 1, 2.5]}");
  EXPECT_EQ(same.features, Extract(SmallImage(0), SmallMask(1), "setting: {}").features);
}

TEST(ExtractPyRadiomics, TheSizeIsAskedAfterResampling) {
  const std::string size = "minimumROISize: 200}";
  EXPECT_THAT(ExtractVolumes(SmallImage(0), SmallMask(1), 1, Settings("setting: {" + size)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has 120 voxels")));
  Extract(SmallImage(0), SmallMask(1), "setting: {resampledPixelSpacing: [1, 1, 1.25], " + size);
  EXPECT_THAT(ExtractVolumes(SmallImage(0), SmallMask(1), 1,
                             Settings("setting: {resampledPixelSpacing: [2, 2, 2.5], minimumROISize: 100}")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("after resampling")));
}

TEST(ExtractPyRadiomics, TheShapeOfOneSlice) {
  Volume mask = SmallMask(1);
  auto& labels = std::get<std::vector<std::uint8_t>>(mask.voxels);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = i / 56 == 2 ? labels[i] : 0;
  const std::string classes = "featureClass: {shape2D: , firstorder: [Mean]}\n";
  const Row row = Extract(SmallImage(0), mask, classes + "setting: {force2D: true}");
  EXPECT_EQ(row.features.at("original_shape2D_PixelSurface"), 30);
  EXPECT_EQ(row.features.at("original_shape2D_MeshSurface"), 29.5);
  EXPECT_EQ(row.features.size(), 10U);
  EXPECT_EQ(Extract(SmallImage(0), mask, classes).features.size(), 1U);
  EXPECT_THAT(ExtractVolumes(SmallImage(0), SmallMask(1), 1, Settings(classes + "setting: {force2D: true}")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("one slice")));
}

TEST(ExtractPyRadiomics, LocalBinaryPatternsAreImagesLikeOthers) {
  const Row row = Extract(SmallImage(0), SmallMask(1),
                          "imageType: {LBP2D: {binWidth: 1}, LBP3D: {binWidth: 0.5}}\nfeatureClass: "
                          "{firstorder: [Maximum, Minimum], glcm: [JointEntropy]}");
  EXPECT_EQ(row.features.size(), 12U);
  EXPECT_GE(row.features.at("lbp-2D_firstorder_Minimum"), 0);
  EXPECT_LE(row.features.at("lbp-2D_firstorder_Maximum"), 9);
  for (const auto& [name, value] : row.features) EXPECT_TRUE(std::isfinite(value)) << name;
}

}  // namespace
}  // namespace osteon
