#include "models/federation/gather_evidence.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"

namespace osteon::models {
namespace {

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
    if (request.information) AddBlock(size, size, -1);
  }

  void Add(const CorrelationRequest& request) {
    AddBlock(request.leading, request.columns.size(), -1);
  }

  void Add(const BatchMomentsRequest& request) {
    AddBlock(request.covariates.size() + 1, request.covariates.size() + 1, -1);
  }

  void Add(const FoldMomentsRequest& request) {
    AddFolds(request.folds);
  }

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
      AddBlock(size, size, request.points[static_cast<std::size_t>(block.point)].data_set - 1);
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

  void AddBlock(std::size_t columns, std::size_t all_columns, int left_out) {
    std::vector<std::size_t> rows;
    for (const std::size_t row : output_.rows) {
      if (left_out < 0 || table_.fold[row] != left_out) rows.push_back(row);
    }
    evidence_.blocks.push_back({columns, all_columns, left_out, Patients(table_, rows)});
  }

  const AnalysisTable& table_;
  const KernelOutput& output_;
  SumEvidence& evidence_;
};

// Statistics of the levels of the categorical columns that the request names, and their cells.
void AddLevels(const std::set<std::string>& named, const LevelColumns& levels, const AnalysisTable& table,
               const std::vector<std::size_t>& rows, std::size_t patients, SumEvidence& evidence) {
  for (const auto& [column, design] : levels) {
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
        const double value = level == 0 ? 1 - sum : table.values(static_cast<Eigen::Index>(row), places[level - 1]);
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
                    const KernelOutput& output, const LevelColumns& levels, std::size_t patients) {
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
  AddLevels(ColumnsIn(request), levels, table, output.rows, patients, evidence);
  return evidence;
}

}  // namespace osteon::models
