#include "tests/attacks/membership.h"

#include <algorithm>
#include <functional>

#include "absl/strings/str_format.h"
#include "models/validation/threshold_table.h"

namespace osteon::attacks {

Membership JudgeScores(std::vector<double> members, std::vector<double> others) {
  std::sort(members.begin(), members.end(), std::greater<>());
  std::sort(others.begin(), others.end(), std::greater<>());
  const auto of_members = static_cast<double>(members.size());
  const auto of_others = static_cast<double>(others.size());
  Membership judged;
  // Others strictly above and at least at each member's score.
  for (const double score : members) {
    const auto [equal, below] = std::equal_range(others.begin(), others.end(), score, std::greater<>());
    judged.auc += static_cast<double>(others.end() - below) + static_cast<double>(below - equal) / 2;
  }
  judged.auc /= of_members * of_others;
  const double at = others[others.size() / 100];
  const auto found = std::lower_bound(members.begin(), members.end(), at, std::greater<>()) - members.begin();
  const auto interval = models::WilsonProportion(static_cast<std::uint64_t>(found), members.size(), "");
  if (interval.value) {
    judged.found = interval.value->estimate;
    judged.found_lower = interval.value->lower;
    judged.found_upper = interval.value->upper;
  }
  for (std::size_t above = 1; above <= members.size(); ++above) {
    const double score = members[above - 1];
    const auto mistaken = static_cast<std::size_t>(
        std::upper_bound(others.begin(), others.end(), score, std::greater<>()) - others.begin());
    if (above + mistaken < kFewestAbove) continue;
    const double right = static_cast<double>(above) / of_members,
                 wrong = static_cast<double>(mistaken) / of_others;
    judged.posterior = std::max(judged.posterior, right / (right + wrong));
  }
  return judged;
}

std::string TextOf(const Membership& judged) {
  return absl::StrFormat(
      "AUC %.2f; %.1f %% of members found at 1 %% of others (%.1f to %.1f %%); posterior at most %.2f",
      judged.auc, 100 * judged.found, 100 * judged.found_lower, 100 * judged.found_upper, judged.posterior);
}

}  // namespace osteon::attacks
