// The Hosmer-Lemeshow test over tenths of predicted risk.
#ifndef OSTEON_MODELS_VALIDATION_HOSMER_LEMESHOW_H_
#define OSTEON_MODELS_VALIDATION_HOSMER_LEMESHOW_H_

#include <Eigen/Core>
#include <cstdint>

#include "models/validation/estimate.h"

namespace osteon::models {

// Below this many patients a tenth is too few for the chi-squared distribution: not computed.
inline constexpr std::uint64_t kPatientsForHosmerLemeshow = 100;

struct HosmerLemeshow {
  double chi2 = 0;           // sum over groups of (O - E)^2 / (E (1 - E / n))
  std::uint32_t groups = 0;  // 10, fewer where ties make limits coincide
  friend bool operator==(const HosmerLemeshow&, const HosmerLemeshow&) = default;
};

//   risk (n), outcome (n) 0 or 1
//
// Groups are the intervals between the 0, 10, ..., 100 % quantiles (type 7) of the risks, the upper limit
// included, equal limits once, groups with nobody left out. Source: Hosmer & Lemeshow, Communications in
// Statistics A9 (1980) 1043-1069. Unavailable: no patients, fewer than three groups (ties), a group that
// expects no event or no non-event.
Maybe<HosmerLemeshow> ComputeHosmerLemeshow(const Eigen::Ref<const Eigen::VectorXd>& risk,
                                            const Eigen::Ref<const Eigen::VectorXd>& outcome);

struct HosmerLemeshowTest {
  std::uint32_t df = 0;
  double p = 1;
};

// Degrees of freedom: groups - 2 for the patients to whom the model was fitted, groups for any others.
HosmerLemeshowTest TestOf(const HosmerLemeshow& statistic, bool fitted_to_these_patients);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_HOSMER_LEMESHOW_H_
