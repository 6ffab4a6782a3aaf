#include "models/imputation/cut_counts.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace osteon::models {

CutCounts::CutCounts(std::uint64_t patients, double mean, double deviation) : patients_(patients) {
  // A little more, for rounding.
  const double reach = 1.0001 * std::sqrt(static_cast<double>(patients)) * deviation + 1e-9 * std::fabs(mean);
  Add(mean - reach, 0);
  Add(mean + reach, patients);
}

CutInterval CutCounts::Around(double probability, std::uint64_t least) const {
  const double rank = Rank(probability);
  const auto first = static_cast<std::uint64_t>(std::floor(rank));
  const auto last = static_cast<std::uint64_t>(std::ceil(rank));
  // Counts rise with the cuts: the last one below the first order statistic, the first one not below the
  // last.
  auto upper =
      std::find_if(not_above_.begin(), not_above_.end(), [&](const auto& cut) { return cut.second >= last; });
  auto lower = std::prev(std::find_if(not_above_.begin(), not_above_.end(),
                                      [&](const auto& cut) { return cut.second >= first; }));
  const auto between = [&] { return upper->second - lower->second; };
  while (between() < least) {
    const bool lowest = lower == not_above_.begin();
    const bool highest = std::next(upper) == not_above_.end();
    if (lowest && highest) break;
    if (!lowest) --lower;
    if (!highest) ++upper;
  }
  return {lower->first, upper->first, lower->second, between()};
}

double CutCounts::Interpolated(double probability, const CutInterval& interval) const {
  const double share =
      (Rank(probability) - 0.5 - static_cast<double>(interval.below)) / static_cast<double>(interval.between);
  return interval.lower + (interval.upper - interval.lower) * std::clamp(share, 0.0, 1.0);
}

std::vector<double> EvenCuts(double lower, double upper, std::uint64_t parts) {
  std::vector<double> cuts;
  for (std::uint64_t i = 1; i < parts; ++i) {
    const double cut = lower + (upper - lower) * (static_cast<double>(i) / static_cast<double>(parts));
    if (cut > (cuts.empty() ? lower : cuts.back()) && cut < upper) cuts.push_back(cut);
  }
  return cuts;
}

}  // namespace osteon::models
