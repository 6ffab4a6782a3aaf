// Cases that cannot be described, or only just: what their row says.
#include <cmath>
#include <filesystem>
#include <limits>
#include <string>

#include "common/files/files.h"
#include "site_agent/extraction/extract_case.h"
#include "site_agent/extraction/extract_manifest.h"
#include "site_agent/extraction/test_images.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::Put;
using ::osteon::testing::SmallImage;
using ::osteon::testing::SmallMask;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

class BadInput : public ::testing::Test {
 protected:
  // The error of the one row that this image and mask give.
  absl::Status RowOf(const std::string& image, const std::string& mask,
                     const std::string& params = "setting: {}") {
    Manifest manifest;
    manifest.cases = {{"P1", {{folder_ / image, {folder_ / mask}}}, {ManifestRegion{}}, {}, 2}};
    const ExtractedTable table =
        ExtractManifest(manifest, {ParseExtractionSettings(params, "p.yaml").value()}, {}).value();
    const ExtractedPart& part = table.rows[0].parts[0];
    EXPECT_NE(part.error.ok(), part.features.values.empty());
    return table.rows[0].error;
  }
  absl::Status RowOf(const Volume& image, const Volume& mask, const std::string& params = "setting: {}") {
    Put(folder_ / "image.nii.gz", image);
    Put(folder_ / "mask.nii.gz", mask);
    return RowOf("image.nii.gz", "mask.nii.gz", params);
  }
  const testing::TemporaryFolder folder_;
};

// SmallMask cut to its voxels with lower <= index <= upper along z.
Volume Slices(std::size_t lower, std::size_t upper) {
  Volume mask = SmallMask(1);
  auto& voxels = std::get<std::vector<std::uint8_t>>(mask.voxels);
  for (std::size_t i = 0; i < voxels.size(); ++i) {
    if (i / 56 < lower || i / 56 > upper) voxels[i] = 0;
  }
  return mask;
}

Volume Constant(std::int16_t value) {
  Volume image = SmallImage(1);
  image.voxels = std::vector<std::int16_t>(image.grid.VoxelCount(), value);
  return image;
}

Volume Real(float inside) {
  Volume image = SmallImage(1);
  std::vector<float> voxels(image.grid.VoxelCount(), 1.5F);
  voxels[3 + 8 * (2 + 7 * 2)] = inside;
  image.voxels = voxels;
  return image;
}

TEST_F(BadInput, GridsThatDifferAreTold) {
  Volume mask = SmallMask(1);
  mask.grid.spacing_mm[2] = 3;
  EXPECT_THAT(RowOf(SmallImage(1), mask),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("not on the same grid"),
                             HasSubstr("spacing in mm: image (1, 1, 2.5), mask (1, 1, 3)"))));
}

TEST_F(BadInput, AnEmptyMaskIsTold) {
  EXPECT_THAT(RowOf(SmallImage(1), SmallMask(0)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the mask is empty: every voxel is 0")));
}

TEST_F(BadInput, LabelsThatAreThereAreListed) {
  EXPECT_THAT(RowOf(SmallImage(1), SmallMask(7)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("label 1 is not in the mask; labels there are: 7")));
}

TEST_F(BadInput, OneVoxelIsTold) {
  Volume mask = SmallMask(0);
  std::get<std::vector<std::uint8_t>>(mask.voxels)[100] = 1;
  EXPECT_THAT(RowOf(SmallImage(1), mask),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the region is a single voxel")));
}

TEST_F(BadInput, OneSliceIsDescribedUnlessMoreIsAskedFor) {
  EXPECT_THAT(RowOf(SmallImage(1), Slices(2, 2)), IsOk());
  EXPECT_THAT(RowOf(SmallImage(1), Slices(2, 2), "setting: {minimumROIDimensions: 3}"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("the region extends along 2 axes; minimumROIDimensions asks for 3")));
}

TEST_F(BadInput, AConstantImageIsDescribed) {
  EXPECT_THAT(RowOf(Constant(40), SmallMask(1)), IsOk());
}

TEST_F(BadInput, NotANumberAndInfinityInTheRegionAreTold) {
  EXPECT_THAT(RowOf(Real(std::numeric_limits<float>::quiet_NaN()), SmallMask(1)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("the image holds NaN inside the region, first at voxel (3, 2, 2)")));
  EXPECT_THAT(RowOf(Real(std::numeric_limits<float>::infinity()), SmallMask(1)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("an infinite value inside the region")));
}

TEST_F(BadInput, OneBinIsDescribedAndAMillionAreTold) {
  EXPECT_THAT(RowOf(SmallImage(1), SmallMask(1), "setting: {binWidth: 100000}"), IsOk());
  const absl::Status status = RowOf(SmallImage(1), SmallMask(1), "setting: {binWidth: 0.001}");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("grey levels")));
}

TEST_F(BadInput, ARegionThatResamplingLosesIsTold) {
  EXPECT_THAT(
      RowOf(SmallImage(1), Slices(1, 2), "setting: {resampledPixelSpacing: [60, 60, 60]}"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("after resampling to 60 x 60 x 60 mm: ")));
}

TEST_F(BadInput, ATruncatedFileIsTold) {
  Put(folder_ / "mask.nii.gz", SmallMask(1));
  for (const char* name : {"image.nii.gz", "image.nii", "image.nrrd", "image.mha"}) {
    Put(folder_ / name, SmallImage(1));
    const std::string whole = ReadFile(folder_ / name).value();
    ASSERT_THAT(WriteFileAtomically(folder_ / name, whole.substr(0, whole.size() * 2 / 3)), IsOk());
    EXPECT_THAT(RowOf(name, "mask.nii.gz"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(name)));
  }
}

TEST_F(BadInput, AFileOfFourDimensionsIsTold) {
  Put(folder_ / "mask.nii.gz", SmallMask(1));
  Put(folder_ / "image.nii", SmallImage(1));
  std::string bytes = ReadFile(folder_ / "image.nii").value();
  bytes[40] = 4;  // dim[0] of the NIfTI header
  bytes[48] = 3;  // dim[4]
  bytes += bytes.substr(352) + bytes.substr(352);
  ASSERT_THAT(WriteFileAtomically(folder_ / "image.nii", bytes), IsOk());
  EXPECT_THAT(RowOf("image.nii", "mask.nii.gz"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("has 4 dimensions (8 x 7 x 6 x 3); needed are 3: save one")));
}

TEST_F(BadInput, AMaskOfFractionsAndOneBelowZeroAreTold) {
  EXPECT_THAT(RowOf(SmallImage(1), Real(0.5F)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("a mask holds whole numbers; voxel (0, 0, 0) is 1.5;")));
  EXPECT_THAT(
      RowOf(SmallImage(1), Constant(-1)),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("a mask's labels are 0 or more; found -1")));
}

TEST_F(BadInput, AFolderOrAnUnknownExtensionIsTold) {
  Put(folder_ / "mask.nii.gz", SmallMask(1));
  ASSERT_THAT(MakeFolder(folder_ / "series.nii.gz"), IsOk());
  EXPECT_THAT(RowOf("series.nii.gz", "mask.nii.gz"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is a folder, not an image file")));
  EXPECT_THAT(RowOf("image.jpg", "mask.nii.gz"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("the extension is none of"), HasSubstr("DICOM"))));
}

}  // namespace
}  // namespace osteon
