// Who the sites' patients are, and where their risks lie, for the files.
#ifndef OSTEON_COORDINATOR_REPORT_CASE_MIX_FILES_H_
#define OSTEON_COORDINATOR_REPORT_CASE_MIX_FILES_H_

#include <string>

#include "common/json/json_text.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// {"read", "excluded": {REASON: n}, "analysed"}: of the rows of this validation. Null without an admission.
Json FlowJson(const ReportInput& input, const models::SiteValidation& validation);

// {"n", "events", "prevalence", "variables": [{"name", "type", ..., "standardised_difference"}]}, or why
// there is none. Quartiles are those of the units check, which is of all the site's patients; unavailable for
// a part of them.
Json CaseMixJson(const ReportInput& input, const models::SiteValidation& validation);

// {MODEL: {"mean_difference", "sd_ratio"}}.
Json ShiftsJson(const models::SiteValidation& validation);

// {"edges", "events", "non_events"}, or why there is none; null where it was not asked for.
Json HistogramJson(const models::Maybe<models::Histogram>& histogram);

// {"mean", "sd", "events": {"mean", "sd"}, "non_events": {"mean", "sd"}}, or why there is none.
Json ScoreMomentsJson(const models::ScoreMoments& moments);

// A row is a variable of a site in a role, or a level of one.
std::string CaseMixCsv(const ReportInput& input);

// A row is a model at a site in a role.
std::string RecalibrationCsv(const models::StudyResult& result);

// A row is a bin of a model's risks or linear predictors at a site in a role.
std::string HistogramsCsv(const models::StudyResult& result);

// A row is a metric of a model in a subgroup: variable, level, and the columns of validation.csv.
std::string SubgroupsCsv(const models::StudyResult& result);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_CASE_MIX_FILES_H_
