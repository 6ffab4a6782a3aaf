// A federation for one of several runs of the same procedures: what they remember has names of its own.
#ifndef OSTEON_MODELS_FEDERATION_SCOPED_FEDERATION_H_
#define OSTEON_MODELS_FEDERATION_SCOPED_FEDERATION_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/federation/federation.h"

namespace osteon::models {

class ScopedFederation : public Federation {
 public:
  // `scope` stands before every name that is remembered; `purpose` is that of the rounds. Empty: nothing
  // changes. `inner` outlives it.
  ScopedFederation(Federation& inner, std::string scope, std::string purpose)
      : inner_(inner), scope_(std::move(scope)), purpose_(std::move(purpose)) {}

  absl::StatusOr<RingVector> Sum(const Round& round, const SumRequest& request) override {
    return inner_.Sum(Renamed(round), request);
  }
  absl::StatusOr<std::map<std::string, SiteRecord>> Gather(const Round& round,
                                                           const GatherRequest& request) override {
    return inner_.Gather(Renamed(round), request);
  }
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override {
    return inner_.Remember(scope_.empty() ? name : absl::StrCat(scope_, ": ", name), compute);
  }

 private:
  Round Renamed(Round round) const {
    if (!purpose_.empty()) round.purpose = purpose_;
    return round;
  }

  Federation& inner_;
  const std::string scope_;
  const std::string purpose_;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_SCOPED_FEDERATION_H_
