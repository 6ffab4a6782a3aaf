#include "site_agent/radiomics/pyradiomics/settings.h"

#include <algorithm>

#include "site_agent/radiomics/pyradiomics/families.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kClasses = "featureClass: {firstorder: }\n";

absl::StatusOr<PyRadiomicsSettings> Parse(const std::string& text) {
  return ParsePyRadiomicsSettings(text, "p.yaml");
}

TEST(PyRadiomicsSettings, AClassWithNothingBehindItIsAllItsFeatures) {
  ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings settings,
                       Parse("featureClass:\n  glcm:\n  shape: []\n  firstorder: ~\n"));
  ASSERT_EQ(settings.families.size(), 3U);
  EXPECT_EQ(settings.families[0].family, "shape");  // the register's order
  EXPECT_EQ(settings.families[1].features, FeatureFamilies()[2].features);
  EXPECT_EQ(settings.families[2].features.size(), 24U);
}

TEST(PyRadiomicsSettings, AListNamesFeaturesAlsoThoseComputedByNameOnly) {
  ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings settings,
                       Parse("featureClass: {firstorder: [StandardDeviation, Mean, Energy]}"));
  EXPECT_THAT(settings.families[0].features, ElementsAre("Energy", "Mean", "StandardDeviation"));
}

TEST(PyRadiomicsSettings, DefaultsArePyRadiomics) {
  ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings settings, Parse(kClasses));
  ASSERT_EQ(settings.image_types.size(), 1U);
  EXPECT_EQ(settings.image_types[0].filter.type, ImageType::kOriginal);
  EXPECT_EQ(settings.image_types[0].binning.bin_width, 25);
  EXPECT_FALSE(settings.image_types[0].binning.bin_count.has_value());
  EXPECT_EQ(settings.label, 1);
  EXPECT_EQ(settings.geometry_tolerance, 1e-6);
  EXPECT_EQ(settings.minimum_roi_dimensions, 2);
  EXPECT_FALSE(settings.minimum_roi_size.has_value());
  EXPECT_EQ(settings.image_types[0].voxel_array_shift, 0);
  EXPECT_TRUE(settings.additional_info);
}

TEST(PyRadiomicsSettings, EverySettingThatIsUsedIsRead) {
  ASSERT_OK_AND_ASSIGN(
      const PyRadiomicsSettings settings,
      Parse(std::string(kClasses) +
            "setting: {binCount: 32, label: 3, geometryTolerance: 1e-3, minimumROIDimensions: 3,\n"
            "  minimumROISize: 50, voxelArrayShift: 1000, additionalInfo: false}"));
  EXPECT_EQ(settings.image_types[0].binning.bin_count, 32);
  EXPECT_EQ(settings.label, 3);
  EXPECT_EQ(settings.geometry_tolerance, 1e-3);
  EXPECT_EQ(settings.minimum_roi_dimensions, 3);
  EXPECT_EQ(settings.minimum_roi_size, 50);
  EXPECT_EQ(settings.image_types[0].voxel_array_shift, 1000);
  EXPECT_FALSE(settings.additional_info);
}

TEST(PyRadiomicsSettings, WhatAnImageTypeSetsComesBeforeSetting) {
  ASSERT_OK_AND_ASSIGN(
      const PyRadiomicsSettings settings,
      Parse(std::string("imageType: {Original: {binWidth: 10}}\nsetting: {binWidth: 5}\n") + kClasses));
  EXPECT_EQ(settings.image_types[0].binning.bin_width, 10);
}

// PyRadiomics' example files set many defaults and details of steps that are off.
TEST(PyRadiomicsSettings, DefaultsWrittenOutChangeNothing) {
  ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings plain, Parse(kClasses));
  ASSERT_OK_AND_ASSIGN(
      const PyRadiomicsSettings settings,
      Parse(std::string(kClasses) + "setting:\n  normalize: false\n  normalizeScale: 100\n  removeOutliers: "
                                    "null\n  interpolator: 'sitkBSpline'\n"
                                    "  resampledPixelSpacing: # off\n  padDistance: 10\n  preCrop: false\n  "
                                    "force2D: false\n  force2Ddimension: 0\n"
                                    "  resegmentRange: null\n  distances: [1]\n  weightingNorm: # none\n  "
                                    "symmetricalGLCM: true\n  gldm_a: 0\n"
                                    "  correctMask: False\n  sigma: [1, 2]\n  wavelet: coif1\n  level: 1\n  "
                                    "start_level: 0\n  label_channel: 0\n"
                                    "voxelSetting: {kernelRadius: 2}\nimageType: {Original: {}}\n"));
  EXPECT_EQ(CanonicalText(settings), CanonicalText(plain));
}

TEST(PyRadiomicsSettings, ImageTypesComeInTheFilesOrderEachWithItsOwn) {
  ASSERT_OK_AND_ASSIGN(
      const PyRadiomicsSettings settings,
      Parse("imageType:\n  Wavelet: {binWidth: 10, wavelet: haar, level: 2, start_level: 1}\n  Original:\n"
            "  LoG: {sigma: [1, 2.50, 3.0], binCount: 16}\nsetting: {binWidth: 5}\n"));
  ASSERT_EQ(settings.image_types.size(), 3U);
  EXPECT_EQ(settings.image_types[0].binning.bin_width, 10);
  EXPECT_EQ(settings.image_types[0].filter.wavelet.wavelet, "haar");
  EXPECT_EQ(settings.image_types[0].filter.wavelet.level, 2);
  EXPECT_EQ(settings.image_types[0].filter.wavelet.start_level, 1);
  EXPECT_EQ(settings.image_types[1].binning.bin_width, 5);
  EXPECT_EQ(settings.image_types[2].binning.bin_count, 16);
  EXPECT_THAT(ImageNames(settings.image_types[2].filter),
              ElementsAre("log-sigma-1-mm-3D", "log-sigma-2-5-mm-3D", "log-sigma-3-0-mm-3D"));
}

TEST(PyRadiomicsSettings, StepsBeforeTheFeaturesAreReadTogether) {
  ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings settings,
                       Parse("setting: {resegmentMode: sigma, resegmentRange: [3, -3], resegmentShape: true, "
                             "normalizeScale: 100,\n"
                             "  normalize: true, removeOutliers: 3, padDistance: 7, preCrop: true}"));
  ASSERT_TRUE(settings.resegment.has_value());
  EXPECT_EQ(settings.resegment->mode, ResegmentMode::kSigma);
  EXPECT_EQ(settings.resegment->lower, -3);
  EXPECT_EQ(settings.resegment->upper, 3);
  EXPECT_TRUE(settings.resegment_shape);
  ASSERT_TRUE(settings.normalise.has_value());
  EXPECT_EQ(settings.normalise->scale, 100);
  EXPECT_EQ(settings.normalise->outliers, 3);
  EXPECT_EQ(settings.pre_crop_margin, 7U);
}

TEST(PyRadiomicsSettings, Resampling) {
  ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings settings,
                       Parse("setting: {resampledPixelSpacing: [2, 2, 0], interpolator: sitkLinear, "
                             "padDistance: 8, preCrop: true}"));
  ASSERT_TRUE(settings.resample.has_value());
  EXPECT_THAT(settings.resample->spacing_mm, ElementsAre(2, 2, 0));
  EXPECT_EQ(settings.resample->interpolator, Interpolator::kLinear);
  EXPECT_EQ(settings.resample->margin, 8);
  EXPECT_FALSE(settings.pre_crop_margin.has_value());
  for (const char* off :
       {"setting: {resampledPixelSpacing: }", "setting: {resampledPixelSpacing: [1, 1, 1], interpolator: }",
        "setting: {interpolator: sitkGaussian}"}) {
    ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings none, Parse(off));
    EXPECT_FALSE(none.resample.has_value()) << off;
  }
  // Three zeros change no voxel, but PyRadiomics crops the image, and filters see that.
  ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings zeros, Parse("setting: {resampledPixelSpacing: [0, 0, 0]}"));
  ASSERT_TRUE(zeros.resample.has_value());
  EXPECT_THAT(zeros.resample->spacing_mm, ElementsAre(0, 0, 0));
  EXPECT_THAT(Parse("setting: {resampledPixelSpacing: [1, 1]}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("three numbers")));
}

TEST(PyRadiomicsSettings, InterpolatorsByNameAndByNumber) {
  const auto interpolator = [](const std::string& text) {
    const absl::StatusOr<PyRadiomicsSettings> settings =
        Parse("setting: {resampledPixelSpacing: [1, 1, 1], interpolator: " + text + "}");
    EXPECT_TRUE(settings.ok()) << settings.status();
    return settings.value().resample->interpolator;
  };
  EXPECT_EQ(interpolator("sitkNearestNeighbor"), Interpolator::kNearestNeighbour);
  EXPECT_EQ(interpolator("1"), Interpolator::kNearestNeighbour);
  EXPECT_EQ(interpolator("3"), Interpolator::kCubicBSpline);
  EXPECT_EQ(interpolator("sitkGaussian"), Interpolator::kGaussian);
  EXPECT_EQ(interpolator("5"), Interpolator::kLabelGaussian);
  EXPECT_EQ(interpolator("sitkHammingWindowedSinc"), Interpolator::kHammingWindowedSinc);
  EXPECT_EQ(interpolator("10"), Interpolator::kBlackmanWindowedSinc);
  EXPECT_THAT(Parse("setting: {interpolator: 11}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("from 1 to 10")));
  EXPECT_THAT(Parse("setting: {interpolator: linear}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("sitkLinear")));
}

TEST(PyRadiomicsSettings, LocalBinaryPatterns) {
  ASSERT_OK_AND_ASSIGN(
      const PyRadiomicsSettings settings,
      Parse(
          "imageType:\n  LBP2D: {lbp2DRadius: 2.5, lbp2DSamples: 12, lbp2DMethod: ror, force2Ddimension: 1}\n"
          "  LBP3D: {lbp3DLevels: 3, lbp3DIcosphereRadius: 2, lbp3DIcosphereSubdivision: 0}\n"));
  const Lbp2DSettings& plane = settings.image_types[0].filter.lbp_2d;
  EXPECT_EQ(plane.radius, 2.5);
  EXPECT_EQ(plane.samples, 12);
  EXPECT_EQ(plane.method, Lbp2DMethod::kRotationInvariant);
  EXPECT_EQ(plane.axis, 1U);
  EXPECT_FALSE(settings.image_types[0].texture.flat_axis.has_value());
  EXPECT_THAT(ImageNames(settings.image_types[0].filter), ElementsAre("lbp-2D"));
  EXPECT_THAT(ImageNames(settings.image_types[1].filter),
              ElementsAre("lbp-3D-m1", "lbp-3D-m2", "lbp-3D-m3", "lbp-3D-k"));
  EXPECT_EQ(settings.image_types[1].filter.lbp_3d.subdivision, 0);
  EXPECT_EQ(settings.image_types[1].filter.lbp_3d.radius, 2);
  EXPECT_THAT(Parse("imageType: {LBP3D: {lbp3DLevels: 1}}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("lbp3DLevels")));
  EXPECT_THAT(Parse("imageType: {LBP2D: {lbp2DSamples: 40, lbp2DMethod: default}}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("31")));
  EXPECT_THAT(Parse("imageType: {LBP2D: {lbp2DRadius: 1e300}}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("lbp2DRadius must be at most")));
  EXPECT_THAT(Parse("imageType: {LBP2D: {lbp2DMethod: nri_uniform}}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("lbp2DMethod must be one of")));
}

TEST(PyRadiomicsSettings, Shape2DIsForForce2DAndWhenNamed) {
  const auto has_shape_2d = [](const std::string& text) {
    const PyRadiomicsSettings settings = Parse(text).value();
    return std::any_of(settings.families.begin(), settings.families.end(),
                       [](const auto& one) { return one.family == "shape2D"; });
  };
  EXPECT_TRUE(has_shape_2d("featureClass: {shape2D: , firstorder: }\nsetting: {force2D: true}"));
  EXPECT_FALSE(has_shape_2d("featureClass: {shape2D: , firstorder: }"));
  EXPECT_FALSE(has_shape_2d("setting: {force2D: true}"));
}

// Neighbours are counted in 16 bits.
TEST(PyRadiomicsSettings, DistancesOfMoreNeighboursThanCanBeCountedAreRefused) {
  const std::string nineteen = "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19";
  EXPECT_THAT(Parse(std::string(kClasses) + "setting: {distances: [" + nineteen + "]}"), IsOk());
  EXPECT_THAT(
      Parse(std::string(kClasses) + "setting: {distances: [" + nineteen + ",20]}"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("68920 neighbours of a voxel; at most 65534")));
}

TEST(PyRadiomicsSettings, AliasesStandForTheirValues) {
  ASSERT_OK_AND_ASSIGN(
      const PyRadiomicsSettings settings,
      Parse(std::string(kClasses) + "imageType: {Original: &one {binWidth: 7}, Square: *one}"));
  EXPECT_EQ(settings.image_types[1].binning.bin_width, 7);
}

TEST(PyRadiomicsSettings, AliasesWithoutEndAreRefused) {
  std::string laughs = "setting:\n  a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1), name = "a" + std::to_string(i);
    laughs += "  " + name + ": &" + name + " [" + before;
    for (int k = 0; k < 8; ++k) laughs += ", " + before;
    laughs += "]\n";
  }
  for (const std::string& text : {laughs, std::string("setting: &a {binWidth: *a}"), std::string("&a [*a]"),
                                  std::string("featureClass: &a {glcm: [*a, *a]}")}) {
    EXPECT_THAT(Parse(text), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("write the values out")));
  }
}

TEST(PyRadiomicsSettings, NeighboursAreThoseOfTheImageType) {
  ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings settings,
                       Parse("imageType: {Original: {}, Wavelet: {force2Ddimension: 2, distances: [2]}}\n"
                             "setting: {force2D: true, force2Ddimension: 0, distances: [1, 3], "
                             "weightingNorm: infinity, gldm_a: 2}"));
  const TextureSettings &original = settings.image_types[0].texture,
                        &wavelet = settings.image_types[1].texture;
  EXPECT_EQ(original.flat_axis, 2U);  // PyRadiomics counts axes from z
  EXPECT_THAT(original.distances, ElementsAre(1, 3));
  EXPECT_EQ(original.weighting, WeightingNorm::kInfinity);
  EXPECT_EQ(original.gldm_alpha, 2);
  EXPECT_EQ(wavelet.flat_axis, 0U);
  EXPECT_EQ(settings.image_types[1].filter.wavelet.flat_axis, 0U);
  EXPECT_THAT(wavelet.distances, ElementsAre(2));
  EXPECT_EQ(wavelet.weighting, WeightingNorm::kInfinity);
  EXPECT_THAT(Parse("setting: {distances: [], weightingNorm: taxi, resegmentRange: [1, 2, 3], gldm_a: -1}"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("distances must be a list"), HasSubstr("weightingNorm must be one of"),
                             HasSubstr("one or two numbers"), HasSubstr("gldm_a"))));
}

TEST(PyRadiomicsSettings, WhatAFilterNeedsIsAsked) {
  EXPECT_THAT(Parse("imageType: {LoG: {}}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("LoG needs sigma")));
  EXPECT_THAT(Parse("imageType: {LoG: {sigma: [1, 1.0, -2]}}"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("given twice"), HasSubstr("sigma must be more than 0"))));
  EXPECT_THAT(Parse("imageType: {Wavelet: {wavelet: ciof1}}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("did you mean 'coif1'?")));
  EXPECT_THAT(Parse("imageType: {Wavelet: {wavelet: bior2.2}}"), IsOk());
  EXPECT_THAT(Parse("imageType: {Wavelet: {wavelet: mexh}}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("continuous")));
  EXPECT_THAT(Parse("imageType: {Wavelet: {label: 2}}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("label belongs under `setting`")));
}

TEST(PyRadiomicsSettings, JsonIsReadToo) {
  EXPECT_THAT(Parse(R"({"featureClass": {"shape": ["Flatness"]}, "setting": {"binWidth": 10}})"), IsOk());
}

TEST(PyRadiomicsSettings, ASlipIsAnErrorWithItsPlaceAndTheNearestName) {
  EXPECT_THAT(Parse(std::string(kClasses) + "setting:\n  binwidht: 5\n"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       Eq("p.yaml:3:3: unknown setting 'binwidht'; did you mean 'binWidth'?")));
  EXPECT_THAT(Parse("featureClass:\n  glmc:\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("'glcm'")));
  EXPECT_THAT(Parse("featureClass: {firstorder: [Meen]}"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("p.yaml:1:29: unknown feature of firstorder 'Meen'; did you mean 'Mean'?")));
  EXPECT_THAT(Parse(std::string(kClasses) + "settings: {}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("did you mean 'setting'?")));
  EXPECT_THAT(Parse(std::string(kClasses) + "imageType: {Orignal: {}}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("did you mean 'Original'?")));
  EXPECT_THAT(Parse(std::string(kClasses) + "voxelSetting: {kernelradius: 1}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("did you mean 'kernelRadius'?")));
}

TEST(PyRadiomicsSettings, AllProblemsAreListedAtOnce) {
  EXPECT_THAT(
      Parse("featureClass: {firstorder: [Meen], texture: }\nsetting: {binWidth: -1, label: 0.5, normalize: "
            "maybe}\n"),
      StatusIs(
          absl::StatusCode::kInvalidArgument,
          AllOf(HasSubstr("Meen"), HasSubstr("texture"), HasSubstr("binWidth must be more than 0"),
                HasSubstr("label must be a whole number"), HasSubstr("normalize must be true or false"))));
}

TEST(PyRadiomicsSettings, MasksAndSymmetry) {
  ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings settings,
                       Parse("setting: {correctMask: true, symmetricalGLCM: false, label_channel: 1}"));
  EXPECT_TRUE(settings.correct_mask);
  EXPECT_FALSE(settings.image_types[0].texture.symmetrical_glcm);
}

TEST(PyRadiomicsSettings, TheIbsiDialectIsRefusedByName) {
  EXPECT_THAT(Parse("ibsi: {families: [glcm]}\n"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("IBSI dialect"), HasSubstr("not available"))));
}

TEST(PyRadiomicsSettings, AFeatureThatPyRadiomicsRemovedIsRefusedWithItsEqual) {
  EXPECT_THAT(Parse("featureClass: {glcm: [Homogeneity1]}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("'Homogeneity1' is equal to Id")));
}

TEST(PyRadiomicsSettings, WithoutClassesAllOfThemAreMeant) {
  for (const char* text : {"setting: {binWidth: 25}", "featureClass:\n", "featureClass: {}"}) {
    ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings settings, Parse(text));
    std::size_t features = 0;
    for (const FamilySelection& selection : settings.families) features += selection.features.size();
    EXPECT_EQ(features, 107U);
  }
}

TEST(PyRadiomicsSettings, ADoubledKeyIsAnError) {
  EXPECT_THAT(
      Parse(std::string(kClasses) + "setting:\n  binWidth: 5\n  binWidth: 6\n"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("p.yaml:4:3: 'binWidth' is given twice")));
  EXPECT_THAT(Parse("featureClass: {firstorder: [Mean, Mean]}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("'Mean' is given twice")));
}

TEST(PyRadiomicsSettings, TextThatIsNotYamlIsAnErrorWithItsPlace) {
  EXPECT_THAT(Parse("featureClass: [\n"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("p.yaml:")));
  EXPECT_THAT(Parse(""), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("p.yaml")));
  EXPECT_THAT(Parse("just words"), Not(IsOk()));
  EXPECT_THAT(Parse("featureClass: {firstorder: Mean}"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("must be a list")));
  EXPECT_THAT(Parse("featureClass: {firstorder: [[1]]}"), Not(IsOk()));
  EXPECT_THAT(Parse("? [a]\n: b\n"), Not(IsOk()));
}

TEST(PyRadiomicsSettings, CanonicalTextTellsSettingsApart) {
  ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings a, Parse(kClasses));
  ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings b,
                       Parse(std::string(kClasses) + "setting: {binWidth: 25.0}"));
  ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings c, Parse(std::string(kClasses) + "setting: {binWidth: 24}"));
  ASSERT_OK_AND_ASSIGN(const PyRadiomicsSettings d, Parse("featureClass: {firstorder: [Mean]}"));
  EXPECT_EQ(CanonicalText(a), CanonicalText(b));
  EXPECT_NE(CanonicalText(a), CanonicalText(c));
  EXPECT_NE(CanonicalText(a), CanonicalText(d));
}

}  // namespace
}  // namespace osteon
