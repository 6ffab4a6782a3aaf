// cohort, privacy and report of study.yaml.
#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "coordinator/study/study_sections.h"

namespace osteon {
namespace {

using models::ClinicalColumn;

std::optional<ClinicalColumn> ReadClinicalColumn(const YamlNode& node, YamlProblems& problems) {
  YamlMap map(node, "clinical", problems);
  ClinicalColumn column;
  const std::optional<std::string> name = map.RequiredText("name");
  if (const YamlNode* type = map.Required("type")) {
    if (ReadChoice(*type, "type", {"numeric", "categorical"}, problems) == "categorical") {
      column.type = ClinicalColumn::Type::kCategorical;
    }
  }
  column.unit = map.OptionalText("unit").value_or("");
  column.min = map.OptionalNumber("min");
  column.max = map.OptionalNumber("max");
  if (const YamlNode* levels = map.Optional("levels")) column.levels = ReadTexts(*levels, "levels", problems);
  if (map.OptionalChoice("role", {"predictor", "fold"}) == "fold") column.role = ClinicalColumn::Role::kFold;
  map.RefuseOtherKeys();
  if (!name) return std::nullopt;
  column.name = *name;
  return column;
}

void ReadSplit(const YamlNode& node, models::Study& study, YamlProblems& problems) {
  YamlMap map(node, "split", problems);
  const std::optional<std::string> column = map.RequiredText("column");
  const std::optional<std::string> train = map.RequiredText("train");
  const std::optional<std::string> holdout = map.RequiredText("holdout");
  map.RefuseOtherKeys();
  study.split = models::Split{column.value_or(""), train.value_or(""), holdout.value_or("")};
}

models::SecondReader ReadSecondReader(const YamlNode& node, YamlProblems& problems) {
  YamlMap map(node, "second_reader", problems);
  models::SecondReader second;
  if (const auto suffix = map.OptionalText("suffix")) second.suffix = *suffix;
  if (const auto same = map.OptionalBool("same_readers")) second.same_readers = *same;
  map.RefuseOtherKeys();
  return second;
}

}  // namespace

void AddNotAvailable(const YamlNode& node, const std::string& what, const std::string& instead,
                     YamlProblems& problems) {
  problems.AddUnavailable(node, absl::StrCat(what, " is not available in this version; ", instead));
}

void ReadCohortSection(const YamlNode& node, models::Study& study, YamlProblems& problems) {
  YamlMap map(node, "cohort", problems);
  study.id_column = map.RequiredText("id").value_or("");
  if (const YamlNode* split = map.Optional("split")) ReadSplit(*split, study, problems);
  if (const YamlNode* clinical = map.Optional("clinical")) {
    if (clinical->kind != YamlNode::Kind::kList) {
      problems.Add(*clinical, absl::StrCat("clinical: needs a list of columns, found ", Describe(*clinical)));
    }
    for (const YamlNode& item : clinical->children) {
      if (clinical->kind != YamlNode::Kind::kList) break;
      if (std::optional<ClinicalColumn> column = ReadClinicalColumn(item, problems)) {
        study.clinical.push_back(*std::move(column));
      }
    }
  }
  if (const YamlNode* features = map.Optional("features")) {
    YamlMap of_features(*features, "features", problems);
    if (const YamlNode* prefix = of_features.Required("prefix")) {
      study.feature_prefixes = ReadTexts(*prefix, "prefix", problems);
    }
    of_features.RefuseOtherKeys();
  }
  if (const YamlNode* second = map.Optional("second_reader")) {
    study.second_reader = ReadSecondReader(*second, problems);
  }
  const std::optional<std::string> missing =
      map.OptionalChoice("missing", {"complete_case", "mean", "median"});
  if (missing == "mean") study.missing = models::MissingValues::kMean;
  if (missing == "median") study.missing = models::MissingValues::kMedian;
  map.RefuseOtherKeys();
}

void ReadPrivacySection(const YamlNode& node, models::Study& study, YamlProblems& problems) {
  YamlMap map(node, "privacy", problems);
  models::Privacy& privacy = study.privacy;
  privacy.min_patients = map.OptionalNumber("min_patients");
  privacy.min_cell = map.OptionalNumber("min_cell");
  privacy.max_columns_per_patient = map.OptionalNumber("max_columns_per_patient");
  const std::optional<std::string> secure =
      map.OptionalChoice("secure_aggregation", {"off", "preferred", "required"});
  if (secure) privacy.secure_aggregation = *secure;
  for (const char* key :
       {"min_sites", "min_effective_patients", "max_releases", "max_scalars_ratio", "max_thresholds"}) {
    if (const YamlNode* limit = map.Optional(key)) {
      AddNotAvailable(*limit, absl::StrCat(key, " asked for by a study"),
                      "each hospital's policy.yaml has it", problems);
    }
  }
  map.RefuseOtherKeys();
}

void ReadReportSection(const YamlNode& node, models::Study& study, YamlProblems& problems) {
  YamlMap map(node, "report", problems);
  models::ReportTexts& texts = study.report;
  texts.purpose = map.OptionalText("purpose").value_or("");
  texts.intended_use = map.OptionalText("intended_use").value_or("");
  texts.period = map.OptionalText("period").value_or("");
  texts.scanners = map.OptionalText("scanners").value_or("");
  texts.segmentation = map.OptionalText("segmentation").value_or("");
  map.RefuseOtherKeys();
}

}  // namespace osteon
