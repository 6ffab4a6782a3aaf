#include "site_agent/extraction/extract_ibsi.h"

#include <cmath>
#include <limits>
#include <map>

#include "site_agent/extraction/extract_case.h"
#include "site_agent/extraction/test_images.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::SmallImage;
using ::osteon::testing::SmallMask;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ExtractionSettings Parse(const std::string& text) {
  const absl::StatusOr<ExtractionSettings> settings = ParseExtractionSettings(text, "p.yaml");
  EXPECT_TRUE(settings.ok()) << settings.status();
  return settings.value();
}

std::map<std::string, double> Values(const Volume& image, const Volume& mask, const std::string& text) {
  const ExtractionSettings settings = Parse(text);
  const absl::StatusOr<CaseFeatures> features = ExtractVolumes(image, mask, 1, settings);
  EXPECT_TRUE(features.ok()) << features.status();
  std::map<std::string, double> values;
  const std::vector<std::string> names = FeatureNames(settings);
  EXPECT_EQ(names.size(), features->values.size());
  for (std::size_t i = 0; i < names.size(); ++i) values[names[i]] = features->values[i];
  return values;
}

absl::Status Error(const Volume& image, const Volume& mask, const std::string& text) {
  return ExtractVolumes(image, mask, 1, Parse(text)).status();
}

// The mask with `label` in these voxels only.
Volume MaskOf(const std::vector<std::array<std::size_t, 3>>& voxels) {
  Volume mask = SmallMask(0);
  for (const auto& [x, y, z] : voxels)
    std::get<std::vector<std::uint8_t>>(mask.voxels).at(x + 8 * (y + 7 * z)) = 1;
  return mask;
}

TEST(IbsiColumns, OneAggregationNeedsNoNameAndSeveralDo) {
  const ExtractionSettings one =
      Parse("ibsi: {families: {statistics: [mean_intensity], glcm: [joint_entropy]}}");
  EXPECT_THAT(FeatureNames(one), ElementsAre("statistics_mean_intensity", "glcm_joint_entropy"));
  EXPECT_THAT(FeatureCodes(one), ElementsAre("Q4LE", "TU9B IAZD"));
  const ExtractionSettings two = Parse(
      "ibsi: {aggregation: [3d_averaged, 3d_merged], families: {statistics: [mean_intensity], glcm: "
      "[joint_entropy], "
      "ngtdm: [coarseness]}}");
  EXPECT_THAT(FeatureNames(two), ElementsAre("statistics_mean_intensity", "glcm_joint_entropy_3d_averaged",
                                             "glcm_joint_entropy_3d_merged", "ngtdm_coarseness_3d"));
  EXPECT_THAT(FeatureCodes(two), ElementsAre("Q4LE", "TU9B ITBB", "TU9B IAZD", "QCDE KOBO"));
}

TEST(IbsiColumns, AllOfThemHaveNamesCodesAndValues) {
  const ExtractionSettings settings = Parse("ibsi:");
  ASSERT_OK_AND_ASSIGN(const CaseFeatures features, ExtractVolumes(SmallImage(1), SmallMask(1), 1, settings));
  EXPECT_THAT(FeatureNames(settings), SizeIs(174));
  EXPECT_THAT(FeatureCodes(settings), SizeIs(174));
  EXPECT_THAT(features.values, SizeIs(174));
  EXPECT_EQ(DiagnosticNames(settings).size(), features.diagnostics.size());
  for (const double value : features.values) EXPECT_TRUE(std::isfinite(value));
}

TEST(IbsiColumns, DiagnosticsSayEachStage) {
  const ExtractionSettings settings =
      Parse("ibsi: {resegmentation: {range: [0, none]}, interpolation: {spacing_mm: 0.5}}");
  ASSERT_OK_AND_ASSIGN(const CaseFeatures features, ExtractVolumes(SmallImage(1), SmallMask(1), 1, settings));
  std::map<std::string, std::string> values;
  const std::vector<std::string> names = DiagnosticNames(settings);
  for (std::size_t i = 0; i < names.size(); ++i) values[names[i]] = features.diagnostics[i];
  EXPECT_EQ(values["diagnostics_img_dim_x_init_img"], "8");
  EXPECT_EQ(values["diagnostics_img_dim_z_interp_img"], "30");  // 6 slices of 2.5 mm
  EXPECT_EQ(values["diagnostics_vox_dim_z_interp_img"], "0.5");
  EXPECT_EQ(values["diagnostics_int_mask_vox_count_init_roi"], "120");
  EXPECT_EQ(values["diagnostics_morph_mask_vox_count_reseg_roi"],
            values["diagnostics_int_mask_vox_count_interp_roi"]);
  EXPECT_EQ(values["diagnostics_int_mask_min_int_reseg_roi"].substr(0, 1), "0");
  EXPECT_EQ(values.count("diagnostics_mean_int_interp_img"), 0U);
  EXPECT_THAT(DiagnosticNames(Parse("ibsi: {diagnostics: none}")), IsEmpty());
  EXPECT_THAT(DiagnosticNames(Parse("ibsi: {diagnostics: image}")),
              Contains("diagnostics_mean_int_interp_img"));
}

TEST(IbsiExtraction, OnlyWhatIsAskedForIsComputedAndHasTheSameValue) {
  const std::map<std::string, double> all =
      Values(SmallImage(1), SmallMask(1), "ibsi: {interpolation: {spacing_mm: 1}}");
  for (const char* family :
       {"morphology", "local_intensity", "statistics", "intensity_histogram", "intensity_volume_histogram",
        "glcm", "glrlm", "glszm", "gldzm", "ngtdm", "ngldm"}) {
    const std::map<std::string, double> some =
        Values(SmallImage(1), SmallMask(1),
               absl::StrCat("ibsi: {interpolation: {spacing_mm: 1}, families: [", family, "]}"));
    EXPECT_GT(some.size(), 1U) << family;
    for (const auto& [name, value] : some) EXPECT_EQ(value, all.at(name)) << name;
  }
}

// Intensities are shifted by their lower bound in both dialects' bins, but only IBSI's begin there.
TEST(IbsiExtraction, AnotherDialectHasOtherNames) {
  EXPECT_THAT(FeatureCodes(Parse("featureClass: {glcm: }")), IsEmpty());
  EXPECT_THAT(ParseExtractionSettings("ibsi: {}\nsetting: {binWidth: 25}", "p.yaml"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("either ibsi or PyRadiomics' keys")));
  EXPECT_THAT(ParseExtractionSettings("isbi: {label: 1}", "p.yaml"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("did you mean ibsi?")));
  EXPECT_NE(SettingsHash(Parse("ibsi:")), SettingsHash(Parse("ibsi: {label: 2}")));
}

TEST(IbsiExtraction, AMaskThatIsEmptyOrHasAnotherLabelIsAnError) {
  EXPECT_THAT(Error(SmallImage(1), SmallMask(0), "ibsi:"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the mask is empty")));
  EXPECT_THAT(Error(SmallImage(1), SmallMask(3), "ibsi:"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("labels there are: 3")));
}

TEST(IbsiExtraction, ASingleVoxelIsAnError) {
  EXPECT_THAT(Error(SmallImage(1), MaskOf({{3, 3, 3}}), "ibsi:"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("single voxel")));
  EXPECT_THAT(Error(SmallImage(1), MaskOf({{3, 3, 3}, {4, 3, 3}}), "ibsi: {interpolation: {spacing_mm: 6}}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("leaves no voxel")));
}

// But for the density in an ellipsoid that has no height.
TEST(IbsiExtraction, OneSliceHasEveryFeature) {
  std::vector<std::array<std::size_t, 3>> slice;
  for (std::size_t y = 1; y < 6; ++y) {
    for (std::size_t x = 1; x < 7; ++x) slice.push_back({x, y, 2});
  }
  for (const auto& [name, value] :
       Values(SmallImage(1), MaskOf(slice), "ibsi: {aggregation: [2d_averaged, 25d_merged, 3d_merged]}")) {
    EXPECT_FALSE(std::isinf(value)) << name;
    EXPECT_EQ(std::isnan(value), name == "morphology_volume_density_approximate_enclosing_ellipsoid") << name;
  }
}

TEST(IbsiExtraction, AConstantRegionHasWhatIsDefinedForIt) {
  Volume image = SmallImage(1);
  image.voxels = std::vector<std::int16_t>(image.grid.VoxelCount(), 7);
  const std::map<std::string, double> values =
      Values(image, SmallMask(1), "ibsi: {discretisation: {texture: {fbs: 5}}}");
  EXPECT_EQ(values.at("statistics_mean_intensity"), 7);
  EXPECT_EQ(values.at("statistics_intensity_skewness"), 0);
  EXPECT_EQ(values.at("intensity_histogram_discretised_intensity_entropy"), 0);
  EXPECT_EQ(values.at("glcm_joint_maximum"), 1);
  EXPECT_EQ(values.at("glcm_contrast"), 0);
}

TEST(IbsiExtraction, NaNInTheBoxButOutsideTheMaskDoesNotMatter) {
  Volume image = SmallImage(1);
  const auto& whole = std::get<std::vector<std::int16_t>>(image.voxels);
  std::vector<float> voxels(whole.begin(), whole.end());
  Volume mask = SmallMask(1);
  const std::size_t hole = 3 + 8 * (3 + 7 * 2);
  std::get<std::vector<std::uint8_t>>(mask.voxels).at(hole) = 0;
  image.voxels = voxels;
  const std::map<std::string, double> without =
      Values(image, mask, "ibsi: {families: [morphology, statistics, glcm]}");
  voxels.at(hole) = std::numeric_limits<float>::quiet_NaN();
  image.voxels = voxels;
  EXPECT_EQ(Values(image, mask, "ibsi: {families: [morphology, statistics, glcm]}"), without);
  for (const auto& [name, value] : Values(image, mask, "ibsi:")) EXPECT_FALSE(std::isnan(value)) << name;
  EXPECT_THAT(Error(image, mask, "ibsi: {interpolation: {spacing_mm: 0.9}}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("beside the region")));
  EXPECT_THAT(Error(image, SmallMask(1), "ibsi:"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("NaN inside the region, first at voxel (3, 3, 2)")));
}

TEST(IbsiExtraction, ARegionThatResegmentationEmptiesIsAnError) {
  EXPECT_THAT(Error(SmallImage(1), SmallMask(1), "ibsi: {resegmentation: {range: [2000, 3000]}}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("leaves none of 120 voxels")));
}

TEST(IbsiExtraction, TooManyLevelsAreAnErrorAndOneIsNot) {
  EXPECT_THAT(
      Error(SmallImage(1), SmallMask(1), "ibsi: {discretisation: {texture: {fbs: 0.001}}}"),
      StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("grey levels"), HasSubstr("0.001"))));
  const std::map<std::string, double> values =
      Values(SmallImage(1), SmallMask(1), "ibsi: {discretisation: {texture: {fbs: 100000}}}");
  EXPECT_EQ(values.at("intensity_histogram_maximum_discretised_intensity"), 1);
  EXPECT_EQ(values.at("glcm_joint_maximum"), 1);
}

TEST(IbsiExtraction, GridsThatDifferAreAnError) {
  Volume mask = SmallMask(1);
  mask.grid.spacing_mm[0] = 1.001;
  EXPECT_THAT(Error(SmallImage(1), mask, "ibsi:"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("spacing")));
  EXPECT_TRUE(Error(SmallImage(1), mask, "ibsi: {geometry_tolerance: 0.01}").ok());
}

}  // namespace
}  // namespace osteon
