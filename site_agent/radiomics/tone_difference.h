// How far the grey level of a voxel is from the mean of its neighbours.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_TONE_DIFFERENCE_H_
#define OSTEON_SITE_AGENT_RADIOMICS_TONE_DIFFERENCE_H_

#include <cstdint>
#include <vector>

#include "site_agent/radiomics/neighbourhood.h"

namespace osteon {

struct ToneDifference {
  std::uint16_t level = 0;     // i
  double voxels = 0;           // all of that level
  double with_neighbours = 0;  // those with a neighbour in the region
  double difference = 0;       // s_i: sum of |i - mean level of the neighbours in the region| over them
};

// One entry for each level that occurs, ascending. The neighbours are `half_of_the_steps` away, forth and
// back; at most 65534 of them. `padded` holds levels, not rows (PadLevels), and a margin no smaller than the
// longest step.
std::vector<ToneDifference> SumToneDifferences(const PaddedLevels& padded,
                                               const std::vector<Step>& half_of_the_steps);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_TONE_DIFFERENCE_H_
