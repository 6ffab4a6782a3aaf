// What was learned before and beside the models' coefficients, for model.json.
#ifndef OSTEON_COORDINATOR_REPORT_PIPELINE_JSON_H_
#define OSTEON_COORDINATOR_REPORT_PIPELINE_JSON_H_

#include "common/json/json_text.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// "screening": a list with one object for each step.
Json ScreeningJson(const std::vector<models::StepLog>& log);

// "missing": method, and for each column the value that stands in, how many lacked it, by outcome.
Json MissingJson(const models::Study& study, const models::PipelineResult& pipeline);

// "harmonisation": method, batch, covariates, and ComBat's parameters for each feature.
Json HarmonisationJson(const models::Study& study, const models::PipelineResult& pipeline);

// "path" of a penalised model, its coefficients by index into "lambda"; null for others.
Json PathJson(const models::ModelDetails& details);

// "cv" of a penalised model; null for others.
Json CrossValidationJson(const models::ModelDetails& details);

// "nomogram", or {"unavailable": why}; null for models that have none.
Json NomogramJson(const models::ModelDetails& details);

// "sample_size".
Json SampleSizeJson(const models::SampleSizes& sizes);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_PIPELINE_JSON_H_
