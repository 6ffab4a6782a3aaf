// How far a nomogram's axes go where the data dictionary does not say.
#ifndef OSTEON_MODELS_NOMOGRAM_NOMOGRAM_RANGES_H_
#define OSTEON_MODELS_NOMOGRAM_NOMOGRAM_RANGES_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"

namespace osteon::models {

// For each column (unique) the 5 % and the 95 % quantile over the training rows of `sites`: never a
// minimum or maximum, which are patients' own values. BuildNomogram rounds them outward. Rounds, `name` and
// errors as FindQuantiles.
absl::StatusOr<std::vector<std::pair<double, double>>> NomogramRanges(Federation& federation,
                                                                      const std::string& name,
                                                                      const std::vector<std::string>& columns,
                                                                      const std::vector<std::string>& sites,
                                                                      std::uint64_t min_cell);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_NOMOGRAM_NOMOGRAM_RANGES_H_
