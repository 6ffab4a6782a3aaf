// Tables and figures of performance that several sections show.
#ifndef OSTEON_COORDINATOR_REPORT_PERFORMANCE_PARTS_H_
#define OSTEON_COORDINATOR_REPORT_PERFORMANCE_PARTS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/report/html.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// One model at one site.
struct SiteMetrics {
  std::string site;
  models::SiteRole role;
  const models::ValidationMetrics* metrics;
};

// A site that the model is not validated at.
struct SiteLeftOut {
  std::string site;
  models::SiteRole role;
  std::string why;
};

// The rows of one model in a table.
struct ModelMetrics {
  std::string model;
  std::vector<SiteMetrics> sites;
  std::vector<SiteLeftOut> left_out{};
};

// By model, in the order of the study; models without a site are left out. The result points into
// `validations`.
std::vector<ModelMetrics> MetricsByModel(const models::StudyResult& result,
                                         const std::vector<models::SiteValidation>& validations);
// The same of SiteValidation::harmonised_on_site.
std::vector<ModelMetrics> HarmonisedByModel(const models::StudyResult& result);

// The validations in one role, in their order.
std::vector<models::SiteValidation> InRole(const models::StudyResult& result, models::SiteRole role);

// "Performance at the external sites".
std::string CaptionOf(models::SiteRole role);

// "training (apparent)", "hold-out", "external": the cohort in tables that have several. With harmonisation
// the external sites are "external, as deployed (primary)".
std::string CohortName(const ReportInput& input, models::SiteRole role);

// " imprecise", in a frame.
Html ImpreciseMark();
// The site's name, marked where its results are imprecise.
Html SiteCell(const SiteMetrics& entry);

// "No model was validated at any site."
Html NothingValidated();

// A row for each site that the model is left out at, in `columns` columns of which the first two are site and
// cohort.
void AddLeftOut(const ReportInput& input, const ModelMetrics& model, std::size_t columns, Table& table);

// Where a disclosure rule keeps a number back.
Html SuppressedCell(const std::string& rule);
// The estimate over its interval, or why there is none.
Html EstimateCell(const models::MaybeEstimate& maybe, int decimals);
Html NumberCell(const std::optional<double>& value, int decimals);

// Discrimination, calibration and Brier score of sites in one role.
Html PerformanceTable(const std::string& caption, const std::vector<ModelMetrics>& models, const Html& source,
                      Numbering& numbering);

// All cohorts in one table each.
Html CalibrationTable(const ReportInput& input, const std::vector<ModelMetrics>& models,
                      Numbering& numbering);
Html BrierTable(const ReportInput& input, const std::vector<ModelMetrics>& models, Numbering& numbering);
// Classification at the threshold.
Html ClassificationTable(const ReportInput& input, const std::vector<ModelMetrics>& models,
                         Numbering& numbering);

// Two models on the same patients, site by site.
Html ComparisonsTable(const ReportInput& input, Numbering& numbering);

// Net benefit: a figure and a table. Empty where there is no curve.
Html DecisionCurves(const ReportInput& input, models::SiteRole role, const std::vector<ModelMetrics>& models,
                    Numbering& numbering);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_PERFORMANCE_PARTS_H_
