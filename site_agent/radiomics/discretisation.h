// Intensities as grey levels, the way PyRadiomics bins them.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_DISCRETISATION_H_
#define OSTEON_SITE_AGENT_RADIOMICS_DISCRETISATION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"

namespace osteon {

struct Binning {
  double bin_width = 25;         // in units of the image; used when bin_count is not set
  std::optional<int> bin_count;  // that many bins from the region's minimum to its maximum
};

// Grey levels of the voxels in a region's box.
struct GreyLevels {
  std::vector<std::uint16_t> level;    // as Region::mask: 1, 2, ... in the region, 0 outside
  std::vector<std::size_t> histogram;  // voxels of level 1, 2, ...; every bin, also empty ones
  std::vector<std::uint16_t> present;  // the levels that occur, ascending

  // The highest level that occurs: Ng in the formulas.
  int Highest() const { return present.empty() ? 0 : present.back(); }
};

// The edges of the bins, ascending. A bin holds its lower edge and not its upper one.
//
// Fixed width w: edges are low, low + d, low + 2d, ... below max + 2w, where low = min - (min mod w), with
// the remainder of w's sign, and d = (low + w) - low in floating point (numpy.arange). So edges are multiples
// of w, and a voxel equal to an edge belongs to the bin above. Fixed count n: n bins of equal width between
// min and max (numpy.histogram); a region of one value v gets bins between v - 0.5 and v + 0.5; then 1 is
// added to the last edge, so that the maximum falls into the last bin. With `single_precision` (of the image)
// the edges of a fixed count are rounded to float, as numpy.histogram does.
std::vector<double> BinEdges(double minimum, double maximum, const Binning& binning,
                             bool single_precision = false);

// kInvalidArgument: more than 65535 levels would be needed (the message gives range and bin width).
absl::StatusOr<GreyLevels> Discretise(const Region& region, const Binning& binning);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_DISCRETISATION_H_
