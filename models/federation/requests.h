// The closed list of what may be asked of a site. A request says everything that a summand's length and
// meaning depend on; each kind has its kernel (kernels.h) and its message (proto/osteon/v1/requests.proto).
#ifndef OSTEON_MODELS_FEDERATION_REQUESTS_H_
#define OSTEON_MODELS_FEDERATION_REQUESTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/fixed_point/ring.h"
#include "models/data/analysis_table.h"
#include "models/federation/batch_requests.h"
#include "models/federation/bundle_requests.h"
#include "models/federation/case_mix_request.h"
#include "models/federation/count_requests.h"
#include "models/federation/harmonisation_requests.h"
#include "models/federation/performance_request.h"
#include "models/federation/screening_requests.h"
#include "models/federation/standardised_column.h"
#include "models/federation/validation_requests.h"
#include "models/federation/variable_summary_request.h"
#include "models/preparation/view.h"

namespace osteon::models {

// --- Sums ---

// Patients, events, and for each column the exact sum of x and of x^2.
struct MomentsRequest {
  std::vector<std::string> columns;
  RowSet rows = RowSet::kTrain;
  int sites = 1;  // how many summands are added; bounds each one
  friend bool operator==(const MomentsRequest&, const MomentsRequest&) = default;
};

// Log-likelihood, gradient and (when asked) information of the logistic model at `beta`, in standardised
// coordinates z = (x - mean) / scale.
struct LogisticRequest {
  std::vector<StandardisedColumn> columns;  // (p)
  std::vector<double> beta;                 // (q) intercept first, finite; q = 1 + p, or p without intercept
  bool information = true;                  // the lower triangle of X'WX, q (q + 1) / 2 numbers
  RowSet rows = RowSet::kTrain;
  std::uint64_t patients = 0;  // over all sites: makes the scale of the fixed-point numbers
  int sites = 1;
  std::string offset;     // a column added to the linear predictor as it is; empty: none
  bool intercept = true;  // without, there is at least one column
  friend bool operator==(const LogisticRequest&, const LogisticRequest&) = default;
};

using SumRequest = std::variant<  //
    MomentsRequest,               //
    LogisticRequest,              //
    FoldMomentsRequest,           //
    LogisticBatchRequest,         //
    HeldOutScoresRequest,         //
    ClassMomentsRequest,          //
    CorrelationRequest,           //
    ReaderAgreementRequest,       //
    MissingRequest,               //
    PresentMomentsRequest,        //
    CutCountsRequest,             //
    BatchMomentsRequest,          //
    ScoreCountsRequest,           //
    PerformanceRequest,           //
    PrepareRequest,               //
    ConfirmCountsRequest,         //
    BundleRequest>;

// One sum of a bundle.
struct BundlePart {
  std::string fit;                 // the model that is fitted, or empty
  std::vector<std::string> sites;  // whose summands are added: some of the round's, sorted
  View view;
  SumRequest request;
  friend bool operator==(const BundlePart&, const BundlePart&) = default;
};

// The layout of a request's summand, known to both sides.
//   moments:  "counts" (patients, events), "sum" (p), "square" (p)
//   logistic: "counts" (patients), "loglik" (1), "gradient" (q), "information" (q (q + 1) / 2, the lower
//             triangle row by row), in one word each with LogisticFractionBits(patients, sites) places
//   fold_moments, logistic_batch: see batch_requests.h
//   screening's: screening_requests.h; batch_moments: harmonisation_requests.h; prepare, bundle:
//   bundle_requests.h; confirm_counts: count_requests.h; performance: performance_request.h
//   screening's: screening_requests.h; score_counts: validation_requests.h
RingLayout LayoutOf(const SumRequest& request);

// 62 - ceil(log2(64 * patients * sites)), at most 52: with standardised columns Cauchy-Schwarz bounds every
// sum by the number of patients, and the log-likelihood by 31 of it while no linear predictor exceeds 30.
int LogisticFractionBits(std::uint64_t patients, int sites);

// --- Records of single sites ---

// What a site brings: counts, exclusions, and the hash of its frozen data.
struct AdmissionRequest {
  friend bool operator==(const AdmissionRequest&, const AdmissionRequest&) = default;
};

// Performance of one frozen model on the site's own rows. Exactly one of `terms` and `score_column` is given.
struct ValidationRequest {
  std::string model;
  std::vector<ValidatedTerm> terms;
  std::string score_column;  // a column of predicted risks
  RowSet rows = RowSet::kAll;
  std::optional<double> threshold;          // positive at p >= threshold
  std::vector<double> decision_thresholds;  // ascending, each above 0 and below 1, at most 99
  View view{};
  std::vector<double> score_edges{};  // AreScoreEdges (histogram.h); empty: no histograms
  friend bool operator==(const ValidationRequest&, const ValidationRequest&) = default;
};

// The same among the patients with each level of a categorical column: Subgroups.
struct SubgroupRequest {
  ValidationRequest validation;  // without histograms
  SubgroupVariable variable;
  friend bool operator==(const SubgroupRequest&, const SubgroupRequest&) = default;
};

using GatherRequest = std::variant<AdmissionRequest, ValidationRequest, ComparisonRequest, CountsRequest,
                                   VariableSummaryRequest, CaseMixRequest, SubgroupRequest>;

// The request's name in ledgers: "moments", "logistic", "class_moments", ..., "admission", "validation",
// "comparison", "counts", "variable_summary", "case_mix", "subgroups".
std::string KindOf(const SumRequest& request);
std::string KindOf(const GatherRequest& request);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_REQUESTS_H_
