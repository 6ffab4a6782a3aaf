// The area under the ROC curve and its variance.
#ifndef OSTEON_MODELS_VALIDATION_AUC_H_
#define OSTEON_MODELS_VALIDATION_AUC_H_

#include <Eigen/Core>
#include <cstdint>
#include <optional>

#include "models/validation/estimate.h"

namespace osteon::models {

struct AucStatistics {
  std::uint64_t events = 0, nonevents = 0;
  double auc = 0;                  // P(score of an event > score of a non-event) + P(equal) / 2
  std::optional<double> variance;  // DeLong; absent with fewer than 2 events or 2 non-events
};

// The share of the other outcome that each patient is on the right side of, ties counted half.
struct Placements {
  double auc = 0;
  Eigen::VectorXd event;     // (events) in the order of the rows
  Eigen::VectorXd nonevent;  // (non-events)
};

//   score    (n)  any scale, larger means likelier
//   outcome  (n)  0 or 1
//
// nullopt without an event or without a non-event. By midranks, O(n log n).
std::optional<Placements> ComputePlacements(const Eigen::Ref<const Eigen::VectorXd>& score,
                                            const Eigen::Ref<const Eigen::VectorXd>& outcome);

// The variance with n - 1 below; at least two values.
double SampleVariance(const Eigen::VectorXd& values);

//   score    (n)  any scale, larger means likelier
//   outcome  (n)  0 or 1
//
// nullopt without an event or without a non-event. Source: DeLong, DeLong & Clarke-Pearson, Biometrics 44
// (1988) 837-845, variances of the placements with n - 1; by midranks in O(n log n) as Sun & Xu, IEEE Signal
// Processing Letters 21 (2014) 1389-1393.
std::optional<AucStatistics> ComputeAuc(const Eigen::Ref<const Eigen::VectorXd>& score,
                                        const Eigen::Ref<const Eigen::VectorXd>& outcome);

// The AUC with its Wald interval, cut to [0, 1] as pROC does. Unavailable without two events and two
// non-events: one alone has no variance. A variance of zero (AUC 0 or 1, or every score equal) gives an
// interval of no width, and the method says so.
MaybeEstimate Auc(const Eigen::Ref<const Eigen::VectorXd>& score,
                  const Eigen::Ref<const Eigen::VectorXd>& outcome);

// The same on the logit scale, logit(auc) +- 1.96 se / (auc (1 - auc)), brought back; always within (0, 1).
// Unavailable for an AUC of 0 or 1.
MaybeEstimate WithLogitInterval(const MaybeEstimate& auc);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_AUC_H_
