// models of study.yaml.
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "coordinator/study/study_sections.h"

namespace osteon {
namespace {

using Kind = YamlNode::Kind;

// "features", one name, or a list of names.
std::vector<std::string> ReadPredictors(YamlMap& map, YamlProblems& problems) {
  const YamlNode* predictors = map.Required("predictors");
  if (predictors == nullptr) return {};
  if (predictors->kind == Kind::kScalar && predictors->text == models::kFeaturesPredictor) {
    return {models::kFeaturesPredictor};
  }
  return ReadTexts(*predictors, "predictors", problems);
}

models::LogisticModel ReadLogistic(const YamlNode& node, YamlProblems& problems) {
  models::LogisticModel model;
  YamlMap map(node, "logistic", problems);
  model.predictors = ReadPredictors(map, problems);
  const std::optional<std::string> stepwise =
      map.OptionalChoice("stepwise", {"none", "both", "forward", "backward"});
  if (stepwise == "both") model.stepwise = models::Stepwise::kBoth;
  if (stepwise == "forward") model.stepwise = models::Stepwise::kForward;
  if (stepwise == "backward") model.stepwise = models::Stepwise::kBackward;
  if (map.OptionalChoice("criterion", {"aic", "bic"}) == "bic") model.criterion = models::StepCriterion::kBic;
  model.intercept = map.OptionalBool("intercept").value_or(true);
  model.site_effects = map.OptionalBool("site_effects").value_or(false);
  model.offset = map.OptionalText("offset").value_or("");
  model.cross_validated_signature =
      map.OptionalChoice("signature_in", {"in_sample", "cross_validated"}) == "cross_validated";
  map.RefuseOtherKeys();
  return model;
}

int ReadWhole(const YamlNode& node, const std::string& what, YamlProblems& problems, int otherwise) {
  const std::optional<double> number = ReadNumber(node, what, problems);
  if (!number) return otherwise;
  if (*number >= 1 && *number <= 1e6 && *number == std::floor(*number)) return static_cast<int>(*number);
  problems.Add(node, absl::StrCat(what, ": needs a whole number of at least 1, found ", Describe(node)));
  return otherwise;
}

models::CrossValidation ReadCrossValidation(const YamlNode& node, const models::Study& study,
                                            YamlProblems& problems) {
  models::CrossValidation cv;
  YamlMap map(node, "cv", problems);
  cv.fold_column = map.OptionalText("fold_column").value_or("");
  if (const models::ClinicalColumn* column = study.Clinical(cv.fold_column)) {
    cv.folds = static_cast<int>(column->levels.size());
  }
  if (const YamlNode* folds = map.Optional("folds"))
    cv.folds = ReadWhole(*folds, "folds", problems, cv.folds);
  cv.seed = ReadSeed(map, problems);
  cv.one_se = map.OptionalChoice("select", {"min", "1se"}) == "1se";
  map.RefuseOtherKeys();
  return cv;
}

void ReadPenaltyFactors(const YamlNode& node, models::PenalisedModel& model, YamlProblems& problems) {
  if (node.kind != Kind::kMap) {
    problems.Add(node, absl::StrCat("penalty_factors: needs a map of predictors, found ", Describe(node)));
    return;
  }
  for (const YamlNode& factor : node.children) {
    const std::optional<double> value =
        ReadNumber(factor, absl::StrCat("penalty factor of ", factor.key), problems);
    if (value) model.penalty_factors[factor.key] = *value;
  }
}

models::PenalisedModel ReadPenalised(const std::string& kind, const YamlNode& node,
                                     const models::Study& study, YamlProblems& problems) {
  models::PenalisedModel model;
  model.penalty = kind == "ridge"   ? models::Penalty::kRidge
                  : kind == "lasso" ? models::Penalty::kLasso
                                    : models::Penalty::kElasticNet;
  YamlMap map(node, kind, problems);
  model.predictors = ReadPredictors(map, problems);
  model.alpha = model.penalty == models::Penalty::kLasso   ? 1
                : model.penalty == models::Penalty::kRidge ? 0
                                                           : 0.5;
  if (const std::optional<double> alpha = map.OptionalNumber("alpha")) model.alpha = *alpha;
  if (const YamlNode* lambdas = map.Optional("lambdas")) {
    if (lambdas->kind == Kind::kList) {
      model.lambda = ReadNumbers(*lambdas, "lambdas", problems);
      if (lambdas->children.empty()) problems.Add(*lambdas, "lambdas: the list is empty");
    } else {
      model.lambdas = ReadWhole(*lambdas, "lambdas", problems, model.lambdas);
    }
  }
  model.lambda_min_ratio = map.OptionalNumber("lambda_min_ratio");
  if (const YamlNode* cv = map.Optional("cv")) model.cv = ReadCrossValidation(*cv, study, problems);
  if (const YamlNode* factors = map.Optional("penalty_factors"))
    ReadPenaltyFactors(*factors, model, problems);
  model.intercept = map.OptionalBool("intercept").value_or(true);
  model.site_effects = map.OptionalBool("site_effects").value_or(false);
  model.standardise = map.OptionalBool("standardise").value_or(true);
  if (const YamlNode* df_max = map.Optional("df_max")) {
    if (df_max->kind == Kind::kScalar && df_max->text == "none") {
      model.df_max_none = true;
    } else {
      model.df_max = ReadWhole(*df_max, "df_max", problems, 1);
    }
  }
  map.RefuseOtherKeys();
  return model;
}

std::optional<models::GivenModel> ReadGiven(const YamlNode& node, const FrozenReader& read_frozen,
                                            YamlProblems& problems) {
  YamlMap map(node, "given", problems);
  const YamlNode* file = map.Optional("model");
  const YamlNode* terms = map.Optional("terms");
  const std::optional<std::string> name = map.OptionalText("name");
  map.RefuseOtherKeys();
  if (file != nullptr && terms != nullptr) {
    problems.AddAtKey(node, *file, "given: has both model and terms; needs one of them");
    return std::nullopt;
  }
  if (file != nullptr) {
    const std::optional<std::string> path = ReadText(*file, "model", problems);
    if (!path) return std::nullopt;
    if (!name) {
      problems.AddAtMap(node, "given: key name is missing: which model of the file");
      return std::nullopt;
    }
    absl::StatusOr<models::GivenModel> frozen = read_frozen(*path, *name);
    if (!frozen.ok()) {
      problems.Add(*file, absl::StrCat("model: ", std::string(frozen.status().message())));
      return std::nullopt;
    }
    return *std::move(frozen);
  }
  if (terms == nullptr) {
    if (map.is_map()) problems.AddAtMap(node, "given: needs terms, or model and name of a file");
    return std::nullopt;
  }
  if (name) problems.AddAtKey(node, *node.Child("name"), "given: name belongs to model, which is not there");
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

void ReadModel(const YamlNode& node, const FrozenReader& read_frozen, models::Study& study,
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
      study.models.push_back({node.key, ReadLogistic(*options, problems)});
    } else if (kind == "given") {
      if (std::optional<models::GivenModel> given = ReadGiven(*options, read_frozen, problems)) {
        study.models.push_back({node.key, *std::move(given)});
      }
    } else if (kind == "score") {
      YamlMap score(*options, "score", problems);
      study.models.push_back({node.key, models::ScoreModel{score.RequiredText("column").value_or("")}});
      score.RefuseOtherKeys();
    } else {
      study.models.push_back({node.key, ReadPenalised(kind, *options, study, problems)});
    }
  }
  map.RefuseOtherKeys();
  if (map.is_map() && found != 1 && !problems.AmongKeysOf(node)) {
    problems.AddAtMap(node,
                      absl::StrCat("model ", node.key,
                                   ": needs one of logistic, lasso, elastic_net, ridge, given, score; has ",
                                   found == 0 ? "none" : "several"));
  }
}

}  // namespace

void ReadModelsSection(const YamlNode& node, const FrozenReader& read_frozen, models::Study& study,
                       YamlProblems& problems) {
  if (node.kind != Kind::kMap) {
    problems.Add(node, absl::StrCat("models: needs a map of models, found ", Describe(node)));
    return;
  }
  for (const YamlNode& model : node.children) ReadModel(model, read_frozen, study, problems);
}

}  // namespace osteon
