// Tables and figures of performance that several sections show.
#ifndef OSTEON_COORDINATOR_REPORT_PERFORMANCE_PARTS_H_
#define OSTEON_COORDINATOR_REPORT_PERFORMANCE_PARTS_H_

#include <optional>
#include <string>
#include <vector>

#include "coordinator/report/html.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// One model at one site.
struct SiteMetrics {
  std::string site;
  const models::ValidationMetrics* metrics;
};

// The rows of one model in a table.
struct ModelMetrics {
  std::string model;
  std::vector<SiteMetrics> sites;
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

// The site's name, marked where its results are imprecise.
Html SiteCell(const SiteMetrics& entry);

// The estimate over its interval, or why there is none.
// Where a disclosure rule keeps a number back.
Html SuppressedCell(const std::string& rule);
Html EstimateCell(const models::MaybeEstimate& maybe, int decimals);
Html NumberCell(const std::optional<double>& value, int decimals);

// Discrimination, calibration and Brier score.
Html PerformanceTable(const std::string& caption, const std::vector<ModelMetrics>& models,
                      Numbering& numbering);
// Classification at the threshold.
Html ThresholdTableOf(const std::string& caption, const std::vector<ModelMetrics>& models,
                      Numbering& numbering);

// Two models on the same patients, site by site.
Html ComparisonsTable(const std::string& caption, const std::vector<models::SiteValidation>& validations,
                      Numbering& numbering);

// Net benefit: a figure and a table.
Html DecisionCurves(const std::string& caption, const std::vector<ModelMetrics>& models,
                    Numbering& numbering);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_PERFORMANCE_PARTS_H_
