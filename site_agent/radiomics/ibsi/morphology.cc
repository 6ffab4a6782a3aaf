#include "site_agent/radiomics/ibsi/morphology.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "absl/status/status.h"
#include "site_agent/radiomics/ibsi/convex_hull.h"
#include "site_agent/radiomics/ibsi/ellipsoid.h"
#include "site_agent/radiomics/ibsi/minimum_box.h"
#include "site_agent/radiomics/ibsi/named_values.h"
#include "site_agent/radiomics/ibsi/spatial_autocorrelation.h"
#include "site_agent/radiomics/mesh.h"
#include "site_agent/radiomics/principal_variances.h"

namespace osteon::ibsi {
namespace {

// Calls use(index, x, y, z) for every voxel of the mask.
template <typename Use>
void ForEachVoxel(const Region& region, Use use) {
  std::size_t i = 0;
  for (std::size_t z = 0; z < region.size[2]; ++z) {
    for (std::size_t y = 0; y < region.size[1]; ++y) {
      for (std::size_t x = 0; x < region.size[0]; ++x, ++i) {
        if (region.mask[i] != 0) use(i, x, y, z);
      }
    }
  }
}

// In mm from the first voxel of the box, voxels weighted by `weight(index)`.
template <typename Weight>
std::array<double, 3> CentreOfMass(const Region& region, Weight weight) {
  std::array<double, 3> sum{};
  double total = 0;
  ForEachVoxel(region, [&](std::size_t i, std::size_t x, std::size_t y, std::size_t z) {
    const double w = weight(i);
    total += w;
    sum[0] += w * static_cast<double>(x);
    sum[1] += w * static_cast<double>(y);
    sum[2] += w * static_cast<double>(z);
  });
  for (std::size_t axis = 0; axis < 3; ++axis) sum[axis] *= region.spacing_mm[axis] / total;
  return sum;
}

double CentreOfMassShift(const Region& morphological, const Region& intensity) {
  const std::array<double, 3> shape = CentreOfMass(morphological, [](std::size_t) { return 1.0; });
  const std::array<double, 3> weighted =
      CentreOfMass(intensity, [&](std::size_t i) { return intensity.intensities[i]; });
  return std::hypot(shape[0] - weighted[0], shape[1] - weighted[1], shape[2] - weighted[2]);
}

double MeanIntensity(const Region& region) {
  double sum = 0;
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] != 0) sum += region.intensities[i];
  }
  return sum / static_cast<double>(region.voxel_count);
}

// The two vertices of the mesh that are farthest apart are corners of its hull.
double Diameter(const ConvexHull& hull) {
  double largest = 0;
  for (std::size_t i = 0; i < hull.vertices.size(); ++i) {
    const Position& a = hull.vertices[i];
    for (std::size_t j = 0; j < i; ++j) {
      const Position& b = hull.vertices[j];
      const double dx = a[0] - b[0], dy = a[1] - b[1], dz = a[2] - b[2];
      largest = std::max(largest, dx * dx + dy * dy + dz * dz);
    }
  }
  return std::sqrt(largest);
}

// Of the sample covariance, which divides by n - 1: the manual does not say, its reference values do.
SemiAxes PrincipalSemiAxes(const Region& region) {
  const std::vector<double> variances = PrincipalVariances(region);
  const auto n = static_cast<double>(region.voxel_count);
  const auto semi_axis = [&](std::size_t i) { return 2 * std::sqrt(variances[i] * n / (n - 1)); };
  return {semi_axis(2), semi_axis(1), semi_axis(0)};
}

}  // namespace

std::vector<NamedFeature> MorphologyFeatures() {
  return {
      {"volume_mesh", "RNU0"},
      {"volume_voxel_counting", "YEKZ"},
      {"surface_area_mesh", "C0JK"},
      {"surface_to_volume_ratio", "2PR5"},
      {"compactness_1", "SKGS"},
      {"compactness_2", "BQWJ"},
      {"spherical_disproportion", "KRCK"},
      {"sphericity", "QCFX"},
      {"asphericity", "25C7"},
      {"centre_of_mass_shift", "KLMA"},
      {"maximum_3d_diameter", "L0JK"},
      {"major_axis_length", "TDIC"},
      {"minor_axis_length", "P9VJ"},
      {"least_axis_length", "7J51"},
      {"elongation", "Q3CK"},
      {"flatness", "N17B"},
      {"volume_density_axis_aligned_bounding_box", "PBX1"},
      {"area_density_axis_aligned_bounding_box", "R59B"},
      {"volume_density_oriented_minimum_bounding_box", "ZH1A"},
      {"area_density_oriented_minimum_bounding_box", "IQYR"},
      {"volume_density_approximate_enclosing_ellipsoid", "6BDE"},
      {"area_density_approximate_enclosing_ellipsoid", "RDD2"},
      {"volume_density_minimum_volume_enclosing_ellipsoid", "SWZ1"},
      {"area_density_minimum_volume_enclosing_ellipsoid", "BRI8"},
      {"volume_density_convex_hull", "R3ER"},
      {"area_density_convex_hull", "7T7F"},
      {"integrated_intensity", "99N0"},
      {"morans_i_index", "N365"},
      {"gearys_c_measure", "NPT7"},
  };
}

absl::StatusOr<Features> ComputeMorphology(const Region& morphological, const Region& intensity) {
  if (morphological.size != intensity.size || morphological.lower != intensity.lower) {
    return absl::InternalError("morphology: the morphological and the intensity mask have different boxes");
  }
  if (morphological.voxel_count == 0) {
    return absl::InvalidArgumentError("morphology: the morphological mask has no voxels");
  }
  if (intensity.voxel_count == 0) {
    return absl::InvalidArgumentError("morphology: the intensity mask has no voxels");
  }
  const MeshMeasures mesh = MeasureMesh(morphological);
  const double volume = mesh.volume_mm3, area = mesh.area_mm2;
  const auto& spacing = morphological.spacing_mm;
  const double voxel_volume =
      static_cast<double>(morphological.voxel_count) * spacing[0] * spacing[1] * spacing[2];
  const double compactness = 36 * std::numbers::pi * volume * volume / (area * area * area);
  const double sphericity = std::cbrt(compactness);

  const SemiAxes axes = PrincipalSemiAxes(morphological);
  const ConvexHull hull = HullOfMesh(morphological);
  const BoxSides aligned = AxisAlignedBox(hull), smallest = MinimumBox(hull);
  const SemiAxes enclosing = MinimumEllipsoid(hull.vertices);
  const SpatialAutocorrelation autocorrelation = MeasureSpatialAutocorrelation(intensity);
  return NameValues(MorphologyFeatures(), {
                                              volume,
                                              voxel_volume,
                                              area,
                                              area / volume,
                                              volume / (std::sqrt(std::numbers::pi) * std::pow(area, 1.5)),
                                              compactness,
                                              1 / sphericity,
                                              sphericity,
                                              1 / sphericity - 1,
                                              CentreOfMassShift(morphological, intensity),
                                              Diameter(hull),
                                              2 * axes[0],
                                              2 * axes[1],
                                              2 * axes[2],
                                              axes[1] / axes[0],
                                              axes[2] / axes[0],
                                              volume / aligned.Volume(),
                                              area / aligned.Area(),
                                              volume / smallest.Volume(),
                                              area / smallest.Area(),
                                              volume / EllipsoidVolume(axes),
                                              area / EllipsoidArea(axes),
                                              volume / EllipsoidVolume(enclosing),
                                              area / EllipsoidArea(enclosing),
                                              volume / hull.volume_mm3,
                                              area / hull.area_mm2,
                                              volume * MeanIntensity(intensity),
                                              autocorrelation.moran_i,
                                              autocorrelation.geary_c,
                                          });
}

}  // namespace osteon::ibsi
