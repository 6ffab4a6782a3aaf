#include "site_agent/cohort/mapping.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/config/yaml.h"
#include "common/status/status_macros.h"
#include "common/text/nearest.h"
#include "common/text/number.h"
#include "site_agent/cohort/coding.h"
#include "site_agent/cohort/problem_list.h"

namespace osteon {
namespace {

bool IsOneOf(const std::string& cell, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return SameValue(cell, word); });
}

std::string DidYouMean(const std::string& word, const std::vector<std::string>& known) {
  const std::optional<std::string> nearest = NearestName(word, known);
  return nearest ? absl::StrCat("; did you mean ", *nearest, "?") : "";
}

std::vector<std::pair<std::string, std::string>> ReadLevels(const YamlNode& node, YamlProblems& problems) {
  std::vector<std::pair<std::string, std::string>> levels;
  if (node.kind != YamlNode::Kind::kMap || node.children.empty()) {
    problems.Add(node, absl::StrCat("levels: needs a map from this table's levels to the study's, such as "
                                    "{m: M, w: F}; found ",
                                    Describe(node)));
    return levels;
  }
  for (const YamlNode& child : node.children) {
    if (std::optional<std::string> level = ReadText(child, absl::StrCat("level ", child.key), problems)) {
      levels.emplace_back(child.key, *std::move(level));
    }
  }
  return levels;
}

ColumnMapping ReadColumn(const YamlNode& node, YamlProblems& problems) {
  ColumnMapping column;
  column.target = node.key;
  column.from = node.key;
  column.line = node.key_line;
  column.column = node.key_column;
  if (node.kind == YamlNode::Kind::kScalar) {
    column.from = node.text;
    return column;
  }
  YamlMap map(node, absl::StrCat("column ", node.key), problems);
  if (!map.is_map()) return column;
  column.from = map.OptionalText("from").value_or(node.key);
  column.factor = map.OptionalNumber("factor");
  column.add = map.OptionalNumber("add");
  if (column.factor == 0.0) {
    problems.Add(*node.Child("factor"), "factor: 0 would make every patient's value the same");
  }
  if (const YamlNode* levels = map.Optional("levels")) {
    column.levels = ReadLevels(*levels, problems);
    if (column.factor || column.add) {
      problems.Add(*levels, absl::StrCat("column ", node.key,
                                         ": levels are for text and factor and add for numbers; use one"));
    }
  }
  if (const YamlNode* missing = map.Optional("missing")) {
    column.missing = ReadTexts(*missing, "missing", problems);
  }
  map.RefuseOtherKeys();
  return column;
}

void RefuseSharedSources(const YamlNode& columns, const std::vector<ColumnMapping>& read,
                         YamlProblems& problems) {
  std::map<std::string, const ColumnMapping*> first;
  for (std::size_t i = 0; i < read.size(); ++i) {
    const auto [other, is_first] = first.emplace(read[i].from, &read[i]);
    if (is_first) continue;
    problems.AddAtKey(columns, columns.children[i],
                      absl::StrCat("column ", read[i].target, " is taken from ", read[i].from, ", and so is ",
                                   other->second->target, " on line ", other->second->line,
                                   "; a column of the table becomes one column of the study"));
  }
}

std::vector<std::string> ReadMissingEverywhere(const YamlNode& node, YamlProblems& problems) {
  const std::vector<std::string> words = ReadTexts(node, "missing", problems);
  for (const YamlNode& item : node.children) {
    if (!ParseNumber(item.text)) continue;
    problems.Add(item, absl::StrCat("missing: ", item.text,
                                    " may be a measured value in some column; say it where it means missing, "
                                    "as in columns: {ldh: {missing: [",
                                    item.text, "]}}"));
  }
  return words;
}

}  // namespace

absl::StatusOr<Mapping> Mapping::Parse(const std::string& text, const std::string& file) {
  YamlProblems problems(file);
  OSTEON_ASSIGN_OR_RETURN(const YamlNode root, ParseYaml(text, problems));
  YamlMap map(root, "the mapping", problems);
  Mapping mapping;
  mapping.file_ = file;
  if (const YamlNode* columns = map.Optional("columns")) {
    if (YamlMap(*columns, "columns", problems).is_map()) {
      for (const YamlNode& child : columns->children) {
        mapping.columns_.push_back(ReadColumn(child, problems));
      }
      RefuseSharedSources(*columns, mapping.columns_, problems);
    }
  }
  if (const YamlNode* missing = map.Optional("missing")) {
    mapping.missing_ = ReadMissingEverywhere(*missing, problems);
  }
  map.RefuseOtherKeys();
  OSTEON_RETURN_IF_ERROR(problems.ToStatus());
  return mapping;
}

const ColumnMapping* Mapping::Of(const std::string& target) const {
  const auto found = std::find_if(columns_.begin(), columns_.end(),
                                  [&](const ColumnMapping& column) { return column.target == target; });
  return found == columns_.end() ? nullptr : &*found;
}

const std::string& Mapping::LocalName(const std::string& target) const {
  const ColumnMapping* column = Of(target);
  return column == nullptr ? target : column->from;
}

std::string Mapping::Place(const ColumnMapping& mapping) const {
  return absl::StrCat(file_, ":", mapping.line, ":", mapping.column, ": column ", mapping.target);
}

absl::Status Mapping::CheckFor(const models::Study& study) const {
  ProblemList problems;
  for (const ColumnMapping& column : columns_) {
    const bool converts = column.factor || column.add;
    const models::ClinicalColumn* clinical = study.Clinical(column.target);
    if (column.target == study.id_column) {
      if (converts || !column.levels.empty() || !column.missing.empty()) {
        problems.Add(absl::StrCat(Place(column), " holds the patients; it can have another name (from) and ",
                                  "nothing else"));
      }
    } else if (!converts) {
      continue;
    } else if (column.target == study.outcome_column) {
      problems.Add(absl::StrCat(Place(column), " is the outcome, which is compared and not calculated with; ",
                                "use levels instead of factor and add"));
    } else if (study.split && column.target == study.split->column) {
      problems.Add(absl::StrCat(Place(column), " is the split; use levels instead of factor and add"));
    } else if (clinical != nullptr && clinical->type == models::ClinicalColumn::Type::kCategorical) {
      problems.Add(absl::StrCat(Place(column), " is categorical in study ", study.name, " (",
                                absl::StrJoin(clinical->levels, ", "),
                                "); use levels instead of factor and add"));
    }
  }
  return problems.ToStatus();
}

absl::StatusOr<std::string> Mapping::StudyCell(const ColumnMapping* mapping, const std::string& cell) const {
  if (mapping == nullptr) return IsOneOf(cell, missing_) ? "" : cell;
  for (const auto& [here, there] : mapping->levels) {
    if (cell == here) return there;
  }
  if (IsMissing(cell) || IsOneOf(cell, missing_) || IsOneOf(cell, mapping->missing)) return "";
  for (const auto& [here, there] : mapping->levels) {
    if (SameValue(cell, here)) return there;
  }
  if (!mapping->levels.empty()) {
    std::vector<std::string> known;
    for (const auto& [here, there] : mapping->levels) known.push_back(here);
    return absl::InvalidArgumentError(absl::StrCat("found \"", cell, "\"; the mapping's levels are ",
                                                   absl::StrJoin(known, ", "), DidYouMean(cell, known)));
  }
  if (!mapping->factor && !mapping->add) return cell;
  OSTEON_ASSIGN_OR_RETURN(const std::optional<double> number, CodeNumber(cell, NumericRule{}));
  const double converted = mapping->factor.value_or(1) * number.value_or(0) + mapping->add.value_or(0);
  if (!std::isfinite(converted)) {
    return absl::InvalidArgumentError(
        absl::StrCat("found \"", cell, "\", which is no finite number after conversion (times ",
                     mapping->factor.value_or(1), ", plus ", mapping->add.value_or(0), ")"));
  }
  return FormatNumber(converted);
}

absl::StatusOr<SiteTable> Mapping::Apply(SiteTable table) const {
  if (file_.empty()) return table;
  ProblemList problems;
  std::vector<const ColumnMapping*> mapping_of(table.columns.size(), nullptr);
  for (const ColumnMapping& column : columns_) {
    if (const std::optional<std::size_t> at = table.Column(column.from)) {
      mapping_of[*at] = &column;
    } else {
      problems.Add(absl::StrCat(Place(column), ": ", table.file, " has no column ", column.from,
                                DidYouMean(column.from, table.columns)));
    }
  }
  for (const ColumnMapping& column : columns_) {
    const std::optional<std::size_t> at = table.Column(column.target);
    if (at && mapping_of[*at] == nullptr) {
      problems.Add(absl::StrCat(Place(column), " is taken from ", column.from, ", but ", table.file,
                                " has a column ", column.target,
                                " too; take the line away, or give that column another name"));
    }
  }
  OSTEON_RETURN_IF_ERROR(problems.ToStatus());
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    if (mapping_of[j] == nullptr || mapping_of[j]->target == table.columns[j]) continue;
    table.local_names[j] = table.columns[j];
    table.columns[j] = mapping_of[j]->target;
  }
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    if (j == table.id_column || (mapping_of[j] == nullptr && missing_.empty())) continue;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      absl::StatusOr<std::string> cell = StudyCell(mapping_of[j], table.rows[row][j]);
      if (cell.ok()) {
        table.rows[row][j] = *std::move(cell);
      } else {
        problems.Add(absl::StrCat(table.Place(row, j), ": ", std::string(cell.status().message())));
      }
    }
  }
  OSTEON_RETURN_IF_ERROR(problems.ToStatus());
  if (source_) table.sources.push_back(*source_);
  return table;
}

absl::StatusOr<Mapping> ReadMapping(const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(SourceText source, ReadSource(path));
  OSTEON_ASSIGN_OR_RETURN(Mapping mapping, Mapping::Parse(source.text, path));
  mapping.source_ = std::move(source.source);
  return mapping;
}

std::optional<std::string> MappingFileBeside(const std::string& data_path) {
  const std::filesystem::path data(data_path);
  for (const std::string& name :
       {absl::StrCat(data.stem().string(), ".mapping.yaml"), std::string("mapping.yaml")}) {
    const std::filesystem::path path = data.parent_path() / name;
    std::error_code error;
    // A link that leads nowhere is an error of reading, not the absence of a mapping.
    if (std::filesystem::exists(std::filesystem::symlink_status(path, error))) return path.string();
  }
  return std::nullopt;
}

absl::StatusOr<Mapping> ReadMappingBeside(const std::string& data_path) {
  const std::optional<std::string> path = MappingFileBeside(data_path);
  return path ? ReadMapping(*path) : Mapping();
}

}  // namespace osteon
