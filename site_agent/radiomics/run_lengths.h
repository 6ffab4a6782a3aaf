// Stretches of voxels of one grey level along a direction.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_RUN_LENGTHS_H_
#define OSTEON_SITE_AGENT_RADIOMICS_RUN_LENGTHS_H_

#include <vector>

#include "site_agent/radiomics/neighbourhood.h"
#include "site_agent/radiomics/size_matrix.h"

namespace osteon {

// The runs: one matrix a step, or with `merged` one of all of them. A voxel with no neighbour of its level
// along a step is a run of length 1. `padded` holds rows (PadLevels); steps are of length 1.
std::vector<std::vector<SizeCount>> CountRunLengths(const PaddedLevels& padded,
                                                    const std::vector<Step>& steps, bool merged);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_RUN_LENGTHS_H_
