// Zones: connected voxels of one grey level.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_ZONES_H_
#define OSTEON_SITE_AGENT_RADIOMICS_ZONES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "site_agent/radiomics/neighbourhood.h"
#include "site_agent/radiomics/size_matrix.h"

namespace osteon {

// A stretch of one level along x, and the zone it belongs to.
struct ZoneRun {
  std::uint32_t first, last;  // x
  std::uint16_t row;          // of the level, counted from 0
  std::uint32_t zone;         // the run that stands for the zone: its own place in Zones::runs for that one
  std::uint32_t size;         // of the zone, where the run stands for it
};

struct Zones {
  std::vector<ZoneRun> runs;           // by z, y and x
  std::vector<std::size_t> row_begin;  // of the box's row y, z: [y + ny * z], and one more for the end
};

// Voxels that share a face, an edge or a corner are connected; across `flat_axis` none are. `padded` holds
// rows (PadLevels).
Zones FindZones(const PaddedLevels& padded, std::optional<std::size_t> flat_axis = std::nullopt);

// Zones by level and size.
std::vector<SizeCount> CountZoneSizes(const Zones& zones, const std::vector<std::uint16_t>& present);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_ZONES_H_
