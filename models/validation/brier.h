// The Brier score.
#ifndef OSTEON_MODELS_VALIDATION_BRIER_H_
#define OSTEON_MODELS_VALIDATION_BRIER_H_

#include <Eigen/Core>
#include <optional>

namespace osteon::models {

struct BrierScores {
  std::optional<double> brier;         // mean (risk - outcome)^2; absent without patients
  std::optional<double> scaled_brier;  // 1 - brier / (m (1 - m)), m the prevalence; absent for one class only
};

// risk (n), outcome (n) 0 or 1. Source: Steyerberg et al., Epidemiology 21 (2010) 128-138.
BrierScores Brier(const Eigen::Ref<const Eigen::VectorXd>& risk,
                  const Eigen::Ref<const Eigen::VectorXd>& outcome);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_BRIER_H_
