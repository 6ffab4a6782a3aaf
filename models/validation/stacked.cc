#include "models/validation/stacked.h"

#include <cstddef>

namespace osteon::models {

Maybe<BinnedAuc> AucOfBins(const std::vector<std::uint64_t>& events,
                           const std::vector<std::uint64_t>& non_events) {
  double below = 0;  // non-events in lower bins
  double certain = 0, tied = 0, all_events = 0;
  for (std::size_t bin = 0; bin < events.size(); ++bin) {
    const auto here = static_cast<double>(events[bin]);
    const auto others = static_cast<double>(non_events[bin]);
    certain += here * below;
    tied += here * others;
    all_events += here;
    below += others;
  }
  if (all_events == 0) return {std::nullopt, "no events"};
  if (below == 0) return {std::nullopt, "no non-events"};
  const double pairs = all_events * below;
  return {BinnedAuc{(certain + tied / 2) / pairs, certain / pairs, (certain + tied) / pairs}, ""};
}

}  // namespace osteon::models
