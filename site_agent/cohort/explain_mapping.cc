#include "site_agent/cohort/explain_mapping.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/nearest.h"
#include "common/text/number.h"
#include "site_agent/cohort/coding.h"

namespace osteon {
namespace {

using models::ClinicalColumn;

constexpr std::size_t kLevelsShown = 8;

enum class Content { kIds, kLevels, kNumbers };

struct Need {
  std::string name;
  std::string words;
  Content content = Content::kNumbers;
  const ClinicalColumn* clinical = nullptr;
};

std::string WordsOf(const ClinicalColumn& column) {
  const std::string role = column.role == ClinicalColumn::Role::kFold ? "folds" : "predictor";
  if (column.type == ClinicalColumn::Type::kCategorical) {
    return absl::StrCat(role, ", levels ", absl::StrJoin(column.levels, " | "));
  }
  std::string words = absl::StrCat(role, ", number");
  if (!column.unit.empty()) absl::StrAppend(&words, ", ", column.unit);
  if (column.min && column.max) {
    absl::StrAppend(&words, ", ", *column.min, " to ", *column.max);
  } else if (column.min) {
    absl::StrAppend(&words, ", at least ", *column.min);
  } else if (column.max) {
    absl::StrAppend(&words, ", at most ", *column.max);
  }
  return words;
}

std::vector<Need> NeedsOf(const models::Study& study, bool development_site) {
  std::vector<Need> needs;
  needs.push_back({study.id_column, "the patients, one row each", Content::kIds, nullptr});
  needs.push_back({study.outcome_column, absl::StrCat("the outcome, positive: ", study.outcome_positive),
                   Content::kLevels, nullptr});
  if (study.split && development_site) {
    needs.push_back({study.split->column,
                     absl::StrCat("the split, ", study.split->train, " | ", study.split->holdout),
                     Content::kLevels, nullptr});
  }
  for (const ClinicalColumn& column : study.clinical) {
    const bool categorical = column.type == ClinicalColumn::Type::kCategorical;
    needs.push_back(
        {column.name, WordsOf(column), categorical ? Content::kLevels : Content::kNumbers, &column});
  }
  for (const std::string& name : study.NeededColumns()) {
    if (study.Clinical(name) != nullptr || (study.extraction && study.IsFeature(name))) continue;
    needs.push_back({name, study.IsFeature(name) ? "feature, number" : "number", Content::kNumbers, nullptr});
  }
  return needs;
}

std::string ConversionOf(const ColumnMapping* mapping) {
  if (mapping == nullptr) return "as it is";
  std::vector<std::string> parts;
  if (mapping->factor) parts.push_back(absl::StrCat("times ", *mapping->factor));
  if (mapping->add) parts.push_back(absl::StrCat("plus ", *mapping->add));
  for (const auto& [here, there] : mapping->levels) parts.push_back(absl::StrCat(here, " becomes ", there));
  if (!mapping->missing.empty()) {
    parts.push_back(absl::StrCat(absl::StrJoin(mapping->missing, " and "), " missing"));
  }
  return parts.empty() ? "as it is" : absl::StrJoin(parts, ", ");
}

// "0.1 to 32" where every cell is a number and numbers are meant; else the levels, the most frequent first.
std::string Summary(const std::vector<std::string>& cells, Content content) {
  if (cells.empty()) return "nothing";
  if (content == Content::kNumbers) {
    std::optional<double> least, most;
    bool all = true;
    for (const std::string& cell : cells) {
      const std::optional<double> value = ParseNumber(cell);
      all = all && value.has_value();
      if (!value) continue;
      least = std::min(least.value_or(*value), *value);
      most = std::max(most.value_or(*value), *value);
    }
    if (all) return absl::StrCat(*least, " to ", *most);
  }
  std::map<std::string, std::size_t> counts;
  for (const std::string& cell : cells) ++counts[cell];
  std::vector<std::pair<std::string, std::size_t>> levels(counts.begin(), counts.end());
  std::stable_sort(levels.begin(), levels.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(levels.size(), kLevelsShown); ++i) {
    words.push_back(absl::StrCat(levels[i].first.substr(0, 40), " (", levels[i].second, ")"));
  }
  if (levels.size() > kLevelsShown) {
    words.push_back(absl::StrCat("and ", levels.size() - kLevelsShown, " other values"));
  }
  return absl::StrJoin(words, ", ");
}

std::string NotThere(const CsvTable& table, const Mapping& mapping, const std::string& name) {
  const std::string& local = mapping.LocalName(name);
  const std::string what =
      local == name ? absl::StrCat(table.file, " has no column ", name, " and the mapping does not name one")
                    : absl::StrCat(table.file, " has no column ", local, ", from which the mapping takes it");
  // A column that another one is made from is not offered.
  std::vector<std::string> free = table.header;
  std::erase_if(free, [&](const std::string& column) {
    return std::any_of(mapping.columns().begin(), mapping.columns().end(),
                       [&](const ColumnMapping& other) { return other.from == column; });
  });
  std::vector<std::string> nearest;
  if (const auto one = NearestName(local, free)) nearest.push_back(*one);
  for (const std::string& column : free) {
    const std::string a = absl::AsciiStrToLower(column), b = absl::AsciiStrToLower(local);
    const bool contains = b.size() >= 3 && (a.find(b) != std::string::npos ||
                                            (a.size() >= 3 && b.find(a) != std::string::npos));
    if (contains && std::find(nearest.begin(), nearest.end(), column) == nearest.end()) {
      nearest.push_back(column);
    }
  }
  if (nearest.empty()) return what;
  return absl::StrCat(what, "; the nearest: ", absl::StrJoin(nearest, ", "));
}

// OK where the study can use the cell.
absl::Status CheckCell(const std::string& cell, const Need& need) {
  if (need.clinical != nullptr && need.clinical->type == ClinicalColumn::Type::kCategorical) {
    return CodeLevel(cell, need.clinical->levels).status();
  }
  if (need.content != Content::kNumbers) return absl::OkStatus();
  NumericRule rule;
  if (need.clinical != nullptr) rule = {need.clinical->min, need.clinical->max, need.clinical->unit};
  return CodeNumber(cell, rule).status();
}

// A level that is written NA is a level.
bool MeansMissing(const std::string& cell, const Need& need) {
  if (!IsMissing(cell)) return false;
  return need.clinical == nullptr || std::find(need.clinical->levels.begin(), need.clinical->levels.end(),
                                               cell) == need.clinical->levels.end();
}

ExplainedColumn Explain(const CsvTable& table, const Mapping& mapping, const Need& need) {
  ExplainedColumn explained;
  explained.name = need.name;
  explained.need = need.words;
  const ColumnMapping* rule = mapping.Of(need.name);
  const std::optional<std::size_t> at = table.Column(mapping.LocalName(need.name));
  if (!at) {
    explained.problem = NotThere(table, mapping, need.name);
    return explained;
  }
  explained.from = table.header[*at];
  explained.conversion = ConversionOf(rule);
  std::vector<std::string> before, after;
  std::size_t problems = 0;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string cell(absl::StripAsciiWhitespace(table.rows[row][*at]));
    // The patients' column is renamed and nothing else.
    absl::StatusOr<std::string> converted =
        need.content == Content::kIds ? cell : mapping.StudyCell(rule, cell);
    if (converted.ok() && MeansMissing(*converted, need)) {
      ++explained.missing;
      continue;
    }
    before.push_back(cell);
    const absl::Status status = converted.ok() ? CheckCell(*converted, need) : converted.status();
    if (status.ok()) {
      ++explained.values;
      after.push_back(*std::move(converted));
    } else if (++problems == 1) {
      explained.problem = absl::StrCat(table.Place(row, *at), ": ", std::string(status.message()));
    }
  }
  if (problems > 1) absl::StrAppend(&explained.problem, " (", problems, " cells in all)");
  if (need.content == Content::kIds) return explained;
  explained.before = Summary(before, need.content);
  explained.after = Summary(after, need.content);
  return explained;
}

}  // namespace

std::vector<ExplainedColumn> ExplainMapping(const CsvTable& table, const Mapping& mapping,
                                            const models::Study& study, bool development_site) {
  std::vector<ExplainedColumn> explained;
  for (const Need& need : NeedsOf(study, development_site))
    explained.push_back(Explain(table, mapping, need));
  return explained;
}

}  // namespace osteon
