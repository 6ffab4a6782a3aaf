#include "coordinator/model_file/show_model.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/text/one_line.h"
#include "coordinator/model_file/scoring_model.h"
#include "coordinator/model_file/text_columns.h"

namespace osteon {
namespace {

constexpr char kNotAdjusted[] = "not adjusted for selection";

std::string Short(double value) {
  return absl::StrFormat("%.5g", value);
}

std::string ShortOrNothing(const std::optional<double>& value) {
  return value ? Short(*value) : "";
}

std::optional<double> Exp(const std::optional<double>& value) {
  if (!value) return std::nullopt;
  return std::exp(*value);
}

// `items` behind `head`, in lines of at most 100 characters where an item is not longer; further lines are
// indented as far as `head`.
std::string Wrapped(const std::string& head, const std::vector<std::string>& items) {
  std::string text, line = head;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0 && line.size() + items[i].size() + 1 > 100) {
      absl::StrAppend(&text, line, "\n");
      line.assign(head.size(), ' ');
    } else if (i > 0) {
      line += ' ';
    }
    line += items[i];
  }
  return absl::StrCat(text, line, "\n");
}

// Of a list: a comma behind each but the last.
std::vector<std::string> WithCommas(std::vector<std::string> items) {
  for (std::size_t i = 0; i + 1 < items.size(); ++i) items[i] += ',';
  return items;
}

// Of a term that a patient's value belongs to: an intercept has no odds ratio.
bool HasOddsRatio(const FileTerm& term) {
  return term.name != models::kInterceptTerm;
}

std::string SignatureText(const ModelFile& file) {
  switch (file.signature.state) {
    case ModelSignature::State::kAbsent:
      return "absent (simulated, or not signed): nothing shows whether the file was altered";
    case ModelSignature::State::kValid:
      return absl::StrCat("valid, by the key ", file.signature.by);
    case ModelSignature::State::kAltered:
      return absl::StrCat("ALTERED after it was signed by the key ", file.signature.by, " (",
                          file.signature.problem, ")");
  }
  return "";
}

std::string HeadText(const ModelFile& file) {
  std::string text = absl::StrCat("study ", file.study, "\n");
  const auto line = [&](const std::string& what, const std::string& value) {
    if (!value.empty()) absl::StrAppend(&text, absl::StrFormat("  %-15s%s", what, value), "\n");
  };
  line("study hash", file.study_sha256);
  line("file hash", file.sha256);
  line("signature", SignatureText(file));
  line("outcome", absl::StrCat(file.outcome_column, " is ", file.outcome_positive));
  line("roster", absl::StrJoin(file.roster, ", "));
  for (const auto& [name, site] : file.sites) {
    line(absl::StrCat("  ", name),
         absl::StrCat(site.role, ", ", site.patients, " patients, ", site.events, " events"));
  }
  const auto software = file.software.find("osteon");
  if (software != file.software.end()) line("software", absl::StrCat("osteon ", software->second));
  if (file.rules == "off_for_testing") line("rules", "off for testing: disclosure limits were not kept");
  line("missing values", file.missing == "complete_case"
                             ? "complete cases only; a new patient needs every value"
                             : absl::StrCat("filled with the ", file.missing, " of development patients"));
  line("harmonisation", file.harmonisation == "none"
                            ? "none"
                            : absl::StrCat(file.harmonisation, " by ", file.batch, ", ",
                                           file.harmonised.size(), " features; new patients are scored as ",
                                           "deployed, without an estimate of their site"));
  line("features",
       !file.extraction
           ? (file.dictionary.feature_prefixes.empty() ? "none" : "brought by the sites in their tables")
           : "extracted from images with the parameters in the file");
  if (!file.screening.empty()) absl::StrAppend(&text, "  screening: candidates -> kept\n");
  for (const FileStep& step : file.screening) {
    absl::StrAppendFormat(&text, "    %-14s%6d -> %-6d  %s\n", step.step, step.candidates, step.kept,
                          step.rule);
  }
  return text;
}

std::string EquationText(const FileModel& model) {
  std::vector<std::string> items;
  const auto add = [&](double coefficient, const std::string& name) {
    const char* sign = coefficient < 0 ? "- " : items.empty() ? "" : "+ ";
    items.push_back(absl::StrCat(sign, Short(std::fabs(coefficient)), name.empty() ? "" : " ", name));
  };
  for (const FileTerm& term : model.terms) {
    add(term.coefficient, term.name == models::kInterceptTerm ? "" : term.name);
  }
  if (!model.offset.empty()) add(1, model.offset);
  std::string text = Wrapped("  log-odds = ", items.empty() ? std::vector<std::string>{"0"} : items);
  if (model.new_site_intercept) {
    absl::StrAppend(&text, "  at a new site  ", Short(*model.new_site_intercept), " in place of ",
                    models::kInterceptTerm,
                    " and the sites' terms (inverse-variance mean of the intercepts)\n");
  }
  return text;
}

std::string TermsText(const FileModel& model) {
  std::vector<std::vector<std::string>> rows = {
      {"term", "coefficient", "per SD", "odds ratio", "95 % CI", "OR per SD", "p"}};
  bool with_p = false;
  for (const FileTerm& term : model.terms) {
    const bool ratio = HasOddsRatio(term);
    const std::string interval =
        term.lower && term.upper && ratio
            ? absl::StrCat(Short(std::exp(*term.lower)), " to ", Short(std::exp(*term.upper)))
            : "";
    with_p = with_p || term.p.has_value();
    rows.push_back(
        {term.name, Short(term.coefficient), ShortOrNothing(term.standardised),
         ratio ? Short(std::exp(term.coefficient)) : "", interval,
         ratio ? ShortOrNothing(Exp(term.standardised)) : "",
         term.p ? absl::StrCat(absl::StrFormat("%.3g", *term.p), model.selected ? " *" : "") : ""});
  }
  std::string text = TextColumns(rows, 4);
  if (model.selected && with_p) {
    absl::StrAppend(&text, "  * p-values and intervals are ", kNotAdjusted,
                    ": predictors were selected on these patients\n");
  } else if (model.selected) {
    absl::StrAppend(&text,
                    "  predictors were selected on these patients; a penalised model has no p-values\n");
  }
  return text;
}

std::string PenaltyText(const FileModel& model) {
  if (!model.penalty) return "";
  const FilePenalty& penalty = *model.penalty;
  std::string text = absl::StrCat("  penalty        lambda ", Short(penalty.lambda), ", ");
  if (penalty.chosen_by.empty()) {
    absl::StrAppend(&text, "the last of the path, without cross-validation");
  } else {
    absl::StrAppend(&text, penalty.chosen_by, " of cross-validation (lambda.min ",
                    ShortOrNothing(penalty.lambda_min), ", lambda.1se ", ShortOrNothing(penalty.lambda_1se),
                    ")");
  }
  absl::StrAppend(&text, "; ", penalty.fits, " penalties computed",
                  penalty.stopped.empty() ? "" : absl::StrCat(", then stopped: ", penalty.stopped),
                  penalty.bracketed ? "" : "; the curve does not rise by one standard error after it", "\n");
  return text;
}

std::string UnitOf(const ModelFile& file, const std::string& column) {
  const models::ClinicalColumn* clinical = file.dictionary.Clinical(column);
  return clinical == nullptr || clinical->unit.empty() ? "" : absl::StrCat(" ", clinical->unit);
}

// What the model needs of a new patient, and what stands in where it is missing.
std::string InputsText(const ModelFile& file, const ScoringModel& scoring) {
  std::vector<std::string> inputs, fills;
  for (const InputColumn& input : scoring.inputs) {
    const std::string unit = UnitOf(file, input.name);
    const std::string levels =
        input.rule.levels.empty() ? "" : absl::StrCat(" (", absl::StrJoin(input.rule.levels, ", "), ")");
    inputs.push_back(absl::StrCat(input.name, unit.empty() ? "" : absl::StrCat(" in", unit), levels));
  }
  for (const models::FilledColumn& fill : scoring.fills) {
    fills.push_back(absl::StrCat(fill.column, " = ", Short(fill.value), UnitOf(file, fill.column)));
  }
  return absl::StrCat(Wrapped("  needs          ", WithCommas(inputs)),
                      fills.empty() ? "" : Wrapped("  where missing  ", WithCommas(fills)));
}

std::string AxisText(const std::string& name, const std::vector<std::string>& values,
                     const std::vector<double>& points, const char* unit) {
  std::vector<std::string> value_row = {name}, points_row = {unit};
  value_row.insert(value_row.end(), values.begin(), values.end());
  for (const double point : points) points_row.push_back(absl::StrFormat("%.1f", point));
  return TextColumns({value_row, points_row}, 4);
}

std::vector<std::string> ShortOf(const std::vector<double>& values) {
  std::vector<std::string> texts;
  for (const double value : values) texts.push_back(Short(value));
  return texts;
}

std::string NomogramText(const FileModel& model) {
  if (!model.no_nomogram.empty()) return absl::StrCat("  nomogram       none: ", model.no_nomogram, "\n");
  if (!model.nomogram) return "";
  const models::Nomogram& nomogram = *model.nomogram;
  std::string text = "  nomogram: read off each predictor's points, add them up, read off the risk\n";
  for (const models::NomogramAxis& axis : nomogram.axes) {
    absl::StrAppend(&text, AxisText(axis.name, axis.levels.empty() ? ShortOf(axis.values) : axis.levels,
                                    axis.points, "  points"));
  }
  absl::StrAppend(
      &text, AxisText("risk", ShortOf(nomogram.risk.values), nomogram.risk.total_points, "  total points"));
  return text;
}

std::string ModelText(const ModelFile& file, const FileModel& model) {
  std::string text = absl::StrCat("\nmodel ", model.name, ": ", model.kind);
  if (model.n) absl::StrAppend(&text, ", n ", *model.n);
  if (model.events) absl::StrAppend(&text, ", ", *model.events, " events");
  if (!model.roster.empty()) absl::StrAppend(&text, ", fitted at ", absl::StrJoin(model.roster, ", "));
  absl::StrAppend(&text, "\n");
  if (model.converged && !*model.converged) absl::StrAppend(&text, "  THE FIT DID NOT CONVERGE\n");
  if (model.origin) {
    absl::StrAppend(&text, "  taken over     model ", model.origin->model, " of study ", model.origin->study,
                    " (", model.origin->file, ", sha256 ", model.origin->sha256, ")\n");
  }
  if (model.kind == "score") {
    return absl::StrCat(text, "  a column of predicted risks: ", model.score_column, "\n");
  }
  absl::StrAppend(&text, EquationText(model), TermsText(model));
  if (!model.steps.empty()) {
    absl::StrAppend(&text, "  stepwise       ", absl::StrJoin(model.steps, ", then "), "\n");
  }
  absl::StrAppend(&text, PenaltyText(model));
  if (model.aic && model.bic) {
    absl::StrAppend(&text, "  fit            deviance ", ShortOrNothing(model.deviance), " of ",
                    ShortOrNothing(model.null_deviance), ", AIC ", Short(*model.aic), ", BIC ",
                    Short(*model.bic), "\n");
  }
  const absl::StatusOr<ScoringModel> scoring = MakeScoringModel(file, model.name);
  if (scoring.ok()) absl::StrAppend(&text, InputsText(file, *scoring));
  absl::StrAppend(
      &text, "  threshold      ",
      model.threshold ? absl::StrCat("positive at a risk of ", Short(*model.threshold), " or more") : "none",
      "\n", NomogramText(model));
  return text;
}

Json OptionalJson(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json TermJson(const FileTerm& term) {
  const bool ratio = HasOddsRatio(term);
  const auto exp_json = [&](const std::optional<double>& value) {
    const std::optional<double> exponential = ratio ? Exp(value) : std::nullopt;
    return OptionalJson(exponential && std::isfinite(*exponential) ? exponential : std::nullopt);
  };
  return {{"name", term.name},
          {"coefficient", term.coefficient},
          {"standard_error", OptionalJson(term.standard_error)},
          {"lower", OptionalJson(term.lower)},
          {"upper", OptionalJson(term.upper)},
          {"p", OptionalJson(term.p)},
          {"coefficient_standardised", OptionalJson(term.standardised)},
          {"odds_ratio", exp_json(term.coefficient)},
          {"odds_ratio_lower", exp_json(term.lower)},
          {"odds_ratio_upper", exp_json(term.upper)},
          {"odds_ratio_standardised", exp_json(term.standardised)}};
}

Json NomogramJson(const models::Nomogram& nomogram) {
  Json axes = Json::object();
  for (const models::NomogramAxis& axis : nomogram.axes) {
    axes[axis.name] = {{"values", axis.levels.empty() ? Json(axis.values) : Json(axis.levels)},
                       {"points", axis.points}};
  }
  return {{"axes", std::move(axes)},
          {"risk", {{"values", nomogram.risk.values}, {"total_points", nomogram.risk.total_points}}}};
}

Json OneModelJson(const ModelFile& file, const FileModel& model) {
  Json json;
  json["kind"] = model.kind;
  json["roster"] = model.roster;
  json["n"] = model.n ? Json(*model.n) : Json(nullptr);
  json["events"] = model.events ? Json(*model.events) : Json(nullptr);
  json["converged"] = model.converged ? Json(*model.converged) : Json(nullptr);
  json["terms"] = Json::array();
  for (const FileTerm& term : model.terms) json["terms"].push_back(TermJson(term));
  json["p_values"] = model.selected ? Json(kNotAdjusted) : Json(nullptr);
  json["offset"] = model.offset.empty() ? Json(nullptr) : Json(model.offset);
  json["new_site_intercept"] = OptionalJson(model.new_site_intercept);
  json["threshold"] = OptionalJson(model.threshold);
  json["penalty"] = nullptr;
  if (const auto& penalty = model.penalty) {
    json["penalty"] = {{"lambda", penalty->lambda},
                       {"chosen_by", penalty->chosen_by.empty() ? Json(nullptr) : Json(penalty->chosen_by)},
                       {"lambda_min", OptionalJson(penalty->lambda_min)},
                       {"lambda_1se", OptionalJson(penalty->lambda_1se)},
                       {"bracketed", penalty->bracketed},
                       {"computed", penalty->fits},
                       {"stopped", penalty->stopped.empty() ? Json(nullptr) : Json(penalty->stopped)}};
  }
  json["stepwise"] = model.steps;
  json["log_likelihood"] = OptionalJson(model.log_likelihood);
  json["deviance"] = OptionalJson(model.deviance);
  json["null_deviance"] = OptionalJson(model.null_deviance);
  json["aic"] = OptionalJson(model.aic);
  json["bic"] = OptionalJson(model.bic);
  json["inputs"] = nullptr;
  json["imputation"] = nullptr;
  if (const absl::StatusOr<ScoringModel> scoring = MakeScoringModel(file, model.name); scoring.ok()) {
    json["inputs"] = Json::array();
    for (const InputColumn& input : scoring->inputs) json["inputs"].push_back(input.name);
    json["imputation"] = Json::object();
    for (const models::FilledColumn& fill : scoring->fills) json["imputation"][fill.column] = fill.value;
  }
  json["nomogram"] = model.nomogram ? NomogramJson(*model.nomogram) : Json(nullptr);
  return json;
}

}  // namespace

std::string ShowText(const ModelFile& file, const std::vector<const FileModel*>& models) {
  std::string text = HeadText(file);
  for (const FileModel* model : models) text += ModelText(file, *model);
  // Somebody else's names: none of them moves the cursor of whoever reads this.
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  for (std::string& line : lines) line = OneLine(line, line.size());
  return absl::StrJoin(lines, "\n");
}

Json ShowJson(const ModelFile& file, const std::vector<const FileModel*>& models) {
  Json json;
  json["study"] = file.study;
  json["study_sha256"] = file.study_sha256;
  json["file_sha256"] = file.sha256;
  json["signature"] = {{"state", StateWord(file.signature.state)},
                       {"by", file.signature.by.empty() ? Json(nullptr) : Json(file.signature.by)}};
  json["outcome"] = {{"column", file.outcome_column}, {"positive", file.outcome_positive}};
  json["roster"] = file.roster;
  json["sites"] = Json::object();
  for (const auto& [name, site] : file.sites) {
    json["sites"][name] = {{"role", site.role}, {"patients", site.patients}, {"events", site.events}};
  }
  json["missing"] = file.missing;
  json["harmonisation"] = file.harmonisation;
  json["screening"] = Json::array();
  for (const FileStep& step : file.screening) {
    json["screening"].push_back(
        {{"step", step.step}, {"rule", step.rule}, {"candidates", step.candidates}, {"kept", step.kept}});
  }
  json["models"] = Json::object();
  for (const FileModel* model : models) json["models"][model->name] = OneModelJson(file, *model);
  return json;
}

}  // namespace osteon
