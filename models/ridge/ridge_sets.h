// The data sets of a ridge path: number 0 is all training rows, number k those outside fold k - 1.
#ifndef OSTEON_MODELS_RIDGE_RIDGE_SETS_H_
#define OSTEON_MODELS_RIDGE_RIDGE_SETS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/ridge/ridge_settings.h"

namespace osteon::models {

struct RidgeSet {
  double patients = 0;
  double events = 0;
  double null_intercept = 0;
  std::vector<int> moving;       // columns that vary in the rows, ascending
  std::vector<double> weight;    // (p) of lambda b^2 / 2, b standardised over all training rows
  std::vector<double> gradient;  // (p) of the log-likelihood per patient at the null model
};

// One FoldMomentsRequest for `columns`, which vary over all `patients` training rows and have penalty factors
// `factors` (p). The null models' intercepts are remembered under "NAME: null intercepts".
// kFailedPrecondition: a fold without patients, or one outcome only without it.
absl::StatusOr<std::vector<RidgeSet>> DescribeRidgeSets(Federation& federation, const Round& round,
                                                        const std::string& name,
                                                        const RidgeSettings& settings,
                                                        const std::vector<StandardisedColumn>& columns,
                                                        const std::vector<double>& factors,
                                                        std::uint64_t patients);

// kFailedPrecondition: more coefficients than a third of the patients of the smallest set.
absl::Status CheckRidgeSize(const std::vector<RidgeSet>& sets, std::size_t columns, bool intercept);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_RIDGE_RIDGE_SETS_H_
