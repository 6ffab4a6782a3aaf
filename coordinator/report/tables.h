// The tables of the report as CSV, for read.csv and spreadsheets: one header line, numbers with 17
// significant digits, an empty cell where there is no number. The numbers of the input are finite
// (MakeResultFiles has made the JSON files before).
#ifndef OSTEON_COORDINATOR_REPORT_TABLES_H_
#define OSTEON_COORDINATOR_REPORT_TABLES_H_

#include <string>

#include "coordinator/report/report_input.h"

namespace osteon::report {

// One row per site: site, role, read, excluded, patients, events, train_patients, train_events,
// holdout_patients, holdout_events, dataset_sha256, then one column "excluded: <reason>" per reason that some
// site names, in alphabetical order.
std::string SitesCsv(const ReportInput& input);

// One row per term of each model: model, kind, term, coefficient, standard_error, lower, upper, p,
// odds_ratio, odds_ratio_lower, odds_ratio_upper, coefficient_standardised, mean, scale. An odds ratio beyond
// a double's range is left empty, and so is the intercept's.
std::string CoefficientsCsv(const models::StudyResult& result);

// Long form, one row per site, role, model and metric: site, role, model, metric, estimate, se, lower, upper,
// method, unavailable. Counts, Brier scores and the threshold have an estimate only.
std::string ValidationCsv(const models::StudyResult& result);

// The header of validation.csv, and the rows of one model at one site in one role. `fitted_here`: the model
// was fitted to these patients.
std::string MetricsHeader();
void AddMetrics(const std::string& site, const std::string& role, const std::string& model,
                const models::ValidationMetrics& metrics, bool fitted_here, std::string& out);

// One row per site: site, requests, bytes_sent, bytes_received, scalars_released, scalars_held.
std::string LedgerCsv(const LedgerSummary& ledger);

// One row per round trip: round (from 1), purpose, kind, request_sha256, scalars, seconds, sites
// (that answered, separated by "; ").
std::string RoundsCsv(const LedgerSummary& ledger);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_TABLES_H_
