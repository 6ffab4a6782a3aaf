// Features of filtered images in the IBSI dialect.
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "site_agent/extraction/extract_case.h"
#include "site_agent/extraction/extract_ibsi.h"
#include "site_agent/extraction/test_images.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/ibsi/filters/filter_settings.h"
#include "site_agent/radiomics/ibsi/statistics.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::SmallImage;
using ::osteon::testing::SmallMask;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<ibsi::Settings> Parse(const std::string& text) {
  return ibsi::ParseSettings(text, "p.yaml");
}

TEST(IbsiFilters, ColumnsBeginWithTheFilter) {
  ASSERT_OK_AND_ASSIGN(const ibsi::Settings settings, Parse(R"(
ibsi:
  families: {statistics: [mean_intensity]}
  filters: [{mean: {support: 3}}, {simoncelli: {level: 2, by_slice: true}}]
  filtered_images:
    families: {statistics: [mean_intensity], glcm: [joint_entropy]}
)"));
  EXPECT_THAT(FeatureNames(settings),
              ElementsAre("statistics_mean_intensity", "mean-3_statistics_mean_intensity",
                          "mean-3_glcm_joint_entropy", "simoncelli-2-2d_statistics_mean_intensity",
                          "simoncelli-2-2d_glcm_joint_entropy"));
  EXPECT_THAT(FeatureCodes(settings),
              ElementsAre("Q4LE", "Q4LE S60F", "TU9B IAZD S60F", "Q4LE PRT7", "TU9B IAZD PRT7"));
}

TEST(IbsiFilters, FilteredImagesHaveStatisticsWhereNothingElseIsSaid) {
  ASSERT_OK_AND_ASSIGN(const ibsi::Settings settings,
                       Parse("ibsi: {families: [ngtdm], filters: [{mean: {support: 3}}]}"));
  EXPECT_EQ(FeatureNames(settings).size(), 5U + 18U);
  EXPECT_EQ(settings.filtered.texture_levels.bin_count, 32);
  EXPECT_EQ(settings.filtered.ivh_levels.bin_count, 1000);
}

TEST(IbsiFilters, EveryFamilyOfAFilteredImageHasAValue) {
  ASSERT_OK_AND_ASSIGN(const ibsi::Settings settings, Parse(R"(
ibsi:
  families: [morphology]
  filters: [{laws: {kernels: L5E5, by_slice: true}}]
  filtered_images:
    families: [statistics, intensity_histogram, intensity_volume_histogram, glcm, glrlm, glszm, gldzm, ngtdm, ngldm]
    discretisation: {texture: {fbs: 20}, ivh: {fbn: 100}}
)"));
  ASSERT_OK_AND_ASSIGN(const CaseFeatures features, ExtractVolumes(SmallImage(1), SmallMask(1), 1, settings));
  const std::vector<std::string> names = FeatureNames(settings);
  ASSERT_EQ(features.values.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_TRUE(std::isfinite(features.values[i])) << names[i];
}

// Only what a filter can see of the image is interpolated; the values are those of filtering all of it, in
// the voxels that the unfiltered intensities have kept.
TEST(IbsiFilters, ValuesAreThoseOfTheWholeImageInTheIntensityMask) {
  const Volume image = SmallImage(3), mask = SmallMask(1);
  for (const char* filter :
       {"mean: {support: 3, boundary: zero}", "mean: {support: 5, boundary: periodic}",
        "laplacian_of_gaussian: {sigma_mm: 0.7, by_slice: true, boundary: nearest}",
        "separable_wavelet: {wavelet: db2, bands: LHL, rotation_invariant: true, pooling: max}",
        "simoncelli: {level: 1}"}) {
    ASSERT_OK_AND_ASSIGN(
        const ibsi::Settings settings,
        Parse(absl::StrCat("ibsi: {families: [statistics], resegmentation: {range: [-300, 300]}, filters: [{",
                           filter, "}]}")));
    ASSERT_OK_AND_ASSIGN(const CaseFeatures features, ExtractVolumes(image, mask, 1, settings));
    ASSERT_OK_AND_ASSIGN(Region region, CropRegion(image, mask, 1));
    ASSERT_OK_AND_ASSIGN(region, ibsi::Resegment(region, settings.resegmentation));
    ASSERT_OK_AND_ASSIGN(region.intensities, ibsi::FilterResponse(image, {region.lower, region.size},
                                                                  settings.filtered.filters[0]));
    ASSERT_OK_AND_ASSIGN(const Features expected, ibsi::ComputeStatistics(region));
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_NEAR(features.values[18 + i], expected[i].value, 1e-9 * std::abs(expected[i].value) + 1e-9)
          << filter << " " << expected[i].name;
    }
  }
}

TEST(IbsiFilters, AMessageNamesTheFilter) {
  ASSERT_OK_AND_ASSIGN(const ibsi::Settings anisotropic,
                       Parse("ibsi: {filters: [{laplacian_of_gaussian: {sigma_mm: 1}}]}"));
  EXPECT_THAT(ExtractVolumes(SmallImage(1), SmallMask(1), 1, anisotropic),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("filter log-1-mm: "), HasSubstr("1 x 1 x 2.5 mm"))));
  Volume image = SmallImage(1);
  std::vector<float> voxels;
  for (const std::int16_t voxel : std::get<std::vector<std::int16_t>>(image.voxels)) voxels.push_back(voxel);
  voxels[0] = std::numeric_limits<float>::quiet_NaN();
  image.voxels = voxels;
  ASSERT_OK_AND_ASSIGN(const ibsi::Settings near, Parse("ibsi: {filters: [{mean: {support: 3}}]}"));
  EXPECT_THAT(
      ExtractVolumes(image, SmallMask(1), 1, near),
      StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("filter mean-3: "), HasSubstr("NaN"))));
}

TEST(IbsiFilters, WrongKeysAreSaid) {
  const auto problem = [](const std::string& text) { return std::string(Parse(text).status().message()); };
  EXPECT_THAT(problem("ibsi: {filters: [{gabbor: {}}]}"),
              AllOf(HasSubstr("p.yaml:1:19"), HasSubstr("gabor")));
  EXPECT_THAT(problem("ibsi: {filtered_images: {families: [statistics]}}"), HasSubstr("only with filters"));
  EXPECT_THAT(problem("ibsi: {filters: [{mean: {support: 3}}], filtered_images: {families: [morphology]}}"),
              HasSubstr("p.yaml:1:"));
  EXPECT_THAT(problem("ibsi: {filters: [{mean: {support: 3}}], filtered_images: {familes: [glcm]}}"),
              HasSubstr("families"));
}

TEST(IbsiFilters, TheTextOfTheSettingsHasThem) {
  ASSERT_OK_AND_ASSIGN(const ibsi::Settings none, Parse("ibsi:"));
  ASSERT_OK_AND_ASSIGN(const ibsi::Settings three, Parse("ibsi: {filters: [{mean: {support: 3}}]}"));
  ASSERT_OK_AND_ASSIGN(const ibsi::Settings five, Parse("ibsi: {filters: [{mean: {support: 5}}]}"));
  ASSERT_OK_AND_ASSIGN(const ibsi::Settings textures,
                       Parse("ibsi: {filters: [{mean: {support: 5}}], filtered_images: {families: [glcm]}}"));
  EXPECT_NE(CanonicalText(none), CanonicalText(three));
  EXPECT_NE(CanonicalText(three), CanonicalText(five));
  EXPECT_NE(CanonicalText(five), CanonicalText(textures));
}

}  // namespace
}  // namespace osteon
