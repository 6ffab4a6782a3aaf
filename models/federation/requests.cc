#include "models/federation/requests.h"

#include <algorithm>

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
  const std::size_t size = request.columns.size() + 1;
  RingLayout layout = {{"counts", 1, kCountFormat}, {"loglik", 1, format}, {"gradient", size, format}};
  if (request.information) layout.push_back({"information", size * (size + 1) / 2, format});
  return layout;
}

std::string Kind(const MomentsRequest&) {
  return "moments";
}
std::string Kind(const LogisticRequest&) {
  return "logistic";
}

}  // namespace

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
  return std::holds_alternative<AdmissionRequest>(request) ? "admission" : "validation";
}

}  // namespace osteon::models
