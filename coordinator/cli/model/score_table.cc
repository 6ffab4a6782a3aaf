#include "coordinator/cli/model/score_table.h"

#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "common/text/nearest.h"
#include "site_agent/cohort/coding.h"
#include "site_agent/cohort/problem_list.h"

namespace osteon {
namespace {

class TableScoring {
 public:
  TableScoring(const ScoringModel& model, const CsvTable& table) : model_(model), table_(table) {
    for (const models::FilledColumn& fill : model.fills) fills_[fill.column] = fill.value;
  }

  absl::StatusOr<std::vector<ScoredPatient>> Run(const std::string& id_column) {
    OSTEON_RETURN_IF_ERROR(FindColumns(id_column));
    std::vector<ScoredPatient> patients;
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
      CheckId(row);
      patients.push_back(ScoreRow(row));
    }
    OSTEON_RETURN_IF_ERROR(problems_.ToStatus());
    return patients;
  }

 private:
  absl::Status FindColumns(const std::string& id_column) {
    std::optional<std::size_t> id = 0;
    if (!id_column.empty()) id = table_.Column(id_column);
    if (!id) AddMissing(id_column, ", the patients' ids");
    for (const InputColumn& input : model_.inputs) {
      const std::optional<std::size_t> column = table_.Column(input.name);
      if (!column) AddMissing(input.name, absl::StrCat(", which model ", model_.name, " needs"));
      columns_.push_back(column.value_or(0));
    }
    id_ = id.value_or(0);
    return problems_.ToStatus();
  }

  void AddMissing(const std::string& name, const std::string& why) {
    const std::optional<std::string> nearest = NearestName(name, table_.header);
    problems_.Add(absl::StrCat(table_.file, ":1: no column ", name, why,
                               nearest ? absl::StrCat("; the nearest is ", *nearest) : ""));
  }

  void CheckId(std::size_t row) {
    const std::string& id = table_.rows[row][id_];
    if (id.empty()) {
      problems_.Add(absl::StrCat(table_.Place(row, id_), ": the patient has no id"));
      return;
    }
    const auto [first, is_new] = rows_of_ids_.emplace(id, row);
    if (!is_new) {
      problems_.Add(absl::StrCat(table_.Place(row, id_), ": id ", id, " stands in line ",
                                 table_.lines[first->second], " already"));
    }
  }

  ScoredPatient ScoreRow(std::size_t row) {
    ScoredPatient patient;
    patient.id = table_.rows[row][id_];
    std::map<std::string, double> values;
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < model_.inputs.size(); ++i) {
      const InputColumn& input = model_.inputs[i];
      const absl::StatusOr<bool> read = ReadCell(input, table_.rows[row][columns_[i]], values);
      if (!read.ok()) {
        problems_.Add(
            absl::StrCat(table_.Place(row, columns_[i]), ": ", std::string(read.status().message())));
      } else if (!*read) {
        (Fill(input, values) ? patient.imputed : missing).push_back(input.name);
      }
    }
    if (!missing.empty()) {
      patient.error = absl::StrCat("no value of ", absl::StrJoin(missing, ", "),
                                   ", and the study has none that stands in");
      return patient;
    }
    if (values.size() < DesignColumns()) return patient;  // a problem was added
    Score score = ScorePatient(model_, values);
    if (std::isfinite(score.linear_predictor)) {
      patient.score = std::move(score);
    } else {
      patient.error = "the linear predictor is not finite: a value is far too large";
    }
    return patient;
  }

  // Whether there was a value.
  static absl::StatusOr<bool> ReadCell(const InputColumn& input, const std::string& cell,
                                       std::map<std::string, double>& values) {
    const models::ClinicalColumn& rule = input.rule;
    if (rule.type == models::ClinicalColumn::Type::kNumeric) {
      OSTEON_ASSIGN_OR_RETURN(const std::optional<double> value,
                              CodeNumber(cell, {rule.min, rule.max, rule.unit}));
      if (value) values[input.design.front()] = *value;
      return value.has_value();
    }
    OSTEON_ASSIGN_OR_RETURN(const std::optional<std::size_t> level, CodeLevel(cell, rule.levels));
    if (!level) return false;
    for (const std::string& design : input.design) {
      values[design] = design == absl::StrCat(input.name, rule.levels[*level]) ? 1 : 0;
    }
    return true;
  }

  bool Fill(const InputColumn& input, std::map<std::string, double>& values) const {
    for (const std::string& design : input.design) {
      const auto fill = fills_.find(design);
      if (fill == fills_.end()) return false;
      values[design] = fill->second;
    }
    return true;
  }

  std::size_t DesignColumns() const {
    std::size_t count = 0;
    for (const InputColumn& input : model_.inputs) count += input.design.size();
    return count;
  }

  const ScoringModel& model_;
  const CsvTable& table_;
  std::map<std::string, double> fills_;
  std::size_t id_ = 0;
  std::vector<std::size_t> columns_;  // as model_.inputs
  std::map<std::string, std::size_t> rows_of_ids_;
  ProblemList problems_;
};

}  // namespace

absl::StatusOr<std::vector<ScoredPatient>> ScoreTable(const ScoringModel& model, const CsvTable& table,
                                                      const std::string& id_column) {
  return TableScoring(model, table).Run(id_column);
}

}  // namespace osteon
