// Separation: when no finite maximum-likelihood estimate exists because a combination of columns sorts events
// from non-events, strictly (complete) or with ties (quasi-complete). Albert & Anderson, Biometrika 71 (1984)
// 1-10.
#ifndef OSTEON_MODELS_GLM_SEPARATION_H_
#define OSTEON_MODELS_GLM_SEPARATION_H_

#include <Eigen/Core>
#include <cstddef>
#include <string>
#include <vector>

namespace osteon::models {

enum class Separation { kNone, kComplete, kQuasiComplete, kEither };

// What one Newton step saw at its start.
struct NewtonStep {
  double loglik = 0;     // at the step's start
  double decrement = 0;  // gradient' information^-1 gradient
  double movement = 0;   // sum over patients of the squared change of the linear predictor by the full step
  bool halved = false;   // whether the step into this point had to be halved
};

// Judges by the steps so far.
//
// Complete: -loglik < log 2. That is a proof: every patient then has -log P(own class) < log 2, so the linear
// predictor's sign is right for each of them; and under complete separation Newton's method gets there.
// Quasi-complete: along the direction of separation information and gradient shrink together by a factor of
// about e per step, so the step keeps its length while nothing is left to gain: three full steps in a row
// whose decrements fall by a factor of 1.25 to 7 (a fit that converges squares them), the last below 1e-5,
// moving some patient's linear predictor still by 0.5.
// How far linear predictors reach says nothing: one patient with an extreme value reaches far in a fit that
// exists.
// With an offset in the linear predictor the first is no proof, since the offset may sort the patients by
// itself; complete separation then shows as the other does, and either is kEither.
Separation DetectSeparation(const std::vector<NewtonStep>& steps, bool with_offset = false);

// Whether the last steps look like the beginning of the above, too early to say so: to explain a site's
// refusal of a linear predictor beyond its bound.
bool LooksSeparated(const std::vector<NewtonStep>& steps);

// The columns that run away: those that the full step (1 + p, intercept first, standardised) moves by at
// least a tenth of the most moved column. At most five names: "a, b and 3 more".
std::string RunawayColumns(const Eigen::Ref<const Eigen::VectorXd>& step,
                           const std::vector<std::string>& columns);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_GLM_SEPARATION_H_
