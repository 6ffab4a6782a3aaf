#include "site_agent/radiomics/pyradiomics/shape.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "site_agent/radiomics/diameters.h"
#include "site_agent/radiomics/mesh.h"
#include "site_agent/radiomics/principal_variances.h"

namespace osteon {

Features ComputeShape(const Region& region) {
  const std::vector<double> variances = PrincipalVariances(region);
  const Diameters diameters = MeasureDiameters(region);
  const MeshMeasures mesh = MeasureMesh(region);
  const double volume = mesh.volume_mm3, area = mesh.area_mm2;
  const double sphere_area =
      std::cbrt(36 * std::numbers::pi * volume * volume);  // of the sphere of that volume
  const double voxel_mm3 = region.spacing_mm[0] * region.spacing_mm[1] * region.spacing_mm[2];
  return {
      {"Elongation", std::sqrt(variances[1] / variances[2])},
      {"Flatness", std::sqrt(variances[0] / variances[2])},
      {"LeastAxisLength", 4 * std::sqrt(variances[0])},
      {"MajorAxisLength", 4 * std::sqrt(variances[2])},
      {"Maximum2DDiameterColumn", diameters.maximum_column},
      {"Maximum2DDiameterRow", diameters.maximum_row},
      {"Maximum2DDiameterSlice", diameters.maximum_slice},
      {"Maximum3DDiameter", diameters.maximum_3d},
      {"MeshVolume", volume},
      {"MinorAxisLength", 4 * std::sqrt(variances[1])},
      {"Sphericity", sphere_area / area},
      {"SurfaceArea", area},
      {"SurfaceVolumeRatio", area / volume},
      {"VoxelVolume", static_cast<double>(region.voxel_count) * voxel_mm3},
      {"Compactness1", volume / (std::sqrt(std::numbers::pi) * std::pow(area, 1.5))},
      {"Compactness2", 36 * std::numbers::pi * volume * volume / (area * area * area)},
      {"SphericalDisproportion", area / sphere_area},
  };
}

}  // namespace osteon
