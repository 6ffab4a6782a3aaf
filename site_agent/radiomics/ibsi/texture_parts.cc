#include "site_agent/radiomics/ibsi/texture_parts.h"

#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"

namespace osteon::ibsi {

absl::Status CheckTexture(const Region& region, const GreyLevels& levels, int distance) {
  if (levels.level.size() != region.BoxCount()) {
    return absl::InternalError(
        absl::StrCat(levels.level.size(), " grey levels for a box of ", region.BoxCount(), " voxels"));
  }
  if (levels.present.empty()) {
    return absl::InvalidArgumentError("no voxel of the region has a grey level: texture needs at least one");
  }
  if (distance < 1 || distance > kMostDistance) {
    return absl::InvalidArgumentError(
        absl::StrCat("texture at distance ", distance, ": it must be from 1 to ", kMostDistance, " voxels"));
  }
  return absl::OkStatus();
}

std::vector<PaddedLevels> TextureParts(const Region& region, const GreyLevels& levels, Dimension dimension,
                                       std::size_t margin, bool rows) {
  std::vector<PaddedLevels> parts;
  if (dimension != Dimension::k2D) {
    parts.push_back(PadLevels(region, levels, margin, rows));
    return parts;
  }
  for (std::size_t z = 0; z < region.size[2]; ++z) {
    PaddedLevels slice = PadSlice(region, levels, z, margin, rows);
    if (!slice.present.empty()) parts.push_back(std::move(slice));
  }
  return parts;
}

std::optional<std::size_t> FlatAxis(Dimension dimension) {
  return dimension == Dimension::k3D ? std::nullopt : std::optional<std::size_t>(2);
}

std::vector<Step> StepsWithin(Dimension dimension, int distance) {
  std::vector<int> distances(static_cast<std::size_t>(distance));
  std::iota(distances.begin(), distances.end(), 1);
  return HalfOfTheSteps(distances, FlatAxis(dimension));
}

std::vector<Step> Directions(Dimension dimension, int distance) {
  std::vector<Step> steps = HalfOfTheSteps({1}, FlatAxis(dimension));
  for (Step& step : steps) {
    for (int& part : step) part *= distance;
  }
  return steps;
}

}  // namespace osteon::ibsi
