// The largest distances across a region's surface.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_DIAMETERS_H_
#define OSTEON_SITE_AGENT_RADIOMICS_DIAMETERS_H_

#include "site_agent/imaging/region.h"

namespace osteon {

// In mm, between vertices of the region's mesh (mesh.h): the middles between a voxel of the region and a
// neighbour across a face that is outside it.
struct Diameters {
  double maximum_3d = 0;      // IBSI L0JK
  double maximum_slice = 0;   // of vertices with equal z
  double maximum_column = 0;  // of vertices with equal y
  double maximum_row = 0;     // of vertices with equal x
};

Diameters MeasureDiameters(const Region& region);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_DIAMETERS_H_
