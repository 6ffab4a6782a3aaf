// Ellipsoids: their surface, and the smallest one around points.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_ELLIPSOID_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_ELLIPSOID_H_

#include <array>
#include <vector>

namespace osteon::ibsi {

// Half the lengths of the axes, descending, in mm.
using SemiAxes = std::array<double, 3>;

// 4 pi a b c / 3
double EllipsoidVolume(const SemiAxes& axes);

// The manual's area of an ellipsoid (section "Area density (approximate enclosing ellipsoid)"): a series of
// Legendre polynomials in the eccentricities sqrt(1 - b^2 / a^2) and sqrt(1 - c^2 / a^2), up to nu = 20. It
// is the area of a sphere, and of other ellipsoids only roughly: the series that converges to their area has
// the eccentricities sqrt(1 - c^2 / a^2) and sqrt(1 - c^2 / b^2). For axes 3 : 3 : 2 the manual's is 14 %
// larger, for 3 : 2 : 2 it is 12 % smaller. The manual's reference values are those of its own series, so
// that is computed. NaN where the longest axis is 0.
double EllipsoidArea(const SemiAxes& axes);

// Of the ellipsoid of smallest volume around the points, which do not all lie in one plane. Khachiyan's
// algorithm with away steps (Todd & Yildirim, On Khachiyan's algorithm for the computation of minimum-volume
// enclosing ellipsoids, 2007) to a tolerance of 1e-5, where the manual's default is 1e-3; then enlarged until
// it holds every point. The volume is at most 1 + 2e-5 times the smallest.
SemiAxes MinimumEllipsoid(const std::vector<std::array<double, 3>>& points_mm);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_ELLIPSOID_H_
