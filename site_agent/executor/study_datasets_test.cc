#include "site_agent/executor/study_datasets.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/files/files.h"
#include "site_agent/executor/study_settings.h"
#include "site_agent/executor/test_study.h"
#include "site_agent/extraction/test_images.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::AgeStudy;
using ::osteon::testing::IsOk;
using ::osteon::testing::kStudy;
using ::osteon::testing::Put;
using ::osteon::testing::SmallImage;
using ::osteon::testing::SmallMask;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

models::Study ImageStudy() {
  models::Study study = AgeStudy();
  study.name = "image-study";
  study.feature_prefixes = {"original_"};
  study.extraction =
      models::Extraction{{{"", "params.yaml", "featureClass: {firstorder: [Mean, Energy]}\n"}}};
  study.models = {{"m", models::LogisticModel{{"age", "original_firstorder_Mean"}}}};
  return study;
}

class StudyDatasetsTest : public ::testing::Test {
 protected:
  void SetUp() override { Write("patient_id,event,age\nP1,0,50\nP2,1,60\nP3,1,\nP4,0,70\n"); }
  void Write(const std::string& text) { ASSERT_THAT(WriteFileAtomically(data_, text), IsOk()); }
  StudyDatasetsOptions Options() {
    StudyDatasetsOptions options;
    options.site = "alpha";
    options.data_path = data_;
    options.key = PseudonymKey{std::string(32, 'k')};
    options.folder = folder_ / "studies";
    return options;
  }
  // A manifest of three patients with images of 8 x 7 x 6 voxels; the third one's mask has no voxel.
  void WriteImages() {
    Put(folder_ / "mask.nii.gz", SmallMask(1));
    Put(folder_ / "empty.nii.gz", SmallMask(0));
    std::string manifest = "patient_id,image,mask,event,age\n";
    for (std::uint32_t i = 1; i <= 3; ++i) {
      Put(folder_ / absl::StrCat("image", i, ".nii.gz"), SmallImage(i));
      absl::StrAppend(&manifest, "P", i, ",image", i, ".nii.gz,", i == 3 ? "empty" : "mask", ".nii.gz,",
                      i % 2, ",", 50 + i, "\n");
    }
    Write(manifest);
  }

  const testing::TemporaryFolder folder_;
  const std::string data_ = folder_ / "site.csv";
};

TEST_F(StudyDatasetsTest, ATableIsReadOnceAndCompleteCasesAreKept) {
  StudyDatasets datasets(Options());
  ASSERT_OK_AND_ASSIGN(const auto cohort, datasets.Of(AgeStudy(), kStudy));
  EXPECT_THAT(cohort->table.columns, ElementsAre("age"));
  EXPECT_EQ(cohort->table.values.rows(), 3);
  EXPECT_EQ(cohort->admission.read, 4U);
  EXPECT_THAT(cohort->admission.excluded, ElementsAre(Pair("missing age", 1)));
  ASSERT_OK_AND_ASSIGN(const auto again, datasets.Of(AgeStudy(), kStudy));
  EXPECT_EQ(again, cohort);
}

TEST_F(StudyDatasetsTest, AfterARestartItIsTheSameDataset) {
  std::string sha256;
  {
    StudyDatasets datasets(Options());
    ASSERT_OK_AND_ASSIGN(const auto cohort, datasets.Of(AgeStudy(), kStudy));
    sha256 = cohort->admission.dataset_sha256;
  }
  EXPECT_TRUE(std::filesystem::exists(folder_ / ("studies/" + kStudy + "/freeze.json")));
  StudyDatasets later(Options());
  ASSERT_OK_AND_ASSIGN(const auto cohort, later.Of(AgeStudy(), kStudy));
  EXPECT_EQ(cohort->admission.dataset_sha256, sha256);
  EXPECT_EQ(cohort->admission.read, 4U);
  EXPECT_THAT(cohort->admission.excluded, ElementsAre(Pair("missing age", 1)));
  EXPECT_EQ(cohort->table.values.rows(), 3);
}

TEST_F(StudyDatasetsTest, ATableThatChangedIsRefusedBeforeAndAfterARestart) {
  StudyDatasets datasets(Options());
  ASSERT_THAT(datasets.Of(AgeStudy(), kStudy), IsOk());
  Write("patient_id,event,age\nP1,0,50\nP2,1,60\nP4,0,71.5\n");
  const auto refused = StatusIs(absl::StatusCode::kAborted, AllOf(HasSubstr(data_), HasSubstr("changed")));
  EXPECT_THAT(datasets.Of(AgeStudy(), kStudy), refused);
  StudyDatasets later(Options());
  EXPECT_THAT(later.Of(AgeStudy(), kStudy), refused);
  // Another study begins with the table as it is now.
  EXPECT_THAT(later.Of(AgeStudy(), std::string(64, 'b')), IsOk());
  // The file put back as it was, with another date: the study goes on.
  Write("patient_id,event,age\nP1,0,50\nP2,1,60\nP3,1,\nP4,0,70\n");
  EXPECT_THAT(later.Of(AgeStudy(), kStudy), IsOk());
}

TEST_F(StudyDatasetsTest, ADamagedFrozenDatasetIsNotMadeAnew) {
  {
    StudyDatasets datasets(Options());
    ASSERT_THAT(datasets.Of(AgeStudy(), kStudy), IsOk());
  }
  ASSERT_THAT(WriteFileAtomically(folder_ / ("studies/" + kStudy + "/dataset.csv"), "x"), IsOk());
  StudyDatasets later(Options());
  EXPECT_THAT(later.Of(AgeStudy(), kStudy), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("dataset.csv")));
}

TEST_F(StudyDatasetsTest, WithoutAFolderNothingIsWritten) {
  StudyDatasetsOptions options = Options();
  options.folder = "";
  StudyDatasets datasets(options);
  EXPECT_THAT(datasets.Of(AgeStudy(), kStudy), IsOk());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "studies"));
}

TEST_F(StudyDatasetsTest, AMappingTranslatesTheTableAndIsFrozenWithIt) {
  Write("Nr,event,Alter\nP1,0,50\nP2,1,60\nP3,1,\nP4,0,70\n");
  const std::string mapping = folder_ / "mapping.yaml";
  ASSERT_THAT(WriteFileAtomically(mapping, "columns: {age: {from: Alter, factor: 2}}\n"), IsOk());
  StudyDatasets datasets(Options());
  EXPECT_THAT(datasets.Of(AgeStudy(), kStudy),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no column patient_id")));
  ASSERT_THAT(WriteFileAtomically(mapping, "columns: {patient_id: Nr, age: {from: Alter, factor: 2}}\n"),
              IsOk());
  ASSERT_OK_AND_ASSIGN(const auto cohort, datasets.Of(AgeStudy(), kStudy));
  EXPECT_THAT(cohort->table.columns, ElementsAre("age"));
  EXPECT_EQ(cohort->table.values.sum(), 360);
  ASSERT_THAT(WriteFileAtomically(mapping, "columns: {patient_id: Nr, age: Alter}\n"), IsOk());
  EXPECT_THAT(datasets.Of(AgeStudy(), kStudy),
              StatusIs(absl::StatusCode::kAborted, AllOf(HasSubstr(mapping), HasSubstr("changed"))));
}

TEST_F(StudyDatasetsTest, AMappingOfAManifestTranslatesItsClinicalColumns) {
  WriteImages();
  ASSERT_OK_AND_ASSIGN(std::string manifest, ReadFile(data_));
  Write(absl::StrReplaceAll(manifest, {{",age\n", ",Alter\n"}}));
  ASSERT_THAT(WriteFileAtomically(folder_ / "mapping.yaml", "columns: {age: Alter}\n"), IsOk());
  StudyDatasets datasets(Options());
  ASSERT_OK_AND_ASSIGN(const auto cohort, datasets.Of(ImageStudy(), kStudy));
  EXPECT_THAT(cohort->table.columns, ElementsAre("age", "original_firstorder_Mean"));
  EXPECT_EQ(cohort->table.values.rows(), 2);
}

TEST_F(StudyDatasetsTest, AnErrorNamesFileLineAndColumnAndIsMendedByAnotherTable) {
  Write("patient_id,event,age\nP1,0,fifty\n");
  StudyDatasets datasets(Options());
  EXPECT_THAT(datasets.Of(AgeStudy(), kStudy),
              StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("site.csv:2"), HasSubstr("age"))));
  Write("patient_id,event,age\nP1,0,50\nP2,1,60\n");
  EXPECT_THAT(datasets.Of(AgeStudy(), kStudy), IsOk());
}

TEST_F(StudyDatasetsTest, AnExternalSiteNeedsNoSplit) {
  models::Study study = AgeStudy();
  study.external = {"gamma"};
  study.split = models::Split{"set", "train", "test"};
  StudyDatasetsOptions options = Options();
  options.site = "gamma";
  StudyDatasets external(options);
  EXPECT_THAT(external.Of(study, kStudy), IsOk());
  StudyDatasets development(Options());
  EXPECT_THAT(development.Of(study, std::string(64, 'b')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("set")));
}

TEST_F(StudyDatasetsTest, FeaturesAreExtractedAndABadCaseIsCounted) {
  WriteImages();
  std::vector<std::size_t> done;
  StudyDatasetsOptions options = Options();
  options.progress = [&](const std::string& study, std::size_t count, std::size_t total) {
    EXPECT_EQ(study, "image-study");
    EXPECT_EQ(total, 3U);
    done.push_back(count);
  };
  StudyDatasets datasets(options);
  ASSERT_OK_AND_ASSIGN(const auto cohort, datasets.Of(ImageStudy(), kStudy));
  EXPECT_THAT(done, ElementsAre(1, 2, 3));
  EXPECT_THAT(cohort->table.columns, ElementsAre("age", "original_firstorder_Mean"));
  EXPECT_EQ(cohort->table.values.rows(), 2);
  EXPECT_EQ(cohort->admission.read, 3U);
  EXPECT_THAT(cohort->admission.excluded, ElementsAre(Pair("features not extracted", 1)));
  EXPECT_TRUE(cohort->table.values.allFinite());
  EXPECT_NE(cohort->table.values(0, 1), cohort->table.values(1, 1));

  // After a restart the features come from the frozen dataset.
  done.clear();
  StudyDatasets later(options);
  ASSERT_OK_AND_ASSIGN(const auto again, later.Of(ImageStudy(), kStudy));
  EXPECT_THAT(done, IsEmpty());
  EXPECT_EQ(again->table.values, cohort->table.values);
  EXPECT_EQ(again->admission.dataset_sha256, cohort->admission.dataset_sha256);
}

TEST_F(StudyDatasetsTest, AnImageThatIsNotThereIsABadCaseToo) {
  WriteImages();
  std::filesystem::remove(folder_ / "image2.nii.gz");
  StudyDatasets datasets(Options());
  ASSERT_OK_AND_ASSIGN(const auto cohort, datasets.Of(ImageStudy(), kStudy));
  EXPECT_EQ(cohort->table.values.rows(), 1);
  EXPECT_THAT(cohort->admission.excluded, ElementsAre(Pair("features not extracted", 2)));
}

TEST_F(StudyDatasetsTest, ACaseThatIsNotAsTheStudyRequiresIsCountedByTheRequirement) {
  WriteImages();
  Volume thick = SmallImage(4), mask = SmallMask(1);
  thick.grid.spacing_mm = mask.grid.spacing_mm = {1, 1, 6};
  Put(folder_ / "thick.nii.gz", thick);
  Put(folder_ / "thick_mask.nii.gz", mask);
  Write(
      "patient_id,image,mask,event,age,modality\n"
      "P1,image1.nii.gz,mask.nii.gz,1,51,CT\n"
      "P2,image2.nii.gz,mask.nii.gz,0,52,MR\n"
      "P3,image3.nii.gz,empty.nii.gz,1,53,CT\n"
      "P4,thick.nii.gz,thick_mask.nii.gz,0,54,CT\n");
  models::Study study = ImageStudy();
  study.extraction->require.slice_thickness_mm = models::ClosedRange{0.5, 5};
  study.extraction->require.modality = {"CT"};
  StudyDatasetsOptions options = Options();
  std::vector<std::string> left_out;
  options.left_out = [&](const std::string& name, const std::string& hash, const std::string& what) {
    EXPECT_EQ(name, "image-study");
    EXPECT_THAT(hash, SizeIs(64));
    left_out.push_back(what);
  };
  {
    StudyDatasets datasets(options);
    ASSERT_OK_AND_ASSIGN(const auto cohort, datasets.Of(study, kStudy));
    EXPECT_EQ(cohort->table.values.rows(), 1);
    EXPECT_THAT(cohort->admission.excluded,
                ElementsAre(Pair("features not extracted", 1), Pair("modality not as required", 1),
                            Pair("slice_thickness_mm not as required", 1)));
  }
  // People at the site are told where and why, without the patient's name.
  ASSERT_THAT(left_out, SizeIs(3));
  EXPECT_THAT(left_out[0], AllOf(HasSubstr("site.csv:3, patient "), HasSubstr("the modality is MR"),
                                 ::testing::Not(HasSubstr("P2"))));
  EXPECT_THAT(left_out[2], HasSubstr("slices are 6 mm apart; the study needs 0.5 to 5 mm"));

  // After a restart the counts are those of the frozen dataset; images known from before are no way round.
  StudyDatasets later(options);
  ASSERT_OK_AND_ASSIGN(const auto again, later.Of(study, kStudy));
  EXPECT_EQ(again->admission.excluded.at("slice_thickness_mm not as required"), 1U);
  models::Study without = ImageStudy();
  ASSERT_OK_AND_ASSIGN(const auto all, later.Of(without, std::string(64, 'b')));
  EXPECT_EQ(all->table.values.rows(), 3);
  ASSERT_OK_AND_ASSIGN(const auto strict, later.Of(study, std::string(64, 'c')));
  EXPECT_EQ(strict->table.values.rows(), 1);
}

TEST_F(StudyDatasetsTest, ARequiredModalityMustStandInTheManifest) {
  WriteImages();
  models::Study study = ImageStudy();
  study.extraction->require.modality = {"CT"};
  StudyDatasets datasets(Options());
  EXPECT_THAT(datasets.Of(study, kStudy),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("site.csv: no column modality"), HasSubstr("CT"))));
}

TEST_F(StudyDatasetsTest, AnImageThatChangedIsNoticed) {
  WriteImages();
  {
    StudyDatasets datasets(Options());
    ASSERT_THAT(datasets.Of(ImageStudy(), kStudy), IsOk());
  }
  Put(folder_ / "image1.nii.gz", SmallImage(77));
  StudyDatasets later(Options());
  EXPECT_THAT(later.Of(ImageStudy(), kStudy),
              StatusIs(absl::StatusCode::kAborted, HasSubstr("image1.nii.gz")));
}

TEST_F(StudyDatasetsTest, RegionsAndReadersAreColumnsOfOneRow) {
  WriteImages();
  Write(
      "patient_id,image,mask,mask_2,label,event,age\nP1,image1.nii.gz,mask.nii.gz,mask.nii.gz,spine=1,0,50\n"
      "P2,image2.nii.gz,mask.nii.gz,,spine=1,1,60\nP2,image3.nii.gz,mask.nii.gz,,cord=1,1,60\n");
  models::Study study = ImageStudy();
  study.feature_prefixes = {"spine__"};
  study.models = {{"m", models::LogisticModel{{"age", "spine__original_firstorder_Mean"}}}};
  StudyDatasets datasets(Options());
  ASSERT_OK_AND_ASSIGN(const auto cohort, datasets.Of(study, kStudy));
  EXPECT_THAT(cohort->table.columns, ElementsAre("age", "spine__original_firstorder_Mean"));
  EXPECT_EQ(cohort->table.values.rows(), 2);
  EXPECT_EQ(cohort->admission.read, 2U);
  study.feature_prefixes = {"cord__"};
  study.models = {{"m", models::LogisticModel{{"age", "cord__original_firstorder_Mean"}}}};
  ASSERT_OK_AND_ASSIGN(const auto cord, datasets.Of(study, std::string(64, 'b')));
  EXPECT_THAT(cord->admission.excluded, ElementsAre(Pair("missing cord__original_firstorder_Mean", 1)));
}

TEST_F(StudyDatasetsTest, FeaturesOfAnInterruptedOrLaterStudyAreNotComputedTwice) {
  WriteImages();
  StudyDatasets datasets(Options());
  ASSERT_OK_AND_ASSIGN(const auto first, datasets.Of(ImageStudy(), kStudy));
  std::vector<std::filesystem::path> entries;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "studies/features")) {
    if (entry.is_regular_file()) entries.push_back(entry.path());
  }
  EXPECT_THAT(entries, SizeIs(2));  // the third mask is empty
  const auto written = std::filesystem::last_write_time(entries[0]);
  ASSERT_OK_AND_ASSIGN(const auto second, datasets.Of(ImageStudy(), std::string(64, 'b')));
  EXPECT_EQ(second->table.values, first->table.values);
  EXPECT_EQ(std::filesystem::last_write_time(entries[0]), written);
}

TEST_F(StudyDatasetsTest, APatientWhoseRowsDisagreeIsAnErrorWithItsLine) {
  WriteImages();
  Write(
      "patient_id,image,mask,label,event,age\nP1,image1.nii.gz,mask.nii.gz,1,0,50\n"
      "P1,image1.nii.gz,mask.nii.gz,2,0,51\n");
  StudyDatasets datasets(Options());
  EXPECT_THAT(
      datasets.Of(ImageStudy(), kStudy),
      StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("site.csv:3"), HasSubstr("column age"))));
}

TEST_F(StudyDatasetsTest, VoxelsApartFromTheirHeaderAreWatchedToo) {
  WriteImages();
  const std::string header =
      "ObjectType = Image\nNDims = 3\nDimSize = 8 7 6\nElementSpacing = 1 1 2.5\nElementType = MET_SHORT\n"
      "ElementByteOrderMSB = False\nElementDataFile = voxels.raw\n";
  ASSERT_THAT(WriteFileAtomically(folder_ / "image1.mhd", header), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder_ / "voxels.raw", std::string(2 * 8 * 7 * 6, 'a')), IsOk());
  Write(
      "patient_id,image,mask,event,age\nP1,image1.mhd,mask.nii.gz,1,50\nP2,image2.nii.gz,mask.nii.gz,0,60\n");
  StudyDatasets datasets(Options());
  ASSERT_OK_AND_ASSIGN(const auto cohort, datasets.Of(ImageStudy(), kStudy));
  EXPECT_EQ(cohort->table.values.rows(), 2);
  ASSERT_THAT(WriteFileAtomically(folder_ / "voxels.raw", std::string(2 * 8 * 7 * 6, 'b')), IsOk());
  EXPECT_THAT(datasets.Of(ImageStudy(), kStudy),
              StatusIs(absl::StatusCode::kAborted, HasSubstr("voxels.raw")));
}

TEST_F(StudyDatasetsTest, AManifestsPatientsAreInItsOwnColumn) {
  WriteImages();
  models::Study study = ImageStudy();
  study.id_column = "id";
  StudyDatasets datasets(Options());
  EXPECT_THAT(datasets.Of(study, kStudy),
              StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("id"), HasSubstr("patient_id"))));
}

// T1 with a wide first-order class, T2 with one feature.
models::Study TwoImageStudy() {
  models::Study study = ImageStudy();
  study.feature_prefixes = {"t1_", "t2_"};
  study.extraction->params = {{"t1", "a.yaml", "featureClass: {firstorder: [Mean, Energy]}\n"},
                              {"t2", "b.yaml", "featureClass: {firstorder: [Maximum]}\n"}};
  study.models = {
      {"m", models::LogisticModel{{"t1_original_firstorder_Mean", "t2_original_firstorder_Maximum"}}}};
  return study;
}

TEST_F(StudyDatasetsTest, EachImageIsExtractedWithItsOwnParameters) {
  WriteImages();
  // The study has them in another order than the manifest.
  Write(
      "patient_id,image_t2,image_t1,mask,event,age\nP1,image2.nii.gz,image1.nii.gz,mask.nii.gz,0,50\n"
      "P2,image1.nii.gz,image3.nii.gz,mask.nii.gz,1,60\n");
  models::Study study = TwoImageStudy();
  StudyDatasets datasets(Options());
  ASSERT_OK_AND_ASSIGN(const auto cohort, datasets.Of(study, kStudy));
  EXPECT_THAT(cohort->table.columns,
              ElementsAre("age", "t1_original_firstorder_Mean", "t2_original_firstorder_Maximum"));
  EXPECT_EQ(cohort->table.values.rows(), 2);
  ASSERT_OK_AND_ASSIGN(const auto hashes, StudySettingsHashes(*study.extraction));
  EXPECT_THAT(hashes, ElementsAre(Pair("t1", SizeIs(64)), Pair("t2", SizeIs(64))));
  EXPECT_NE(hashes.at("t1"), hashes.at("t2"));
  EXPECT_EQ(cohort->admission.extraction_settings, hashes);
  // The settings belong to the dataset that was made with them.
  StudyDatasets later(Options());
  ASSERT_OK_AND_ASSIGN(const auto again, later.Of(study, kStudy));
  EXPECT_EQ(again->admission.extraction_settings, hashes);

  // A feature that only the other image's parameters have is not there.
  study.models = {{"m", models::LogisticModel{{"t2_original_firstorder_Mean"}}}};
  EXPECT_THAT(later.Of(study, std::string(64, 'b')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("t2_original_firstorder_Mean")));
}

TEST_F(StudyDatasetsTest, OneParameterFileIsForAllImages) {
  WriteImages();
  Write(
      "patient_id,image_t1,image_t2,mask,event,age\nP1,image1.nii.gz,image2.nii.gz,mask.nii.gz,0,50\n"
      "P2,image3.nii.gz,image1.nii.gz,mask.nii.gz,1,60\n");
  models::Study study = TwoImageStudy();
  study.extraction = ImageStudy().extraction;
  study.models = {
      {"m", models::LogisticModel{{"t1_original_firstorder_Mean", "t2_original_firstorder_Energy"}}}};
  StudyDatasets datasets(Options());
  ASSERT_OK_AND_ASSIGN(const auto cohort, datasets.Of(study, kStudy));
  EXPECT_THAT(cohort->table.columns,
              ElementsAre("age", "t1_original_firstorder_Mean", "t2_original_firstorder_Energy"));
  EXPECT_THAT(cohort->admission.extraction_settings, ElementsAre(Pair("", SizeIs(64))));
}

TEST_F(StudyDatasetsTest, OtherImagesThanTheStudysAreAnErrorBeforeAnythingIsRead) {
  WriteImages();  // a manifest of one image without a name
  StudyDatasets datasets(Options());
  EXPECT_THAT(datasets.Of(TwoImageStudy(), kStudy),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("site.csv:1"), HasSubstr("parameters for the images t1, t2;"))));
}

TEST_F(StudyDatasetsTest, WithoutExtractionNoSettingsAreTold) {
  StudyDatasets datasets(Options());
  ASSERT_OK_AND_ASSIGN(const auto cohort, datasets.Of(AgeStudy(), kStudy));
  EXPECT_THAT(cohort->admission.extraction_settings, IsEmpty());
}

TEST_F(StudyDatasetsTest, WrongSettingsAreNamed) {
  WriteImages();
  models::Study study = ImageStudy();
  study.extraction->params[0].params_text = "featureClas: {}\n";
  StudyDatasets datasets(Options());
  EXPECT_THAT(datasets.Of(study, kStudy),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("params.yaml")));
}

}  // namespace
}  // namespace osteon
