// What a filter takes for the voxels beyond the edges of an image.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_BOUNDARY_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_BOUNDARY_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace osteon::ibsi {

// IBSI 2 manual (arXiv:2006.05470), "Boundary conditions". Of the line a b c d:
enum class Boundary {
  kMirror,    // d c b a | a b c d | d c b a
  kNearest,   // a a a a | a b c d | d d d d
  kPeriodic,  // a b c d | a b c d | a b c d
  kZero       // 0 0 0 0 | a b c d | 0 0 0 0
};

// The names in parameter files: mirror, nearest, periodic, zero, in the order of the enumerators.
std::vector<std::string> BoundaryNames();
std::string NameOf(Boundary boundary);

// The voxel of a line of `length` > 0 that stands for `place`, which may lie outside; nullopt where that is
// 0.
std::optional<std::size_t> Fold(std::ptrdiff_t place, std::size_t length, Boundary boundary);

// How a filter passes over an image.
struct FilterDomain {
  bool by_slice = false;  // each slice (x, y) is an image of its own
  Boundary boundary = Boundary::kMirror;
};

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_BOUNDARY_H_
