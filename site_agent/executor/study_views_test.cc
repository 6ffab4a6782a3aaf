#include "site_agent/executor/study_views.h"

#include <algorithm>
#include <filesystem>

#include "common/files/files.h"
#include "site_agent/executor/test_study.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::AgeStudy;
using ::osteon::testing::IsOk;
using ::osteon::testing::kStudy;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Missing values are filled in.
models::Study StudyOfMeans() {
  models::Study study = AgeStudy();
  study.missing = models::MissingValues::kMean;
  return study;
}

models::PrepareRequest Fill(double value) {
  models::PrepareRequest request;
  request.name = "study, preparation 1";
  request.preparation.fills = {{"age", value}};
  return request;
}

models::View Prepared() {
  models::View view;
  view.preparation = "study, preparation 1";
  return view;
}

class StudyViewsTest : public ::testing::Test {
 protected:
  StudyViewsTest() { Restart(); }
  void SetUp() override {
    ASSERT_THAT(
        WriteFileAtomically(folder_ / "site.csv", "patient_id,event,age\nP1,0,50\nP2,1,60\nP3,1,\nP4,0,70\n"),
        IsOk());
  }
  void Restart(bool in_memory = false) {
    StudyDatasetsOptions options;
    options.site = "alpha";
    options.data_path = folder_ / "site.csv";
    options.key = PseudonymKey{std::string(32, 'k')};
    if (!in_memory) options.folder = folder_ / "studies";
    datasets_ = std::make_unique<StudyDatasets>(options);
    views_ = std::make_unique<StudyViews>("alpha", *datasets_);
  }
  // As the executor does with a request.
  absl::Status Prepare(const models::SumRequest& request) {
    const absl::StatusOr<StudyAtSite*> at_site = views_->Of(StudyOfMeans(), kStudy);
    if (!at_site.ok()) return at_site.status();
    const auto output = models::ComputeSummand(request, *(*at_site)->views);
    return output.ok() ? views_->Store(kStudy, request) : output.status();
  }
  // The ages of a view, ascending.
  std::vector<double> Ages(const models::View& view) {
    const absl::StatusOr<StudyAtSite*> at_site = views_->Of(StudyOfMeans(), kStudy);
    if (!at_site.ok()) return {};
    const auto table = (*at_site)->views->Of(view);
    EXPECT_THAT(table, IsOk());
    if (!table.ok()) return {};
    std::vector<double> ages((*table)->values.col(0).begin(), (*table)->values.col(0).end());
    std::sort(ages.begin(), ages.end());
    return ages;
  }
  std::string Preparations() const { return folder_ / ("studies/" + kStudy + "/preparations"); }

  const testing::TemporaryFolder folder_;
  std::unique_ptr<StudyDatasets> datasets_;
  std::unique_ptr<StudyViews> views_;
};

TEST_F(StudyViewsTest, APreparationSurvivesARestart) {
  ASSERT_THAT(Prepare(Fill(61.5)), IsOk());
  EXPECT_THAT(Ages(Prepared()), ElementsAre(50, 60, 61.5, 70));
  Restart();
  EXPECT_THAT(Ages(Prepared()), ElementsAre(50, 60, 61.5, 70));
  // For the owner's eyes only.
  for (const auto& file : std::filesystem::directory_iterator(Preparations())) {
    EXPECT_EQ(file.status().permissions() & std::filesystem::perms::all,
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
}

TEST_F(StudyViewsTest, APreparationWithinABundleIsStoredToo) {
  models::BundleRequest bundle;
  bundle.parts = {{"", {"alpha"}, {}, Fill(61.5)}};
  ASSERT_THAT(Prepare(bundle), IsOk());
  Restart();
  EXPECT_THAT(Ages(Prepared()), ElementsAre(50, 60, 61.5, 70));
}

TEST_F(StudyViewsTest, ANameHasOneMeaningForEver) {
  ASSERT_THAT(Prepare(Fill(61.5)), IsOk());
  EXPECT_THAT(Prepare(Fill(61.5)), IsOk());
  const auto refused = StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("study, preparation 1"));
  EXPECT_THAT(Prepare(Fill(62)), refused);
  Restart();
  EXPECT_THAT(Prepare(Fill(62)), refused);
  EXPECT_THAT(Ages(Prepared()), ElementsAre(50, 60, 61.5, 70));
}

TEST_F(StudyViewsTest, APreparationThatNobodyToldIsRefused) {
  ASSERT_OK_AND_ASSIGN(StudyAtSite * at_site, views_->Of(StudyOfMeans(), kStudy));
  EXPECT_THAT(at_site->views->Of(Prepared()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("study, preparation 1")));
}

TEST_F(StudyViewsTest, EachStudyHasPreparationsOfItsOwn) {
  ASSERT_THAT(Prepare(Fill(61.5)), IsOk());
  ASSERT_OK_AND_ASSIGN(StudyAtSite * other, views_->Of(StudyOfMeans(), std::string(64, 'b')));
  EXPECT_THAT(other->views->Of(Prepared()), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("")));
}

TEST_F(StudyViewsTest, AReplicateIsTheSameAfterARestart) {
  models::View view;
  for (view.replicate = 1; view.replicate <= 3; ++view.replicate) {
    const auto patients = [&](const std::string& study) {
      const absl::StatusOr<StudyAtSite*> at_site = views_->Of(StudyOfMeans(), study);
      return at_site.ok() ? (*(*at_site)->views->Of(view))->patient : std::vector<std::size_t>();
    };
    const std::vector<std::size_t> first = patients(kStudy);
    Restart();
    EXPECT_EQ(patients(kStudy), first);
  }
}

TEST_F(StudyViewsTest, ADamagedPreparationIsTold) {
  ASSERT_THAT(Prepare(Fill(61.5)), IsOk());
  for (const auto& file : std::filesystem::directory_iterator(Preparations())) {
    ASSERT_THAT(WriteFileAtomically(file.path().string(), "damaged"), IsOk());
  }
  Restart();
  EXPECT_THAT(views_->Of(StudyOfMeans(), kStudy),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr(".bin"), HasSubstr("damaged"))));
}

TEST_F(StudyViewsTest, InASimulationNothingIsWritten) {
  Restart(/*in_memory=*/true);
  ASSERT_THAT(Prepare(Fill(61.5)), IsOk());
  EXPECT_THAT(Ages(Prepared()), ElementsAre(50, 60, 61.5, 70));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "studies"));
}

}  // namespace
}  // namespace osteon
