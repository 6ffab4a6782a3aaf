#include "models/federation/kernels.h"

#include <variant>

#include "models/federation/harmonisation_kernels.h"
#include "models/federation/screening_kernels.h"
#include "models/federation/validation_kernels.h"

namespace osteon::models {
namespace {

struct Compute {
  const AnalysisTable& table;
  absl::StatusOr<KernelOutput> operator()(const MomentsRequest& request) const {
    return ComputeMoments(request, table);
  }
  absl::StatusOr<KernelOutput> operator()(const LogisticRequest& request) const {
    return ComputeLogistic(request, table);
  }
  absl::StatusOr<KernelOutput> operator()(const FoldMomentsRequest& request) const {
    return ComputeFoldMoments(request, table);
  }
  absl::StatusOr<KernelOutput> operator()(const LogisticBatchRequest& request) const {
    return ComputeLogisticBatch(request, table);
  }
  absl::StatusOr<KernelOutput> operator()(const HeldOutScoresRequest& request) const {
    return ComputeHeldOutScores(request, table);
  }
  absl::StatusOr<KernelOutput> operator()(const ClassMomentsRequest& request) const {
    return ComputeClassMoments(request, table);
  }
  absl::StatusOr<KernelOutput> operator()(const CorrelationRequest& request) const {
    return ComputeCorrelation(request, table);
  }
  absl::StatusOr<KernelOutput> operator()(const ReaderAgreementRequest& request) const {
    return ComputeReaderAgreement(request, table);
  }
  absl::StatusOr<KernelOutput> operator()(const MissingRequest& request) const {
    return ComputeMissing(request, table);
  }
  absl::StatusOr<KernelOutput> operator()(const PresentMomentsRequest& request) const {
    return ComputePresentMoments(request, table);
  }
  absl::StatusOr<KernelOutput> operator()(const CutCountsRequest& request) const {
    return ComputeCutCounts(request, table);
  }
  // These need more of a site than one table (site_views.h, the agent's executor).
  absl::StatusOr<KernelOutput> operator()(const ConfirmCountsRequest&) const {
    return absl::InvalidArgumentError("counts are confirmed by the site, not computed from its table");
  }
  absl::StatusOr<KernelOutput> operator()(const PrepareRequest&) const {
    return absl::InvalidArgumentError("a preparation is kept by the site, not computed from its table");
  }
  absl::StatusOr<KernelOutput> operator()(const BundleRequest&) const {
    return absl::InvalidArgumentError("a bundle is computed part by part");
  }
  absl::StatusOr<KernelOutput> operator()(const BatchMomentsRequest& request) const {
    return ComputeBatchMoments(request, table);
  }
  absl::StatusOr<KernelOutput> operator()(const PerformanceRequest& request) const {
    return ComputePerformance(request, table);
  }
  absl::StatusOr<KernelOutput> operator()(const ScoreCountsRequest& request) const {
    return ComputeScoreCounts(request, table);
  }
};

}  // namespace

absl::StatusOr<KernelOutput> ComputeSummand(const SumRequest& request, const AnalysisTable& table) {
  return std::visit(Compute{table}, request);
}

const std::map<std::string, std::string>& KernelVersions() {
  static const std::map<std::string, std::string> versions = {
      {"batch_moments", "1"},    {"class_moments", "1"}, {"comparison", "1"},     {"confirm_counts", "1"},
      {"correlation", "1"},      {"counts", "1"},        {"cut_counts", "1"},     {"fold_moments", "1"},
      {"held_out_scores", "1"},  {"logistic", "1"},      {"logistic_batch", "1"}, {"missing", "1"},
      {"moments", "1"},          {"performance", "1"},   {"prepare", "1"},        {"present_moments", "1"},
      {"reader_agreement", "1"}, {"score_counts", "1"},  {"validation", "2"},     {"variable_summary", "1"},
  };
  return versions;
}

}  // namespace osteon::models
