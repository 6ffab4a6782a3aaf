#include "coordinator/model_file/export_model.h"

#include <cmath>
#include <optional>
#include <utility>

#include "common/csv/csv.h"
#include "common/json/json_text.h"
#include "common/text/number.h"

namespace osteon {
namespace {

using models::LinearTerm;

std::string Cell(const std::optional<double>& value) {
  return value ? FormatNumber(*value) : "";
}

// The level that a design column stands for; empty for a numeric column.
std::string LevelOf(const InputColumn& input, const std::string& design) {
  return input.rule.levels.empty() ? "" : design.substr(input.name.size());
}

std::optional<double> FillOf(const ScoringModel& model, const std::string& design) {
  for (const models::FilledColumn& fill : model.fills) {
    if (fill.column == design) return fill.value;
  }
  return std::nullopt;
}

// What the fit knows of a term; nothing where the coefficient is not the fit's own.
FileTerm KnownOf(const FileModel& model, const LinearTerm& term) {
  for (const FileTerm& known : model.terms) {
    if (known.name == term.name && known.coefficient == term.coefficient) return known;
  }
  FileTerm unknown;
  unknown.name = term.name;
  unknown.coefficient = term.coefficient;
  return unknown;
}

std::string CsvLines(const ModelFile& file, const ScoringModel& scoring, const std::string& name,
                     const std::vector<LinearTerm>& terms) {
  const FileModel& model = *file.Find(name);
  std::string text;
  for (const LinearTerm& term : terms) {
    const InputColumn* input = scoring.Input(term.name);
    const FileTerm known = KnownOf(model, term);
    const bool intercept = term.name == models::kInterceptTerm;
    text += CsvLine({name, term.name, input == nullptr ? "" : input->name,
                     input == nullptr ? "" : LevelOf(*input, term.name), FormatNumber(term.coefficient),
                     Cell(known.standard_error), Cell(known.lower), Cell(known.upper),
                     intercept ? "" : FormatNumber(std::exp(term.coefficient)), Cell(known.p),
                     known.p && model.selected ? "not adjusted for selection" : "", Cell(known.standardised),
                     Cell(known.mean), Cell(known.scale), Cell(FillOf(scoring, term.name))});
  }
  return text;
}

Json TermsJson(const std::vector<LinearTerm>& terms) {
  Json json = Json::object();
  for (const LinearTerm& term : terms) json[term.name] = term.coefficient;
  return json;
}

Json InputJson(const ScoringModel& model, const InputColumn& input) {
  const auto optional = [](const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
  };
  Json json;
  json["column"] = input.name;
  json["type"] = input.rule.levels.empty() ? "numeric" : "categorical";
  json["unit"] = input.rule.unit.empty() ? Json(nullptr) : Json(input.rule.unit);
  json["min"] = optional(input.rule.min);
  json["max"] = optional(input.rule.max);
  json["levels"] = input.rule.levels;
  json["design"] = Json::object();
  json["imputed"] = Json::object();
  for (const std::string& design : input.design) {
    const std::string level = LevelOf(input, design);
    json["design"][design] = level.empty() ? Json(nullptr) : Json(level);
    if (const std::optional<double> fill = FillOf(model, design)) json["imputed"][design] = *fill;
  }
  return json;
}

}  // namespace

std::string ExportCsv(const ModelFile& file, const ScoringModel& model) {
  std::string text =
      CsvLine({"model", "term", "column", "level", "coefficient", "standard_error", "lower", "upper",
               "odds_ratio", "p", "p_note", "coefficient_standardised", "mean", "scale", "imputed_value"});
  for (const models::DerivedColumn& derived : model.derived) {
    text += CsvLines(file, model, derived.name, derived.terms);
  }
  return text + CsvLines(file, model, model.name, model.terms);
}

absl::StatusOr<std::string> ExportJson(const ModelFile& file, const ScoringModel& model) {
  Json json;
  json["study"] = file.study;
  json["study_sha256"] = file.study_sha256;
  json["model_json_sha256"] = file.sha256;
  json["model"] = model.name;
  json["outcome"] = {{"column", file.outcome_column}, {"positive", file.outcome_positive}};
  json["inputs"] = Json::array();
  for (const InputColumn& input : model.inputs) json["inputs"].push_back(InputJson(model, input));
  json["derived"] = Json::array();
  for (const models::DerivedColumn& derived : model.derived) {
    json["derived"].push_back({{"name", derived.name}, {"terms", TermsJson(derived.terms)}});
  }
  json["terms"] = TermsJson(model.terms);
  json["threshold"] = model.threshold ? Json(*model.threshold) : Json(nullptr);
  json["harmonised"] = model.harmonised;
  return JsonText(json);
}

}  // namespace osteon
