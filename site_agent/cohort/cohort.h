// A site's analysed patients, and the text form that is hashed and frozen.
#ifndef OSTEON_SITE_AGENT_COHORT_COHORT_H_
#define OSTEON_SITE_AGENT_COHORT_COHORT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/analysis_table.h"
#include "models/federation/records.h"

namespace osteon {

struct Cohort {
  models::AnalysisTable table;          // (n) rows sorted by pseudonym
  std::vector<std::string> pseudonyms;  // (n) strictly ascending
  models::Admission admission;          // counts and hash; `software` is the caller's to fill
  // What people at the site must know of its table: which column is lacking, with its place, and which models
  // that leaves out. Not frozen, never sent.
  std::vector<std::string> warnings{};
};

// The canonical text of the analysed rows: CSV with the columns #pseudonym, #outcome, #holdout, where
// there are any #batch and #fold:NAME, and the table's, numbers with 17 significant digits, missing ones
// empty. Equal cohorts give equal bytes; the counts of excluded
// patients are not in it. Its SHA-256 is admission.dataset_sha256.
std::string CohortText(const models::AnalysisTable& table, const std::vector<std::string>& pseudonyms);

// The cohort of that text; of the admission the hash and the counts of analysed patients.
// kDataLoss: the text is not of that form. `file` is for the message.
absl::StatusOr<Cohort> ParseCohortText(const std::string& text, const std::string& file);

// Fills hash, train and hold-out counts of `cohort.admission` from its table.
void CountAnalysed(Cohort& cohort);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_COHORT_COHORT_H_
