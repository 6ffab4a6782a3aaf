// Local binary patterns on spheres, described by spherical harmonics.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_LBP_3D_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_LBP_3D_H_

#include <array>
#include <vector>

#include "absl/status/status.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

namespace osteon {

// PyRadiomics' settings of the same names.
struct Lbp3DSettings {
  int levels = 2;       // lbp3DLevels, at least 2
  double radius = 1;    // lbp3DIcosphereRadius, in voxels
  int subdivision = 1;  // lbp3DIcosphereSubdivision
};

// The corners of an icosahedron on the sphere, each of whose triangles is divided into four `subdivision`
// times, new corners being moved out to the sphere: 10 * 4^subdivision + 2 points (x, y, z).
std::vector<std::array<double, 3>> Icosphere(int subdivision, double radius);

// lbp-3D-m1, ..., lbp-3D-m<levels>, lbp-3D-k.
std::vector<std::string> Lbp3DImageNames(const Lbp3DSettings& settings);

// At the points v of the sphere around a voxel the image is interpolated by cubic splines (0 outside), in its
// own type; f(v) = 1 where that is at least the voxel. Image m<n + 1> is the real part of the square root of
// the sum over v of g(v)^2, where g(v) = sum over m of Y(m, n)(v) sum over u of f(u) Y(m, n)(u); image k is
// the excess kurtosis of the interpolated values (NaN where they are all equal). Y(m, n) has the polar angle
// in the place of the azimuth, and the azimuth in that of the polar angle, as in PyRadiomics, where also the
// point's x is added to the voxel's z and its z to the voxel's x. Source: Banerjee et al., 3D LBP-based
// rotationally invariant region description, ACCV 2012 workshops. Voxels that the box does not want are 0.
absl::Status ForEachLbp3DImage(const Volume& image, const FilterBox& box, const Lbp3DSettings& settings,
                               const FilteredImageVisitor& visit);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_LBP_3D_H_
