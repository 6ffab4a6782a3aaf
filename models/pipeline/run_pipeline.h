// The steps of a study on one set of training patients, in their order: imputation, harmonisation, screening,
// models. Run once for the study itself, and again for every site left out and every bootstrap replicate.
#ifndef OSTEON_MODELS_PIPELINE_RUN_PIPELINE_H_
#define OSTEON_MODELS_PIPELINE_RUN_PIPELINE_H_

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/pipeline/pipeline_result.h"
#include "models/study/study.h"

namespace osteon::models {

struct PipelineScope {
  std::string name;                      // empty: the study's own; "without beta"; "replicate 3"
  std::string purpose;                   // of all rounds; empty: each step's own
  std::vector<std::string> sites;        // whose training patients, sorted
  std::vector<std::string> prepared_at;  // that are told how to prepare their tables, sorted
  std::uint32_t replicate = 0;           // of the bootstrap; 0: none
  std::uint64_t seed = 0;
  // Of a block of products, the intercept counted: what the sites' disclosure rules allow (block_columns.h).
  double most_block_columns = std::numeric_limits<double>::infinity();
  bool with_thresholds = false;  // chosen as the study says; in its own run nomograms as well
};

// `features`: the candidates, in the study's order. `keep`: what was selected before is taken as it is
// (features, stepwise predictors, penalties) and only coefficients are fitted anew.
//
// Screening and harmonisation are done once, outside the cross-validation of penalised models: that chooses
// the penalty and does not estimate performance. Errors are those of the steps, with the model's name in
// front; in a rerun (scope.name not empty) a model without an estimate is listed in `failed`, with those that
// it is a predictor of, and the others go on.
absl::StatusOr<PipelineResult> RunPipeline(Federation& federation, const Study& study,
                                           const std::vector<std::string>& features,
                                           const PipelineScope& scope, const PipelineResult* keep = nullptr);

// Whether an error is about the data, so that other models and runs may still work; not so when the study was
// cancelled or the coordinator stops.
bool IsAboutData(const absl::Status& status);

// What a model needs to predict at a site that it has no effect of: its terms, with site effects replaced by
// the inverse-variance mean of the development sites' intercepts.
std::vector<LinearTerm> TermsAtNewSite(const FittedModel& model);
// At a development site, its own effect included.
std::vector<LinearTerm> TermsAtDevelopment(const FittedModel& model);

// "site" and the site's name, as R names the dummies of a factor.
std::string SiteEffectName(const std::string& site);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_RUN_PIPELINE_H_
