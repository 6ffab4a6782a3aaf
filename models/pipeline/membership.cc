#include "models/pipeline/membership.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/disclosure/breach.h"
#include "models/federation/prepared_federation.h"
#include "models/federation/side_by_side.h"

namespace osteon::models {
namespace {

using Eigen::Index;

constexpr char kMembership[] = "membership";

std::vector<StandardisedColumn> UsedPredictors(const FittedModel& model) {
  std::vector<StandardisedColumn> predictors;
  for (const ModelTerm& term : model.terms) {
    const bool effect = std::find(model.site_effects.begin(), model.site_effects.end(), term.name) !=
                        model.site_effects.end();
    if (term.name == "(Intercept)" || term.coefficient == 0 || effect) continue;
    predictors.push_back({term.name, term.mean, term.scale});
  }
  return predictors;
}

// Why it is not asked for.
std::string WhyNoMembership(const FittedModel& model, const std::vector<StandardisedColumn>& predictors) {
  if (model.n == 0) return "the model was not fitted to this study's patients";
  if (predictors.empty()) return "the model has no predictor";
  if (predictors.size() > kMostMembershipPredictors) {
    return absl::StrCat("the model has more than ", kMostMembershipPredictors, " predictors");
  }
  return "";
}

// Of the predictors and the outcome, from the sums at coefficients 0, where every risk is a half and every
// weight a quarter.
Eigen::MatrixXd CorrelationsFrom(const RingVector& sums, Index p, double prevalence) {
  const double n = sums.DecodeBlock(0)[0];
  const std::vector<double> gradient = sums.DecodeBlock(2), triangle = sums.DecodeBlock(3);
  Eigen::MatrixXd covariance(p + 1, p + 1);
  Eigen::VectorXd mean(p + 1);
  mean(p) = prevalence;
  std::size_t at = 1;  // behind the intercept's own
  for (Index j = 0; j < p; ++j) {
    mean(j) = 4 * triangle[at++] / n;
    for (Index k = 0; k <= j; ++k)
      covariance(j, k) = covariance(k, j) = 4 * triangle[at++] / n - mean(j) * mean(k);
    const double with_outcome = gradient[static_cast<std::size_t>(j) + 1] / n + mean(j) / 2;
    covariance(j, p) = covariance(p, j) = with_outcome - mean(j) * prevalence;
  }
  covariance(p, p) = prevalence * (1 - prevalence);
  const Eigen::VectorXd scale = covariance.diagonal().cwiseSqrt().cwiseInverse();
  return scale.asDiagonal() * covariance * scale.asDiagonal();
}

absl::Status LearnVariables(Federation& federation, const FittedModel& model,
                            std::vector<StandardisedColumn> predictors, const std::vector<std::string>& sites,
                            Maybe<ModelVariables>& out) {
  LogisticRequest request;
  request.columns = predictors;
  request.beta.assign(predictors.size() + 1, 0);
  request.patients = model.n;
  request.sites = static_cast<int>(sites.size());
  const absl::StatusOr<RingVector> sums = federation.Sum({kMembership, model.name, sites}, request);
  if (absl::IsFailedPrecondition(sums.status())) {
    if (const std::optional<std::string> rule = RuleNamedIn(sums.status().message())) {
      out.unavailable = Suppressed(*rule);
      return absl::OkStatus();
    }
  }
  if (!sums.ok()) return sums.status();
  ModelVariables& variables = out.value.emplace();
  variables.patients = model.n;
  variables.prevalence = static_cast<double>(model.events) / static_cast<double>(model.n);
  variables.correlations =
      CorrelationsFrom(*sums, static_cast<Index>(predictors.size()), variables.prevalence);
  variables.predictors = std::move(predictors);
  return absl::OkStatus();
}

struct Compared {
  MeanAndSd site, development;
};

// Of what a share of n patients has: 0 or 1, with n - 1.
MeanAndSd OfShare(double share, double n) {
  return {share, std::sqrt(share * (1 - share) * n / (n - 1))};
}

// What single sites tell of a model's predictors.
class ToldMeans {
 public:
  ToldMeans(const Study& study, const SiteValidation& site, const DevelopmentReference& reference,
            std::uint64_t patients)
      : study_(study), site_(site), reference_(reference), patients_(static_cast<double>(patients)) {}

  Maybe<Compared> Of(const StandardisedColumn& predictor) const {
    for (const NumericCaseMix& variable : site_.case_mix->told.numeric) {
      if (variable.variable == predictor.name) return OfNumeric(variable);
    }
    for (const CategoricalCaseMix& variable : site_.case_mix->told.categorical) {
      const std::vector<std::string> columns = study_.DesignColumns(variable.variable);
      const auto found = std::find(columns.begin(), columns.end(), predictor.name);
      if (found != columns.end()) {
        return OfLevel(variable, static_cast<std::size_t>(found - columns.begin()) + 1);
      }
    }
    for (const auto& [model, metrics] : site_.models) {
      if (model != predictor.name) continue;  // a model's column has its name
      const Maybe<MeanAndSd>& told = metrics.linear_predictor.all;
      if (!told.value) return {std::nullopt, told.unavailable};
      return {
          Compared{*told.value, {predictor.mean, predictor.scale * std::sqrt(patients_ / (patients_ - 1))}},
          ""};
    }
    return {std::nullopt, absl::StrCat("single sites do not tell the mean of ", predictor.name)};
  }

 private:
  Maybe<Compared> OfNumeric(const NumericCaseMix& variable) const {
    const auto reference = reference_.numeric.find(variable.variable);
    if (!variable.moments.value) return {std::nullopt, variable.moments.unavailable};
    if (reference == reference_.numeric.end()) return {std::nullopt, "no development patients"};
    if (!reference->second.value) return {std::nullopt, reference->second.unavailable};
    return {Compared{*variable.moments.value, *reference->second.value}, ""};
  }

  Maybe<Compared> OfLevel(const CategoricalCaseMix& variable, std::size_t level) const {
    const auto reference = reference_.shares.find(variable.variable);
    if (!variable.levels.value) return {std::nullopt, variable.levels.unavailable};
    if (reference == reference_.shares.end()) return {std::nullopt, "no development patients"};
    if (!reference->second.value) return {std::nullopt, reference->second.unavailable};
    double patients = 0;
    for (const OutcomeCounts& counts : *variable.levels.value)
      patients += static_cast<double>(counts.patients());
    if (patients < 2) return {std::nullopt, "fewer than two patients have a value"};
    const double share = (*reference->second.value)[level];
    const auto here = static_cast<double>((*variable.levels.value)[level].patients());
    return {Compared{OfShare(here / patients, patients), OfShare(share, patients_)}, ""};
  }

  const Study& study_;
  const SiteValidation& site_;
  const DevelopmentReference& reference_;
  const double patients_;  // of development
};

}  // namespace

absl::StatusOr<MembershipReference> LearnMembership(Federation& federation, const Study& study,
                                                    const PipelineResult& pipeline) {
  MembershipReference membership;
  std::vector<Procedure> asked;
  View view;
  view.preparation = pipeline.preparation_name;
  for (const FittedModel& model : pipeline.models) {
    Maybe<ModelVariables>& of_model = membership[model.name];
    std::vector<StandardisedColumn> predictors = UsedPredictors(model);
    of_model.unavailable = WhyNoMembership(model, predictors);
    if (!of_model.unavailable.empty()) continue;
    asked.push_back([&study, &model, &of_model, view, predictors = std::move(predictors)](Federation& lane) {
      PreparedFederation seen(lane, view);
      return LearnVariables(seen, model, predictors, study.development, of_model);
    });
  }
  for (const absl::Status& result : RunSideBySide(federation, asked)) OSTEON_RETURN_IF_ERROR(result);
  return membership;
}

Maybe<Membership> MembershipAt(const Study& study, const SiteValidation& site, const std::string& model,
                               const MembershipReference& membership, const DevelopmentReference& reference) {
  const auto found = membership.find(model);
  if (found == membership.end()) return {std::nullopt, "no development patients"};
  if (!found->second.value) return {std::nullopt, found->second.unavailable};
  if (!site.case_mix) return {std::nullopt, "the site's case mix is not known"};
  const CaseMix& told = site.case_mix->told;
  if (!told.suppressed.empty()) return {std::nullopt, Suppressed(told.suppressed)};
  const ModelVariables& variables = *found->second.value;
  const auto p = static_cast<Index>(variables.predictors.size());
  Eigen::VectorXd differences(p + 1), ratios(p + 1);
  const auto compare = [&](Index j, const Compared& compared) {
    differences(j) = (compared.site.mean - compared.development.mean) / compared.development.sd;
    ratios(j) = compared.site.sd / compared.development.sd;
  };
  const ToldMeans means(study, site, reference, variables.patients);
  for (Index j = 0; j < p; ++j) {
    const StandardisedColumn& predictor = variables.predictors[static_cast<std::size_t>(j)];
    const Maybe<Compared> compared = means.Of(predictor);
    if (!compared.value) return {std::nullopt, compared.unavailable};
    if (!(compared.value->development.sd > 0)) {
      return {std::nullopt, absl::StrCat("development patients do not differ in ", predictor.name)};
    }
    compare(j, *compared.value);
  }
  if (told.n < 2) return {std::nullopt, "fewer than two patients"};
  const auto n = static_cast<double>(told.n);
  compare(p, {OfShare(static_cast<double>(told.events) / n, n),
              OfShare(variables.prevalence, static_cast<double>(variables.patients))});
  return MembershipOf(differences, ratios, variables.correlations, told.n, variables.patients);
}

}  // namespace osteon::models
