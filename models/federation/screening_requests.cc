#include "models/federation/screening_requests.h"

#include <algorithm>

namespace osteon::models {

std::size_t CorrelationCount(std::size_t columns, std::size_t leading) {
  return leading * columns - leading * (leading + 1) / 2;
}

int CorrelationFractionBits(std::uint64_t patients, int sites) {
  const double bound = 2.0 * static_cast<double>(std::max<std::uint64_t>(patients, 1)) * std::max(sites, 1);
  int bits = 0;
  for (double power = 1; power < bound; power *= 2) ++bits;
  return std::clamp(62 - bits, 0, 52);
}

RingLayout Layout(const ClassMomentsRequest& request) {
  const std::size_t p = request.columns.size();
  return {{"counts", 3, kCountFormat},         {"outcome", 1, kExactFormat},
          {"sum 0", p, kExactFormat},          {"sum 1", p, kExactFormat},
          {"square", p, kExactFormat},         {"centred square", p, kExactFormat},
          {"centred product", p, kExactFormat}};
}

RingLayout Layout(const CorrelationRequest& request) {
  return {{"counts", 1, kCountFormat},
          {"products",
           CorrelationCount(request.columns.size(), request.leading),
           {1, CorrelationFractionBits(request.patients, request.sites)}}};
}

RingLayout Layout(const ReaderAgreementRequest& request) {
  const std::size_t p = request.columns.size();
  RingLayout layout = {{"counts", p, kCountFormat},
                       {"sum 1", p, kExactFormat},
                       {"sum 2", p, kExactFormat},
                       {"square", p, kExactFormat},
                       {"product", p, kExactFormat}};
  if (request.within_site) {
    layout.push_back({"sites", p, kCountFormat});
    layout.push_back({"centred square", p, kExactFormat});
  }
  return layout;
}

RingLayout Layout(const MissingRequest& request) {
  const std::size_t p = request.columns.size();
  return {{"counts", 2, kCountFormat}, {"missing 0", p, kCountFormat}, {"missing 1", p, kCountFormat}};
}

RingLayout Layout(const PresentMomentsRequest& request) {
  const std::size_t p = request.columns.size();
  return {{"counts", p, kCountFormat}, {"sum", p, kExactFormat}, {"square", p, kExactFormat}};
}

RingLayout Layout(const CutCountsRequest& request) {
  std::size_t cuts = 0;
  for (const ColumnCuts& column : request.columns) cuts += column.cuts.size();
  return {{"counts", request.columns.size(), kCountFormat}, {"not above", cuts, kCountFormat}};
}

std::string Kind(const ClassMomentsRequest&) {
  return "class_moments";
}
std::string Kind(const CorrelationRequest&) {
  return "correlation";
}
std::string Kind(const ReaderAgreementRequest&) {
  return "reader_agreement";
}
std::string Kind(const MissingRequest&) {
  return "missing";
}
std::string Kind(const PresentMomentsRequest&) {
  return "present_moments";
}
std::string Kind(const CutCountsRequest&) {
  return "cut_counts";
}

}  // namespace osteon::models
