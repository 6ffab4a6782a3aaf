// The numbers of the disclosure rules, and how a study's and a hospital's come together.
#ifndef OSTEON_MODELS_DISCLOSURE_LIMITS_H_
#define OSTEON_MODELS_DISCLOSURE_LIMITS_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "models/study/study.h"

namespace osteon::models {

// Defaults are those of a hospital whose policy says nothing.
struct Limits {
  std::uint64_t min_patients = 20;          // of this site, behind anything that it releases
  std::uint64_t min_cell = 5;               // a count that is released is 0 or at least this
  double max_columns_per_patient = 0.3334;  // of a block of products
  std::uint64_t min_sites = 3;              // institutions of a masked sum
  // Patients that a statistic, or its difference from an earlier one, must be spread over; absent: min_cell.
  std::optional<double> min_effective_patients;
  std::uint64_t max_releases = 2000;    // of one lineage of data
  double max_scalars_ratio_clear = 1;   // numbers released over numbers held, site's own
  double max_scalars_ratio_secure = 4;  // the same, masked ones included
  std::size_t max_thresholds = 12;      // cuts of one model's risks, unmasked
  bool leave_one_site_out = false;      // whether sums without one development site are answered

  double EffectivePatients() const { return min_effective_patients.value_or(static_cast<double>(min_cell)); }
  friend bool operator==(const Limits&, const Limits&) = default;
};

// No |linear predictor| beyond it: a model that is saturated tells patients one by one.
inline constexpr double kLargestLinearPredictor = 30;
// A derived column (a linear predictor) is constant or has this range at least.
inline constexpr double kLeastDerivedRange = 1e-6;
// Products of one column with others over all blocks of one data set of a study: this many times
// max_columns_per_patient for each patient. With its default that is 2, where equations become as many as
// unknowns.
inline constexpr double kMostProductsPerLimit = 6;
// A study that was refused by a rule so often is not answered any more: refusals tell something, too.
inline constexpr std::uint64_t kMostRefusals = 20;
// Fewest development sites of leave-one-site-out sums.
inline constexpr std::size_t kLeastSitesToLeaveOneOut = 4;

// Where study and hospital differ the stricter wins.
Limits Stricter(Limits limits, const Privacy& study);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_DISCLOSURE_LIMITS_H_
