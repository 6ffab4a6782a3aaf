// The smallest box around a convex hull, in any orientation.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_MINIMUM_BOX_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_MINIMUM_BOX_H_

#include <array>

#include "site_agent/radiomics/ibsi/convex_hull.h"

namespace osteon::ibsi {

// Lengths of the sides, in mm.
struct BoxSides {
  std::array<double, 3> mm{};

  double Volume() const { return mm[0] * mm[1] * mm[2]; }
  double Area() const { return 2 * (mm[0] * mm[1] + mm[1] * mm[2] + mm[2] * mm[0]); }
};

// The box along the axes of the image.
BoxSides AxisAlignedBox(const ConvexHull& hull);

// A box of smallest volume. O'Rourke (Finding minimal enclosing boxes, 1985) shows that two of its adjacent
// faces hold an edge of the hull each; going through all pairs of edges costs too much, and the manual leaves
// the choice of an approximation. Here: for each face of the hull, the smallest of the boxes that lie on it
// (exact, by rotating calipers: Toussaint, 1983), for each edge, the smallest of the boxes with an axis
// half-way between its two faces, and the box along the image's axes; then the best of these are turned about
// their own axes, each turn to the smallest box about that axis, until none makes the box smaller. The result
// is a box around the hull that no turn about one of its axes makes smaller; it is exact wherever the
// smallest box lies on a face of the hull.
BoxSides MinimumBox(const ConvexHull& hull);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_MINIMUM_BOX_H_
