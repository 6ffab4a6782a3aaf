// What a pipeline learned, as CSV: as tables.h, a header line alone where there is nothing.
#ifndef OSTEON_COORDINATOR_REPORT_PIPELINE_TABLES_H_
#define OSTEON_COORDINATOR_REPORT_PIPELINE_TABLES_H_

#include <string>

#include "coordinator/report/report_input.h"

namespace osteon::report {

// One row per column that may be missing: column, value, lower, upper (the interval that holds a median),
// patients, events, missing, missing_events, warning.
std::string ImputationCsv(const models::PipelineResult& pipeline);

// One row per step and candidate, kept ones first in the step's order: number (of the step, from 1), step,
// feature, kept, reason, flagged, then one column per measure that any step has.
std::string ScreeningCsv(const models::PipelineResult& pipeline);

// One row per criterion and per model and external site: part (development, validation), model, site,
// measure, value, unavailable.
std::string SampleSizeCsv(const models::SampleSizes& sizes);

// One row per penalised model, penalty and term that is not zero, the intercept among them: model, number (of
// the penalty, from 1), lambda, df, deviance_ratio, finished, term, coefficient, coefficient_standardised.
std::string PathCsv(const models::PipelineResult& pipeline);

// One row per penalised model and penalty of the curve: model, number, lambda, deviance, deviance_se, auc,
// auc_se, auc_lower, auc_upper, squared_error, misclassified, lambda_min, lambda_1se, chosen.
std::string CrossValidationCsv(const models::PipelineResult& pipeline);

// One row per step of a stepwise model: model, step (0: the beginning), change, deviance, aic, bic.
std::string StepwiseCsv(const models::PipelineResult& pipeline);

// One row per tick: model, axis (a predictor, "linear predictor" or "risk"), value (of a category: its
// level), points (of the two scales: total points).
std::string NomogramCsv(const models::PipelineResult& pipeline);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_PIPELINE_TABLES_H_
