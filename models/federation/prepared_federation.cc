#include "models/federation/prepared_federation.h"

#include <variant>

namespace osteon::models {
namespace {

bool IsAboutMeasuredValues(const SumRequest& request) {
  return std::holds_alternative<ReaderAgreementRequest>(request) ||
         std::holds_alternative<MissingRequest>(request) ||
         std::holds_alternative<PresentMomentsRequest>(request) ||
         std::holds_alternative<CutCountsRequest>(request);
}

View ViewFor(const SumRequest& request, View view) {
  if (IsAboutMeasuredValues(request)) {
    view.preparation.clear();
    view.folds = FoldRule();
  }
  return view;
}

}  // namespace

absl::StatusOr<RingVector> PreparedFederation::Sum(const Round& round, const SumRequest& request) {
  if (std::holds_alternative<PrepareRequest>(request)) return inner_.Sum(round, request);
  BundleRequest bundle;
  if (const auto* asked = std::get_if<BundleRequest>(&request)) {
    bundle = *asked;
    for (BundlePart& part : bundle.parts) {
      if (part.view == View() && !std::holds_alternative<PrepareRequest>(part.request))
        part.view = ViewFor(part.request, view_);
    }
    return inner_.Sum(round, std::move(bundle));
  }
  const View view = ViewFor(request, view_);
  if (view == View()) return inner_.Sum(round, request);
  bundle.parts.push_back({round.fit, round.sites, view, request});
  absl::StatusOr<RingVector> sum = inner_.Sum(round, std::move(bundle));
  if (!sum.ok()) return sum;
  return RingVector::FromWords(LayoutOf(request), sum->words());
}

absl::StatusOr<std::map<std::string, SiteRecord>> PreparedFederation::Gather(const Round& round,
                                                                             const GatherRequest& request) {
  if (const auto* validation = std::get_if<ValidationRequest>(&request);
      validation != nullptr && validation->view == View()) {
    ValidationRequest seen = *validation;
    seen.view = view_;
    return inner_.Gather(round, seen);
  }
  return inner_.Gather(round, request);
}

}  // namespace osteon::models
