#include "site_agent/radiomics/ibsi/filters/rotations.h"

#include <algorithm>

namespace osteon::ibsi {

std::vector<Rotation> Permutations(bool by_slice) {
  std::vector<Rotation> all;
  Rotation one;
  const auto end = one.kernel.begin() + (by_slice ? 2 : 3);
  do {
    std::size_t inversions = 0;
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = a + 1; b < 3; ++b) inversions += one.kernel[a] > one.kernel[b] ? 1U : 0U;
    }
    one.even = inversions % 2 == 0;
    all.push_back(one);
  } while (std::next_permutation(one.kernel.begin(), end));
  return all;
}

// A signed permutation is a rotation, not a reflection, where its determinant is 1: an even number of flips
// with an even permutation, an odd one with an odd permutation.
std::vector<Rotation> Rotations(bool by_slice) {
  std::vector<Rotation> all;
  const std::size_t axes = by_slice ? 2 : 3;
  for (Rotation one : Permutations(by_slice)) {
    for (std::size_t flips = 0; flips < std::size_t{1} << axes; ++flips) {
      std::size_t count = 0;
      for (std::size_t axis = 0; axis < axes; ++axis) {
        one.flipped[axis] = (flips >> axis & 1) == 1;
        count += flips >> axis & 1;
      }
      if ((count % 2 == 0) == one.even) all.push_back(one);
    }
  }
  return all;
}

}  // namespace osteon::ibsi
