// harmonise, screen and validate of study.yaml.
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "coordinator/study/study_sections.h"

namespace osteon {
namespace {

using Kind = YamlNode::Kind;

std::size_t ReadCount(YamlMap& map, const std::string& key, YamlProblems& problems) {
  const YamlNode* node = map.Required(key);
  const std::optional<double> number = node == nullptr ? std::nullopt : ReadNumber(*node, key, problems);
  if (!number) return 1;
  if (*number >= 1 && *number <= 1e6 && *number == std::floor(*number)) {
    return static_cast<std::size_t>(*number);
  }
  problems.Add(*node, absl::StrCat(key, ": needs a whole number of at least 1, found ", Describe(*node)));
  return 1;
}

// A number between two bounds that the step's limit must respect.
double ReadLimit(YamlMap& map, const std::string& key, double low, double high, const std::string& range,
                 YamlProblems& problems) {
  const YamlNode* node = map.Required(key);
  const std::optional<double> number = node == nullptr ? std::nullopt : ReadNumber(*node, key, problems);
  if (!number) return low;
  if (!(*number >= low && *number <= high)) {
    problems.Add(*node, absl::StrCat(key, ": needs a number ", range, ", found ", Describe(*node)));
  }
  return *number;
}

models::ScreeningStep ReadStep(const std::string& name, const YamlNode& node, YamlProblems& problems) {
  YamlMap map(node, name, problems);
  models::ScreeningStep step;
  if (name == "icc") {
    models::IccStep icc;
    const std::optional<std::string> type = map.OptionalChoice("type", {"1,1", "2,1", "3,1"});
    if (type == "1,1") icc.type = models::IccType::k11;
    if (type == "3,1") icc.type = models::IccType::k31;
    icc.min = ReadLimit(map, "min", -1, 1 - 1e-12, "of at least -1 and below 1", problems);
    icc.within_site = map.OptionalBool("within_site").value_or(false);
    step = icc;
  } else if (name == "anova") {
    models::AnovaStep anova;
    anova.max_p = ReadLimit(map, "max_p", 1e-300, 1, "above 0 and at most 1", problems);
    anova.adjust_site = map.OptionalChoice("adjust", {"none", "site"}) == "site";
    step = anova;
  } else if (name == "select_k_best") {
    step = models::SelectKBestStep{ReadCount(map, "k", problems)};
  } else if (name == "correlation") {
    map.OptionalChoice("by", {"descending_f"});
    step = models::CorrelationStep{ReadLimit(map, "max_abs", 0, 1, "from 0 to 1", problems)};
  } else if (name == "mrmr") {
    models::MrmrStep mrmr;
    mrmr.k = ReadCount(map, "k", problems);
    if (map.OptionalChoice("scheme", {"FCQ", "FCD"}) == "FCD") mrmr.scheme = models::MrmrScheme::kFcd;
    step = mrmr;
  } else if (name == "variance") {
    step = models::VarianceStep{ReadLimit(map, "min_relative", 0, 1e300, "of at least 0", problems)};
  } else {
    step = models::MissingnessStep{ReadLimit(map, "max_share", 0, 1, "from 0 to 1", problems)};
  }
  map.RefuseOtherKeys();
  return step;
}

void ReadThreshold(const YamlNode& node, models::Validation& validation, YamlProblems& problems) {
  YamlMap map(node, "threshold", problems);
  validation.threshold = map.OptionalNumber("value");
  validation.youden = map.OptionalChoice("from", {"youden"}).has_value();
  if (map.is_map() && (node.Child("value") == nullptr) == (node.Child("from") == nullptr)) {
    problems.AddAtMap(node, "threshold: needs either value or from");
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
    if (at == "internal_external") validation.internal_external = true;
  }
}

void ReadCompare(const YamlNode& node, models::Validation& validation, YamlProblems& problems) {
  if (node.kind != Kind::kList) {
    problems.Add(node, absl::StrCat("compare: needs a list of pairs of models, found ", Describe(node)));
    return;
  }
  for (const YamlNode& item : node.children) {
    const std::vector<std::string> pair = ReadTexts(item, "compare", problems);
    if (pair.size() == 2) {
      validation.compare.emplace_back(pair[0], pair[1]);
    } else if (!problems.Within(item)) {
      problems.Add(item, absl::StrCat("compare: a pair has two models, found ", pair.size()));
    }
  }
}

models::Bootstrap ReadBootstrap(const YamlNode& node, YamlProblems& problems) {
  YamlMap map(node, "bootstrap", problems);
  models::Bootstrap bootstrap;
  bootstrap.replicates = static_cast<int>(ReadCount(map, "replicates", problems));
  bootstrap.of_pipeline = map.OptionalChoice("of", {"pipeline", "final_model"}) != "final_model";
  bootstrap.seed = ReadSeed(map, problems);
  map.RefuseOtherKeys();
  return bootstrap;
}

}  // namespace

std::uint64_t ReadSeed(YamlMap& map, YamlProblems& problems) {
  const std::optional<double> seed = map.OptionalNumber("seed");
  if (!seed) return 1;
  if (*seed >= 0 && *seed <= 9e15 && *seed == std::floor(*seed)) return static_cast<std::uint64_t>(*seed);
  problems.Add(*map.node().Child("seed"), "seed: needs a whole number of at least 0");
  return 1;
}

std::vector<double> ReadNumbers(const YamlNode& node, const std::string& what, YamlProblems& problems) {
  std::vector<double> numbers;
  if (node.kind != Kind::kList) {
    problems.Add(node, absl::StrCat(what, ": needs a list of numbers, found ", Describe(node)));
    return numbers;
  }
  for (const YamlNode& item : node.children) {
    if (const std::optional<double> number = ReadNumber(item, what, problems)) numbers.push_back(*number);
  }
  return numbers;
}

void ReadHarmoniseSection(const YamlNode& node, models::Study& study, YamlProblems& problems) {
  models::Harmonisation harmonisation;
  for (const models::ClinicalColumn& column : study.clinical) {
    if (column.role == models::ClinicalColumn::Role::kPredictor)
      harmonisation.covariates.push_back(column.name);
  }
  if (node.kind == Kind::kScalar) {
    if (ReadChoice(node, "harmonise", {"none", "combat"}, problems) == "combat")
      study.harmonise = harmonisation;
    return;
  }
  YamlMap map(node, "harmonise", problems);
  const YamlNode* method = map.Required("method");
  const bool combat =
      method != nullptr && ReadChoice(*method, "method", {"none", "combat"}, problems) == "combat";
  harmonisation.batch = map.OptionalText("batch").value_or("");
  if (const YamlNode* covariates = map.Optional("covariates")) {
    harmonisation.covariates = ReadTexts(*covariates, "covariates", problems);
  }
  map.RefuseOtherKeys();
  if (combat) study.harmonise = std::move(harmonisation);
}

void ReadScreenSection(const YamlNode& node, models::Study& study, YamlProblems& problems) {
  static const std::vector<std::string> kSteps = {"icc",  "anova",    "select_k_best", "correlation",
                                                  "mrmr", "variance", "missingness"};
  if (node.kind != Kind::kList) {
    problems.Add(node, absl::StrCat("screen: needs a list of steps, found ", Describe(node)));
    return;
  }
  for (const YamlNode& item : node.children) {
    YamlMap map(item, "screen", problems);
    for (const std::string& step : kSteps) {
      const YamlNode* options = map.Optional(step);
      if (options != nullptr) study.screen.push_back(ReadStep(step, *options, problems));
    }
    map.RefuseOtherKeys();
    if (map.is_map() && item.children.size() > 1) {
      problems.Add(item, "screen: a step of the list has one name; begin each with a dash of its own");
    }
  }
}

void ReadValidateSection(const YamlNode& node, models::Study& study, YamlProblems& problems) {
  YamlMap map(node, "validate", problems);
  models::Validation& validation = study.validation;
  if (const YamlNode* at = map.Required("at")) ReadAt(*at, validation, problems);
  if (const YamlNode* threshold = map.Optional("threshold")) ReadThreshold(*threshold, validation, problems);
  if (const YamlNode* compare = map.Optional("compare")) ReadCompare(*compare, validation, problems);
  if (const YamlNode* curve = map.Optional("decision_curve")) {
    YamlMap of_curve(*curve, "decision_curve", problems);
    if (const YamlNode* thresholds = of_curve.Required("thresholds")) {
      validation.decision_thresholds = ReadNumbers(*thresholds, "thresholds", problems);
    }
    of_curve.RefuseOtherKeys();
  }
  if (const YamlNode* subgroups = map.Optional("subgroups")) {
    validation.subgroups = ReadTexts(*subgroups, "subgroups", problems);
  }
  if (const YamlNode* bootstrap = map.Optional("bootstrap")) {
    validation.bootstrap = ReadBootstrap(*bootstrap, problems);
  }
  map.RefuseOtherKeys();
}

}  // namespace osteon
