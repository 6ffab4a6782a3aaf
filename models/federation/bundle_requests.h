// Requests that carry others: several sums in one round, each over its own view of the sites' tables, and
// what a view needs to know first. Alternatives of SumRequest (requests.h), which completes BundlePart.
#ifndef OSTEON_MODELS_FEDERATION_BUNDLE_REQUESTS_H_
#define OSTEON_MODELS_FEDERATION_BUNDLE_REQUESTS_H_

#include <string>
#include <vector>

#include "models/preparation/preparation.h"

namespace osteon::models {

// What later views of this name do to the sites' tables. Kept at each site beside the study's dataset; a name
// has one meaning for ever.
//   layout: "counts" (1) sites
struct PrepareRequest {
  std::string name;
  Preparation preparation;
  int sites = 1;
  friend bool operator==(const PrepareRequest&, const PrepareRequest&) = default;
};

struct BundlePart;

// The summands of the parts, one after the other. A site that a part does not name adds zeros to it.
//   layout: the parts' layouts one after the other
struct BundleRequest {
  std::vector<BundlePart> parts;  // at least one, none of them a bundle
  friend bool operator==(const BundleRequest& a, const BundleRequest& b);
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_BUNDLE_REQUESTS_H_
