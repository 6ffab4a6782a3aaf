// What a study ends with.
#ifndef OSTEON_MODELS_PIPELINE_STUDY_RESULT_H_
#define OSTEON_MODELS_PIPELINE_STUDY_RESULT_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/federation/records.h"
#include "models/pipeline/performance.h"
#include "models/pipeline/pipeline_result.h"
#include "models/pipeline/validation_groups.h"
#include "models/sample_size/development.h"
#include "models/sample_size/validation.h"
#include "models/validation/case_mix.h"
#include "models/validation/compare_units.h"
#include "models/validation/membership.h"
#include "models/validation/meta_analysis.h"
#include "models/validation/optimism.h"
#include "models/validation/pool_comparisons.h"
#include "models/validation/pool_sites.h"
#include "models/validation/stacked.h"

namespace osteon::models {

struct SiteComparison {
  std::string a, b;  // models
  ModelComparison comparison;
  std::string left_out{};  // why there is none: one of the models is left out at this site
};

// A site's patients, as a model sees them, against the development sites'.
struct CaseMixShift {
  Maybe<double> mean_difference;   // of the linear predictor, site less development, log-odds
  Maybe<double> sd_ratio;          // of the linear predictor, site over development
  Maybe<Membership> membership{};  // by the model's predictors and the outcome
};

// Who a site's patients are, and how they differ from the development sites' (train) patients.
struct SiteCaseMix {
  CaseMix told;
  // By variable; empty at development sites.
  std::map<std::string, Maybe<double>> standardised_differences;
};

// ModelPerformance of every model at one site in one role.
struct SiteValidation {
  std::string site;
  SiteRole role;
  std::vector<std::pair<std::string, ValidationMetrics>> models;  // in the study's order
  std::vector<SiteComparison> comparisons;                        // in the study's order
  // Harmonised with estimates from the site's own patients: transductive, beside the primary result.
  std::vector<std::pair<std::string, ValidationMetrics>> harmonised_on_site;
  std::string not_harmonised;                    // why there is none, where the study harmonises
  std::optional<SiteCaseMix> case_mix{};         // none of sites left out of a fit
  std::map<std::string, CaseMixShift> shifts{};  // by model; at hold-outs and external sites
  // (model, its performance by the levels of one variable), models in the study's order.
  std::vector<std::pair<std::string, Subgroups>> subgroups{};
  // Models that are not validated here, for lack of a column -> why. They are in none of the above but
  // `comparisons` and `shifts`.
  std::map<std::string, std::string> left_out{};
};

// Meta-analysis of each model over sites.
using PooledModels = std::map<std::string, PooledPerformance>;

struct InternalExternal {
  std::map<std::string, PipelineResult> without;  // the site left out -> what the others gave
  std::map<std::string, std::string> failed;      // the site left out -> why the others gave no model
  std::vector<SiteValidation> sites;              // that were left out
  PooledModels pooled;
};

// Two models over sites, in the study's order of pairs.
struct ComparedModels {
  std::string a, b;
  PooledComparison comparison;
};

// What the bootstrap says of one model.
struct OptimismCorrected {
  bool selection_included = true;
  std::optional<OptimismCorrection> corrected;
  std::string unavailable;  // why not
  // The calibration curve at risks `grid`; absent where the model has none of its own.
  std::vector<double> grid;
  std::optional<CorrectedCurve> curve;
  int failed = 0;                      // replicates without a model
  std::map<std::string, int> reasons;  // of those
};

struct SampleSizes {
  std::uint64_t candidate_parameters = 0;
  std::optional<DevelopmentSampleSize> development;
  std::string unavailable;  // why not
  // By model and external site, if the model does there as it does in development.
  std::map<std::string, std::map<std::string, ExpectedPrecision>> validation;
};

struct StudyResult {
  std::map<std::string, Admission> admissions;        // every site
  UnitsComparison units;                              // of every site's values as measured
  PipelineResult pipeline;                            // on all development sites
  std::map<std::string, ModelPerformance> apparent;   // by fitted model, on the training patients
  std::vector<SiteValidation> validations;            // development, hold-out, external; sites sorted within
  PooledModels pooled;                                // over external sites
  std::vector<ComparedModels> pooled_comparisons;     // over external sites
  std::map<std::string, StackedPerformance> stacked;  // by model, over external patients together
  std::optional<InternalExternal> internal_external;
  std::map<std::string, OptimismCorrected> optimism_corrected;  // by model
  SampleSizes sample_size;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_STUDY_RESULT_H_
