#include "models/study/describe_study.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace osteon {
namespace {

using models::ClinicalColumn;
using models::Study;

constexpr std::size_t kWidth = 100;
constexpr std::size_t kLabelWidth = 15;

// "  label:      words", broken between words, continued under the first word.
void AppendItem(std::string& out, const std::string& label, const std::string& words) {
  std::string line = absl::StrCat("  ", label, ":");
  line.resize(std::max(line.size() + 1, kLabelWidth), ' ');
  bool first = true;
  for (const std::string& word : std::vector<std::string>(absl::StrSplit(words, ' '))) {
    if (!first && line.size() + 1 + word.size() > kWidth) {
      absl::StrAppend(&out, line, "\n");
      line.assign(kLabelWidth, ' ');
      first = true;
    }
    absl::StrAppend(&line, first ? "" : " ", word);
    first = false;
  }
  absl::StrAppend(&out, line, "\n");
}

std::string Counted(std::size_t count, const std::string& noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

std::string Sites(const std::vector<std::string>& sites) {
  return sites.empty() ? "no site"
                       : absl::StrCat(absl::StrJoin(sites, ", "), " (", Counted(sites.size(), "site"), ")");
}

std::string Describe(const ClinicalColumn& column) {
  if (column.type == ClinicalColumn::Type::kCategorical) {
    return absl::StrCat(column.name, " (", absl::StrJoin(column.levels, " | "), "; reference ",
                        column.levels.front(), ")");
  }
  std::vector<std::string> facts;
  if (!column.unit.empty()) facts.push_back(column.unit);
  if (column.min) facts.push_back(absl::StrCat("from ", *column.min));
  if (column.max) facts.push_back(absl::StrCat("to ", *column.max));
  return facts.empty() ? column.name : absl::StrCat(column.name, " (", absl::StrJoin(facts, " "), ")");
}

std::string Describe(const Study& study, const models::Model& model) {
  if (const auto* logistic = std::get_if<models::LogisticModel>(&model.kind)) {
    std::size_t coefficients = 1;
    for (const std::string& predictor : logistic->predictors) {
      coefficients += study.DesignColumns(predictor).size();
    }
    return absl::StrCat("logistic regression on ", absl::StrJoin(logistic->predictors, ", "), " (",
                        Counted(coefficients, "coefficient"), " with the intercept)");
  }
  if (const auto* given = std::get_if<models::GivenModel>(&model.kind)) {
    std::vector<std::string> terms;
    for (const auto& [term, coefficient] : given->terms)
      terms.push_back(absl::StrCat(term, " ", coefficient));
    return absl::StrCat("given coefficients, only validated: ", absl::StrJoin(terms, ", "));
  }
  return absl::StrCat("risks in column ", std::get<models::ScoreModel>(model.kind).column,
                      ", only validated");
}

std::string Validation(const Study& study) {
  std::vector<std::string> where;
  if (study.validation.development) where.push_back("development sites (apparent performance)");
  if (study.validation.holdout) where.push_back("hold-out patients of development sites");
  if (study.validation.external) where.push_back("external sites");
  const std::string threshold =
      study.validation.threshold
          ? absl::StrCat("; positive at a risk of ", *study.validation.threshold, " or more")
          : "; no threshold, so no classification table";
  if (where.empty()) return "not asked for; the report shows the apparent performance of development sites";
  return absl::StrCat("at ", absl::StrJoin(where, ", "), threshold);
}

std::string Images(const models::Extraction& extraction) {
  if (!extraction.NamesImages()) return "image and mask of each patient";
  std::vector<std::string> names;
  for (const models::ExtractionParams& params : extraction.params) names.push_back(params.image);
  return absl::StrCat("of each patient the ", names.size() == 1 ? "image " : "images ",
                      absl::StrJoin(names, ", "), " with their masks");
}

std::string Params(const models::Extraction& extraction) {
  return absl::StrJoin(extraction.params, ", ", [](std::string* out, const models::ExtractionParams& params) {
    absl::StrAppend(out, params.params_name, " says", params.image.empty() ? "" : " for ", params.image);
  });
}

// The columns of a site's table, with what the dictionary says of them.
std::string Columns(const Study& study, bool development) {
  std::vector<std::string> columns = {
      study.id_column, absl::StrCat(study.outcome_column, " (positive: ", study.outcome_positive, ")")};
  if (study.split && development) {
    columns.push_back(
        absl::StrCat(study.split->column, " (", study.split->train, " | ", study.split->holdout, ")"));
  }
  if (study.extraction && !study.extraction->require.modality.empty() && !study.Clinical("modality")) {
    columns.emplace_back("modality");
  }
  std::size_t features = 0;
  for (const std::string& column : study.NeededColumns()) {
    const ClinicalColumn* clinical = study.Clinical(column);
    if (clinical == nullptr && study.extraction && study.IsFeature(column)) {
      ++features;
    } else {
      columns.push_back(clinical == nullptr ? column : Describe(*clinical));
    }
  }
  std::string text =
      absl::StrCat("a table with one row a patient and the columns ", absl::StrJoin(columns, ", "));
  if (features > 0) {
    absl::StrAppend(&text, "; ", Images(*study.extraction), ", for ", Counted(features, "feature"),
                    " (extracted as ", Params(*study.extraction), ")");
  }
  if (study.extraction && !study.extraction->require.IsEmpty()) {
    absl::StrAppend(&text, "; each image ",
                    absl::StrJoin(models::DescribeRequirements(study.extraction->require), ", "),
                    ", or the patient is excluded");
  }
  return text;
}

std::string Limits(const models::Privacy& privacy) {
  std::vector<std::string> limits;
  if (privacy.min_patients) limits.push_back(absl::StrCat("min_patients ", *privacy.min_patients));
  if (privacy.min_cell) limits.push_back(absl::StrCat("min_cell ", *privacy.min_cell));
  if (privacy.max_columns_per_patient) {
    limits.push_back(absl::StrCat("max_columns_per_patient ", *privacy.max_columns_per_patient));
  }
  return absl::StrCat(limits.empty() ? "none of the study's own" : absl::StrJoin(limits, ", "),
                      "; secure aggregation ", privacy.secure_aggregation,
                      ". This version stores these limits and does not enforce them yet");
}

}  // namespace

std::string DescribeStudy(const Study& study) {
  std::string out = absl::StrCat("study ", study.name, "\n");
  AppendItem(out, "outcome",
             absl::StrCat(study.outcome_column, ", positive when it is ", study.outcome_positive));
  AppendItem(out, "develop", Sites(study.development));
  AppendItem(out, "external", Sites(study.external));
  absl::StrAppend(&out, "models, ", study.models.size(), "\n");
  for (const models::Model& model : study.models) AppendItem(out, model.name, Describe(study, model));
  absl::StrAppend(&out, "validation\n");
  AppendItem(out, "validate", Validation(study));
  absl::StrAppend(&out, "what each site is asked for\n");
  if (!study.development.empty()) AppendItem(out, "development", Columns(study, true));
  if (!study.external.empty()) AppendItem(out, "external", Columns(study, false));
  AppendItem(out, "patients",
             "those with the outcome and every needed column; the others are counted by reason");
  AppendItem(out, "released",
             "counts, sums for the fits, and one validation record a site; never a row or an image");
  AppendItem(out, "limits", Limits(study.privacy));
  return out;
}

}  // namespace osteon
