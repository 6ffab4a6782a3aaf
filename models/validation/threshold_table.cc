#include "models/validation/threshold_table.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace osteon::models {

MaybeEstimate WilsonProportion(std::uint64_t successes, std::uint64_t trials,
                               absl::string_view without_trials) {
  if (trials == 0) return Unavailable(std::string(without_trials));
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double z2 = kNormal975 * kNormal975;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kNormal975 * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  return {Estimate{p, std::sqrt(p * (1 - p) / n), successes == 0 ? 0 : centre - half,
                   successes == trials ? 1 : centre + half, "Wilson"},
          ""};
}

ThresholdTable AtThreshold(const Eigen::Ref<const Eigen::VectorXd>& risk,
                           const Eigen::Ref<const Eigen::VectorXd>& outcome, double threshold) {
  ThresholdTable table;
  table.threshold = threshold;
  for (Eigen::Index i = 0; i < risk.size(); ++i) {
    const bool positive = risk[i] >= threshold;
    if (outcome[i] == 1) {
      ++(positive ? table.tp : table.fn);
    } else {
      ++(positive ? table.fp : table.tn);
    }
  }
  return TableOf(threshold, table.tp, table.fp, table.tn, table.fn);
}

ThresholdTable TableOf(double threshold, std::uint64_t tp, std::uint64_t fp, std::uint64_t tn,
                       std::uint64_t fn) {
  ThresholdTable table;
  table.threshold = threshold;
  table.tp = tp;
  table.fp = fp;
  table.tn = tn;
  table.fn = fn;
  table.sensitivity = WilsonProportion(table.tp, table.tp + table.fn, "no events");
  table.specificity = WilsonProportion(table.tn, table.tn + table.fp, "no non-events");
  table.ppv = WilsonProportion(table.tp, table.tp + table.fp, "nobody is at or above the threshold");
  table.npv = WilsonProportion(table.tn, table.tn + table.fn, "nobody is below the threshold");
  table.accuracy = WilsonProportion(tp + tn, tp + fp + tn + fn, "no patients");
  return table;
}

}  // namespace osteon::models
