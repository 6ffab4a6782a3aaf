// The tables of all shards of a manifest as the one that a single run would have written.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_MERGE_SHARDS_H_
#define OSTEON_SITE_AGENT_EXTRACTION_MERGE_SHARDS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace osteon {

struct MergedShards {
  std::size_t rows = 0, failed = 0;  // of the table
};

// Writes `out`, its provenance and its codes: the same bytes as RunExtraction without shards. `shards` are
// tables with their provenance beside them, in any order.
//
// kInvalidArgument, every problem on a line of its own: a shard is missing or there twice; two were made from
// different manifests, settings or programs, or not both wide; a table is not the one that its provenance
// describes. kNotFound and other errors of ReadFile; kDataLoss: a provenance that cannot be read.
absl::StatusOr<MergedShards> MergeShards(const std::vector<std::string>& shards, const std::string& out);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_MERGE_SHARDS_H_
