#include "models/federation/gather_evidence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"

namespace osteon::models {
namespace {

constexpr char kIntercept[] = "1";

std::size_t PatientOf(const AnalysisTable& table, std::size_t row) {
  return table.patient.empty() ? row : table.patient[row];
}

bool HasEvent(const AnalysisTable& table, std::size_t row) {
  return table.outcome[static_cast<Eigen::Index>(row)] == 1;
}

std::uint64_t Patients(const AnalysisTable& table, const std::vector<std::size_t>& rows) {
  std::set<std::size_t> patients;
  for (const std::size_t row : rows) patients.insert(PatientOf(table, row));
  return patients.size();
}

const std::string& NameOf(const std::string& column) {
  return column;
}
const std::string& NameOf(const StandardisedColumn& column) {
  return column.name;
}
const std::string& NameOf(const ColumnCuts& column) {
  return column.column;
}

std::set<std::string> ColumnsIn(const SumRequest& request) {
  std::set<std::string> names;
  const auto add = [&names](const auto& columns) {
    for (const auto& column : columns) names.insert(NameOf(column));
  };
  std::visit(
      [&](const auto& kind) {
        if constexpr (requires { kind.columns; }) add(kind.columns);
        if constexpr (requires { kind.covariates; }) add(kind.covariates);
      },
      request);
  return names;
}

std::vector<std::uint64_t> CountsIn(const RingVector& summand, std::size_t block) {
  std::vector<std::uint64_t> counts;
  for (const double count : summand.DecodeBlock(block)) counts.push_back(static_cast<std::uint64_t>(count));
  return counts;
}

// One row of counts that add up along it, as the patients between.
void AddBetween(const std::vector<std::uint64_t>& cumulative, std::size_t from, std::size_t size,
                std::uint64_t all, bool descending, std::vector<std::uint64_t>& cells) {
  std::uint64_t before = descending ? all : 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint64_t at = cumulative[from + i];
    cells.push_back(descending ? before - at : at - before);
    before = at;
  }
  cells.push_back(descending ? before : all - before);
}

class Gatherer {
 public:
  Gatherer(const AnalysisTable& table, const KernelOutput& output, SumEvidence& evidence)
      : table_(table), output_(output), evidence_(evidence) {}

  void AddClasses(const std::string& what, const std::vector<std::size_t>& rows) {
    std::vector<std::size_t> classes[2];
    for (const std::size_t row : rows) classes[HasEvent(table_, row) ? 1 : 0].push_back(row);
    evidence_.cells.push_back({what, {Patients(table_, classes[0]), Patients(table_, classes[1])}, false});
  }

  void Add(const LogisticRequest& request) {
    const std::size_t size = request.beta.size();
    if (!request.information) return;
    std::vector<std::string> names;
    if (request.intercept) names.emplace_back(kIntercept);
    for (const StandardisedColumn& column : request.columns) names.push_back(column.name);
    GramBlock block{size, size, {}, -1, 0};
    for (const std::string& name : names) block.products[name] = size;
    AddBlock(std::move(block));
  }

  void Add(const CorrelationRequest& request) {
    GramBlock block{request.leading, request.columns.size(), {}, -1, 0};
    for (std::size_t j = 0; j < request.columns.size(); ++j) {
      block.products[request.columns[j].name] =
          j < request.leading ? request.columns.size() : request.leading;
    }
    AddBlock(std::move(block));
  }

  void Add(const BatchMomentsRequest& request) {
    const std::size_t size = request.covariates.size() + 1;
    GramBlock block{size, size, {}, -1, 0};
    for (const std::string& covariate : request.covariates) block.products[covariate] = size;
    AddBlock(std::move(block));
  }

  void Add(const FoldMomentsRequest& request) { AddFolds(request.folds); }

  void Add(const HeldOutScoresRequest& request) {
    AddFolds(request.folds);
    evidence_.cells.push_back({"bins of the predicted risk", CountsIn(output_.summand, 0), true});
  }

  void Add(const LogisticBatchRequest& request) {
    bool held_out = false;
    for (const BatchEvaluation& evaluation : request.evaluations) held_out = held_out || evaluation.held_out;
    if (held_out) AddFolds(request.folds);
    for (const BatchCurvature& block : request.curvatures) {
      const std::size_t size = block.columns.size() + 1;
      GramBlock added{size, size, {}, request.points[static_cast<std::size_t>(block.point)].data_set - 1, 0};
      const auto known = static_cast<std::size_t>(block.known);
      const std::size_t border = known == 0 ? size : block.columns.size() - known;
      added.products[kIntercept] = border;
      for (std::size_t j = 0; j < block.columns.size(); ++j) {
        const std::string& name = request.columns[static_cast<std::size_t>(block.columns[j])].name;
        added.products[name] = j < known ? border : size;
      }
      AddBlock(std::move(added));
    }
  }

  void Add(const MissingRequest& request) {
    // Both who lacks a value and who has one.
    std::vector<std::uint64_t> cells;
    const std::vector<std::uint64_t> all = CountsIn(output_.summand, 0);
    for (const std::size_t event : {0U, 1U}) {
      const std::uint64_t of_class = event == 1 ? all[1] : all[0] - all[1];
      const std::vector<std::uint64_t> missing = CountsIn(output_.summand, 1 + event);
      for (std::size_t j = 0; j < request.columns.size(); ++j) {
        cells.push_back(missing[j]);
        cells.push_back(of_class - missing[j]);
      }
    }
    evidence_.cells.push_back({"missing values by outcome", std::move(cells), true});
  }

  void Add(const CutCountsRequest& request) {
    const std::vector<std::uint64_t> all = CountsIn(output_.summand, 0);
    const std::vector<std::uint64_t> not_above = CountsIn(output_.summand, 1);
    std::vector<std::uint64_t> cells;
    std::size_t from = 0;
    for (std::size_t j = 0; j < request.columns.size(); ++j) {
      AddBetween(not_above, from, request.columns[j].cuts.size(), all[j], false, cells);
      from += request.columns[j].cuts.size();
    }
    evidence_.cells.push_back({"patients between cuts", std::move(cells), true});
  }

  void Add(const ScoreCountsRequest& request) {
    const std::vector<std::uint64_t> all = CountsIn(output_.summand, 0);
    std::vector<std::uint64_t> cells;
    for (const std::size_t event : {0U, 1U}) {
      const std::vector<std::uint64_t> above = CountsIn(output_.summand, 1 + event);
      for (std::size_t m = 0; m < request.models.size(); ++m) {
        AddBetween(above, m * request.cuts.size(), request.cuts.size(), event == 1 ? all[1] : all[0] - all[1],
                   true, cells);
      }
    }
    evidence_.cells.push_back({"bins of the predicted risk", std::move(cells), true});
    evidence_.thresholds = request.cuts.size();
  }

  // Moments of classes, of columns and of readers, and performance: their classes and weights say it all.
  template <typename Request>
  void Add(const Request& /*request*/) {}

 private:
  void AddFolds(int folds) {
    if (folds < 2 || table_.fold.empty()) return;
    evidence_.by_fold = true;
    for (int fold = 0; fold < folds; ++fold) {
      std::vector<std::size_t> rows;
      for (const std::size_t row : output_.rows) {
        if (table_.fold[row] == fold) rows.push_back(row);
      }
      AddClasses("patients of one fold by outcome", rows);
    }
  }

  void AddBlock(GramBlock block) {
    std::vector<std::size_t> rows;
    for (const std::size_t row : output_.rows) {
      if (block.left_out < 0 || table_.fold[row] != block.left_out) rows.push_back(row);
    }
    block.patients = Patients(table_, rows);
    evidence_.blocks.push_back(std::move(block));
  }

  const AnalysisTable& table_;
  const KernelOutput& output_;
  SumEvidence& evidence_;
};

// Patients whose value is not the most common one: a sum over the column tells them apart from the others.
void AddUncommon(const std::string& column, const AnalysisTable& table, const std::vector<std::size_t>& rows,
                 SumEvidence& evidence) {
  const auto place = table.Column(column);
  if (!place) return;
  std::map<double, std::vector<std::size_t>> by_value;
  for (const std::size_t row : rows) {
    const double value = table.values(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(*place));
    if (!std::isnan(value)) by_value[value].push_back(row);
  }
  std::uint64_t all = 0, most = 0;
  for (const auto& [value, of_value] : by_value) {
    const std::uint64_t patients = Patients(table, of_value);
    all += patients;
    most = std::max(most, patients);
  }
  evidence.cells.push_back({absl::StrCat("values of ", column), {all - most}, false, true});
}

// Of the columns of the dictionary that the request names: statistics and cells of the levels of categorical
// ones, cells of the uncommon values of numeric ones.
void AddDictionaryColumns(const std::set<std::string>& named, const DictionaryColumns& dictionary,
                          const AnalysisTable& table, const std::vector<std::size_t>& rows,
                          std::size_t patients, SumEvidence& evidence) {
  for (const auto& [column, design] : dictionary) {
    if (design.empty()) {
      if (named.contains(column)) AddUncommon(column, table, rows, evidence);
      continue;
    }
    std::vector<Eigen::Index> places;
    bool asked = false;
    for (const std::string& level : design) {
      asked = asked || named.contains(level);
      if (const auto place = table.Column(level)) places.push_back(static_cast<Eigen::Index>(*place));
    }
    if (!asked || places.size() != design.size()) continue;
    evidence.levels.push_back(column);
    // The reference level first: patients whose other levels are all 0.
    for (std::size_t level = 0; level <= design.size(); ++level) {
      WeightedStatistic statistic{
          absl::StrCat("level ", column, " ", level == 0 ? "(reference)" : design[level - 1]),
          std::vector<double>(patients, 0.0)};
      std::vector<std::size_t> cell[2];
      for (const std::size_t row : rows) {
        double sum = 0;
        for (const Eigen::Index place : places) sum += table.values(static_cast<Eigen::Index>(row), place);
        const double value =
            level == 0 ? 1 - sum : table.values(static_cast<Eigen::Index>(row), places[level - 1]);
        if (value != 1) continue;  // another level, or missing
        statistic.weights[PatientOf(table, row)] += 1;
        cell[HasEvent(table, row) ? 1 : 0].push_back(row);
      }
      evidence.cells.push_back({absl::StrCat("levels of ", column, " by outcome"),
                                {Patients(table, cell[0]), Patients(table, cell[1])},
                                false});
      evidence.statistics.push_back(std::move(statistic));
    }
  }
}

}  // namespace

SumEvidence EvidenceOf(const SumRequest& request, const View& view, const AnalysisTable& table,
                       const KernelOutput& output, const DictionaryColumns& dictionary,
                       std::size_t patients) {
  SumEvidence evidence;
  evidence.kind = KindOf(request);
  evidence.view = view;
  evidence.patients = Patients(table, output.rows);
  evidence.largest_linear_predictor = output.largest_linear_predictor;
  Gatherer gatherer(table, output, evidence);
  gatherer.AddClasses("patients by outcome", output.rows);
  std::visit([&](const auto& kind) { gatherer.Add(kind); }, request);
  for (const WeightedStatistic& statistic : output.statistics) {
    WeightedStatistic by_patient{statistic.name, std::vector<double>(patients, 0.0)};
    for (std::size_t i = 0; i < statistic.weights.size(); ++i) {
      by_patient.weights[PatientOf(table, output.rows[i])] += statistic.weights[i];
    }
    evidence.statistics.push_back(std::move(by_patient));
  }
  WeightedStatistic cohort{"cohort", std::vector<double>(patients, 0.0)};
  for (const std::size_t row : output.rows) cohort.weights[PatientOf(table, row)] = 1;
  evidence.statistics.push_back(std::move(cohort));
  AddDictionaryColumns(ColumnsIn(request), dictionary, table, output.rows, patients, evidence);
  return evidence;
}

void AddPrepared(const Preparation& preparation, const AnalysisTable& own, const AnalysisTable& table,
                 SumEvidence& evidence) {
  const std::vector<std::size_t> rows = RowsOf(table, RowSet::kTrain);
  std::vector<std::string> made;
  for (const DerivedColumn& column : preparation.derived) made.push_back(column.name);
  for (const std::string& name : made) {
    const auto place = table.Column(name);
    if (!place || rows.empty()) continue;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const std::size_t row : rows) {
      const double value = table.values(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(*place));
      low = std::min(low, value);
      high = std::max(high, value);
    }
    evidence.largest_linear_predictor =
        std::max({evidence.largest_linear_predictor, std::fabs(low), std::fabs(high)});
    if (high > low) evidence.least_range = std::min(evidence.least_range, high - low);
  }
  for (const SplineColumns& spline : preparation.splines) {
    for (std::size_t term = 1; term + 2 <= spline.knots.size(); ++term) {
      made.push_back(SplineColumnName(spline.column, term));
    }
  }
  for (const std::string& name : made) AddUncommon(name, table, rows, evidence);
  // Two values in one missing cell tell its patient by their difference; so each value is a weight.
  for (const FilledColumn& fill : preparation.fills) {
    const auto place = own.Column(fill.column);
    if (!place) continue;
    WeightedStatistic statistic{absl::StrCat("filled ", fill.column),
                                std::vector<double>(static_cast<std::size_t>(own.outcome.size()), 0.0)};
    bool any = false;
    for (const std::size_t row : RowsOf(own, RowSet::kTrain)) {
      const bool missing =
          std::isnan(own.values(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(*place)));
      statistic.weights[row] = missing ? 1 + std::atan(fill.value) / 4 : 1;
      any = any || missing;
    }
    if (any) evidence.statistics.push_back(std::move(statistic));
  }
}

}  // namespace osteon::models
