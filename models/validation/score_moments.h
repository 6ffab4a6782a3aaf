// Where predicted risks lie: moments and histograms.
#ifndef OSTEON_MODELS_VALIDATION_SCORE_MOMENTS_H_
#define OSTEON_MODELS_VALIDATION_SCORE_MOMENTS_H_

#include <Eigen/Core>

#include "models/validation/estimate.h"

namespace osteon::models {

struct MeanAndSd {
  double mean = 0;
  double sd = 0;  // with n - 1
  friend bool operator==(const MeanAndSd&, const MeanAndSd&) = default;
};

// Of the linear predictor, logit p: its spread tells how different a site's patients are (Debray et al.,
// Journal of Clinical Epidemiology 68 (2015) 279-289).
struct ScoreMoments {
  Maybe<MeanAndSd> all, events, non_events;
  friend bool operator==(const ScoreMoments&, const ScoreMoments&) = default;
};

//   values  (n) finite
//
// Unavailable with fewer than two values.
Maybe<MeanAndSd> MeanAndSdOf(const Eigen::Ref<const Eigen::VectorXd>& values);

//   risk     (n)  in [0, 1]
//   outcome  (n)  0 or 1
//
// Unavailable, with the reason: fewer than two patients, or two of the class; a risk of exactly 0 or 1, whose
// logit is infinite (then all three, for the classes would tell whose).
ScoreMoments MomentsOfScores(const Eigen::Ref<const Eigen::VectorXd>& risk,
                             const Eigen::Ref<const Eigen::VectorXd>& outcome);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_SCORE_MOMENTS_H_
