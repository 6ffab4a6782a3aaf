// What a site computes for each kind of request, on its own rows. Pure: no policy, no rounding but the
// ring's, no I/O. Rows are added first to last, so equal input gives equal bits.
#ifndef OSTEON_MODELS_FEDERATION_KERNELS_H_
#define OSTEON_MODELS_FEDERATION_KERNELS_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fixed_point/ring.h"
#include "models/data/analysis_table.h"
#include "models/federation/records.h"
#include "models/federation/requests.h"
#include "models/federation/sum_evidence.h"

namespace osteon::models {

struct KernelOutput {
  RingVector summand;             // in LayoutOf(request)
  std::vector<std::size_t> rows;  // of the table, ascending: the patients behind the summand
  // moments: 1 each. logistic: |y - p| ("logistic gradient") and, when information is asked,
  // p (1 - p) ("logistic information"). fold_moments: 1 in the rows of each fold ("moments"). logistic_batch:
  // as logistic for each evaluation and curvature, 0 in rows that its data set leaves out; the distance of
  // the probabilities ("certificate"); 1 in the rows left out ("held out"). held_out_scores: for each point 1
  // in the rows left out ("held-out scores").
  std::vector<WeightedStatistic> statistics;
  double largest_linear_predictor = 0;  // max |offset_i + b0 + z_i' b|; 0 for both moments
  // Filled in by site_views.h: of a plain sum one, of a bundle one for each part that this site adds to.
  std::vector<SumEvidence> evidence{};
};

// kNotFound: a column that the table lacks. kInvalidArgument: a request that contradicts itself. kOutOfRange:
// a number that could wrap the ring or is not finite; the message names the column and no value.
absl::StatusOr<KernelOutput> ComputeSummand(const SumRequest& request, const AnalysisTable& table);
absl::StatusOr<KernelOutput> ComputeMoments(const MomentsRequest& request, const AnalysisTable& table);
absl::StatusOr<KernelOutput> ComputeLogistic(const LogisticRequest& request, const AnalysisTable& table);
// kNotFound: also folds that the table lacks.
absl::StatusOr<KernelOutput> ComputeFoldMoments(const FoldMomentsRequest& request,
                                                const AnalysisTable& table);
absl::StatusOr<KernelOutput> ComputeLogisticBatch(const LogisticBatchRequest& request,
                                                  const AnalysisTable& table);
absl::StatusOr<KernelOutput> ComputeHeldOutScores(const HeldOutScoresRequest& request,
                                                  const AnalysisTable& table);

// The record for a validation request (admission is the cohort's own): metrics of the risks
// 1 / (1 + exp(-sum_j coefficient_j x_j)), or of the score column.
// kNotFound: a column that the table lacks. kInvalidArgument: neither or both of terms and score column; a
// score outside [0, 1], naming the column and no value.
absl::StatusOr<ValidationMetrics> ComputeValidation(const ValidationRequest& request,
                                                    const AnalysisTable& table);

// Version of each kernel; a change inside a running fit is refused. "logistic" -> "1".
const std::map<std::string, std::string>& KernelVersions();

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_KERNELS_H_
