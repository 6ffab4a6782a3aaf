// Every model on the patients of all external sites together, from masked sums.
#ifndef OSTEON_MODELS_PIPELINE_STACK_EXTERNAL_H_
#define OSTEON_MODELS_PIPELINE_STACK_EXTERNAL_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/pipeline/pipeline_result.h"
#include "models/pipeline/study_result.h"
#include "models/study/study.h"

namespace osteon::models {

// By model. AUC with its bounds, classification table, decision curve and the ROC's counts from how many
// patients of each outcome have p >= k / 1000; table and curve at other thresholds from the sites' own
// counts, where all of them are told. Brier score, events over expected, and the intercept and slope of logit
// P(y = 1) = a + b logit p, from sums: Newton's method over the sites, to the fit of the pooled patients.
// About 15 rounds, models side by side.
//
// A model is unavailable, with the reason, where the sums are not masked (fewer than kLeastMaskedSites
// external sites, or secure_aggregation off), and suppressed where a rule keeps one site out: a sum over the
// others would tell that site's next to a later one. So is it unavailable where a site leaves the model out.
// A column of risks has counts and no sums of squares or
// fits.
absl::StatusOr<std::map<std::string, StackedPerformance>> StackExternal(
    Federation& federation, const Study& study, const PipelineResult& pipeline,
    const std::vector<SiteValidation>& external);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_STACK_EXTERNAL_H_
