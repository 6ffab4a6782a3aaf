#include "site_agent/extraction/memory_need.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace osteon {
namespace {

// Measured on a CT of 512 x 512 x 134 voxels with a box of four million (27, 77 and 112 bytes a voxel) and
// rounded up: intensities, mask, grey levels and the largest scratch of a family; with filters also the
// images that a filter holds at a time.
constexpr double kBytesAVoxelOfTheBox = 48, kBytesWithFilters = 96, kBytesByIbsi = 128;
// Simoncelli's filter transforms the whole image: 31 bytes a voxel of the CT phantom, 36 of one interpolated.
constexpr double kBytesFilteringAll = 40;
constexpr double kShareOfTheBox = 1.0 / 8;   // half along each axis
constexpr std::uint64_t kAtLeast = 8 << 20;  // code, tables, matrices

struct Needs {
  double bytes_a_voxel = 0;       // of the whole image, besides its voxels
  double bytes_a_box_voxel = 0;   // of the region's box, after resampling
  double box_voxels_a_voxel = 1;  // more where resampling makes voxels smaller
};

// How many voxels one of the image becomes; 0 keeps an axis' spacing.
double Refinement(const std::array<double, 3>& spacing_mm, const ImageHeader& image) {
  double refinement = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (spacing_mm[axis] > 0) refinement *= image.grid.spacing_mm[axis] / spacing_mm[axis];
  }
  return refinement;
}

Needs NeedsOf(const PyRadiomicsSettings& settings, const ImageHeader& image) {
  Needs needs;
  if (settings.normalise.has_value()) needs.bytes_a_voxel = sizeof(double);
  needs.bytes_a_box_voxel = kBytesAVoxelOfTheBox;
  for (const ImageTypeSettings& type : settings.image_types) {
    if (ImageNames(type.filter) != std::vector<std::string>{"original"})
      needs.bytes_a_box_voxel = kBytesWithFilters;
  }
  if (settings.resample.has_value()) {
    needs.box_voxels_a_voxel = Refinement(settings.resample->spacing_mm, image);
    needs.bytes_a_voxel += sizeof(double);  // coefficients of the B-spline
  }
  return needs;
}

Needs NeedsOf(const ibsi::Settings& settings, const ImageHeader& image) {
  Needs needs;
  needs.bytes_a_box_voxel = kBytesByIbsi;
  if (settings.interpolation.has_value()) {
    needs.box_voxels_a_voxel = Refinement(settings.interpolation->spacing_mm, image);
    needs.bytes_a_voxel = sizeof(double);
  }
  // Both look at the whole interpolated image.
  if (settings.diagnostics == ibsi::Diagnostics::kImage) {
    needs.bytes_a_voxel += needs.box_voxels_a_voxel * sizeof(double);
  }
  if (!settings.filtered.filters.empty()) {
    needs.bytes_a_voxel += needs.box_voxels_a_voxel * kBytesFilteringAll;
  }
  return needs;
}

// A file that holds one number, as control groups have it; nullopt where it says "max" or is not there.
std::optional<std::uint64_t> NumberIn(const std::string& path) {
  std::ifstream in(path);
  std::string word;
  std::uint64_t number = 0;
  if (!(in >> word) || !absl::SimpleAtoi(word, &number)) return std::nullopt;
  return number;
}

// The least limit of this program's control group and those above it (cgroups version 2).
std::uint64_t GroupLimit() {
  std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();
  std::ifstream in("/proc/self/cgroup");
  std::string line;
  while (std::getline(in, line)) {
    if (!absl::StartsWith(line, "0::")) continue;
    std::string group = line.substr(3);
    while (true) {
      limit = std::min(limit, NumberIn(absl::StrCat("/sys/fs/cgroup", group, "/memory.max")).value_or(limit));
      const std::size_t slash = group.rfind('/');
      if (slash == std::string::npos) break;
      group.resize(slash);
    }
  }
  return limit;
}

}  // namespace

std::uint64_t PredictMemory(const ImageHeader& image, const ImageHeader& mask,
                            const ExtractionSettings& settings) {
  const Needs needs = std::visit([&](const auto& dialect) { return NeedsOf(dialect, image); }, settings);
  const auto voxels = static_cast<double>(image.grid.VoxelCount());
  const double volumes = voxels * (static_cast<double>(image.voxel_bytes) + needs.bytes_a_voxel) +
                         static_cast<double>(mask.grid.VoxelCount() * mask.voxel_bytes);
  const double box = voxels * kShareOfTheBox * needs.box_voxels_a_voxel * needs.bytes_a_box_voxel;
  return kAtLeast + static_cast<std::uint64_t>(std::min(volumes + box, 1e18));
}

std::uint64_t DefaultMemoryLimit() {
  const auto pages = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES));
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGE_SIZE));
  return std::min(pages * page, GroupLimit()) / 2;
}

}  // namespace osteon
