#include "models/disclosure/judge_subgroups.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/disclosure/judge_records.h"
#include "models/validation/case_mix.h"

namespace osteon::models {
namespace {

using Level = std::pair<std::string, ValidationMetrics>;

// Patients by outcome and by side of a threshold.
struct Cells {
  std::uint64_t tp = 0, fp = 0, tn = 0, fn = 0;
  bool AnySmall(std::uint64_t min_cell) const {
    const auto cells = {tp, fp, tn, fn};
    return std::any_of(cells.begin(), cells.end(), [&](auto cell) { return cell > 0 && cell < min_cell; });
  }
};

void Add(const DecisionPoint& point, const ValidationMetrics& of, Cells& cells) {
  cells.tp += point.tp;
  cells.fp += point.fp;
  cells.fn += of.events - point.tp;
  cells.tn += of.n - of.events - point.fp;
}

void Add(const ThresholdTable& table, Cells& cells) {
  cells.tp += table.tp;
  cells.fp += table.fp;
  cells.tn += table.tn;
  cells.fn += table.fn;
}

// Levels are suppressed until those that are have patients enough together.
void SuppressLevels(std::vector<Level>& levels, const std::vector<Level>& original, const Limits& limits) {
  const SummaryFloors floors{limits.min_patients, limits.min_cell};
  for (;;) {
    std::uint64_t n = 0, events = 0;
    std::optional<std::size_t> smallest;
    for (std::size_t i = 0; i < levels.size(); ++i) {
      if (!levels[i].second.suppressed.empty()) {
        n += original[i].second.n;
        events += original[i].second.events;
      } else if (levels[i].second.n > 0 && (!smallest || levels[i].second.n < levels[*smallest].second.n)) {
        smallest = i;
      }
    }
    const std::string rule = RuleAgainstRecord(n, events, floors);
    if (rule.empty() || !smallest) return;
    SuppressAll(levels[*smallest].second, rule);
  }
}

void SuppressThresholds(std::vector<Level>& levels, const std::vector<Level>& original,
                        const Limits& limits) {
  const std::size_t points = original.front().second.decision_curve.size();
  for (std::size_t p = 0; p < points; ++p) {
    Cells untold;
    for (std::size_t i = 0; i < levels.size(); ++i) {
      const ValidationMetrics& told = levels[i].second;
      const ValidationMetrics& whole = original[i].second;
      if (p >= whole.decision_curve.size()) continue;  // of no patient
      if (!told.suppressed.empty() || !told.decision_curve[p].suppressed.empty()) {
        Add(whole.decision_curve[p], whole, untold);
      }
    }
    if (!untold.AnySmall(limits.min_cell)) continue;
    for (Level& level : levels) {
      if (p < level.second.decision_curve.size()) SuppressPoint(level.second.decision_curve[p], "min_cell");
    }
  }
  Cells untold;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const ValidationMetrics& told = levels[i].second;
    const bool is_told =
        told.suppressed.empty() && told.at_threshold && told.at_threshold->suppressed.empty();
    if (!is_told && original[i].second.at_threshold) Add(*original[i].second.at_threshold, untold);
  }
  if (!untold.AnySmall(limits.min_cell)) return;
  for (Level& level : levels) {
    if (level.second.at_threshold) SuppressTable(*level.second.at_threshold, "min_cell");
  }
}

}  // namespace

void SuppressIn(Subgroups& subgroups, const Limits& limits) {
  if (subgroups.levels.empty()) return;
  const std::vector<Level> original = subgroups.levels;
  for (Level& level : subgroups.levels) SuppressIn(level.second, limits);
  SuppressLevels(subgroups.levels, original, limits);
  SuppressThresholds(subgroups.levels, original, limits);
}

}  // namespace osteon::models
