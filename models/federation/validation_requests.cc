#include "models/federation/validation_requests.h"

#include <algorithm>

namespace osteon::models {

RingLayout Layout(const ScoreCountsRequest& request) {
  const std::size_t size = request.models.size() * request.cuts.size();
  return {{"counts", 2, kCountFormat}, {"no event", size, kCountFormat}, {"event", size, kCountFormat}};
}

std::string Kind(const ScoreCountsRequest&) {
  return "score_counts";
}

bool AreCuts(const std::vector<double>& cuts, std::size_t most) {
  const bool inside = std::all_of(cuts.begin(), cuts.end(), [](double cut) { return cut > 0 && cut < 1; });
  const bool ascending =
      std::adjacent_find(cuts.begin(), cuts.end(), [](double a, double b) { return a >= b; }) == cuts.end();
  return !cuts.empty() && cuts.size() <= most && inside && ascending;
}

}  // namespace osteon::models
