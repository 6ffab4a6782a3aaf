// The UCI heart data of four hospitals, as FLamby uses them: ten columns, complete cases.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/csv/csv.h"
#include "common/text/number.h"
#include "site_agent/cohort/build_cohort.h"
#include "site_agent/cohort/test_tables.h"
#include "tests/support/shared_data.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::SharedData;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TestKey;
using ::testing::HasSubstr;
using ::testing::SizeIs;

using Counts = std::map<std::string, std::uint64_t>;

models::Study StudyOf(const std::vector<std::string>& numeric, const std::string& outcome) {
  models::Study study;
  study.name = "heart";
  study.outcome_column = outcome;
  study.outcome_positive = "1";
  study.id_column = "patient_id";
  for (const std::string& name : numeric) {
    models::ClinicalColumn column;
    column.name = name;
    study.clinical.push_back(column);
  }
  study.development = {"cleveland", "hungarian", "switzerland", "va"};
  study.models = {{"m", models::LogisticModel{numeric}}};
  return study;
}

// The rows of one site; the outcome `num` (0 to 4) made 0 or 1 when asked for.
absl::StatusOr<SiteTable> TableOfSite(const CsvTable& all, const std::string& site, bool binary_num) {
  const std::size_t site_column = *all.Column("site");
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> lines;
  for (std::size_t i = 0; i < all.rows.size(); ++i) {
    if (all.rows[i][site_column] != site) continue;
    rows.push_back(all.rows[i]);
    lines.push_back(all.lines[i]);
    if (!binary_num) continue;
    std::string& num = rows.back()[*all.Column("num")];
    if (ParseNumber(num).value_or(0) > 0) num = "1";
  }
  return SiteTable::Create(site + ".csv", all.header, std::move(rows), std::move(lines), TestKey(),
                           "patient_id");
}

// Expected counts: a separate script (Python's csv module) that counted, per site, the rows without an empty
// cell in the ten columns, and for the others the first empty one in this order; 740 in all, as FLamby has.
TEST(HeartCohort, CompleteCasesAreThoseOfFlamby) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ASSERT_OK_AND_ASSIGN(const CsvTable all, ReadCsv(SharedData() + "/golden/data/heart_all_with_missing.csv"));
  models::Study study = StudyOf({"age", "trestbps", "chol", "fbs", "thalach", "exang", "oldpeak"}, "num");
  const auto categorical = [](const std::string& name, std::vector<std::string> levels) {
    models::ClinicalColumn column;
    column.name = name;
    column.type = models::ClinicalColumn::Type::kCategorical;
    column.levels = std::move(levels);
    return column;
  };
  study.clinical.insert(study.clinical.begin() + 1, categorical("sex", {"0", "1"}));
  study.clinical.insert(study.clinical.begin() + 2, categorical("cp", {"1", "2", "3", "4"}));
  study.clinical.insert(study.clinical.begin() + 6, categorical("restecg", {"0", "1", "2"}));
  struct Expected {
    std::uint64_t read, complete, events;
    Counts excluded;
  };
  const std::map<std::string, Expected> expected = {
      {"cleveland", {303, 303, 139, {}}},
      {"hungarian",
       {294,
        261,
        98,
        {{"missing chol", 23}, {"missing fbs", 8}, {"missing trestbps", 1}, {"missing restecg", 1}}}},
      {"switzerland", {123, 46, 45, {{"missing fbs", 74}, {"missing trestbps", 2}, {"missing oldpeak", 1}}}},
      {"va",
       {200,
        130,
        101,
        {{"missing fbs", 7}, {"missing trestbps", 56}, {"missing oldpeak", 3}, {"missing chol", 4}}}}};
  std::uint64_t complete = 0;
  for (const auto& [site, counts] : expected) {
    ASSERT_OK_AND_ASSIGN(const SiteTable table, TableOfSite(all, site, true));
    ASSERT_OK_AND_ASSIGN(const Cohort cohort, BuildCohort(table, study, true));
    EXPECT_EQ(cohort.admission.read, counts.read) << site;
    EXPECT_EQ(cohort.admission.train_patients, counts.complete) << site;
    EXPECT_EQ(cohort.admission.train_events, counts.events) << site;
    EXPECT_EQ(cohort.admission.excluded, counts.excluded) << site;
    EXPECT_THAT(cohort.table.columns, SizeIs(13));  // 8 numeric or binary, 3 of cp, 2 of restecg
    complete += cohort.admission.train_patients;
  }
  EXPECT_EQ(complete, 740U);
}

TEST(HeartCohort, AnOutcomeOfFiveValuesIsRefused) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ASSERT_OK_AND_ASSIGN(const CsvTable all, ReadCsv(SharedData() + "/golden/data/heart_all_with_missing.csv"));
  ASSERT_OK_AND_ASSIGN(const SiteTable table, TableOfSite(all, "cleveland", false));
  EXPECT_THAT(BuildCohort(table, StudyOf({"age"}, "num"), true),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("besides 1, the positive one, found 0, 2, 3, 4")));
}

// Expected: patients and events of each site and part, counted by the same script in heart.csv.
TEST(HeartCohort, TheSplitOfHeartIsRead) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ASSERT_OK_AND_ASSIGN(const CsvTable all, ReadCsv(SharedData() + "/golden/data/heart.csv"));
  models::Study study = StudyOf({"age", "sex", "trestbps", "chol", "fbs", "thalach", "exang", "oldpeak",
                                 "cp2", "cp3", "cp4", "restecg1", "restecg2"},
                                "y");
  study.split = models::Split{"split", "train", "test"};
  const std::map<std::string, std::vector<std::uint64_t>> expected = {{"cleveland", {199, 91, 104, 48}},
                                                                      {"hungarian", {172, 65, 89, 33}},
                                                                      {"switzerland", {30, 30, 16, 15}},
                                                                      {"va", {85, 66, 45, 35}}};
  for (const auto& [site, counts] : expected) {
    ASSERT_OK_AND_ASSIGN(const SiteTable table, TableOfSite(all, site, false));
    ASSERT_OK_AND_ASSIGN(const Cohort cohort, BuildCohort(table, study, true));
    const models::Admission& admission = cohort.admission;
    EXPECT_EQ(std::vector<std::uint64_t>({admission.train_patients, admission.train_events,
                                          admission.holdout_patients, admission.holdout_events}),
              counts)
        << site;
    ASSERT_OK_AND_ASSIGN(const Cohort external, BuildCohort(table, study, false));
    EXPECT_EQ(external.admission.train_patients, counts[0] + counts[2]) << site;
  }
}

}  // namespace
}  // namespace osteon
