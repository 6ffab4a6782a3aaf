// Counts what a procedure asks of each site.
#ifndef OSTEON_MODELS_FEDERATION_METERED_FEDERATION_H_
#define OSTEON_MODELS_FEDERATION_METERED_FEDERATION_H_

#include <cstdint>
#include <map>
#include <string>
#include <variant>

#include "models/federation/federation.h"

namespace osteon::models {

class MeteredFederation : public Federation {
 public:
  // `inner` outlives it.
  explicit MeteredFederation(Federation& inner) : inner_(inner) {}

  absl::StatusOr<RingVector> Sum(const Round& round, const SumRequest& request) override {
    Add(request);
    return inner_.Sum(round, request);
  }
  absl::StatusOr<std::map<std::string, SiteRecord>> Gather(const Round& round,
                                                           const GatherRequest& request) override {
    return inner_.Gather(round, request);
  }
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override {
    return inner_.Remember(name, compute);
  }

  // Numbers of all sums so far, of a site that answers every one, by kind of request.
  const std::map<std::string, std::uint64_t>& scalars() const { return scalars_; }

 private:
  void Add(const SumRequest& request) {
    if (const auto* bundle = std::get_if<BundleRequest>(&request)) {
      for (const BundlePart& part : bundle->parts) Add(part.request);
      return;
    }
    scalars_[KindOf(request)] += ScalarCount(LayoutOf(request));
  }

  Federation& inner_;
  std::map<std::string, std::uint64_t> scalars_;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_METERED_FEDERATION_H_
