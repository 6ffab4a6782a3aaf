#include "models/screening/mrmr.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::models {
namespace {

constexpr double kLeastRedundancy = 0.001;

struct Rival {
  std::size_t column;
  double f;
  double redundancy = 0;  // sum of |r| with the picks; exact, since every r is a multiple of 2^-42
  double score = 0;
};

double Score(MrmrScheme scheme, const Rival& rival, std::size_t picks) {
  if (picks == 0) return rival.f;
  const double mean = rival.redundancy / static_cast<double>(picks);
  return scheme == MrmrScheme::kFcd ? rival.f - mean : rival.f / std::max(mean, kLeastRedundancy);
}

// Makes r of `pick` with every rival known, and asks for the rows of those rivals with it that are likely to
// be picked next.
absl::Status LearnRow(Evidence& evidence, std::size_t pick, const std::vector<Rival>& rivals,
                      std::size_t still_to_pick) {
  const Correlations& known = evidence.correlations();
  const bool complete = std::all_of(rivals.begin(), rivals.end(), [&](const Rival& rival) {
    return known.Between(pick, rival.column).has_value();
  });
  if (complete) return absl::OkStatus();
  std::vector<const Rival*> unknown;
  for (const Rival& rival : rivals) {
    if (!known.Led(rival.column)) unknown.push_back(&rival);
  }
  std::stable_sort(unknown.begin(), unknown.end(),
                   [](const Rival* a, const Rival* b) { return a->score > b->score; });
  std::vector<std::size_t> columns = {pick};
  for (const Rival* rival : unknown) columns.push_back(rival->column);
  return evidence.Correlate(columns, evidence.MostLeading(columns.size(), 2 * still_to_pick));
}

}  // namespace

absl::StatusOr<StepOutcome> SelectByMrmr(Evidence& evidence, const MrmrStep& step,
                                         const Candidates& candidates) {
  StepOutcome outcome;
  const std::string scheme = step.scheme == MrmrScheme::kFcq ? "FCQ" : "FCD";
  outcome.log.step = "mrmr";
  outcome.log.rule = absl::StrCat(step.k, " picks by ", scheme);
  outcome.log.measures = {"f", "score"};
  OSTEON_RETURN_IF_ERROR(evidence.LearnF(candidates));

  std::vector<Rival> rivals;
  for (const std::size_t column : candidates) {
    const Univariate& of = evidence.Of(column);
    outcome.log.values[evidence.Name(column)] = {of.f, std::nullopt};
    if (of.constant) {
      outcome.log.dropped[evidence.Name(column)] = "constant over all training patients";
    } else {
      rivals.push_back({column, *of.f});
    }
  }
  while (outcome.kept.size() < step.k && !rivals.empty()) {
    for (Rival& rival : rivals) rival.score = Score(step.scheme, rival, outcome.kept.size());
    const auto best = std::max_element(rivals.begin(), rivals.end(),
                                       [](const Rival& a, const Rival& b) { return a.score < b.score; });
    const std::size_t pick = best->column;
    outcome.kept.push_back(pick);
    outcome.log.values[evidence.Name(pick)] = {best->f, best->score};
    rivals.erase(best);
    if (outcome.kept.size() == step.k || rivals.empty()) break;
    OSTEON_RETURN_IF_ERROR(LearnRow(evidence, pick, rivals, step.k - outcome.kept.size()));
    for (Rival& rival : rivals) {
      rival.redundancy += std::fabs(*evidence.correlations().Between(pick, rival.column));
    }
  }
  for (const Rival& rival : rivals) {
    outcome.log.dropped[evidence.Name(rival.column)] =
        absl::StrCat("not among the ", step.k, " picks by ", scheme, ": its last score was ", rival.score);
  }
  return outcome;
}

}  // namespace osteon::models
