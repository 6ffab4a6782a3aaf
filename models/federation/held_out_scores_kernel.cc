#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/batch_points.h"
#include "models/federation/kernels.h"
#include "models/federation/standardised_rows.h"

namespace osteon::models {
namespace {

constexpr char kHeldOutScores[] = "held-out scores";

absl::Status Check(const HeldOutScoresRequest& request) {
  const auto contradiction = [](auto... what) {
    return absl::InvalidArgumentError(absl::StrCat(kHeldOutScores, ": ", what...));
  };
  if (request.bins < 2 || request.bins > kMostScoreBins) {
    return contradiction(request.bins, " bins; it takes 2 to ", kMostScoreBins);
  }
  for (const BatchPoint& point : request.points) {
    OSTEON_RETURN_IF_ERROR(CheckBatchPoint(kHeldOutScores, point, request.columns.size(), request.folds));
    if (point.data_set == 0) return contradiction("held-out rows of all rows");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<KernelOutput> ComputeHeldOutScores(const HeldOutScoresRequest& request,
                                                  const AnalysisTable& table) {
  OSTEON_RETURN_IF_ERROR(Check(request));
  OSTEON_ASSIGN_OR_RETURN(StandardisedRows data, StandardiseRows(request.columns, request.rows, request.folds,
                                                                 request.sites, table));
  KernelOutput output{RingVector(LayoutOf(request)), data.rows, {}, 0};
  const auto bins = static_cast<std::size_t>(request.bins);
  std::vector<double> counts(request.points.size() * 2 * bins, 0.0);
  for (std::size_t k = 0; k < request.points.size(); ++k) {
    const BatchPoint& point = request.points[k];
    const Eigen::VectorXd eta = LinearPredictors(point, data.z);
    WeightedStatistic left_out{"held-out scores", std::vector<double>(data.rows.size(), 0.0)};
    for (std::size_t i = 0; i < data.rows.size(); ++i) {
      const double size = eta[static_cast<Eigen::Index>(i)];
      if (!(std::fabs(size) <= output.largest_linear_predictor)) {
        output.largest_linear_predictor = std::fabs(size);
      }
      if (data.fold[i] != point.data_set - 1) continue;
      left_out.weights[i] = 1;
      if (std::isnan(size)) return absl::OutOfRangeError("held-out scores: a score that is not a number");
      const double small = std::exp(-std::fabs(size));
      const double p = (size >= 0 ? 1 : small) / (1 + small);
      const auto bin = std::min(static_cast<std::size_t>(p * static_cast<double>(bins)), bins - 1);
      counts[(2 * k + (data.event[i] ? 1 : 0)) * bins + bin] += 1;
    }
    output.statistics.push_back(std::move(left_out));
  }
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(0, counts, request.sites, {}));
  return output;
}

}  // namespace osteon::models
