#include "models/federation/requests.h"

#include <algorithm>
#include <iterator>

namespace osteon::models {
namespace {

// The least k with 2^k >= value; value >= 1.
int CeilLog2(double value) {
  int bits = 0;
  for (double power = 1; power < value; power *= 2) ++bits;
  return bits;
}

RingLayout Layout(const MomentsRequest& request) {
  return {{"counts", 2, kCountFormat},
          {"sum", request.columns.size(), kExactFormat},
          {"square", request.columns.size(), kExactFormat}};
}

RingLayout Layout(const LogisticRequest& request) {
  const FixedPointFormat format{1, LogisticFractionBits(request.patients, request.sites)};
  const std::size_t size = request.columns.size() + (request.intercept ? 1 : 0);
  RingLayout layout = {{"counts", 1, kCountFormat}, {"loglik", 1, format}, {"gradient", size, format}};
  if (request.information) layout.push_back({"information", size * (size + 1) / 2, format});
  return layout;
}

RingLayout Layout(const FoldMomentsRequest& request) {
  const FixedPointFormat format{1, LogisticFractionBits(request.patients, request.sites)};
  const auto folds = static_cast<std::size_t>(std::max(request.folds, 0));
  const std::size_t size = folds * request.columns.size();
  return {{"counts", 2 * folds, kCountFormat},
          {"sum", size, format},
          {"square", size, format},
          {"outcome", size, format}};
}

// Every number is bounded by 64 times the patients, as LogisticFractionBits needs: a squared distance because
// the kernel takes weights of absolute sum 7 at most.
RingLayout Layout(const LogisticBatchRequest& request) {
  const FixedPointFormat format{1, LogisticFractionBits(request.patients, request.sites)};
  std::size_t gradient = 0;
  std::size_t curvature = 0;
  std::size_t distances = 0;
  std::size_t held_out = 0;
  for (const BatchEvaluation& evaluation : request.evaluations) {
    gradient += 1 + evaluation.gradient.size();
    distances += evaluation.references.empty() ? 0U : 1U;
    held_out += evaluation.held_out ? 3U : 0U;
  }
  for (const BatchCurvature& block : request.curvatures) curvature += CurvatureSize(block);
  return {{"loglik", request.evaluations.size(), format},
          {"gradient", gradient, format},
          {"curvature", curvature, format},
          {"distance", distances, format},
          {"held out", held_out, format}};
}

RingLayout Layout(const PrepareRequest&) {
  return {{"counts", 1, kCountFormat}};
}

RingLayout Layout(const ConfirmCountsRequest&) {
  return {{"counts", 1, kCountFormat}};
}

RingLayout Layout(const BundleRequest& request) {
  RingLayout layout;
  for (const BundlePart& part : request.parts) {
    RingLayout of_part = LayoutOf(part.request);
    layout.insert(layout.end(), std::make_move_iterator(of_part.begin()),
                  std::make_move_iterator(of_part.end()));
  }
  return layout;
}

RingLayout Layout(const HeldOutScoresRequest& request) {
  const auto bins = static_cast<std::size_t>(std::max(request.bins, 0));
  return {{"counts", 2 * bins * request.points.size(), kCountFormat}};
}

std::string Kind(const MomentsRequest&) {
  return "moments";
}
std::string Kind(const LogisticRequest&) {
  return "logistic";
}
std::string Kind(const FoldMomentsRequest&) {
  return "fold_moments";
}
std::string Kind(const LogisticBatchRequest&) {
  return "logistic_batch";
}
std::string Kind(const HeldOutScoresRequest&) {
  return "held_out_scores";
}

std::string Kind(const PrepareRequest&) {
  return "prepare";
}
std::string Kind(const ConfirmCountsRequest&) {
  return "confirm_counts";
}
// The kind of its parts where they are all of one.
std::string Kind(const BundleRequest& request) {
  std::string kind;
  for (const BundlePart& part : request.parts) {
    const std::string of_part = KindOf(part.request);
    if (!kind.empty() && kind != of_part) return "several";
    kind = of_part;
  }
  return kind;
}

}  // namespace

bool operator==(const BundleRequest& a, const BundleRequest& b) {
  return a.parts == b.parts;
}

std::size_t CurvatureSize(const BatchCurvature& curvature) {
  const std::size_t rows = curvature.columns.size() + 1;
  const std::size_t known = curvature.known == 0 ? 0 : static_cast<std::size_t>(curvature.known) + 1;
  return rows * (rows + 1) / 2 - known * (known + 1) / 2;
}

int LogisticFractionBits(std::uint64_t patients, int sites) {
  const double bound = 64.0 * static_cast<double>(std::max<std::uint64_t>(patients, 1)) * std::max(sites, 1);
  return std::clamp(62 - CeilLog2(bound), 0, 52);
}

RingLayout LayoutOf(const SumRequest& request) {
  return std::visit([](const auto& kind) { return Layout(kind); }, request);
}

std::string KindOf(const SumRequest& request) {
  return std::visit([](const auto& kind) { return Kind(kind); }, request);
}

std::string KindOf(const GatherRequest& request) {
  if (std::holds_alternative<AdmissionRequest>(request)) return "admission";
  if (std::holds_alternative<CountsRequest>(request)) return "counts";
  if (std::holds_alternative<VariableSummaryRequest>(request)) return "variable_summary";
  if (std::holds_alternative<CaseMixRequest>(request)) return "case_mix";
  if (std::holds_alternative<SubgroupRequest>(request)) return "subgroups";
  return std::holds_alternative<ValidationRequest>(request) ? "validation" : "comparison";
}

}  // namespace osteon::models
