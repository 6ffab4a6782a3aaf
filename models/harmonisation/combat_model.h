// What all batches share in ComBat: the part that is fitted over sites and frozen with a model.
#ifndef OSTEON_MODELS_HARMONISATION_COMBAT_MODEL_H_
#define OSTEON_MODELS_HARMONISATION_COMBAT_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace osteon::models {

// Of a batch: fewer do not tell its effect from their own.
inline constexpr std::size_t kLeastBatchPatients = 10;

// In a batch without an effect a patient's feature is
//   grand_mean + sum_k coefficient_k covariate_k + scale * z,  z of mean 0 and variance 1.
struct CombatModel {
  std::vector<std::string> features;    // (p) harmonised, in the study's order
  std::vector<std::string> covariates;  // (q)
  std::vector<double> grand_mean;       // (p) mean over batches, by their patients, of the intercepts
  std::vector<double> scale;          // (p) > 0: square root of the pooled variance within batches, with 1/N
  std::vector<double> coefficients;   // (q p) per unit of the covariate, covariate by covariate
  std::vector<std::string> constant;  // features left as they are: nothing varies within the batches
  std::uint64_t patients = 0;
  std::uint64_t batches = 0;
  friend bool operator==(const CombatModel&, const CombatModel&) = default;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_HARMONISATION_COMBAT_MODEL_H_
