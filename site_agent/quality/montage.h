// A region as people look at it: its outline on slices of the image, side by side.
#ifndef OSTEON_SITE_AGENT_QUALITY_MONTAGE_H_
#define OSTEON_SITE_AGENT_QUALITY_MONTAGE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "site_agent/imaging/region.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/quality/case_facts.h"
#include "site_agent/quality/picture.h"
#include "site_agent/quality/window.h"

namespace osteon::quality {

inline constexpr std::size_t kTileSize = 192;  // pixels, square
inline constexpr std::size_t kTilesAcross = 4;

struct MontageTile {
  std::string plane;      // "axial"
  std::size_t slice = 0;  // from 1
  std::size_t slices = 0;
  bool close = false;   // the neighbourhood of the region, not the whole slice
  double width_mm = 0;  // of the tile
};

struct Montage {
  Picture picture;  // tiles row by row, kTilesAcross in a row, no gaps; unused ones are black
  std::vector<MontageTile> tiles;
  Window window;
};

// First the whole slice in each of the three planes, through the slice that has most of the region; planes in
// which the image is a single voxel wide are left out. Then up to five slices close by, in the plane in which
// the image was taken (SliceAxis), from the region's first slice to its last; neighbouring slices make up the
// number where the region has fewer.
//
// Pixels are square in mm. As radiologists look at them: the patient's right is on the left, the front or the
// head at the top, by the nearest axes of the file's header. Images are interpolated linearly, and averaged
// where a pixel covers several voxels. The outline is the region's outermost pixels; a pixel belongs to the
// region when the voxel at its centre does, or one of those it covers. Voxels that are not finite are black.
//
// `region` is that of FindRegion in `image`, and `facts` are FactsOf both.
Montage DrawMontage(const Volume& image, const Region& region, const CaseFacts& facts);

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_MONTAGE_H_
