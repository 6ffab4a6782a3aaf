// The rotations of the grid onto itself, for filters that are a product of one kernel an axis.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_ROTATIONS_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_ROTATIONS_H_

#include <array>
#include <cstddef>
#include <vector>

namespace osteon::ibsi {

// What a rotated filter does along axis a: kernel number kernel[a], turned around where flipped[a].
struct Rotation {
  std::array<std::size_t, 3> kernel{0, 1, 2};
  std::array<bool, 3> flipped{};
  bool even = true;  // the permutation `kernel` is even
};

// By right angles, reflections left out: 4 in a slice (z stays), 24 in a volume. IBSI 2 manual, "Rotation
// invariance" (separable filters).
std::vector<Rotation> Rotations(bool by_slice);

// The permutations of the kernels alone, each once: 2 in a slice, 6 in a volume.
std::vector<Rotation> Permutations(bool by_slice);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_ROTATIONS_H_
