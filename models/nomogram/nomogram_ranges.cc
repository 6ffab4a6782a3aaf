#include "models/nomogram/nomogram_ranges.h"

#include "common/status/status_macros.h"
#include "models/imputation/quantiles.h"

namespace osteon::models {

absl::StatusOr<std::vector<std::pair<double, double>>> NomogramRanges(Federation& federation,
                                                                      const std::string& name,
                                                                      const std::vector<std::string>& columns,
                                                                      const std::vector<std::string>& sites,
                                                                      std::uint64_t min_cell) {
  std::vector<QuantileTarget> targets;
  for (const std::string& column : columns) {
    targets.push_back({column, 0.05});
    targets.push_back({column, 0.95});
  }
  OSTEON_ASSIGN_OR_RETURN(const std::vector<Quantile> quantiles,
                          FindQuantiles(federation, name, targets, sites, min_cell));
  std::vector<std::pair<double, double>> ranges;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    ranges.emplace_back(quantiles[2 * i].value, quantiles[2 * i + 1].value);
  }
  return ranges;
}

}  // namespace osteon::models
