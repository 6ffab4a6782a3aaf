// A federation whose tables are seen through a view: what is asked of it is asked of imputed, harmonised or
// replicated tables, and the procedure that asks knows nothing of it.
#ifndef OSTEON_MODELS_FEDERATION_PREPARED_FEDERATION_H_
#define OSTEON_MODELS_FEDERATION_PREPARED_FEDERATION_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/federation/federation.h"

namespace osteon::models {

class PreparedFederation : public Federation {
 public:
  // `inner` outlives it.
  PreparedFederation(Federation& inner, View view) : inner_(inner), view_(std::move(view)) {}

  // Requests about missing cells and about two readers' agreement see the values as they were measured:
  // neither filled in nor harmonised, but in the view's replicate.
  absl::StatusOr<RingVector> Sum(const Round& round, const SumRequest& request) override;
  // A validation is of the view unless it names a preparation itself.
  absl::StatusOr<std::map<std::string, SiteRecord>> Gather(const Round& round,
                                                           const GatherRequest& request) override;
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override {
    return inner_.Remember(name, compute);
  }

 private:
  Federation& inner_;
  View view_;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_PREPARED_FEDERATION_H_
