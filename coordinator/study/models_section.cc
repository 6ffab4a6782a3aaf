// models and validate of study.yaml.
#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "coordinator/study/study_sections.h"

namespace osteon {
namespace {

using Kind = YamlNode::Kind;

const std::vector<std::string> kPenalisedKeys = {
    "predictors", "alpha",        "lambdas",          "cv",     "penalty_factors",
    "intercept",  "site_effects", "lambda_min_ratio", "df_max", "standardise"};

// A key whose one value this version computes: another is not available.
void OnlyBool(YamlMap& map, const std::string& key, bool computed, YamlProblems& problems) {
  const std::optional<bool> value = map.OptionalBool(key);
  if (!value || *value == computed) return;
  AddNotAvailable(*map.node().Child(key), absl::StrCat(key, ": ", *value ? "true" : "false"), "leave it out",
                  problems);
}

// The file's own names decide whether a predictor is a model: a model that is not available is one as well.
bool IsOtherModel(const YamlNode& all_models, const std::string& predictor, const models::Study& study) {
  return all_models.Child(predictor) != nullptr && study.Clinical(predictor) == nullptr &&
         !study.IsFeature(predictor);
}

models::LogisticModel ReadLogistic(const YamlNode& node, const YamlNode& all_models,
                                   const models::Study& study, YamlProblems& problems) {
  models::LogisticModel model;
  YamlMap map(node, "logistic", problems);
  if (const YamlNode* predictors = map.Required("predictors")) {
    if (predictors->kind == Kind::kScalar && predictors->text == "features") {
      problems.AddAtKey(*predictors, *predictors,
                        "predictors: features is not available in this version; list the columns");
    } else {
      model.predictors = ReadTexts(*predictors, "predictors", problems);
      for (const YamlNode& item : predictors->children) {
        if (!IsOtherModel(all_models, item.text, study)) continue;
        problems.Add(item,
                     absl::StrCat("predictor ", item.text, " is another model; that is not available in ",
                                  "this version; list columns"));
      }
    }
  }
  const std::optional<std::string> stepwise =
      map.OptionalChoice("stepwise", {"none", "both", "forward", "backward"});
  if (stepwise && *stepwise != "none") {
    AddNotAvailable(*map.node().Child("stepwise"), absl::StrCat("stepwise: ", *stepwise), "leave it out",
                    problems);
  }
  if (const YamlNode* factors = map.Optional("penalty_factors")) {
    AddNotAvailable(*factors, "penalty_factors", "a logistic model has no penalty", problems);
  }
  OnlyBool(map, "site_effects", false, problems);
  OnlyBool(map, "intercept", true, problems);
  map.RefuseOtherKeys();
  return model;
}

std::optional<models::GivenModel> ReadGiven(const YamlNode& node, YamlProblems& problems) {
  YamlMap map(node, "given", problems);
  const YamlNode* file = map.Optional("model");
  const YamlNode* terms = map.Optional("terms");
  map.Optional("name");
  map.RefuseOtherKeys();
  if (file != nullptr) {
    problems.AddAtKey(node, *file,
                      "given: {model: ...} is not available in this version; give the model's terms");
    return std::nullopt;
  }
  if (terms == nullptr) {
    if (map.is_map()) problems.AddAtMap(node, "given: key terms is missing");
    return std::nullopt;
  }
  if (const YamlNode* name = node.Child("name")) {
    problems.AddAtKey(node, *name, "given: name belongs to model, which is not there");
  }
  if (terms->kind != Kind::kMap) {
    problems.Add(*terms, absl::StrCat("terms: needs a map of coefficients, found ", Describe(*terms)));
    return std::nullopt;
  }
  models::GivenModel model;
  for (const YamlNode& term : terms->children) {
    const std::optional<double> coefficient =
        ReadNumber(term, absl::StrCat("coefficient of ", term.key), problems);
    if (coefficient) model.terms.emplace_back(term.key, *coefficient);
  }
  return model;
}

void ReadModel(const YamlNode& node, const YamlNode& all_models, models::Study& study,
               YamlProblems& problems) {
  static const std::vector<std::string> kKinds = {"logistic",    "ridge", "lasso",
                                                  "elastic_net", "given", "score"};
  YamlMap map(node, absl::StrCat("model ", node.key), problems);
  std::size_t found = 0;
  for (const std::string& kind : kKinds) {
    const YamlNode* options = map.Optional(kind);
    if (options == nullptr) continue;
    ++found;
    if (kind == "logistic") {
      study.models.push_back({node.key, ReadLogistic(*options, all_models, study, problems)});
    } else if (kind == "given") {
      if (std::optional<models::GivenModel> given = ReadGiven(*options, problems)) {
        study.models.push_back({node.key, *std::move(given)});
      }
    } else if (kind == "score") {
      YamlMap score(*options, "score", problems);
      study.models.push_back({node.key, models::ScoreModel{score.RequiredText("column").value_or("")}});
      score.RefuseOtherKeys();
    } else {
      CheckKeys(*options, kind, kPenalisedKeys, problems);
      problems.AddAtKey(
          node, *options,
          absl::StrCat(kind, " is not available in this version; it has logistic, given and score"));
    }
  }
  map.RefuseOtherKeys();
  if (map.is_map() && found != 1 && !problems.AmongKeysOf(node)) {
    problems.AddAtMap(node, absl::StrCat("model ", node.key, ": needs one of logistic, given, score; has ",
                                         found == 0 ? "none" : "several"));
  }
}

void ReadThreshold(const YamlNode& node, models::Validation& validation, YamlProblems& problems) {
  YamlMap map(node, "threshold", problems);
  validation.threshold = map.OptionalNumber("value");
  if (const YamlNode* from = map.Optional("from")) {
    AddNotAvailable(*from, "threshold: {from: ...}", "give it as {value: 0.5}", problems);
  } else if (map.is_map() && node.Child("value") == nullptr) {
    problems.AddAtMap(node, "threshold: key value is missing");
  }
  map.RefuseOtherKeys();
}

void ReadAt(const YamlNode& node, models::Validation& validation, YamlProblems& problems) {
  if (node.kind != Kind::kList) {
    problems.Add(node, absl::StrCat("at: needs a list, found ", Describe(node)));
    return;
  }
  for (const YamlNode& item : node.children) {
    const std::optional<std::string> at =
        ReadChoice(item, "at", {"development", "holdout", "external", "internal_external"}, problems);
    if (at == "development") validation.development = true;
    if (at == "holdout") validation.holdout = true;
    if (at == "external") validation.external = true;
    if (at == "internal_external") {
      AddNotAvailable(item, "validation at internal_external", "it has development, holdout and external",
                      problems);
    }
  }
}

}  // namespace

void ReadModelsSection(const YamlNode& node, models::Study& study, YamlProblems& problems) {
  if (node.kind != Kind::kMap) {
    problems.Add(node, absl::StrCat("models: needs a map of models, found ", Describe(node)));
    return;
  }
  for (const YamlNode& model : node.children) ReadModel(model, node, study, problems);
}

void ReadValidateSection(const YamlNode& node, models::Study& study, YamlProblems& problems) {
  YamlMap map(node, "validate", problems);
  if (const YamlNode* at = map.Required("at")) ReadAt(*at, study.validation, problems);
  if (const YamlNode* threshold = map.Optional("threshold")) {
    ReadThreshold(*threshold, study.validation, problems);
  }
  const auto unavailable = [&](const char* key, const std::vector<std::string>& keys) {
    const YamlNode* value = map.Optional(key);
    if (value == nullptr) return;
    if (!keys.empty()) CheckKeys(*value, key, keys, problems);
    AddNotAvailable(*value, key, "leave it out", problems);
  };
  unavailable("compare", {});
  unavailable("decision_curve", {"thresholds"});
  unavailable("bootstrap", {"replicates", "of", "seed"});
  unavailable("internal_external", {});
  map.RefuseOtherKeys();
}

}  // namespace osteon
