#include "site_agent/executor/study_settings.h"

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

models::Extraction TwoImages() {
  return {{{"t1", "a.yaml", "featureClass: {firstorder: [Mean]}\n"},
           {"t2", "b.yaml", "featureClass: {firstorder: [Maximum]}\n"}}};
}

absl::StatusOr<std::vector<ExtractionSettings>> SettingsFor(const std::string& columns,
                                                            const std::string& images) {
  absl::StatusOr<Manifest> manifest =
      ParseManifest("patient_id,mask," + columns + "\nP1,mask.nii," + images + "\n", "site.csv");
  EXPECT_THAT(manifest, IsOk());
  return StudySettings(TwoImages(), *manifest);
}

TEST(StudySettings, StandInTheOrderOfTheManifestsImages) {
  ASSERT_OK_AND_ASSIGN(const auto settings, SettingsFor("image_t2,image_t1", "2.nii,1.nii"));
  ASSERT_EQ(settings.size(), 2U);
  EXPECT_THAT(FeatureNames(settings[0]), ElementsAre("original_firstorder_Maximum"));
  EXPECT_THAT(FeatureNames(settings[1]), ElementsAre("original_firstorder_Mean"));
}

TEST(StudySettings, OtherImagesThanTheStudysAreAnErrorThatNamesBoth) {
  const auto expect = [](const std::string& columns, const std::string& images, const std::string& named) {
    EXPECT_THAT(
        SettingsFor(columns, images),
        StatusIs(absl::StatusCode::kInvalidArgument,
                 AllOf(HasSubstr("site.csv:1: the study has parameters for the images t1, t2; "),
                       HasSubstr("the manifest has " + named + ". Its columns must be image_t1 and "))));
  };
  expect("image", "1.nii", "one image without a name");
  expect("image_t1", "1.nii", "t1");
  expect("image_t1,image_pet", "1.nii,2.nii", "pet, t1");
  expect("image_t1,image_T2", "1.nii,2.nii", "T2, t1");
  expect("image_t1,image_t2,image_t3", "1.nii,2.nii,3.nii", "t1, t2, t3");
}

TEST(StudySettings, FilesThatMeanTheSameHaveTheSameHash) {
  const auto hash = [](const std::string& text) -> absl::StatusOr<std::string> {
    const auto hashes = StudySettingsHashes(models::Extraction{{{"", "params.yaml", text}}});
    if (!hashes.ok()) return hashes.status();
    return hashes->at("");
  };
  ASSERT_OK_AND_ASSIGN(const std::string one, hash("setting: {binWidth: 25}"));
  EXPECT_EQ(one.size(), 64U);
  EXPECT_EQ(hash("# as before\nsetting:\n  binWidth: 25.0\n").value(), one);
  EXPECT_NE(hash("setting: {binWidth: 10}").value(), one);
  EXPECT_THAT(hash("seting: {}"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("params.yaml")));
}

}  // namespace
}  // namespace osteon
