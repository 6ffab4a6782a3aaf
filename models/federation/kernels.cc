#include "models/federation/kernels.h"

#include <variant>

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
};

}  // namespace

absl::StatusOr<KernelOutput> ComputeSummand(const SumRequest& request, const AnalysisTable& table) {
  return std::visit(Compute{table}, request);
}

const std::map<std::string, std::string>& KernelVersions() {
  static const std::map<std::string, std::string> versions = {{"fold_moments", "1"},
                                                              {"logistic", "1"},
                                                              {"logistic_batch", "1"},
                                                              {"moments", "1"},
                                                              {"validation", "1"}};
  return versions;
}

}  // namespace osteon::models
