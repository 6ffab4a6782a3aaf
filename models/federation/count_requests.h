// Pooled counts that masked sums are judged on: alternatives of GatherRequest and SumRequest (requests.h).
#ifndef OSTEON_MODELS_FEDERATION_COUNT_REQUESTS_H_
#define OSTEON_MODELS_FEDERATION_COUNT_REQUESTS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace osteon::models {

// How many patients each of the study's sums is over (CountedSets of models/disclosure/pooled_counts.h): of
// each site its masked counts, sealed for every other site.
struct CountsRequest {
  friend bool operator==(const CountsRequest&, const CountsRequest&) = default;
};

// One site's answer. Only the sum of all sites' words means anything.
struct SealedCounts {
  std::vector<std::uint64_t> words;         // masked counts, one word each
  std::map<std::string, std::string> tags;  // other site -> 32 bytes that only the two sites can make
  friend bool operator==(const SealedCounts&, const SealedCounts&) = default;
};

// All answers back to every site, which checks the seals and adds the words: so it knows the pooled counts
// and need not believe whoever carried them.
//   layout: "counts" (1) sites
struct ConfirmCountsRequest {
  std::map<std::string, SealedCounts> shares;
  int sites = 1;
  friend bool operator==(const ConfirmCountsRequest&, const ConfirmCountsRequest&) = default;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_COUNT_REQUESTS_H_
