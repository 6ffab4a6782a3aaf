#include "models/validation/brier.h"

namespace osteon::models {

BrierScores Brier(const Eigen::Ref<const Eigen::VectorXd>& risk,
                  const Eigen::Ref<const Eigen::VectorXd>& outcome) {
  if (risk.size() == 0) return {};
  double sum = 0;
  double events = 0;
  for (Eigen::Index i = 0; i < risk.size(); ++i) {
    sum += (risk[i] - outcome[i]) * (risk[i] - outcome[i]);
    events += outcome[i];
  }
  const auto n = static_cast<double>(risk.size());
  const double prevalence = events / n;
  BrierScores scores;
  scores.brier = sum / n;
  if (events > 0 && events < n) scores.scaled_brier = 1 - *scores.brier / (prevalence * (1 - prevalence));
  return scores;
}

}  // namespace osteon::models
