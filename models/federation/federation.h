// The two verbs and the memory: all that a federated procedure may do.
//
// A procedure is ordinary sequential code over a Federation&. It does not know whether the sites are tables
// in this process, agents behind mutual TLS, or the journal of an earlier run: the answers have the same
// bits. So it must be deterministic: no clock, no unseeded randomness, and every floating-point value that
// enters a request comes from Sum, Gather or Remember.
#ifndef OSTEON_MODELS_FEDERATION_FEDERATION_H_
#define OSTEON_MODELS_FEDERATION_FEDERATION_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fixed_point/ring.h"
#include "models/federation/records.h"
#include "models/federation/requests.h"

namespace osteon::models {

// What a request is for, and who answers it. The sites of a fit never change within it.
struct Round {
  std::string purpose;             // "admission", "fit suv", "validation"
  std::string fit;                 // the model that is fitted or validated; empty for admission
  std::vector<std::string> sites;  // sorted, unique, not empty
};

class Federation {
 public:
  virtual ~Federation() = default;

  // The sum of the summands of round.sites, in LayoutOf(request).
  // kFailedPrecondition: a site refused; its message names site, rule and column. kCancelled: the study was
  // cancelled.
  virtual absl::StatusOr<RingVector> Sum(const Round& round, const SumRequest& request) = 0;

  // One record per site of round.sites.
  virtual absl::StatusOr<std::map<std::string, SiteRecord>> Gather(const Round& round,
                                                                   const GatherRequest& request) = 0;

  // The caller's own computation that feeds a later request: computed once, then the same bits for ever.
  // `name` is unique within the study.
  virtual absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) = 0;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_FEDERATION_H_
