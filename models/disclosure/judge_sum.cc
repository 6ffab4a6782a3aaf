#include "models/disclosure/judge_sum.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace osteon::models {
namespace {

// A block's longer side may have this many times the columns of its shorter one's limit: with the default
// third, fewer columns than patients.
constexpr double kLongerSide = 3;

class Judge {
 public:
  Judge(const SumEvidence& evidence, const Limits& limits, const Visibility& visibility)
      : evidence_(evidence),
        limits_(limits),
        visibility_(visibility),
        pooled_(visibility.masked && !visibility.leaves_one_out) {}

  std::optional<Breach> Run() const {
    if (evidence_.patients == 0) return std::nullopt;  // zeros
    if (evidence_.patients < limits_.min_patients) {
      return Breach{"min_patients", absl::StrCat(evidence_.kind, " of too few patients of this site")};
    }
    if (!(evidence_.largest_linear_predictor <= kLargestLinearPredictor)) {
      return Breach{"max_linear_predictor",
                    absl::StrCat(evidence_.kind, " at coefficients that saturate the model")};
    }
    if (evidence_.least_range < kLeastDerivedRange) {
      return Breach{"max_linear_predictor",
                    absl::StrCat(evidence_.kind, " of a derived column that hardly varies")};
    }
    if (visibility_.leaves_one_out &&
        (!limits_.leave_one_site_out || visibility_.development_sites < kLeastSitesToLeaveOneOut)) {
      return Breach{"leave_one_site_out", absl::StrCat(evidence_.kind, " without one development site")};
    }
    if (pooled_ && visibility_.institutions < limits_.min_sites) {
      return Breach{"min_sites", absl::StrCat("masked ", evidence_.kind, " of too few institutions")};
    }
    if (!pooled_ && evidence_.thresholds > limits_.max_thresholds) {
      return Breach{"max_thresholds", absl::StrCat(evidence_.kind, " at more thresholds than are released")};
    }
    for (const Cells& cells : evidence_.cells) {
      if (cells.own && AnySmall(cells)) return SmallCell(cells.what);
    }
    if (auto breach = pooled_ ? PooledCells() : OwnCells()) return breach;
    return Blocks();
  }

 private:
  bool IsSmall(std::uint64_t count) const { return count > 0 && count < limits_.min_cell; }

  bool AnySmall(const Cells& cells) const {
    return std::any_of(cells.counts.begin(), cells.counts.end(), [&](auto count) { return IsSmall(count); });
  }

  Breach SmallCell(const std::string& what) const {
    return {"min_cell", absl::StrCat(evidence_.kind, ", ", what, ": fewer patients than the least count")};
  }
  Breach NotCounted() const {
    return {"counts_first", absl::StrCat("masked ", evidence_.kind, " of patients that were not counted")};
  }

  std::optional<Breach> OwnCells() const {
    for (const Cells& cells : evidence_.cells) {
      if (AnySmall(cells)) return SmallCell(cells.what);
    }
    return std::nullopt;
  }

  std::optional<Breach> PooledCells() const {
    if (visibility_.pooled == nullptr) return NotCounted();
    const auto small = [&](const ClassCounts& counts) {
      return IsSmall(counts.without) || IsSmall(counts.with);
    };
    const std::optional<ClassCounts> all = visibility_.pooled->Of(evidence_.view, -1);
    if (!all) return NotCounted();
    if (small(*all)) return SmallCell("patients by outcome");
    if (evidence_.by_fold) {
      const std::vector<ClassCounts> folds = visibility_.pooled->Folds(evidence_.view);
      if (folds.empty()) return NotCounted();
      if (std::any_of(folds.begin(), folds.end(), small)) return SmallCell("patients of one fold by outcome");
    }
    for (const std::string& column : evidence_.levels) {
      const std::vector<ClassCounts> levels = visibility_.pooled->Levels(column);
      if (levels.empty()) return NotCounted();
      if (std::any_of(levels.begin(), levels.end(), small)) {
        return SmallCell(absl::StrCat("levels of ", column, " by outcome"));
      }
    }
    return std::nullopt;
  }

  std::optional<Breach> Blocks() const {
    for (const GramBlock& block : evidence_.blocks) {
      double patients = static_cast<double>(block.patients);
      if (pooled_) {
        const std::optional<ClassCounts> counts = visibility_.pooled->Of(evidence_.view, block.left_out);
        if (!counts) return NotCounted();
        patients = static_cast<double>(counts->patients());
      }
      const double most = limits_.max_columns_per_patient * patients;
      if (static_cast<double>(block.columns) > most ||
          static_cast<double>(block.all_columns) > kLongerSide * most) {
        return Breach{"max_columns_per_patient",
                      absl::StrCat(evidence_.kind, ": a block of more columns than patients allow")};
      }
    }
    return std::nullopt;
  }

  const SumEvidence& evidence_;
  const Limits& limits_;
  const Visibility& visibility_;
  const bool pooled_;
};

}  // namespace

std::optional<Breach> JudgeSum(const SumEvidence& evidence, const Limits& limits,
                               const Visibility& visibility) {
  return Judge(evidence, limits, visibility).Run();
}

std::vector<PatientWeights> WeightsOf(const std::vector<SumEvidence>& evidence) {
  std::vector<PatientWeights> statistics;
  for (const SumEvidence& part : evidence) {
    for (const WeightedStatistic& statistic : part.statistics) {
      std::string key = statistic.name;
      if (part.view.replicate > 0) {
        absl::StrAppend(&key, "|replicate ", part.view.replicate, " of seed ", part.view.seed);
      }
      statistics.push_back({std::move(key), statistic.weights});
    }
  }
  return statistics;
}

Breach DominanceBreach(const std::string& key) {
  return {"min_effective_patients",
          absl::StrCat(key.substr(0, key.find('|')),
                       ", or its difference from an earlier one, is of too few patients")};
}

}  // namespace osteon::models
