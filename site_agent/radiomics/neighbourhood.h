// Which voxels are neighbours, and grey levels with a margin so that every voxel has all of them.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_NEIGHBOURHOOD_H_
#define OSTEON_SITE_AGENT_RADIOMICS_NEIGHBOURHOOD_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"

namespace osteon {

using Step = std::array<int, 3>;  // along (x, y, z), in voxels

// PyRadiomics' weightingNorm: how matrices of several directions become one. kAverage makes no matrix but
// averages the features; the others add the matrices, each with a weight by the length of its step in mm.
enum class WeightingNorm { kAverage, kManhattan, kEuclidean, kInfinity, kUnweighted };

// How the texture families look at the neighbours of a voxel. Names in comments are PyRadiomics' settings.
struct TextureSettings {
  std::vector<int> distances{1};         // distances; GLRLM and GLSZM always use 1
  std::optional<std::size_t> flat_axis;  // force2D: 0 x, 1 y, 2 z, along which no voxel has a neighbour
  WeightingNorm weighting = WeightingNorm::kAverage;  // weightingNorm, of GLCM and GLRLM
  bool symmetrical_glcm = true;                       // symmetricalGLCM
  int gldm_alpha = 0;                                 // gldm_a
};

// Half of the neighbours at the given distances (infinity norm): of each pair of opposite steps the one that
// goes up in z, or in y where z stays, or in x. Thirteen for the default.
std::vector<Step> HalfOfTheSteps(const std::vector<int>& distances = {1},
                                 std::optional<std::size_t> flat_axis = std::nullopt);

// The factor of a step's matrix; 1 for kAverage and kUnweighted.
double StepWeight(const Step& step, const std::array<double, 3>& spacing_mm, WeightingNorm norm);

// The levels of a region's box, or of one slice of it, with `margin` voxels of 0 on every side.
struct PaddedLevels {
  std::vector<std::uint16_t> present;  // the levels that occur in it, ascending
  std::size_t margin = 1;
  std::size_t lower_z = 0;             // of the box or slice, in the region's box
  std::array<std::size_t, 3> inner{};  // the box
  std::array<std::size_t, 3> outer{};  // the box with margins
  std::vector<std::uint16_t> level;

  // The box's row y, z: inner[0] voxels.
  const std::uint16_t* Row(std::size_t y, std::size_t z) const {
    return level.data() + margin + outer[0] * (y + margin + outer[1] * (z + margin));
  }
  std::ptrdiff_t Offset(const Step& step) const {
    return step[0] + static_cast<std::ptrdiff_t>(outer[0]) *
                         (step[1] + static_cast<std::ptrdiff_t>(outer[1]) * step[2]);
  }
};

// With `rows`, levels are replaced by their place in PaddedLevels::present, counted from 1.
PaddedLevels PadLevels(const Region& region, const GreyLevels& levels, std::size_t margin, bool rows);

// The same for the slice at z, a box of one voxel along z. `present` is empty where the slice has no voxel.
PaddedLevels PadSlice(const Region& region, const GreyLevels& levels, std::size_t z, std::size_t margin,
                      bool rows);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_NEIGHBOURHOOD_H_
