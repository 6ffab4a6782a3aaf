#include "site_agent/radiomics/ibsi/settings.h"

#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// Every problem that the text has, as one message.
std::string ProblemsOf(const std::string& text) {
  return std::string(ParseSettings(text, "p.yaml").status().message());
}

TEST(IbsiSettings, WhatIsNotSaidHasItsDefault) {
  for (const char* text : {"ibsi:", "ibsi: {}", "{\"ibsi\": {}}"}) {
    ASSERT_OK_AND_ASSIGN(const Settings settings, ParseSettings(text, "p.yaml"));
    EXPECT_EQ(settings.label, 1);
    EXPECT_FALSE(settings.round_intensities);
    EXPECT_FALSE(settings.interpolation.has_value());
    EXPECT_FALSE(settings.resegmentation.lower.has_value());
    EXPECT_FALSE(settings.resegmentation.outliers.has_value());
    EXPECT_EQ(settings.texture_levels.method, Discretisation::kFixedBinNumber);
    EXPECT_EQ(settings.texture_levels.bin_count, 32);
    EXPECT_EQ(settings.ivh_levels.bin_count, 1000);
    EXPECT_THAT(settings.aggregations, ElementsAre(Aggregation::k3DMerged));
    EXPECT_THAT(settings.families, SizeIs(11));
    EXPECT_EQ(settings.diagnostics, Diagnostics::kRegion);
  }
}

TEST(IbsiSettings, EveryKeyIsRead) {
  ASSERT_OK_AND_ASSIGN(const Settings settings, ParseSettings(R"(
ibsi:
  label: 3
  geometry_tolerance: 1e-4
  round_intensities: true
  interpolation: {spacing_mm: [1, 2, 3], image: cubic, mask: nearest, partial_volume_threshold: 0.4}
  resegmentation: {range: [-1000, none], outliers: 3}
  discretisation: {texture: {fbs: 25}, ivh: none}
  aggregation: [2d_averaged, 25d_merged]
  texture: {glcm_distance: 2, ngtdm_distance: 3, ngldm_distance: 4, ngldm_coarseness: 1}
  families: {glcm: [joint_entropy, joint_maximum], morphology: all, statistics: }
  diagnostics: image
)",
                                                              "p.yaml"));
  EXPECT_EQ(settings.label, 3);
  EXPECT_EQ(settings.geometry_tolerance, 1e-4);
  EXPECT_TRUE(settings.round_intensities);
  ASSERT_TRUE(settings.interpolation.has_value());
  EXPECT_THAT(settings.interpolation->spacing_mm, ElementsAre(1, 2, 3));
  EXPECT_EQ(settings.interpolation->image, Interpolation::kCubic);
  EXPECT_EQ(settings.interpolation->mask, Interpolation::kNearest);
  EXPECT_EQ(settings.interpolation->partial_volume_threshold, 0.4);
  EXPECT_EQ(settings.resegmentation.lower, -1000);
  EXPECT_FALSE(settings.resegmentation.upper.has_value());
  EXPECT_EQ(settings.resegmentation.outliers, 3);
  EXPECT_EQ(settings.texture_levels.method, Discretisation::kFixedBinSize);
  EXPECT_EQ(settings.texture_levels.bin_size, 25);
  EXPECT_EQ(settings.ivh_levels.method, Discretisation::kNone);
  EXPECT_THAT(settings.aggregations, ElementsAre(Aggregation::k2DAveraged, Aggregation::k25DMerged));
  EXPECT_EQ(settings.texture.glcm_distance, 2);
  EXPECT_EQ(settings.texture.ngtdm_distance, 3);
  EXPECT_EQ(settings.texture.ngldm_distance, 4);
  EXPECT_EQ(settings.texture.ngldm_coarseness, 1);
  ASSERT_THAT(settings.families, SizeIs(3));
  EXPECT_EQ(settings.families[0].family, "morphology");
  EXPECT_EQ(settings.families[1].family, "statistics");
  EXPECT_THAT(settings.families[1].features, SizeIs(18));
  EXPECT_THAT(settings.families[2].features, ElementsAre("joint_maximum", "joint_entropy"));
  EXPECT_EQ(settings.diagnostics, Diagnostics::kImage);
}

TEST(IbsiSettings, OneSpacingIsThatOfEveryAxisOrOfThePlane) {
  ASSERT_OK_AND_ASSIGN(const Settings cube, ParseSettings("ibsi: {interpolation: {spacing_mm: 2}}", "p"));
  EXPECT_THAT(cube.interpolation->spacing_mm, ElementsAre(2, 2, 2));
  for (const char* text : {"ibsi: {interpolation: {by_slice: true, spacing_mm: 2}}",
                           "ibsi: {interpolation: {by_slice: true, spacing_mm: [2, 2]}}"}) {
    ASSERT_OK_AND_ASSIGN(const Settings plane, ParseSettings(text, "p"));
    EXPECT_THAT(plane.interpolation->spacing_mm, ElementsAre(2, 2, 0));
  }
}

TEST(IbsiSettings, EveryProblemIsListedWithItsPlaceAndTheNearestKey) {
  EXPECT_EQ(
      ProblemsOf(R"(ibsi:
  labels: 1
  interpolation: {spacing_m: 2}
  resegmentation: {range: [400, -1000], outliers: -3}
  discretisation: {texture: {fbn: 32, fbs: 25}, ivh: 1000}
  aggregation: [3d_average]
  texture: {glcm_distance: 0}
  families: [morphologie, glcm]
  diagnostics: full
colour: red
)"),
      "p.yaml:2:3: ibsi: unknown key labels; did you mean label?\n"
      "p.yaml:3:3: interpolation: key spacing_mm is missing\n"
      "p.yaml:3:19: interpolation: unknown key spacing_m; did you mean spacing_mm?\n"
      "p.yaml:4:27: range: begins at 400 above its end -1000\n"
      "p.yaml:4:51: outliers: needs a number above 0, found -3\n"
      "p.yaml:5:29: texture: needs one of fbn (number of bins) and fbs (size of a bin)\n"
      "p.yaml:5:54: ivh: needs {fbn: number of bins}, {fbs: size of a bin} or none, found a number (1000)\n"
      "p.yaml:6:17: aggregation: \"3d_average\" is not one of 2d_averaged, 2d_slice_merged, "
      "25d_direction_merged, 25d_merged, 3d_averaged, 3d_merged; did you mean 3d_averaged?\n"
      "p.yaml:7:28: glcm_distance: needs a whole number from 1 to 19, found 0\n"
      "p.yaml:8:14: families: \"morphologie\" is not one of morphology, local_intensity, statistics, "
      "intensity_histogram, intensity_volume_histogram, glcm, glrlm, glszm, gldzm, ngtdm, ngldm; did you "
      "mean "
      "morphology?\n"
      "p.yaml:9:16: diagnostics: \"full\" is not one of none, region, image\n"
      "p.yaml:10:1: a parameter file: unknown key colour");
}

TEST(IbsiSettings, WhatCannotGoTogetherIsSaid) {
  EXPECT_THAT(ProblemsOf("ibsi: {interpolation: {spacing_mm: [2, 2]}}"), HasSubstr("by_slice: true"));
  EXPECT_THAT(ProblemsOf("ibsi: {interpolation: {spacing_mm: [2, 2, 2], by_slice: yes}}"),
              HasSubstr("leaves the slices where they are"));
  EXPECT_THAT(ProblemsOf("ibsi: {interpolation: {spacing_mm: 0}}"), HasSubstr("numbers above 0"));
  EXPECT_THAT(ProblemsOf("ibsi: {interpolation: {spacing_mm: 2, mask: cubic}}"),
              HasSubstr("nearest, linear"));
  EXPECT_THAT(ProblemsOf("ibsi: {interpolation: {spacing_mm: 2, partial_volume_threshold: 1.5}}"),
              HasSubstr("at most 1"));
  EXPECT_THAT(ProblemsOf("ibsi: {aggregation: [3d_merged, 3d_merged]}"), HasSubstr("given twice"));
  EXPECT_THAT(ProblemsOf("ibsi: {aggregation: []}"), HasSubstr("needs one of"));
  EXPECT_THAT(ProblemsOf("ibsi: {families: [glcm, glcm]}"), HasSubstr("glcm is given twice"));
  EXPECT_THAT(ProblemsOf("ibsi: {families: {glcm: [contrast, contrast]}}"),
              HasSubstr("contrast is given twice"));
  EXPECT_THAT(ProblemsOf("ibsi: {resegmentation: {range: [0, .inf]}}"), HasSubstr("none where it is open"));
  EXPECT_THAT(ProblemsOf("ibsi: {families: []}"), HasSubstr("names no feature"));
  EXPECT_THAT(ProblemsOf("ibsi: {families: {glcm: []}}"), HasSubstr("names no feature"));
  EXPECT_THAT(ProblemsOf("ibsi: {families: {glcm: [joint_entropie]}}"),
              HasSubstr("did you mean joint_entropy?"));
  EXPECT_THAT(ProblemsOf("ibsi: {resegmentation: {range: [1]}}"), HasSubstr("found a list of 1"));
  EXPECT_THAT(ProblemsOf("ibsi: {discretisation: {texture: {fbn: 2.5}}}"),
              HasSubstr("a whole number from 1 to 65535"));
  EXPECT_THAT(ProblemsOf("ibsi: {}\nfeatureClass: {glcm: }"),
              HasSubstr("p.yaml:2:1: featureClass is PyRadiomics'; a file has either"));
}

TEST(IbsiSettings, TheTextIsEqualWhenTheSettingsAre) {
  ASSERT_OK_AND_ASSIGN(const Settings a, ParseSettings("ibsi: {discretisation: {texture: {fbn: 32}}}", "a"));
  ASSERT_OK_AND_ASSIGN(const Settings b, ParseSettings("ibsi: {aggregation: 3d_merged, label: 1}", "b"));
  EXPECT_EQ(CanonicalText(a), CanonicalText(b));
  for (const char* other :
       {"label: 2", "geometry_tolerance: 1", "round_intensities: true", "interpolation: {spacing_mm: 2}",
        "resegmentation: {range: [0, none]}", "resegmentation: {range: [none, 0]}",
        "resegmentation: {outliers: 3}", "discretisation: {texture: {fbs: 32}}",
        "discretisation: {texture: none}", "discretisation: {ivh: {fbn: 100}}", "aggregation: 3d_averaged",
        "texture: {glcm_distance: 2}", "texture: {ngtdm_distance: 2}", "texture: {ngldm_distance: 2}",
        "texture: {ngldm_coarseness: 2}", "families: [glcm]", "diagnostics: none"}) {
    ASSERT_OK_AND_ASSIGN(const Settings c, ParseSettings(std::string("ibsi: {") + other + "}", "c"));
    EXPECT_NE(CanonicalText(a), CanonicalText(c)) << other;
  }
  for (const char* other :
       {"image: cubic", "mask: nearest", "partial_volume_threshold: 0.4", "by_slice: true"}) {
    ASSERT_OK_AND_ASSIGN(
        const Settings c,
        ParseSettings(std::string("ibsi: {interpolation: {spacing_mm: 2, ") + other + "}}", "c"));
    ASSERT_OK_AND_ASSIGN(const Settings d, ParseSettings("ibsi: {interpolation: {spacing_mm: 2}}", "d"));
    EXPECT_NE(CanonicalText(c), CanonicalText(d)) << other;
  }
}

}  // namespace
}  // namespace osteon::ibsi
