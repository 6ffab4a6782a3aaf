#include "models/validation/hosmer_lemeshow.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "models/validation/distributions.h"
#include "models/validation/quantile.h"

namespace osteon::models {

Maybe<HosmerLemeshow> ComputeHosmerLemeshow(const Eigen::Ref<const Eigen::VectorXd>& risk,
                                            const Eigen::Ref<const Eigen::VectorXd>& outcome) {
  if (risk.size() == 0) return {std::nullopt, "no patients"};
  std::vector<double> sorted(risk.begin(), risk.end());
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> limits;
  for (int tenth = 0; tenth <= 10; ++tenth) limits.push_back(Quantile7(sorted, tenth / 10.0));
  limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
  if (limits.size() < 2) return {std::nullopt, "too many equal risks for three groups"};

  struct Group {
    double n = 0, observed = 0, expected = 0;
  };
  std::vector<Group> groups(limits.size() - 1);
  for (Eigen::Index i = 0; i < risk.size(); ++i) {
    const auto upper = std::lower_bound(limits.begin() + 1, limits.end() - 1, risk[i]);
    Group& group = groups[static_cast<std::size_t>(upper - limits.begin()) - 1];
    ++group.n;
    group.observed += outcome[i];
    group.expected += risk[i];
  }
  HosmerLemeshow statistic;
  for (const Group& group : groups) {
    if (group.n == 0) continue;  // a quantile between ties that no risk comes up to
    ++statistic.groups;
    const double variance = group.expected * (1 - group.expected / group.n);
    if (!(variance > 0)) return {std::nullopt, "a group of risks that expects no event or no non-event"};
    statistic.chi2 += (group.observed - group.expected) * (group.observed - group.expected) / variance;
  }
  if (statistic.groups < 3) return {std::nullopt, "too many equal risks for three groups"};
  return {statistic, ""};
}

HosmerLemeshowTest TestOf(const HosmerLemeshow& statistic, bool fitted_to_these_patients) {
  const std::uint32_t df = fitted_to_these_patients ? statistic.groups - 2 : statistic.groups;
  return {df, ChiSquaredUpper(statistic.chi2, df)};
}

}  // namespace osteon::models
