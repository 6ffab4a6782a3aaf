#include "site_agent/cohort/build_cohort.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "common/text/nearest.h"
#include "models/study/lacking_columns.h"
#include "site_agent/cohort/coding.h"
#include "site_agent/cohort/problem_list.h"

namespace osteon {
namespace {

using models::ClinicalColumn;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// One needed column, coded for all rows of the file.
struct CodedColumn {
  std::string name;
  std::vector<std::string> design;  // names in the analysis table
  bool categorical = false;
  std::vector<double> codes;  // per row: the value, or the level's index; NaN: missing
  bool may_miss = false;      // filled in later, or by nobody: its patients stay
};

class Builder {
 public:
  Builder(const SiteTable& table, const models::Study& study, bool development_site)
      : table_(table),
        study_(study),
        develops_(development_site),
        uses_split_(development_site && study.split.has_value()) {}

  absl::StatusOr<Cohort> Build() {
    const std::optional<std::size_t> outcome = Find(study_.outcome_column, "the outcome");
    const std::optional<std::size_t> split =
        uses_split_ ? Find(study_.split->column, "the split") : std::nullopt;
    Needed needed;
    for (const std::string& name : study_.NeededColumns()) {
      const auto column = MayGoWithout(name) ? FindOrLack(name) : Find(name, "which the study needs");
      if (column || lacking_.contains(name)) needed.emplace_back(column, name);
    }
    AddFeatures(needed);
    std::optional<std::size_t> batch;
    if (study_.harmonise && !study_.harmonise->batch.empty()) {
      // Elsewhere features stay as they are, so the scanners need not be known.
      batch = develops_ ? Find(study_.harmonise->batch, "which tells scanners apart")
                        : table_.Column(study_.harmonise->batch);
    }
    std::vector<std::pair<std::size_t, std::string>> folds;
    for (const std::string& name : develops_ ? study_.FoldColumns() : std::vector<std::string>()) {
      if (const auto column = Find(name, "the folds")) folds.emplace_back(*column, name);
    }
    if (outcome) CodeOutcome(*outcome);
    for (const auto& [column, name] : needed) {
      if (column) {
        Code(*column, name);
      } else {
        AddLacking(name);
      }
    }
    CheckSomeModelIsLeft();
    CodeSecondReader();
    if (batch) CodeBatch(*batch);
    // After missing columns only the cells are told; who is left out cannot be said yet.
    if (has_all_columns_) {
      Exclude();
      if (split) CodeSplit(*split);
      for (const auto& [column, name] : folds) CodeFolds(column, name);
    }
    OSTEON_RETURN_IF_ERROR(problems_.ToStatus());
    return Assemble();
  }

 private:
  // A column's place in the table, nothing where an external site lacks it; and its name.
  using Needed = std::vector<std::pair<std::optional<std::size_t>, std::string>>;

  bool MayGoWithout(const std::string& name) const { return !develops_ && models::MayLack(study_, name); }

  std::optional<std::size_t> Find(const std::string& name, const std::string& what) {
    const std::optional<std::size_t> column = table_.Column(name);
    if (column) return column;
    has_all_columns_ = false;
    problems_.Add(problems_.full() ? std::string() : NoColumn(name, what));
    return std::nullopt;
  }

  std::optional<std::size_t> FindOrLack(const std::string& name) {
    const std::optional<std::size_t> column = table_.Column(name);
    if (!column) Lack(name, models::kNoSuchColumn, NoColumn(name, "which models of the study need"));
    return column;
  }

  std::string NoColumn(const std::string& name, const std::string& what) const {
    const std::optional<std::string> nearest = NearestName(name, table_.columns);
    return absl::StrCat(table_.file, ": no column ", name, ", ", what,
                        nearest ? absl::StrCat("; did you mean ", *nearest, "?") : "");
  }

  // `why` is told to the coordinator, `place` to people here.
  void Lack(const std::string& name, const std::string& why, const std::string& place) {
    lacking_[name] = why;
    warnings_.push_back(place);
  }

  // Nobody has a value; its patients stay.
  void AddLacking(const std::string& name) {
    columns_.push_back({name, study_.DesignColumns(name), IsCategorical(study_.Clinical(name)),
                        std::vector<double>(table_.rows.size(), kMissing), true});
  }

  void CheckSomeModelIsLeft() {
    const auto without = models::ModelsWithout(study_, lacking_);
    if (without.size() < study_.models.size()) {
      for (const auto& [model, why] : without) {
        warnings_.push_back(absl::StrCat("model ", model, " is not validated here: ", why));
      }
      return;
    }
    for (std::string& place : warnings_) problems_.Add(std::move(place));
    problems_.Add(
        absl::StrCat(table_.file,
                     ": no model of the study can be validated with this table; mend the columns above, "
                     "or take them from others with a mapping.yaml"));
  }

  // Where the study begins with all features: every column with a feature prefix, as the table has them.
  void AddFeatures(Needed& needed) {
    if (!study_.UsesAllFeatures()) return;
    std::set<std::string> named;
    for (const auto& [column, name] : needed) named.insert(name);
    for (std::size_t column = 0; column < table_.columns.size(); ++column) {
      const std::string& name = table_.columns[column];
      if (!study_.IsFeature(name)) continue;
      features_.push_back(name);
      if (!named.contains(name)) needed.emplace_back(column, name);
    }
  }

  // The second reader's columns of all features, missing where the table has none.
  void CodeSecondReader() {
    const bool agreement = std::any_of(study_.screen.begin(), study_.screen.end(), [](const auto& step) {
      return std::holds_alternative<models::IccStep>(step);
    });
    if (!study_.second_reader || !agreement) return;
    for (const std::string& feature : features_) {
      const auto column = table_.Column(absl::StrCat(feature, study_.second_reader->suffix));
      const std::string name = models::SecondReaderColumn(feature);
      if (column) {
        Code(*column, name);
      } else {
        columns_.push_back({name, {name}, false, std::vector<double>(table_.rows.size(), kMissing), true});
      }
      columns_.back().may_miss = true;
    }
  }

  // Scanners by number, in the order of their names.
  void CodeBatch(std::size_t column) {
    std::map<std::string, int> numbers;
    for (const auto& row : table_.rows) {
      if (!IsMissing(row[column])) numbers[row[column]] = 0;
    }
    int next = 0;
    for (auto& [name, number] : numbers) number = next++;
    for (const auto& row : table_.rows) {
      batch_.push_back(IsMissing(row[column]) ? -1 : numbers.at(row[column]));
    }
  }

  // A fold is a level's place in the dictionary; -1 in hold-out rows and in those that are left out.
  void CodeFolds(std::size_t column, const std::string& name) {
    const std::vector<std::string>& levels = study_.Clinical(name)->levels;
    std::vector<int>& folds = folds_[name];
    folds.assign(table_.rows.size(), -1);
    for (const std::size_t row : analysed_) {
      if (!holdout_.empty() && holdout_[row]) continue;
      const auto level = CodeLevel(table_.rows[row][column], levels);
      if (!level.ok()) {
        AddAt(row, column, level.status().message());
      } else if (!level->has_value()) {
        AddAt(row, column, "a training patient without a fold; every one needs a level of the column");
      } else {
        folds[row] = static_cast<int>(**level);
      }
    }
  }

  void AddAt(std::size_t row, std::size_t column, absl::string_view what) {
    problems_.Add(absl::StrCat(table_.Place(row, column), ": ", what));
  }

  void CodeOutcome(std::size_t column) {
    std::vector<std::string> others;  // values besides the positive one
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
      const std::string& cell = table_.rows[row][column];
      if (SameValue(cell, study_.outcome_positive)) {
        outcome_.push_back(1);
      } else if (IsMissing(cell)) {
        outcome_.push_back(kMissing);
      } else {
        outcome_.push_back(0);
        const bool known = std::any_of(others.begin(), others.end(),
                                       [&](const std::string& other) { return SameValue(cell, other); });
        if (!known) others.push_back(cell);
      }
    }
    if (others.size() < 2) return;
    const std::size_t shown = std::min<std::size_t>(others.size(), 5);
    problems_.Add(absl::StrCat(
        table_.file, ", column ", study_.outcome_column, " (", column + 1,
        "): an outcome has two values; besides ", study_.outcome_positive, ", the positive one, found ",
        absl::StrJoin(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
        others.size() > shown ? absl::StrCat(" and ", others.size() - shown, " more") : ""));
  }

  void Code(std::size_t column, const std::string& name) {
    CodedColumn coded;
    coded.name = name;
    coded.design = study_.DesignColumns(name);
    const ClinicalColumn* clinical = study_.Clinical(name);
    coded.categorical = IsCategorical(clinical);
    NumericRule rule = RuleOf(clinical);
    if (IsScore(name)) {
      if (MayGoWithout(name) && LackRisks(column, name, rule)) return AddLacking(name);
      rule = AmongRisks(rule);
    }
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
      const std::string& cell = table_.rows[row][column];
      double code = kMissing;
      if (coded.categorical) {
        const auto level = CodeLevel(cell, clinical->levels);
        if (!level.ok()) AddAt(row, column, level.status().message());
        if (level.ok() && level->has_value()) code = static_cast<double>(**level);
      } else {
        const auto number = CodeNumber(cell, rule);
        if (!number.ok()) AddAt(row, column, number.status().message());
        if (number.ok() && number->has_value()) code = **number;
      }
      coded.codes.push_back(code);
    }
    coded.may_miss = study_.missing != models::MissingValues::kCompleteCase && !IsScore(name);
    columns_.push_back(std::move(coded));
  }

  bool IsScore(const std::string& name) const {
    return std::any_of(study_.models.begin(), study_.models.end(), [&](const models::Model& model) {
      const auto* score = std::get_if<models::ScoreModel>(&model.kind);
      return score != nullptr && score->column == name;
    });
  }

  static bool IsCategorical(const ClinicalColumn* clinical) {
    return clinical != nullptr && clinical->type == ClinicalColumn::Type::kCategorical;
  }

  static NumericRule RuleOf(const ClinicalColumn* clinical) {
    if (clinical == nullptr) return {};
    return {clinical->min, clinical->max, clinical->unit};
  }

  static NumericRule AmongRisks(NumericRule rule) {
    rule.min = std::max(rule.min.value_or(0), 0.0);
    rule.max = std::min(rule.max.value_or(1), 1.0);
    return rule;
  }

  // One number that is no risk, and the whole column is no model's risks. `rule` is the dictionary's: what
  // breaks that is a problem of the table, as everywhere.
  bool LackRisks(std::size_t column, const std::string& name, const NumericRule& rule) {
    const NumericRule risks = AmongRisks(rule);
    std::string first;
    std::size_t cells = 0;
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
      const std::string& cell = table_.rows[row][column];
      const auto risk = CodeNumber(cell, risks);
      if (risk.ok() || !CodeNumber(cell, rule).ok() || ++cells > 1) continue;
      first = absl::StrCat(table_.Place(row, column), ": ", std::string(risk.status().message()));
    }
    if (cells == 0) return false;
    Lack(name, models::kNoRisks, cells == 1 ? first : absl::StrCat(first, " (", cells, " cells in all)"));
    return true;
  }

  // The column in which extraction says why a case has no features, when that matters here.
  std::optional<std::size_t> ErrorColumn() const {
    const std::vector<std::string> needed = study_.NeededColumns();
    const bool needs_feature =
        std::any_of(needed.begin(), needed.end(),
                    [&](const std::string& name) {
                      return study_.Clinical(name) == nullptr && study_.IsFeature(name);
                    }) ||
        !features_.empty();
    const bool is_other =
        study_.outcome_column == "error" || std::find(needed.begin(), needed.end(), "error") != needed.end();
    return needs_feature && !is_other ? table_.Column("error") : std::nullopt;
  }

  void Exclude() {
    const std::optional<std::size_t> error = ErrorColumn();
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
      std::string reason;
      if (outcome_[row] != outcome_[row]) {
        reason = "missing outcome";
      } else if (!table_.lacking.empty() && !table_.lacking[row].empty()) {
        reason = absl::StrCat(table_.lacking[row], " not as required");
      } else if (error && !IsMissing(table_.rows[row][*error])) {
        reason = "features not extracted";
      } else {
        const auto missing = std::find_if(columns_.begin(), columns_.end(), [&](const CodedColumn& column) {
          return !column.may_miss && column.codes[row] != column.codes[row];
        });
        if (missing != columns_.end()) {
          reason = absl::StrCat("missing ", missing->name);
        } else if (!batch_.empty() && batch_[row] < 0) {
          reason = absl::StrCat("missing ", study_.harmonise->batch);
        }
      }
      if (reason.empty()) {
        analysed_.push_back(row);
      } else {
        ++excluded_[reason];
      }
    }
    std::sort(analysed_.begin(), analysed_.end(),
              [&](std::size_t a, std::size_t b) { return table_.Pseudonym(a) < table_.Pseudonym(b); });
  }

  void CodeSplit(std::size_t column) {
    const models::Split& split = *study_.split;
    holdout_.assign(table_.rows.size(), false);
    std::vector<bool> is_analysed(table_.rows.size(), false);
    for (const std::size_t row : analysed_) is_analysed[row] = true;
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
      const std::string& cell = table_.rows[row][column];
      holdout_[row] = cell == split.holdout;
      if (cell == split.train || cell == split.holdout) continue;
      if (IsMissing(cell) && !is_analysed[row]) continue;
      AddAt(row, column,
            absl::StrCat("found \"", cell, "\"; the split is ", split.train, " or ", split.holdout));
    }
  }

  Cohort Assemble() const {
    Cohort cohort;
    models::AnalysisTable& out = cohort.table;
    for (const CodedColumn& column : columns_) {
      out.columns.insert(out.columns.end(), column.design.begin(), column.design.end());
    }
    const auto n = static_cast<Eigen::Index>(analysed_.size());
    out.values.resize(n, static_cast<Eigen::Index>(out.columns.size()));
    out.outcome.resize(n);
    for (Eigen::Index i = 0; i < n; ++i) {
      const std::size_t row = analysed_[static_cast<std::size_t>(i)];
      cohort.pseudonyms.push_back(table_.Pseudonym(row));
      out.outcome[i] = outcome_[row];
      out.holdout.push_back(!holdout_.empty() && holdout_[row]);
      if (!batch_.empty()) out.batch.push_back(batch_[row]);
      for (const auto& [name, folds] : folds_) out.fold_columns[name].push_back(folds[row]);
      Eigen::Index j = 0;
      for (const CodedColumn& column : columns_) {
        if (!column.categorical) {
          out.values(i, j++) = column.codes[row];
          continue;
        }
        for (std::size_t level = 1; level <= column.design.size(); ++level) {
          const double code = column.codes[row];
          out.values(i, j++) = code != code ? kMissing : code == static_cast<double>(level) ? 1.0 : 0.0;
        }
      }
    }
    cohort.admission.read = table_.rows.size();
    cohort.admission.excluded = excluded_;
    cohort.admission.features = features_;
    cohort.admission.lacking = lacking_;
    cohort.warnings = warnings_;
    CountAnalysed(cohort);
    return cohort;
  }

  const SiteTable& table_;
  const models::Study& study_;
  const bool develops_;
  const bool uses_split_;
  bool has_all_columns_ = true;
  ProblemList problems_;
  models::LackingColumns lacking_;
  std::vector<std::string> warnings_;  // Cohort::warnings
  std::vector<double> outcome_;        // per row of the file: 0, 1 or NaN
  std::vector<CodedColumn> columns_;
  std::vector<std::string> features_;  // where the study begins with all
  std::vector<bool> holdout_;          // per row of the file; empty without a split
  std::vector<int> batch_;             // per row of the file: the scanner, -1 missing; empty without scanners
  std::map<std::string, std::vector<int>> folds_;
  std::vector<std::size_t> analysed_;  // rows of the file, by pseudonym
  std::map<std::string, std::uint64_t> excluded_;
};

}  // namespace

absl::StatusOr<Cohort> BuildCohort(const SiteTable& table, const models::Study& study,
                                   bool development_site) {
  return Builder(table, study, development_site).Build();
}

}  // namespace osteon
