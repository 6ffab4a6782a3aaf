#include "models/pipeline/validate_models.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/disclosure/breach.h"
#include "models/harmonisation/estimate_batch.h"
#include "models/pipeline/admission.h"
#include "models/pipeline/case_mix.h"
#include "models/pipeline/describe_models.h"
#include "models/pipeline/run_pipeline.h"

namespace osteon::models {
namespace {

bool IsFrozen(const Study& study, const std::string& model) {
  const auto* given = std::get_if<GivenModel>(&study.FindModel(model)->kind);
  return given != nullptr && given->frozen && given->frozen->preparation != Preparation();
}

class GroupValidation {
 public:
  GroupValidation(Federation& federation, const Study& study, const PipelineResult& pipeline,
                  const ValidationGroup& group, const std::string& purpose,
                  const std::map<std::string, std::vector<double>>& score_edges,
                  const LeftOutModels& left_out)
      : federation_(federation),
        study_(study),
        pipeline_(pipeline),
        group_(group),
        purpose_(purpose),
        score_edges_(score_edges),
        left_out_(left_out) {}

  absl::StatusOr<std::vector<SiteValidation>> Run() {
    std::vector<SiteValidation> validations;
    for (const std::string& site : group_.sites) validations.push_back({site, group_.role, {}, {}, {}, ""});
    for (const FittedModel& model : pipeline_.models) {
      OSTEON_ASSIGN_OR_RETURN(auto metrics, Metrics(model, SitesWith({model.name}), false));
      for (SiteValidation& validation : validations) {
        if (std::string why = WhyLeftOut(left_out_, validation.site, model.name); !why.empty()) {
          validation.left_out[model.name] = std::move(why);
          continue;
        }
        OSTEON_ASSIGN_OR_RETURN(ValidationMetrics of_site, Of(metrics, validation.site));
        validation.models.emplace_back(model.name, std::move(of_site));
      }
    }
    for (const auto& [a, b] : study_.validation.compare) {
      if (pipeline_.failed.contains(a) || pipeline_.failed.contains(b)) continue;
      OSTEON_RETURN_IF_ERROR(Compare(a, b, validations));
    }
    if (study_.harmonise && group_.role == SiteRole::kExternal) {
      OSTEON_RETURN_IF_ERROR(HarmoniseOnSite(validations));
    }
    if (!score_edges_.empty()) OSTEON_RETURN_IF_ERROR(AddSubgroups(validations));
    return validations;
  }

 private:
  // Sites of the group where none of the models is left out.
  std::vector<std::string> SitesWith(const std::vector<std::string>& models) const {
    std::vector<std::string> sites;
    for (const std::string& site : group_.sites) {
      const bool has_all = std::all_of(models.begin(), models.end(), [&](const std::string& model) {
        return WhyLeftOut(left_out_, site, model).empty();
      });
      if (has_all) sites.push_back(site);
    }
    return sites;
  }

  View ViewOf(const std::string& model, bool on_site) const {
    View view;
    view.preparation = IsFrozen(study_, model) ? FrozenPreparationName(model) : pipeline_.preparation_name;
    view.harmonised_on_site = on_site;
    return view;
  }

  const FittedModel& Fitted(const std::string& name) const {
    return *std::find_if(pipeline_.models.begin(), pipeline_.models.end(),
                         [&](const FittedModel& model) { return model.name == name; });
  }

  // At sites that the model was fitted on with an effect of their own.
  ScoredModel AtSites(const FittedModel& model) const {
    return Scored(model,
                  group_.role == SiteRole::kExternal ? TermsAtNewSite(model) : TermsAtDevelopment(model));
  }

  ValidationRequest RequestFor(const FittedModel& model, bool on_site) const {
    ScoredModel scored = AtSites(model);
    ValidationRequest request;
    request.model = model.name;
    request.terms = std::move(scored.terms);
    request.score_column = std::move(scored.score_column);
    request.rows = group_.rows;
    request.threshold = pipeline_.details.at(model.name).threshold;
    request.decision_thresholds = study_.validation.decision_thresholds;
    request.view = ViewOf(model.name, on_site);
    return request;
  }

  absl::StatusOr<std::map<std::string, ValidationMetrics>> Metrics(const FittedModel& model,
                                                                   const std::vector<std::string>& sites,
                                                                   bool on_site) {
    if (sites.empty()) return std::map<std::string, ValidationMetrics>();
    ValidationRequest request = RequestFor(model, on_site);
    const auto edges = score_edges_.find(model.name);
    if (!on_site && edges != score_edges_.end()) request.score_edges = edges->second;
    OSTEON_ASSIGN_OR_RETURN(auto answers, federation_.Gather({purpose_, model.name, sites}, request));
    return RecordsOf<ValidationMetrics>(std::move(answers));
  }

  absl::Status AddSubgroups(std::vector<SiteValidation>& validations) {
    for (const FittedModel& model : pipeline_.models) {
      for (const std::string& column : study_.validation.subgroups) {
        OSTEON_RETURN_IF_ERROR(AddSubgroups(model, SubgroupsBy(study_, column), validations));
      }
    }
    return absl::OkStatus();
  }

  // Where one site's rule refuses, no site's subgroups are told.
  absl::Status AddSubgroups(const FittedModel& model, SubgroupVariable variable,
                            std::vector<SiteValidation>& validations) {
    const std::string name = variable.name;
    const std::vector<std::string> sites = SitesWith({model.name});
    if (sites.empty()) return absl::OkStatus();
    const SubgroupRequest request{RequestFor(model, false), std::move(variable)};
    auto answers = federation_.Gather({purpose_, model.name, sites}, request);
    if (absl::IsFailedPrecondition(answers.status())) {
      if (const std::optional<std::string> rule = RuleNamedIn(answers.status().message())) {
        for (SiteValidation& validation : validations) {
          if (validation.left_out.contains(model.name)) continue;
          validation.subgroups.emplace_back(model.name, Subgroups{name, {}, *rule});
        }
        return absl::OkStatus();
      }
    }
    if (!answers.ok()) return answers.status();
    OSTEON_ASSIGN_OR_RETURN(auto records, RecordsOf<Subgroups>(*std::move(answers)));
    for (SiteValidation& validation : validations) {
      if (validation.left_out.contains(model.name)) continue;
      OSTEON_ASSIGN_OR_RETURN(Subgroups of_site, Of(records, validation.site));
      if (of_site.variable != name) {
        return absl::InternalError(
            absl::StrCat(validation.site, " told of other subgroups than it was asked for"));
      }
      validation.subgroups.emplace_back(model.name, std::move(of_site));
    }
    return absl::OkStatus();
  }

  template <typename Record>
  static absl::StatusOr<Record> Of(std::map<std::string, Record>& records, const std::string& site) {
    const auto found = records.find(site);
    if (found == records.end()) return absl::InternalError(absl::StrCat(site, " did not answer"));
    return std::move(found->second);
  }

  absl::Status Compare(const std::string& a, const std::string& b, std::vector<SiteValidation>& validations) {
    ComparisonRequest request;
    request.a = AtSites(Fitted(a));
    request.b = AtSites(Fitted(b));
    request.rows = group_.rows;
    const std::optional<double>& of_a = pipeline_.details.at(a).threshold;
    const std::optional<double>& of_b = pipeline_.details.at(b).threshold;
    if (of_a && of_b) request.thresholds = ThresholdPair{*of_a, *of_b};
    request.decision_thresholds = study_.validation.decision_thresholds;
    request.view_a = ViewOf(a, false);
    request.view_b = ViewOf(b, false);
    std::map<std::string, ModelComparison> comparisons;
    if (const std::vector<std::string> sites = SitesWith({a, b}); !sites.empty()) {
      OSTEON_ASSIGN_OR_RETURN(auto answers, federation_.Gather({purpose_, a, sites}, request));
      OSTEON_ASSIGN_OR_RETURN(comparisons, RecordsOf<ModelComparison>(std::move(answers)));
    }
    for (SiteValidation& validation : validations) {
      if (std::string why = WhyNotCompared(validation, a, b); !why.empty()) {
        validation.comparisons.push_back({a, b, {}, std::move(why)});
        continue;
      }
      OSTEON_ASSIGN_OR_RETURN(ModelComparison of_site, Of(comparisons, validation.site));
      validation.comparisons.push_back({a, b, std::move(of_site)});
    }
    return absl::OkStatus();
  }

  static std::string WhyNotCompared(const SiteValidation& validation, const std::string& a,
                                    const std::string& b) {
    std::string why;
    for (const std::string& model : {a, b}) {
      const auto left_out = validation.left_out.find(model);
      if (left_out == validation.left_out.end()) continue;
      absl::StrAppend(&why, why.empty() ? "" : "; ", "model ", model, ": ", left_out->second);
    }
    return why;
  }

  absl::Status HarmoniseOnSite(std::vector<SiteValidation>& validations) {
    std::vector<std::string> sites;
    for (SiteValidation& validation : validations) {
      if (validation.models.empty()) continue;
      if (validation.models.front().second.n >= kLeastTransductivePatients) {
        sites.push_back(validation.site);
      } else {
        validation.not_harmonised = absl::StrCat("fewer than ", kLeastTransductivePatients, " patients");
      }
    }
    for (SiteValidation& validation : validations) {
      if (std::find(sites.begin(), sites.end(), validation.site) == sites.end()) continue;
      OSTEON_RETURN_IF_ERROR(HarmoniseAt(validation));
    }
    return absl::OkStatus();
  }

  // One site's refusal (a scanner with too few patients) is not another's.
  absl::Status HarmoniseAt(SiteValidation& validation) {
    for (const FittedModel& model : pipeline_.models) {
      if (!IsFitted(*study_.FindModel(model.name)) || validation.left_out.contains(model.name)) continue;
      auto metrics = Metrics(model, {validation.site}, true);
      if (absl::IsFailedPrecondition(metrics.status())) {
        validation.harmonised_on_site.clear();
        validation.not_harmonised = std::string(metrics.status().message());
        return absl::OkStatus();
      }
      if (!metrics.ok()) return metrics.status();
      OSTEON_ASSIGN_OR_RETURN(ValidationMetrics of_site, Of(*metrics, validation.site));
      validation.harmonised_on_site.emplace_back(model.name, std::move(of_site));
    }
    return absl::OkStatus();
  }

  Federation& federation_;
  const Study& study_;
  const PipelineResult& pipeline_;
  const ValidationGroup& group_;
  const std::string& purpose_;
  const std::map<std::string, std::vector<double>>& score_edges_;
  const LeftOutModels& left_out_;
};

}  // namespace

std::string FrozenPreparationName(const std::string& model) {
  return absl::StrCat("given ", model);
}

absl::StatusOr<std::vector<SiteValidation>> ValidateGroup(
    Federation& federation, const Study& study, const PipelineResult& pipeline, const ValidationGroup& group,
    const std::string& purpose, const std::map<std::string, std::vector<double>>& score_edges,
    const LeftOutModels& left_out) {
  return GroupValidation(federation, study, pipeline, group, purpose, score_edges, left_out).Run();
}

absl::StatusOr<PooledModels> PoolValidations(const std::vector<SiteValidation>& validations) {
  std::map<std::string, std::map<std::string, ValidationMetrics>> by_model;
  std::map<std::string, SitesLeftOut> left_out;
  for (const SiteValidation& validation : validations) {
    for (const auto& [model, metrics] : validation.models) by_model[model][validation.site] = metrics;
    for (const auto& [model, why] : validation.left_out) left_out[model][validation.site] = why;
  }
  for (const auto& [model, sites] : left_out) by_model.try_emplace(model);
  PooledModels pooled;
  for (const auto& [model, sites] : by_model) {
    absl::StatusOr<PooledPerformance> performance = PoolSites(sites, left_out[model]);
    if (!performance.ok()) {
      return absl::Status(performance.status().code(),
                          absl::StrCat("pooling of ", model, ": ", performance.status().message()));
    }
    pooled.emplace(model, *std::move(performance));
  }
  return pooled;
}

absl::StatusOr<std::vector<ComparedModels>> PoolComparisonsOf(
    const std::vector<SiteValidation>& validations) {
  std::vector<std::pair<std::string, std::string>> pairs;  // every site has the study's
  if (!validations.empty()) {
    for (const SiteComparison& compared : validations.front().comparisons)
      pairs.emplace_back(compared.a, compared.b);
  }
  std::vector<ComparedModels> pooled;
  for (const auto& [a, b] : pairs) {
    std::map<std::string, ModelComparison> sites;
    SitesLeftOut left_out;
    for (const SiteValidation& validation : validations) {
      for (const SiteComparison& compared : validation.comparisons) {
        if (compared.a != a || compared.b != b) continue;
        if (compared.left_out.empty()) {
          sites[validation.site] = compared.comparison;
        } else {
          left_out[validation.site] = compared.left_out;
        }
      }
    }
    absl::StatusOr<PooledComparison> comparison = PoolComparisons(sites, left_out);
    if (!comparison.ok()) {
      return absl::Status(comparison.status().code(), absl::StrCat("pooling of ", a, " against ", b, ": ",
                                                                   comparison.status().message()));
    }
    pooled.push_back({a, b, *std::move(comparison)});
  }
  return pooled;
}

}  // namespace osteon::models
