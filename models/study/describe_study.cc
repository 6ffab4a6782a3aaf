#include "models/study/describe_study.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "models/study/secure_aggregation.h"

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

// What people wrote over several lines.
std::string OneLine(const std::string& text) {
  return absl::StrJoin(absl::StrSplit(text, absl::ByAnyChar(" \n\t"), absl::SkipEmpty()), " ");
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

// "age, sex, all features".
std::string Predictors(const std::vector<std::string>& predictors) {
  return absl::StrJoin(predictors, ", ", [](std::string* out, const std::string& predictor) {
    absl::StrAppend(
        out, predictor == models::kFeaturesPredictor ? "the features that screening leaves" : predictor);
  });
}

std::string Describe(const Study& study, const models::LogisticModel& model) {
  std::string text = absl::StrCat("logistic regression on ", Predictors(model.predictors));
  const bool counted = model.stepwise == models::Stepwise::kNone &&
                       std::find(model.predictors.begin(), model.predictors.end(),
                                 models::kFeaturesPredictor) == model.predictors.end();
  if (counted) {
    std::size_t coefficients = model.intercept ? 1 : 0;
    for (const std::string& predictor : model.predictors)
      coefficients += study.DesignColumns(predictor).size();
    absl::StrAppend(&text, " (", Counted(coefficients, "coefficient"),
                    model.intercept ? " with the intercept)" : ", no intercept)");
  }
  if (model.stepwise != models::Stepwise::kNone) {
    absl::StrAppend(&text, ", selected stepwise by ",
                    model.criterion == models::StepCriterion::kBic ? "BIC" : "AIC");
  }
  if (model.site_effects) absl::StrAppend(&text, ", with an intercept for each development site");
  if (!model.offset.empty()) absl::StrAppend(&text, ", with offset ", model.offset);
  if (model.cross_validated_signature) absl::StrAppend(&text, ", signatures cross-validated");
  return text;
}

std::string Describe(const models::PenalisedModel& model) {
  const char* kind = model.penalty == models::Penalty::kLasso        ? "lasso"
                     : model.penalty == models::Penalty::kElasticNet ? "elastic net"
                                                                     : "ridge";
  std::string text = absl::StrCat(kind, " regression on ", Predictors(model.predictors));
  if (model.penalty == models::Penalty::kElasticNet) absl::StrAppend(&text, ", alpha ", model.alpha);
  const std::size_t penalties =
      model.lambda.empty() ? static_cast<std::size_t>(model.lambdas) : model.lambda.size();
  absl::StrAppend(&text, ", ", penalties, penalties == 1 ? " penalty" : " penalties");
  if (model.cv) {
    absl::StrAppend(
        &text, ", chosen by cross-validation in ", model.cv->folds, " folds",
        model.cv->fold_column.empty() ? "" : absl::StrCat(" (column ", model.cv->fold_column, ")"),
        model.cv->one_se ? ", lambda.1se" : ", lambda.min");
  }
  return text;
}

std::string Describe(const Study& study, const models::Model& model) {
  if (const auto* logistic = std::get_if<models::LogisticModel>(&model.kind))
    return Describe(study, *logistic);
  if (const auto* penalised = std::get_if<models::PenalisedModel>(&model.kind)) return Describe(*penalised);
  if (const auto* given = std::get_if<models::GivenModel>(&model.kind)) {
    std::vector<std::string> terms;
    for (const auto& [term, coefficient] : given->terms)
      terms.push_back(absl::StrCat(term, " ", coefficient));
    const std::string origin =
        given->frozen
            ? absl::StrCat("model ", given->frozen->model, " of study ", given->frozen->study, ", frozen (",
                           given->frozen->file, ", SHA-256 ", given->frozen->sha256.substr(0, 12), ")")
            : "given coefficients";
    return absl::StrCat(origin, ", only validated: ", absl::StrJoin(terms, ", "));
  }
  return absl::StrCat("risks in column ", std::get<models::ScoreModel>(model.kind).column,
                      ", only validated");
}

struct DescribeStep {
  std::string operator()(const models::IccStep& step) const {
    const char* type = step.type == models::IccType::k11   ? "1,1"
                       : step.type == models::IccType::k21 ? "2,1"
                                                           : "3,1";
    return absl::StrCat("ICC(", type, ") above ", step.min, step.within_site ? " within sites" : "");
  }
  std::string operator()(const models::AnovaStep& step) const {
    return absl::StrCat("analysis of variance by outcome, p below ", step.max_p,
                        step.adjust_site ? ", adjusted for site" : "");
  }
  std::string operator()(const models::SelectKBestStep& step) const {
    return absl::StrCat("the ", step.k, " of largest F");
  }
  std::string operator()(const models::CorrelationStep& step) const {
    return absl::StrCat("no correlation above ", step.max_abs, " with one of larger F");
  }
  std::string operator()(const models::MrmrStep& step) const {
    return absl::StrCat(step.k, " by mRMR (", step.scheme == models::MrmrScheme::kFcq ? "FCQ" : "FCD", ")");
  }
  std::string operator()(const models::VarianceStep& step) const {
    return absl::StrCat("standard deviation above ", step.min_relative, " of the mean");
  }
  std::string operator()(const models::MissingnessStep& step) const {
    return absl::StrCat("a share missing of at most ", step.max_share);
  }
};

// What is done to the tables before models are fitted; empty where nothing is.
std::vector<std::pair<std::string, std::string>> Steps(const Study& study) {
  std::vector<std::pair<std::string, std::string>> steps;
  if (study.missing != models::MissingValues::kCompleteCase) {
    steps.emplace_back("missing",
                       absl::StrCat("filled with the development patients' ",
                                    study.missing == models::MissingValues::kMean ? "mean" : "median",
                                    " (categories: the most frequent level)"));
  }
  if (study.harmonise) {
    steps.emplace_back(
        "harmonise",
        absl::StrCat("ComBat, batch ", study.harmonise->batch.empty() ? "site" : study.harmonise->batch,
                     study.harmonise->covariates.empty()
                         ? ""
                         : absl::StrCat(", keeping the influence of ",
                                        absl::StrJoin(study.harmonise->covariates, ", "))));
  }
  for (const models::ScreeningStep& step : study.screen)
    steps.emplace_back("screen", std::visit(DescribeStep(), step));
  return steps;
}

std::string Validation(const Study& study) {
  std::vector<std::string> where;
  if (study.validation.development) where.push_back("development sites (apparent performance)");
  if (study.validation.holdout) where.push_back("hold-out patients of development sites");
  if (study.validation.external) where.push_back("external sites");
  if (study.validation.internal_external) where.push_back("each development site left out in turn");
  std::string text = where.empty()
                         ? "not asked for; the report shows the apparent performance of development sites"
                         : absl::StrCat("at ", absl::StrJoin(where, ", "));
  if (study.validation.threshold) {
    absl::StrAppend(&text, "; positive at a risk of ", *study.validation.threshold, " or more");
  } else if (study.validation.youden) {
    absl::StrAppend(&text, "; positive at each model's threshold of Youden on training patients");
  } else if (!where.empty()) {
    absl::StrAppend(&text, "; no threshold, so no classification table");
  }
  for (const auto& [a, b] : study.validation.compare) absl::StrAppend(&text, "; ", a, " against ", b);
  if (!study.validation.subgroups.empty()) {
    absl::StrAppend(&text, "; in subgroups by ", absl::StrJoin(study.validation.subgroups, ", "));
  }
  if (const auto& bootstrap = study.validation.bootstrap) {
    absl::StrAppend(&text, "; bootstrap of ", bootstrap->replicates, " replicates of ",
                    bootstrap->of_pipeline ? "the whole pipeline" : "the final models");
  }
  return text;
}

// What leaves a site, in words.
std::string Released(const Study& study) {
  std::vector<std::string> what = {"counts", "sums for the fits, curvature matrices among them"};
  if (!study.screen.empty()) what.push_back("sums for screening");
  if (study.missing != models::MissingValues::kCompleteCase) what.push_back("counts of values below cuts");
  if (study.harmonise) what.push_back("sums within scanners or sites");
  if (study.validation.youden) what.push_back("counts of predicted risks above cuts, by outcome");
  const bool cross_validates =
      std::any_of(study.models.begin(), study.models.end(), [](const models::Model& model) {
        const auto* penalised = std::get_if<models::PenalisedModel>(&model.kind);
        return penalised != nullptr && penalised->cv;
      });
  if (cross_validates) what.push_back("sums and score histograms of cross-validation folds");
  what.push_back("one validation record a site and model");
  what.push_back("the predictors' means and counts a site");
  if (!study.validation.subgroups.empty()) what.push_back("one more record for each subgroup variable");
  std::string text = absl::StrJoin(what, ", ");
  if (study.validation.bootstrap) {
    absl::StrAppend(&text, "; the same for ", study.validation.bootstrap->replicates,
                    " bootstrap replicates");
  }
  if (study.validation.internal_external) absl::StrAppend(&text, "; the same again for each site left out");
  return absl::StrCat(text, "; never a row or an image");
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
  if (development) {
    for (const std::string& column : study.FoldColumns()) columns.push_back(absl::StrCat(column, " (folds)"));
  }
  if (study.harmonise && !study.harmonise->batch.empty()) {
    columns.push_back(absl::StrCat(study.harmonise->batch, " (scanner)"));
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
  if (study.UsesAllFeatures()) {
    absl::StrAppend(&text, "; every column that begins with ", absl::StrJoin(study.feature_prefixes, ", "),
                    study.second_reader ? absl::StrCat(", and a second reader's with ",
                                                       study.second_reader->suffix, " behind")
                                        : "");
  }
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

std::string Limits(const Study& study) {
  const models::Privacy& privacy = study.privacy;
  std::vector<std::string> limits;
  if (privacy.min_patients) limits.push_back(absl::StrCat("min_patients ", *privacy.min_patients));
  if (privacy.min_cell) limits.push_back(absl::StrCat("min_cell ", *privacy.min_cell));
  if (privacy.max_columns_per_patient) {
    limits.push_back(absl::StrCat("max_columns_per_patient ", *privacy.max_columns_per_patient));
  }
  return absl::StrCat(limits.empty() ? "none of the study's own" : absl::StrJoin(limits, ", "),
                      "; secure aggregation ", privacy.secure_aggregation,
                      models::IsMasked(study, study.development)
                          ? ": sums over the development sites are masked"
                          : ": sums are not masked, the coordinator sees each site's",
                      ". Each hospital's policy adds its own; the stricter wins");
}

}  // namespace

std::string DescribeStudy(const Study& study) {
  std::string out = absl::StrCat("study ", study.name, "\n");
  if (!study.report.purpose.empty()) AppendItem(out, "purpose", OneLine(study.report.purpose));
  if (!study.report.intended_use.empty()) AppendItem(out, "use", OneLine(study.report.intended_use));
  if (!study.repeats.empty()) {
    AppendItem(out, "repeats",
               absl::StrCat("the validation of study ", study.repeats.substr(0, 12),
                            ", whose results stand beside"));
  }
  if (study.restart) {
    const models::Restart& restart = *study.restart;
    AppendItem(
        out, "restart",
        absl::StrCat("begins study ", restart.study, " (", restart.study_sha256.substr(0, 12),
                     ") again without ", restart.without,
                     ". What was summed in that study stays in the coordinator's journal: taken together, "
                     "those sums and the ones of this study may reveal what ",
                     restart.without, " alone gave"));
  }
  AppendItem(out, "outcome",
             absl::StrCat(study.outcome_column, ", positive when it is ", study.outcome_positive));
  AppendItem(out, "develop", Sites(study.development));
  AppendItem(out, "external", Sites(study.external));
  if (const auto steps = Steps(study); !steps.empty()) {
    absl::StrAppend(&out, "before models are fitted\n");
    for (const auto& [label, words] : steps) AppendItem(out, label, words);
  }
  absl::StrAppend(&out, "models, ", study.models.size(), "\n");
  for (const models::Model& model : study.models) AppendItem(out, model.name, Describe(study, model));
  absl::StrAppend(&out, "validation\n");
  AppendItem(out, "validate", Validation(study));
  absl::StrAppend(&out, "what each site is asked for\n");
  if (!study.development.empty()) AppendItem(out, "development", Columns(study, true));
  if (!study.external.empty()) AppendItem(out, "external", Columns(study, false));
  AppendItem(
      out, "patients",
      study.missing == models::MissingValues::kCompleteCase
          ? "those with the outcome and every needed column; the others are counted by reason"
          : "those with the outcome; missing values are filled in with what development patients have");
  AppendItem(out, "released", Released(study));
  AppendItem(out, "limits", Limits(study));
  AppendItem(out, "waiting",
             absl::StrCat("a round that waits longer than ", Counted(study.max_wait_days, "day"),
                          " for a site ends the study"));
  return out;
}

}  // namespace osteon
