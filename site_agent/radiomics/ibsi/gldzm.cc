#include "site_agent/radiomics/ibsi/gldzm.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "site_agent/radiomics/ibsi/distance_to_border.h"
#include "site_agent/radiomics/ibsi/feature_mean.h"
#include "site_agent/radiomics/ibsi/size_features.h"
#include "site_agent/radiomics/ibsi/texture_parts.h"
#include "site_agent/radiomics/zones.h"

namespace osteon::ibsi {
namespace {

absl::Status CheckMasks(const Region& intensity, const Region& morphological, const GreyLevels& levels) {
  if (intensity.lower != morphological.lower || intensity.size != morphological.size) {
    return absl::InvalidArgumentError(
        absl::StrCat("distance zones: the intensity mask has a box of ", absl::StrJoin(intensity.size, " x "),
                     " at (", absl::StrJoin(intensity.lower, ", "), "), the morphological mask one of ",
                     absl::StrJoin(morphological.size, " x "), " at (",
                     absl::StrJoin(morphological.lower, ", "), "); they must be the same"));
  }
  std::size_t without = 0;
  for (std::size_t i = 0; i < levels.level.size(); ++i) {
    without += levels.level[i] != 0 && morphological.mask[i] == 0 ? 1U : 0U;
  }
  if (without > 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("distance zones: ", without,
                     " voxels of the intensity mask are not in the morphological mask, which must hold all"));
  }
  return absl::OkStatus();
}

// `distance` of the part's box.
std::vector<SizeCount> CountZoneDistances(const Zones& zones, const PaddedLevels& part,
                                          const std::uint16_t* distance) {
  std::vector<std::uint16_t> least(zones.runs.size(), std::numeric_limits<std::uint16_t>::max());
  for (std::size_t row = 0; row + 1 < zones.row_begin.size(); ++row) {
    for (std::size_t i = zones.row_begin[row]; i < zones.row_begin[row + 1]; ++i) {
      const std::uint16_t* first = distance + row * part.inner[0] + zones.runs[i].first;
      const std::uint16_t* last = distance + row * part.inner[0] + zones.runs[i].last;
      std::uint16_t& of_zone = least[zones.runs[i].zone];
      of_zone = std::min(of_zone, *std::min_element(first, last + 1));
    }
  }
  SizeCounter counter(part.present);
  for (std::size_t i = 0; i < zones.runs.size(); ++i) {
    if (zones.runs[i].zone == i) counter.Add(zones.runs[i].row, least[i]);
  }
  return counter.Counts();
}

}  // namespace

std::vector<NamedFeature> GldzmFeatures() {
  return {{"small_distance_emphasis", "0GBI"},
          {"large_distance_emphasis", "MB4I"},
          {"low_grey_level_zone_emphasis", "S1RA"},
          {"high_grey_level_zone_emphasis", "K26C"},
          {"small_distance_low_grey_level_emphasis", "RUVG"},
          {"small_distance_high_grey_level_emphasis", "DKNJ"},
          {"large_distance_low_grey_level_emphasis", "A7WM"},
          {"large_distance_high_grey_level_emphasis", "KLTH"},
          {"grey_level_non_uniformity", "VFT7"},
          {"normalised_grey_level_non_uniformity", "7HP3"},
          {"zone_distance_non_uniformity", "V294"},
          {"normalised_zone_distance_non_uniformity", "IATH"},
          {"zone_percentage", "VIWW"},
          {"grey_level_variance", "QK93"},
          {"zone_distance_variance", "7WT1"},
          {"zone_distance_entropy", "GBDU"}};
}

absl::StatusOr<Features> ComputeGldzm(const Region& intensity, const Region& morphological,
                                      const GreyLevels& levels, Dimension dimension) {
  OSTEON_RETURN_IF_ERROR(CheckTexture(intensity, levels));
  OSTEON_RETURN_IF_ERROR(CheckMasks(intensity, morphological, levels));
  const std::vector<std::uint16_t> distance = DistanceToBorder(morphological, dimension != Dimension::k3D);
  FeatureMean mean;
  for (const PaddedLevels& part : TextureParts(intensity, levels, dimension, 1, true)) {
    const Zones zones = FindZones(part, FlatAxis(dimension));
    const std::size_t first = part.lower_z * intensity.size[0] * intensity.size[1];
    SizeStatistics s = DescribeSizes(CountZoneDistances(zones, part, distance.data() + first), 0);
    double zone_count = 0, voxels = 0;
    for (std::size_t i = 0; i < zones.runs.size(); ++i) {
      if (zones.runs[i].zone != i) continue;
      ++zone_count;
      voxels += zones.runs[i].size;
    }
    s.percentage = zone_count / voxels;
    mean.Add(InIbsiOrder(s));
  }
  return mean.Named(GldzmFeatures());
}

}  // namespace osteon::ibsi
