#include "site_agent/extraction/extract_manifest.h"

#include <cmath>

#include <map>
#include <mutex>
#include <set>

#include "absl/strings/str_cat.h"
#include "site_agent/extraction/extract_case.h"
#include "site_agent/extraction/feature_table.h"
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Extraction : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(settings_,
                         ParseExtractionSettings("featureClass: {shape: , firstorder: , glcm: }", "p.yaml"));
    Put(folder_ / "mask.nii.gz", SmallMask(1));
    for (std::uint32_t i = 0; i < 12; ++i) {
      const std::string image = folder_ / absl::StrCat("image", i, ".nii.gz");
      Put(image, SmallImage(i));
      manifest_.cases.push_back({absl::StrCat("P", i),
                                 {{image, {folder_ / "mask.nii.gz"}}},
                                 {ManifestRegion{}},
                                 {absl::StrCat(60 + i)},
                                 i + 2});
    }
    manifest_.carried = {"age"};
  }
  static ExtractOptions Jobs(int jobs) {
    ExtractOptions options;
    options.jobs = jobs;
    return options;
  }
  absl::StatusOr<ExtractedTable> Extract(const ExtractOptions& options) {
    return ExtractManifest(manifest_, {settings_}, options);
  }
  testing::TemporaryFolder folder_;
  ExtractionSettings settings_;
  Manifest manifest_;
};

TEST_F(Extraction, RowsAreInTheManifestsOrderWhateverTheThreads) {
  ASSERT_OK_AND_ASSIGN(const ExtractedTable one, Extract(Jobs(1)));
  ASSERT_OK_AND_ASSIGN(const ExtractedTable many, Extract(Jobs(5)));
  EXPECT_EQ(one.failed, 0U);
  EXPECT_EQ(one.images[0].features.size(), 56U);
  EXPECT_EQ(one.images[0].features.front(), "original_shape_Elongation");
  EXPECT_EQ(one.rows[3].patient_id, "P3");
  EXPECT_EQ(one.rows[3].region, "1");
  EXPECT_THAT(one.rows[3].carried, ElementsAre("63"));
  EXPECT_NE(one.rows[3].parts[0].features.values, one.rows[4].parts[0].features.values);
  EXPECT_EQ(CsvText(LongTable(one)), CsvText(LongTable(many)));  // to the last digit
}

TEST_F(Extraction, ABadCaseDoesNotStopTheOthers) {
  manifest_.cases[2].images[0].image = folder_ / "absent.nii.gz";
  manifest_.cases[5].regions[0].label = 9;
  Volume shifted = SmallMask(1);
  shifted.grid.origin_mm[2] = 1;
  Put(folder_ / "shifted.nrrd", shifted);
  manifest_.cases[7].images[0].mask[0] = folder_ / "shifted.nrrd";
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table, Extract(Jobs(3)));
  EXPECT_EQ(table.failed, 3U);
  EXPECT_THAT(table.rows[2].error,
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("absent.nii.gz: no such file")));
  EXPECT_THAT(table.rows[2].parts[0].features.values, IsEmpty());
  EXPECT_THAT(table.rows[5].error,
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("mask.nii.gz"),
                             HasSubstr("label 9 is not in the mask; labels there are: 1"))));
  EXPECT_THAT(table.rows[7].error, StatusIs(absl::StatusCode::kInvalidArgument,
                                            HasSubstr("origin in mm: image (0, 0, 0), mask (0, 0, 1)")));
  for (const std::size_t good : std::vector<std::size_t>{0, 1, 3, 4, 6, 8, 9, 10, 11})
    EXPECT_EQ(table.rows[good].parts[0].features.values.size(), 56U);
}

TEST_F(Extraction, ProgressCountsEveryCaseOnce) {
  manifest_.cases[2].images[0].image = folder_ / "absent.nii.gz";
  std::set<std::string> seen;
  std::size_t last = 0, failed = 0;
  const auto progress = [&](const ExtractProgress& now) {
    EXPECT_EQ(now.done, ++last);
    EXPECT_EQ(now.total, 12U);
    EXPECT_EQ(now.status.ok(), now.one.patient_id != "P2");
    seen.insert(now.one.patient_id);
    failed = now.failed;
  };
  ExtractOptions options = Jobs(4);
  options.progress = progress;
  EXPECT_THAT(Extract(options), IsOk());
  EXPECT_EQ(seen.size(), 12U);
  EXPECT_EQ(failed, 1U);
}

TEST_F(Extraction, WhoExaminesACaseSeesItsVolumesAndMayRefuseIt) {
  std::mutex mutex;
  std::map<std::string, std::int16_t> first;
  ExtractOptions options;
  options.jobs = 3;
  options.examine = [&](const CaseRegion& region, const Volume& image, const Volume& mask) {
    const std::scoped_lock lock(mutex);
    EXPECT_EQ(region.image_path, region.one.images[0].image);
    EXPECT_EQ(region.label, 1);
    EXPECT_EQ(mask.grid.size, image.grid.size);
    first[region.one.patient_id] = std::get<std::vector<std::int16_t>>(image.voxels).front();
    return region.one.patient_id == "P4" ? absl::FailedPreconditionError("too thick") : absl::OkStatus();
  };
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table, Extract(options));
  EXPECT_EQ(first.size(), 12U);
  EXPECT_EQ(first["P7"], std::get<std::vector<std::int16_t>>(SmallImage(7).voxels).front());
  EXPECT_EQ(table.failed, 1U);
  EXPECT_THAT(table.rows[4].error, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("too thick")));
  EXPECT_THAT(table.rows[4].parts[0].features.values, IsEmpty());
}

TEST_F(Extraction, ThereMustBeAThreadAndAFeature) {
  EXPECT_THAT(Extract(Jobs(0)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("jobs must be 1 or more")));
  EXPECT_THAT(ExtractManifest(manifest_, {ExtractionSettings()}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no feature")));
}

TEST_F(Extraction, OnlyNamedFeaturesAreGiven) {
  ASSERT_OK_AND_ASSIGN(
      settings_,
      ParseExtractionSettings("featureClass: {firstorder: [Mean, StandardDeviation], shape: [MeshVolume]}\n"
                              "setting: {additionalInfo: false}",
                              "p.yaml"));
  manifest_.cases.resize(1);
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table, Extract({}));
  EXPECT_THAT(table.images[0].features, ElementsAre("original_shape_MeshVolume", "original_firstorder_Mean",
                                                    "original_firstorder_StandardDeviation"));
  EXPECT_THAT(table.images[0].diagnostics, IsEmpty());
  EXPECT_EQ(table.rows[0].parts[0].features.values.size(), 3U);
}

TEST_F(Extraction, TheFormatOfTheFileDoesNotMatter) {
  Put(folder_ / "image.nrrd", SmallImage(0));
  Put(folder_ / "mask.mha", SmallMask(1));
  manifest_.cases.resize(2);
  manifest_.cases[1].images[0].image = folder_ / "image.nrrd";
  manifest_.cases[1].images[0].mask[0] = folder_ / "mask.mha";
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table, Extract({}));
  EXPECT_EQ(table.rows[0].parts[0].features.values, table.rows[1].parts[0].features.values);
}

TEST_F(Extraction, VolumesInMemoryGiveTheSame) {
  manifest_.cases.resize(1);
  ASSERT_OK_AND_ASSIGN(const ExtractedTable table, Extract({}));
  ASSERT_OK_AND_ASSIGN(const CaseFeatures features,
                       ExtractVolumes(SmallImage(0), SmallMask(1), 1, settings_));
  EXPECT_EQ(features.values, table.rows[0].parts[0].features.values);
}

// Values of a parameter file on the same image and mask, by name.
std::map<std::string, double> ValuesUnder(const std::string& params) {
  const ExtractionSettings settings = ParseExtractionSettings(params, "p.yaml").value();
  const std::vector<std::string> names = FeatureNames(settings);
  const std::vector<double> values = ExtractVolumes(SmallImage(0), SmallMask(1), 1, settings).value().values;
  std::map<std::string, double> by_name;
  for (std::size_t i = 0; i < names.size(); ++i) by_name[names[i]] = values[i];
  return by_name;
}

TEST(ExtractVolumes, PreCropCutsWhatFiltersSee) {
  const std::string filters = "imageType: {Original: {}, Wavelet: {}}\nsetting: {preCrop: ";
  const auto whole = ValuesUnder(filters + "false}"), far = ValuesUnder(filters + "true, padDistance: 9}"),
             near = ValuesUnder(filters + "true, padDistance: 0}");
  EXPECT_EQ(whole, far);
  EXPECT_EQ(whole.at("original_glcm_Idm"), near.at("original_glcm_Idm"));
  EXPECT_NE(whole.at("wavelet-HHH_glcm_Idm"), near.at("wavelet-HHH_glcm_Idm"));
}

TEST(ExtractVolumes, NormalisedIntensitiesGiveTheSameShape) {
  const auto plain = ValuesUnder("setting: {binCount: 8}"),
             normalised = ValuesUnder("setting: {binCount: 8, normalize: true, normalizeScale: 100}");
  EXPECT_EQ(plain.at("original_shape_MeshVolume"), normalised.at("original_shape_MeshVolume"));
  EXPECT_NEAR(plain.at("original_firstorder_Skewness"), normalised.at("original_firstorder_Skewness"), 1e-12);
  EXPECT_NEAR(plain.at("original_glcm_Idm"), normalised.at("original_glcm_Idm"), 1e-12);
  EXPECT_LT(normalised.at("original_firstorder_Maximum"), 200);
}

TEST(ExtractVolumes, ReSegmentationLeavesTheShapeUnlessAsked) {
  const std::string range = "setting: {resegmentRange: [-400, 400], resegmentShape: ";
  const auto plain = ValuesUnder("setting: {}"), texture = ValuesUnder(range + "false}"),
             both = ValuesUnder(range + "true}");
  EXPECT_GE(texture.at("original_firstorder_Minimum"), -400);
  EXPECT_LE(texture.at("original_firstorder_Maximum"), 400);
  EXPECT_EQ(plain.at("original_shape_VoxelVolume"), texture.at("original_shape_VoxelVolume"));
  EXPECT_GT(plain.at("original_shape_VoxelVolume"), both.at("original_shape_VoxelVolume"));
  EXPECT_EQ(texture.at("original_glszm_ZoneEntropy"), both.at("original_glszm_ZoneEntropy"));
}

// PyRadiomics leaves the image out; its columns stay, so that every case has the same.
TEST(ExtractVolumes, AnImageThatPyRadiomicsLeavesOutHasNoValues) {
  const ExtractionSettings settings =
      ParseExtractionSettings("imageType: {LoG: {sigma: [20]}, Original: {}}", "p.yaml").value();
  ASSERT_OK_AND_ASSIGN(const CaseFeatures features, ExtractVolumes(SmallImage(0), SmallMask(1), 1, settings));
  const std::vector<std::string> names = FeatureNames(settings);
  ASSERT_EQ(features.values.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(std::isnan(features.values[i]), names[i].substr(0, 3) == "log") << names[i];
  }
}

}  // namespace
}  // namespace osteon
