#include "site_agent/extraction/diagnostics.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "site_agent/imaging/geometry.h"
#include "site_agent/radiomics/pyradiomics/python_number.h"

namespace osteon {
namespace {

struct Range {
  double mean = 0, minimum = 0, maximum = 0;
};

// Eight sums side by side: the whole image is read, and one sum would wait for itself.
template <typename T>
Range Summarise(const std::vector<T>& voxels) {
  constexpr std::size_t kLanes = 8;
  std::array<double, kLanes> sum{};
  std::array<T, kLanes> low, high;
  low.fill(voxels.front());
  high.fill(voxels.front());
  const std::size_t whole = voxels.size() - voxels.size() % kLanes;
  const auto add = [&](std::size_t lane, T value) {
    sum[lane] += static_cast<double>(value);
    low[lane] = value < low[lane] ? value : low[lane];
    high[lane] = value > high[lane] ? value : high[lane];
  };
  for (std::size_t i = 0; i < whole; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) add(lane, voxels[i + lane]);
  }
  for (std::size_t i = whole; i < voxels.size(); ++i) add(0, voxels[i]);
  double total = 0;
  for (const double part : sum) total += part;
  return {total / static_cast<double>(voxels.size()),
          static_cast<double>(*std::min_element(low.begin(), low.end())),
          static_cast<double>(*std::max_element(high.begin(), high.end()))};
}

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
  const Range range = std::visit([](const auto& voxels) { return Summarise(voxels); }, image.voxels);
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
