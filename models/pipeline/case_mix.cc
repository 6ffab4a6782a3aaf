#include "models/pipeline/case_mix.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/fixed_point/exact_sum.h"
#include "common/status/status_macros.h"
#include "models/disclosure/breach.h"
#include "models/pipeline/admission.h"
#include "models/study/lacking_columns.h"

namespace osteon::models {
namespace {

constexpr char kNoDevelopment[] = "the study has no development site";

bool IsPredictor(const ClinicalColumn& column) {
  return column.role == ClinicalColumn::Role::kPredictor;
}

// What the dictionary has.
CaseMixRequest ClinicalRequest(const Study& study, RowSet rows) {
  CaseMixRequest request;
  request.rows = rows;
  for (const ClinicalColumn& column : study.clinical) {
    if (!IsPredictor(column)) continue;
    if (column.type == ClinicalColumn::Type::kNumeric) {
      request.numeric.push_back(column.name);
    } else if (column.levels.size() > 1) {
      request.categorical.push_back({column.name, study.DesignColumns(column.name)});
    }
  }
  return request;
}

// Of one block of columns: patients with a value, sum, mean and sd.
struct PresentSums {
  std::vector<double> patients, sum;
  std::vector<MeanAndSd> moments;
  std::string suppressed;  // why there are none
};

absl::StatusOr<PresentSums> AskPresent(Federation& federation, const Study& study,
                                       const std::vector<std::string>& columns) {
  PresentSums sums;
  if (columns.empty()) return sums;
  const PresentMomentsRequest request{columns, RowSet::kTrain, static_cast<int>(study.development.size())};
  const absl::StatusOr<RingVector> answer = federation.Sum({"case mix", "", study.development}, request);
  if (absl::IsFailedPrecondition(answer.status())) {
    if (const std::optional<std::string> rule = RuleNamedIn(answer.status().message())) {
      sums.suppressed = Suppressed(*rule);
      return sums;
    }
  }
  if (!answer.ok()) return answer.status();
  sums.patients = answer->DecodeBlock(0);
  sums.sum = answer->DecodeBlock(1);
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const double n = sums.patients[j];
    if (n < 2) {
      sums.moments.emplace_back();
      continue;
    }
    const MeanAndVariance moments =
        ExactMeanAndVariance(answer->Number(1, j), answer->Number(2, j), static_cast<std::uint64_t>(n));
    sums.moments.push_back({moments.mean, std::sqrt(moments.variance * n / (n - 1))});  // from 1 / n
  }
  return sums;
}

Maybe<MeanAndSd> MomentsFrom(const PresentSums& sums, std::size_t j) {
  if (!sums.suppressed.empty()) return {std::nullopt, sums.suppressed};
  const double n = sums.patients[j];
  if (n < 2) return {std::nullopt, "fewer than two development patients have a value"};
  return {sums.moments[j], ""};
}

// Patients of each level, its dummy's sum; the reference level has the rest.
Maybe<std::vector<double>> SharesFrom(const PresentSums& sums, std::size_t first, std::size_t dummies) {
  if (!sums.suppressed.empty()) return {std::nullopt, sums.suppressed};
  const double n = sums.patients[first];
  if (n < 1) return {std::nullopt, "no development patient has a value"};
  std::vector<double> shares = {1};
  for (std::size_t j = first; j < first + dummies; ++j) {
    shares.push_back(sums.sum[j] / n);
    shares.front() -= shares.back();
  }
  shares.front() = std::max(0.0, shares.front());
  return {std::move(shares), ""};
}

std::vector<double> SharesOf(const std::vector<OutcomeCounts>& levels) {
  double all = 0;
  std::vector<double> shares;
  for (const OutcomeCounts& level : levels) all += static_cast<double>(level.patients());
  for (const OutcomeCounts& level : levels) shares.push_back(static_cast<double>(level.patients()) / all);
  return shares;
}

template <typename Part>
Maybe<double> Difference(const Maybe<Part>& site, const std::map<std::string, Maybe<Part>>& references,
                         const std::string& variable) {
  const auto reference = references.find(variable);
  if (!site.value) return {std::nullopt, site.unavailable};
  if (reference == references.end()) return {std::nullopt, kNoDevelopment};
  if (!reference->second.value) return {std::nullopt, reference->second.unavailable};
  return StandardisedDifference(*site.value, *reference->second.value);
}

bool Answers(const CaseMix& told, const CaseMixRequest& request) {
  if (!told.suppressed.empty()) return told.numeric.empty() && told.categorical.empty();
  return std::equal(
             told.numeric.begin(), told.numeric.end(), request.numeric.begin(), request.numeric.end(),
             [](const NumericCaseMix& of, const std::string& asked) { return of.variable == asked; }) &&
         std::equal(told.categorical.begin(), told.categorical.end(), request.categorical.begin(),
                    request.categorical.end(),
                    [](const CategoricalCaseMix& of, const CategoricalVariable& asked) {
                      return of.variable == asked.name &&
                             (!of.levels.value || of.levels.value->size() == asked.columns.size() + 1);
                    });
}

// Nobody was measured there: not for a rule's sake.
template <typename Variable>
void SayLacking(const LackingColumns& lacking, Variable& variable) {
  const auto found = lacking.find(variable.variable);
  if (found == lacking.end()) return;
  variable.measured = {std::nullopt, found->second};
  variable.missing = {std::nullopt, found->second};
  if constexpr (requires { variable.moments; }) {
    variable.moments = {std::nullopt, found->second};
  } else {
    variable.levels = {std::nullopt, found->second};
  }
}

}  // namespace

CaseMixRequest CaseMixRequestOf(const Study& study, const PipelineResult& pipeline, RowSet rows) {
  CaseMixRequest request = ClinicalRequest(study, rows);
  std::set<std::string> named;
  const auto add = [&](const std::string& column, double coefficient) {
    if (coefficient == 0 || !study.IsFeature(column) || named.size() == kMostCaseMixFeatures) return;
    if (named.insert(column).second) request.numeric.push_back(column);
  };
  for (const FittedModel& model : pipeline.models) {
    for (const ModelTerm& term : model.terms) add(term.name, term.coefficient);
    const auto* given = std::get_if<GivenModel>(&study.FindModel(model.name)->kind);
    if (given == nullptr || !given->frozen) continue;
    for (const DerivedColumn& derived : given->frozen->preparation.derived) {
      for (const LinearTerm& term : derived.terms) add(term.name, term.coefficient);
    }
  }
  return request;
}

bool IsCaseMixRequest(const Study& study, const CaseMixRequest& request) {
  CaseMixRequest clinical = ClinicalRequest(study, request.rows);
  if (request.numeric.size() < clinical.numeric.size()) return false;
  const std::vector<std::string> features(
      request.numeric.begin() + static_cast<std::ptrdiff_t>(clinical.numeric.size()), request.numeric.end());
  clinical.numeric.insert(clinical.numeric.end(), features.begin(), features.end());
  const std::vector<std::string> needed = study.NeededColumns();
  const auto may = [&](const std::string& feature) {
    return study.IsFeature(feature) &&
           (study.UsesAllFeatures() || std::find(needed.begin(), needed.end(), feature) != needed.end());
  };
  return request == clinical && features.size() <= kMostCaseMixFeatures &&
         std::all_of(features.begin(), features.end(), may) &&
         std::set<std::string>(features.begin(), features.end()).size() == features.size();
}

SubgroupVariable SubgroupsBy(const Study& study, const std::string& column) {
  const ClinicalColumn* clinical = study.Clinical(column);
  if (clinical == nullptr) return {};
  return {column, clinical->levels, study.DesignColumns(column)};
}

absl::StatusOr<DevelopmentReference> LearnReference(Federation& federation, const Study& study,
                                                    const CaseMixRequest& request) {
  DevelopmentReference reference;
  if (study.development.empty()) return reference;
  OSTEON_ASSIGN_OR_RETURN(const PresentSums numeric, AskPresent(federation, study, request.numeric));
  for (std::size_t j = 0; j < request.numeric.size(); ++j) {
    reference.numeric[request.numeric[j]] = MomentsFrom(numeric, j);
  }
  std::vector<std::string> dummies;
  for (const CategoricalVariable& variable : request.categorical) {
    dummies.insert(dummies.end(), variable.columns.begin(), variable.columns.end());
  }
  OSTEON_ASSIGN_OR_RETURN(const PresentSums levels, AskPresent(federation, study, dummies));
  std::size_t first = 0;
  for (const CategoricalVariable& variable : request.categorical) {
    reference.shares[variable.name] = SharesFrom(levels, first, variable.columns.size());
    first += variable.columns.size();
  }
  return reference;
}

std::map<std::string, Maybe<double>> DifferencesOf(const CaseMix& site,
                                                   const DevelopmentReference& reference) {
  std::map<std::string, Maybe<double>> differences;
  for (const NumericCaseMix& variable : site.numeric) {
    differences[variable.variable] = Difference(variable.moments, reference.numeric, variable.variable);
  }
  for (const CategoricalCaseMix& variable : site.categorical) {
    Maybe<std::vector<double>> shares{std::nullopt, variable.levels.unavailable};
    if (variable.levels.value) shares = {SharesOf(*variable.levels.value), ""};
    differences[variable.variable] = Difference(shares, reference.shares, variable.variable);
  }
  return differences;
}

CaseMixShift ShiftOf(const ValidationMetrics& site, const ModelPerformance* development,
                     std::uint64_t patients) {
  CaseMixShift shift;
  const Maybe<MeanAndSd>& here = site.linear_predictor.all;
  std::string why;
  if (!here.value) {
    why = here.unavailable;
  } else if (development == nullptr) {
    why = "no linear predictor of development patients";
  } else if (!(development->lp_sd > 0) || patients < 2) {
    why = "the development patients' linear predictor has no moments: it does not vary, or separates them";
  }
  if (!why.empty()) {
    shift.mean_difference.unavailable = shift.sd_ratio.unavailable = why;
    return shift;
  }
  const auto n = static_cast<double>(patients);
  shift.mean_difference.value = here.value->mean - development->lp_mean;
  shift.sd_ratio.value = here.value->sd / (development->lp_sd * std::sqrt(n / (n - 1)));  // lp_sd has 1 / n
  return shift;
}

absl::Status DescribeGroup(Federation& federation, const Study& study, const PipelineResult& pipeline,
                           const ValidationGroup& group, const DevelopmentReference& reference,
                           const std::map<std::string, Admission>& admissions,
                           std::vector<SiteValidation>& validations) {
  const CaseMixRequest request = CaseMixRequestOf(study, pipeline, group.rows);
  if (request.numeric.empty() && request.categorical.empty()) return absl::OkStatus();
  OSTEON_ASSIGN_OR_RETURN(auto answers, federation.Gather({"case mix", "", group.sites}, request));
  OSTEON_ASSIGN_OR_RETURN(auto records, RecordsOf<CaseMix>(std::move(answers)));
  for (SiteValidation& validation : validations) {
    const auto record = records.find(validation.site);
    if (record == records.end()) return absl::InternalError(absl::StrCat(validation.site, " did not answer"));
    if (!Answers(record->second, request)) {
      return absl::InternalError(
          absl::StrCat(validation.site, " told of other variables than it was asked for"));
    }
    const LackingColumns& lacking = admissions.at(validation.site).lacking;
    for (NumericCaseMix& variable : record->second.numeric) SayLacking(lacking, variable);
    for (CategoricalCaseMix& variable : record->second.categorical) SayLacking(lacking, variable);
    SiteCaseMix& case_mix = validation.case_mix.emplace();
    if (group.role != SiteRole::kDevelopment) {
      case_mix.standardised_differences = DifferencesOf(record->second, reference);
    }
    case_mix.told = std::move(record->second);
  }
  return absl::OkStatus();
}

}  // namespace osteon::models
