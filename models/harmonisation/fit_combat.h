// The federated part of ComBat: regression on the covariates within batches, pooled mean and variance.
//
// Sources: Johnson, Li & Rabinovic, Biostatistics 8 (2007) 118; Fortin et al., NeuroImage 167 (2018) 104; the
// conventions are those of neuroCombat and sva::ComBat. With N patients in batches b of n_b, and centred sums
// S taken about the means of each batch (BatchMomentsRequest):
//   beta       = S_cc^-1 S_cx
//   grand_mean = sum_b n_b / N (xbar_b - cbar_b' beta) = xbar - cbar' beta
//   scale^2    = (S_xx - S_cx' beta) / N
// This is the least-squares fit of x on one intercept per batch and the covariates (Frisch, Waugh and
// Lovell).
#ifndef OSTEON_MODELS_HARMONISATION_FIT_COMBAT_H_
#define OSTEON_MODELS_HARMONISATION_FIT_COMBAT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/harmonisation/combat_model.h"

namespace osteon::models {

// On the training rows of `sites` (sorted and made unique here), in one round. `name` is unique within the
// study. The outcome is never a covariate: the caller sees to it.
//
// A feature goes to CombatModel::constant when its standard deviation within batches is at most 1e-11 of its
// mean's size, or the covariates leave less than 1e-10 of its variance within batches.
//
// kInvalidArgument: no site, no feature, a column named twice.
// kFailedPrecondition: a site or scanner with fewer than kLeastBatchPatients patients (the site's message);
// no training patient, or all of one batch; fewer than two features that vary, since ComBat learns from the
// features together; covariates that do not vary within any batch, or are linear combinations of others
// within them, all named.
//
// kOutOfRange: a value that is missing or not finite (the site's message names the column).
absl::StatusOr<CombatModel> FitCombat(Federation& federation, const std::string& name,
                                      const std::vector<std::string>& features,
                                      const std::vector<std::string>& covariates,
                                      const std::vector<std::string>& sites);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_HARMONISATION_FIT_COMBAT_H_
