#include "models/disclosure/pooled_counts.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "common/status/status_macros.h"

namespace osteon::models {
namespace {

// The numbers of one site's rows: patients of each outcome, each patient once.
class Counter {
 public:
  explicit Counter(std::size_t size) : patients_(size) {}
  void Add(std::size_t place, const AnalysisTable& table, std::size_t row) {
    const bool event = table.outcome[static_cast<Eigen::Index>(row)] == 1;
    patients_[2 * place + (event ? 1 : 0)].insert(table.patient.empty() ? row : table.patient[row]);
  }
  std::vector<std::uint64_t> Counts() const {
    std::vector<std::uint64_t> counts;
    counts.reserve(patients_.size());
    for (const std::set<std::size_t>& patients : patients_) counts.push_back(patients.size());
    return counts;
  }

 private:
  std::vector<std::set<std::size_t>> patients_;
};

}  // namespace

DictionaryColumns DictionaryColumnsOf(const Study& study) {
  DictionaryColumns dictionary;
  for (const ClinicalColumn& column : study.clinical) {
    if (column.role != ClinicalColumn::Role::kPredictor) continue;
    std::vector<std::string>& design = dictionary[column.name];
    if (column.type == ClinicalColumn::Type::kCategorical) design = study.DesignColumns(column.name);
  }
  return dictionary;
}

CountedSets::CountedSets(const Study& study) {
  std::set<FoldRule> rules = {FoldRule()};
  for (const Model& model : study.models) {
    const auto* penalised = std::get_if<PenalisedModel>(&model.kind);
    if (penalised != nullptr && penalised->cv) rules.insert(FoldsOf(*penalised->cv));
  }
  std::uint32_t replicates = 0;
  if (study.validation.bootstrap) {
    replicates = static_cast<std::uint32_t>(std::max(study.validation.bootstrap->replicates, 0));
    seed_ = study.validation.bootstrap->seed;
  }
  std::size_t places = 0;
  for (std::uint32_t replicate = 0; replicate <= replicates; ++replicate) {
    for (const FoldRule& rule : rules) {
      first_.emplace(Set{replicate, rule}, places);
      places += static_cast<std::size_t>(std::max(rule.folds, 1));
    }
  }
  levels_ = DictionaryColumnsOf(study);
  std::erase_if(levels_, [](const auto& column) { return column.second.empty(); });
  for (const auto& [column, design] : levels_) {
    first_level_[column] = places;
    places += design.size() + 1;
  }
  size_ = 2 * places;
}

CountedSets CountedSets::At(const Study& study, const std::string& site) {
  if (std::find(study.external.begin(), study.external.end(), site) == study.external.end()) {
    return CountedSets(study);
  }
  CountedSets all;
  all.first_.emplace(Set{0, FoldRule()}, 0);
  all.size_ = 2;
  return all;
}

absl::StatusOr<std::vector<std::uint64_t>> CountedSets::CountAt(const SiteViews& views) const {
  Counter counter(size_);
  SiteViews bare = views.WithoutColumns();
  for (const auto& [set, first] : first_) {
    View view;
    view.replicate = set.replicate;
    view.seed = set.replicate == 0 ? 0 : seed_;
    view.folds = set.folds;
    OSTEON_ASSIGN_OR_RETURN(const std::shared_ptr<const AnalysisTable> table, bare.Of(view));
    for (const std::size_t row : RowsOf(*table, RowSet::kTrain)) {
      const bool folded = set.folds != FoldRule() && !table->fold.empty();
      counter.Add(first + (folded ? static_cast<std::size_t>(table->fold[row]) : 0), *table, row);
    }
  }
  const AnalysisTable& table = views.table();
  for (const auto& [column, design] : levels_) {
    std::vector<Eigen::Index> places;
    for (const std::string& level : design) {
      if (const auto place = table.Column(level)) places.push_back(static_cast<Eigen::Index>(*place));
    }
    if (places.size() != design.size()) continue;  // a column that no step needs
    for (const std::size_t row : RowsOf(table, RowSet::kTrain)) {
      double sum = 0;
      for (std::size_t level = 0; level < places.size(); ++level) {
        const double value = table.values(static_cast<Eigen::Index>(row), places[level]);
        sum += value;
        if (value == 1) counter.Add(first_level_.at(column) + level + 1, table, row);
      }
      if (sum == 0) counter.Add(first_level_.at(column), table, row);
    }
  }
  return counter.Counts();
}

std::optional<ClassCounts> PooledCounts::Of(const View& view, int left_out) const {
  const auto all = sets_.first_.find({view.replicate, FoldRule()});
  if (all == sets_.first_.end() || (view.replicate != 0 && view.seed != sets_.seed_)) return std::nullopt;
  ClassCounts counts = At(all->second);
  if (left_out < 0) return counts;
  const auto folds = sets_.first_.find({view.replicate, view.folds});
  if (folds == sets_.first_.end() || left_out >= view.folds.folds) return std::nullopt;
  const ClassCounts fold = At(folds->second + static_cast<std::size_t>(left_out));
  return ClassCounts{counts.without - fold.without, counts.with - fold.with};
}

std::vector<ClassCounts> PooledCounts::Folds(const View& view) const {
  std::vector<ClassCounts> counts;
  const auto folds = sets_.first_.find({view.replicate, view.folds});
  if (folds == sets_.first_.end()) return counts;
  for (int fold = 0; fold < view.folds.folds; ++fold) {
    counts.push_back(At(folds->second + static_cast<std::size_t>(fold)));
  }
  return counts;
}

std::vector<ClassCounts> PooledCounts::Levels(const std::string& column) const {
  std::vector<ClassCounts> counts;
  const auto first = sets_.first_level_.find(column);
  if (first == sets_.first_level_.end()) return counts;
  for (std::size_t level = 0; level <= sets_.levels_.at(column).size(); ++level) {
    counts.push_back(At(first->second + level));
  }
  return counts;
}

}  // namespace osteon::models
