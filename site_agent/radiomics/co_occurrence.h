// How often two grey levels stand a step apart.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_CO_OCCURRENCE_H_
#define OSTEON_SITE_AGENT_RADIOMICS_CO_OCCURRENCE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/radiomics/neighbourhood.h"

namespace osteon {

// Matrices of counts over the levels that occur.
struct CoOccurrence {
  std::vector<std::uint16_t> levels;               // level of row and column, ascending
  std::vector<std::vector<std::uint32_t>> counts;  // (n, n): pairs of a voxel and its neighbour
};

// Counts all steps in one pass: one matrix a step, or with `merged` one of all of them.
// `padded` holds rows (PadLevels) and a margin no smaller than the longest step.
// kInvalidArgument: more than 2048 levels occur, or so many that the matrices would need gigabytes.
absl::StatusOr<CoOccurrence> CountPairs(const PaddedLevels& padded, const std::vector<Step>& steps,
                                        bool merged);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_CO_OCCURRENCE_H_
