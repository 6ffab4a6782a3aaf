// A table in CSV. What is read, written again, is read as the same; a hospital's table then becomes a cohort.
#include "common/csv/csv.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "site_agent/cohort/build_cohort.h"
#include "site_agent/cohort/test_tables.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

namespace {

models::Study SomeStudy() {
  models::Study study;
  study.name = "s";
  study.outcome_column = "y";
  study.outcome_positive = "1";
  study.id_column = "id";
  models::ClinicalColumn age;
  age.name = "age";
  age.min = 18;
  age.max = 110;
  models::ClinicalColumn stage;
  stage.name = "stage";
  stage.type = models::ClinicalColumn::Type::kCategorical;
  stage.levels = {"I", "II"};
  study.clinical = {age, stage};
  study.feature_prefixes = {"original_"};
  study.development = {"alpha"};
  study.missing = models::MissingValues::kMean;
  study.models = {{"m", models::LogisticModel{{"age", "stage", "original_a"}}}};
  return study;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::Text(data, size);
  const absl::StatusOr<CsvTable> table = ParseCsv(text, "t.csv");
  if (!table.ok()) {
    fuzz::RequireRefusal(table.status());
    fuzz::Require(absl::StartsWith(table.status().message(), "t.csv"), "a problem without its file");
    return 0;
  }
  std::string again = CsvLine(table->header);
  for (const std::vector<std::string>& row : table->rows) absl::StrAppend(&again, CsvLine(row));
  const absl::StatusOr<CsvTable> second = ParseCsv(again, "t.csv");
  fuzz::Require(second.ok(), second.status().ToString());
  fuzz::Require(second->header == table->header && second->rows == table->rows,
                "a table changed when written");
  static const models::Study study = SomeStudy();
  const absl::StatusOr<SiteTable> of_site = osteon::testing::TableOf(text);
  if (!of_site.ok()) {
    fuzz::RequireRefusal(of_site.status());
    return 0;
  }
  const absl::StatusOr<Cohort> cohort = BuildCohort(*of_site, study, true);
  if (!cohort.ok()) {
    fuzz::RequireRefusal(cohort.status());
    return 0;
  }
  std::uint64_t excluded = 0;
  for (const auto& [reason, patients] : cohort->admission.excluded) excluded += patients;
  fuzz::Require(cohort->admission.read == table->rows.size(), "a row was not read");
  fuzz::Require(static_cast<std::uint64_t>(cohort->table.outcome.size()) + excluded == cohort->admission.read,
                "a patient is neither analysed nor counted as left out");
  return 0;
}
