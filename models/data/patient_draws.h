// Chance that only the site can make: folds and bootstrap weights are not the coordinator's to choose.
#ifndef OSTEON_MODELS_DATA_PATIENT_DRAWS_H_
#define OSTEON_MODELS_DATA_PATIENT_DRAWS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/data/analysis_table.h"

namespace osteon::models {

class PatientDraws {
 public:
  virtual ~PatientDraws() = default;
  // Evenly distributed over 64 bits, independent between purposes and between rows of the site's table; the
  // same for the same patient, purpose and study for ever. A hospital's are HMACs of its own key.
  virtual std::uint64_t Draw(const std::string& purpose, std::size_t row) const = 0;
};

// (n) For each training row its fold, 0..folds - 1: within outcome class the rows are ordered by their draw
// for `purpose` and dealt in turn, events first, from a fold that is drawn too: every fold has its share of
// patients and of events to within one, and many small sites fill all folds alike. A site with fewer than
// kLeastFoldPatients patients a fold deals to fewer folds, so that none shows a few patients' sums: the other
// folds leave out other sites' patients. -1 in hold-out rows.
inline constexpr std::size_t kLeastFoldPatients = 5;
std::vector<int> DealFolds(const AnalysisTable& table, int folds, const std::string& purpose,
                           const PatientDraws& draws);

// (n) How often each row stands in a bootstrap replicate: Poisson of mean 1 by its draw for `purpose`
// (Hanley & MacGibbon, Computers in Biology and Medicine 36 (2006) 1163: patients are independent, so no
// number of patients needs to be known beyond the site). Hold-out rows once.
std::vector<int> BootstrapCounts(const AnalysisTable& table, const std::string& purpose,
                                 const PatientDraws& draws);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_DATA_PATIENT_DRAWS_H_
