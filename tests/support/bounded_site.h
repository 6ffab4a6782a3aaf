// A site of a table that refuses a linear predictor beyond 30, as a hospital's policy does.
#ifndef OSTEON_TESTS_SUPPORT_BOUNDED_SITE_H_
#define OSTEON_TESTS_SUPPORT_BOUNDED_SITE_H_

#include <memory>
#include <utility>

#include "models/federation/in_process_federation.h"
#include "models/federation/site_views.h"

namespace osteon::testing {

class BoundedSite : public models::FederationSite {
 public:
  explicit BoundedSite(models::AnalysisTable table)
      : views_("a", std::make_shared<const models::AnalysisTable>(std::move(table)), nullptr) {}
  absl::StatusOr<RingVector> Summand(const models::Round&, const models::SumRequest& request) override {
    absl::StatusOr<models::KernelOutput> output = ComputeSummand(request, views_);
    if (output.ok() && output->largest_linear_predictor > 30) {
      return absl::FailedPreconditionError("rule max_linear_predictor");
    }
    return std::move(output->summand);
  }
  absl::StatusOr<models::SiteRecord> Record(const models::Round&, const models::GatherRequest&) override {
    return models::Admission();
  }

 private:
  models::SiteViews views_;
};

}  // namespace osteon::testing

#endif  // OSTEON_TESTS_SUPPORT_BOUNDED_SITE_H_
