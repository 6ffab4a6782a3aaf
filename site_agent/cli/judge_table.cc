#include "site_agent/cli/judge_table.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/csv/csv.h"
#include "common/identity/identity_file.h"
#include "common/status/status_macros.h"
#include "models/study/lacking_columns.h"
#include "site_agent/cohort/build_cohort.h"
#include "site_agent/cohort/pseudonym.h"
#include "site_agent/cohort/site_table.h"

namespace osteon {
namespace {

// The agent's own, so that its log speaks of the same pseudonyms; before `init` some other.
absl::StatusOr<PseudonymKey> KeyOf(const TableQuestion& question) {
  absl::StatusOr<PseudonymKey> key = ReadKey(question.folder.PseudonymKeyPath(), question.passphrase);
  if (absl::IsNotFound(key.status())) return PseudonymKey{std::string(32, '0')};
  return key;
}

// Whether this hospital is a development site: by the name it is enrolled under, before that by whether there
// are any.
bool Develops(const TableQuestion& question, const models::Study& study) {
  const absl::StatusOr<LoadedIdentity> identity =
      ReadIdentity(question.folder.IdentityFile(), absl::Now(), question.passphrase);
  if (!identity.ok()) return !study.development.empty();
  return std::find(study.development.begin(), study.development.end(), identity->peer.name) !=
         study.development.end();
}

// What the agent would do at the study's first task; only for tables that are there as they are.
absl::StatusOr<Cohort> CohortOf(const TableQuestion& question, const Mapping& mapping,
                                const models::Study& study) {
  OSTEON_RETURN_IF_ERROR(mapping.CheckFor(study));
  OSTEON_ASSIGN_OR_RETURN(const PseudonymKey key, KeyOf(question));
  OSTEON_ASSIGN_OR_RETURN(SiteTable local,
                          ReadSiteTable(question.data, key, mapping.LocalName(study.id_column)));
  OSTEON_ASSIGN_OR_RETURN(const SiteTable table, mapping.Apply(std::move(local)));
  return BuildCohort(table, study, Develops(question, study));
}

// The columns that are not there and need not be, before there is a cohort that says so: features are yet to
// be extracted.
models::LackingColumns LackingIn(const std::vector<ExplainedColumn>& columns, const models::Study& study) {
  const std::vector<std::string> needed = study.NeededColumns();
  models::LackingColumns lacking;
  for (const ExplainedColumn& column : columns) {
    const bool is_needed = std::find(needed.begin(), needed.end(), column.name) != needed.end();
    if (column.from.empty() && is_needed && models::MayLack(study, column.name)) {
      lacking[column.name] = models::kNoSuchColumn;
    }
  }
  return models::ModelsWithout(study, lacking).size() < study.models.size() ? lacking
                                                                            : models::LackingColumns();
}

}  // namespace

absl::StatusOr<TableVerdict> JudgeTable(const TableQuestion& question, const Mapping& mapping,
                                        const models::Study& study) {
  TableVerdict verdict;
  OSTEON_ASSIGN_OR_RETURN(const CsvTable table, ReadCsv(question.data));
  const bool develops = Develops(question, study);
  verdict.columns = ExplainMapping(table, mapping, study, develops);
  models::LackingColumns lacking;
  if (!develops) lacking = LackingIn(verdict.columns, study);
  absl::Status status;
  if (study.extraction) {
    status = mapping.CheckFor(study);
  } else {
    absl::StatusOr<Cohort> cohort = CohortOf(question, mapping, study);
    status = cohort.status();
    if (cohort.ok()) {
      verdict.warnings = cohort->warnings;
      verdict.cohort = *std::move(cohort);
    }
  }
  if (!status.ok()) {
    verdict.problems = absl::StrSplit(std::string(status.message()), '\n');
  }
  // Columns are told of one by one where the whole stopped at the first kind of problem.
  for (const ExplainedColumn& column : verdict.columns) {
    const bool told =
        std::any_of(verdict.problems.begin(), verdict.problems.end(), [&](const std::string& problem) {
          return absl::StrContains(problem, absl::StrCat("column ", column.name));
        });
    if (column.problem.empty() || told) continue;
    if (!lacking.contains(column.name)) {
      verdict.problems.push_back(column.problem);
    } else if (!verdict.cohort) {
      verdict.warnings.push_back(column.problem);
    }
  }
  return verdict;
}

}  // namespace osteon
