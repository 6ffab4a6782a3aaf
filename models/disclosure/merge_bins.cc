#include "models/disclosure/merge_bins.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <utility>

namespace osteon::models {

ToldCuts::ToldCuts(std::uint64_t events, std::uint64_t non_events, std::uint64_t min_cell)
    : cuts_{{-std::numeric_limits<double>::infinity(), static_cast<std::int64_t>(events),
             static_cast<std::int64_t>(non_events)},
            {std::numeric_limits<double>::infinity(), 0, 0}},
      min_cell_(static_cast<std::int64_t>(min_cell)) {}

void ToldCuts::Add(double risk, std::uint64_t events, std::uint64_t non_events) {
  Insert({risk, static_cast<std::int64_t>(events), static_cast<std::int64_t>(non_events)});
}

void ToldCuts::Insert(const Cut& cut) {
  const auto place = std::upper_bound(cuts_.begin(), cuts_.end(), cut.risk,
                                      [](double risk, const Cut& other) { return risk < other.risk; });
  cuts_.insert(place, cut);
}

bool ToldCuts::MayTell(const Cut& cut) const {
  const auto above = std::lower_bound(cuts_.begin(), cuts_.end(), cut.risk,
                                      [](const Cut& other, double risk) { return other.risk < risk; });
  const auto below = std::prev(above->risk == cut.risk ? std::next(above) : above);
  // Rounding may put a patient on the other side of the same cut on another scale: a difference below 0.
  const auto is_small = [&](std::int64_t count) { return count != 0 && count < min_cell_; };
  return !is_small(below->events - cut.events) && !is_small(below->non_events - cut.non_events) &&
         !is_small(cut.events - above->events) && !is_small(cut.non_events - above->non_events);
}

void ToldCuts::MergeBins(Histogram& histogram, const std::function<double(double)>& risk_of) {
  Histogram merged{{histogram.edges.front()}, {0}, {0}};
  Cut at = cuts_.front();  // patients at or above the edge
  for (std::size_t bin = 0; bin < histogram.events.size(); ++bin) {
    if (bin > 0) {
      at.risk = risk_of(histogram.edges[bin]);
      if (MayTell(at)) {
        Insert(at);
        merged.edges.push_back(histogram.edges[bin]);
        merged.events.push_back(0);
        merged.non_events.push_back(0);
      }
    }
    merged.events.back() += histogram.events[bin];
    merged.non_events.back() += histogram.non_events[bin];
    at.events -= static_cast<std::int64_t>(histogram.events[bin]);
    at.non_events -= static_cast<std::int64_t>(histogram.non_events[bin]);
  }
  merged.edges.push_back(histogram.edges.back());
  histogram = std::move(merged);
}

}  // namespace osteon::models
