#include "site_agent/extraction/diagnostics.h"

#include <array>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "site_agent/imaging/geometry.h"
#include "site_agent/imaging/intensity_range.h"
#include "site_agent/radiomics/pyradiomics/python_number.h"

namespace osteon {
namespace {

std::string Tuple(const std::array<double, 3>& values) {
  return absl::StrCat("(", PythonNumber(values[0]), ", ", PythonNumber(values[1]), ", ",
                      PythonNumber(values[2]), ")");
}

std::string Tuple(const std::array<std::size_t, 3>& values) {
  return absl::StrCat("(", absl::StrJoin(values, ", "), ")");
}

}  // namespace

std::vector<std::string> AllDiagnosticNames() {
  return {"diagnostics_Versions_Osteon",
          "diagnostics_Image-original_Dimensionality",
          "diagnostics_Image-original_Spacing",
          "diagnostics_Image-original_Size",
          "diagnostics_Image-original_Mean",
          "diagnostics_Image-original_Minimum",
          "diagnostics_Image-original_Maximum",
          "diagnostics_Mask-original_Spacing",
          "diagnostics_Mask-original_Size",
          "diagnostics_Mask-original_BoundingBox",
          "diagnostics_Mask-original_VoxelNum",
          "diagnostics_Mask-original_VolumeNum",
          "diagnostics_Mask-original_CenterOfMassIndex",
          "diagnostics_Mask-original_CenterOfMass"};
}

std::vector<std::string> DescribeCase(const Volume& image, const Grid& mask, const Region& region) {
  const IntensityRange range = RangeOf(image);
  const std::array<double, 3> centre = CentreOfMassIndex(region);
  return {OSTEON_VERSION,
          "3D",
          Tuple(image.grid.spacing_mm),
          Tuple(image.grid.size),
          PythonNumber(range.mean),
          PythonNumber(range.minimum),
          PythonNumber(range.maximum),
          Tuple(mask.spacing_mm),
          Tuple(mask.size),
          absl::StrCat("(", absl::StrJoin(region.lower, ", "), ", ", absl::StrJoin(region.size, ", "), ")"),
          absl::StrCat(region.voxel_count),
          absl::StrCat(CountPieces(region)),
          Tuple(centre),
          Tuple(PhysicalPoint(mask, centre))};
}

}  // namespace osteon
