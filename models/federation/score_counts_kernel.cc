#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/risks.h"
#include "models/federation/validation_kernels.h"

namespace osteon::models {
namespace {

absl::Status Check(const ScoreCountsRequest& request) {
  if (request.sites < 1) return absl::InvalidArgumentError("score_counts: a sum over no site");
  if (request.models.empty() || request.models.size() > kMostScoredModels) {
    return absl::InvalidArgumentError(
        absl::StrCat("score_counts: ", request.models.size(), " models, needs 1 to ", kMostScoredModels));
  }
  if (!AreCuts(request.cuts, kMostScoreCuts)) {
    return absl::InvalidArgumentError(absl::StrCat("score_counts: the cuts are not 1 to ", kMostScoreCuts,
                                                   " ascending numbers between 0 and 1"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<KernelOutput> ComputeScoreCounts(const ScoreCountsRequest& request,
                                                const AnalysisTable& table) {
  OSTEON_RETURN_IF_ERROR(Check(request));
  KernelOutput output{RingVector(LayoutOf(request)), RowsOf(table, request.rows), {}, 0};
  const Eigen::VectorXd outcome = OutcomesOf(table, output.rows);
  const std::vector<double> event(outcome.begin(), outcome.end());

  const std::vector<double>& cuts = request.cuts;
  std::vector<double> at_or_above[2];  // by outcome, all models in turn
  for (const ScoredModel& model : request.models) {
    const absl::StatusOr<Risks> risks = RisksOf(model, table, output.rows);
    if (!risks.ok()) {
      return absl::Status(risks.status().code(),
                          absl::StrCat("score_counts of ", model.name, ": ", risks.status().message()));
    }
    output.largest_linear_predictor =
        std::max(output.largest_linear_predictor, risks->largest_linear_predictor);
    for (const int wanted : {0, 1}) {
      std::vector<double> passed(cuts.size() + 1, 0.0);  // patients who reach exactly this many cuts
      for (std::size_t i = 0; i < event.size(); ++i) {
        if ((event[i] == 1) != (wanted == 1)) continue;
        const double risk = risks->risk[static_cast<Eigen::Index>(i)];
        ++passed[static_cast<std::size_t>(std::upper_bound(cuts.begin(), cuts.end(), risk) - cuts.begin())];
      }
      for (std::size_t cut = cuts.size() - 1; cut > 0; --cut) passed[cut] += passed[cut + 1];
      at_or_above[wanted].insert(at_or_above[wanted].end(), passed.begin() + 1, passed.end());
    }
  }

  std::vector<double> no_event;
  for (const double y : event) no_event.push_back(1 - y);
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(0, {static_cast<double>(event.size()), outcome.sum()},
                                                    request.sites, {"patients", "events"}));
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(1, at_or_above[0], request.sites, {}));
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(2, at_or_above[1], request.sites, {}));
  output.statistics.push_back({"score_counts no event", std::move(no_event)});
  output.statistics.push_back({"score_counts event", event});
  return output;
}

}  // namespace osteon::models
