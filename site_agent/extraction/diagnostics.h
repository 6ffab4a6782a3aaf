// PyRadiomics' diagnostics_* columns: what was read, so that a reader can check it.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_DIAGNOSTICS_H_
#define OSTEON_SITE_AGENT_EXTRACTION_DIAGNOSTICS_H_

#include <string>
#include <vector>

#include "site_agent/imaging/region.h"
#include "site_agent/imaging/volume.h"

namespace osteon {

// diagnostics_Versions_Osteon, Image-original_{Dimensionality, Spacing, Size, Mean, Minimum, Maximum},
// Mask-original_{Spacing, Size, BoundingBox, VoxelNum, VolumeNum, CenterOfMassIndex, CenterOfMass}.
std::vector<std::string> AllDiagnosticNames();

// Values in the order of AllDiagnosticNames, written as Python writes them: "(0.5, 0.5, 3.0)". Mean, minimum
// and maximum are of the whole image.
std::vector<std::string> DescribeCase(const Volume& image, const Grid& mask, const Region& region);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_DIAGNOSTICS_H_
