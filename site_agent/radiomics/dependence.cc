#include "site_agent/radiomics/dependence.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace osteon {
namespace {

// Adds to `dependent` 1 for each voxel of the row whose neighbour `offset` away is in the region and differs
// by alpha at most. No branch, so that the compiler vectorises it. Levels outside are 0.
void CountRow(const std::uint16_t* row, std::size_t n, std::ptrdiff_t offset, std::uint16_t alpha,
              std::uint16_t* dependent) {
  const std::uint16_t* other = row + offset;
  if (alpha == 0) {
    for (std::size_t x = 0; x < n; ++x) {
      dependent[x] = static_cast<std::uint16_t>(dependent[x] + (other[x] == row[x] ? 1 : 0));
    }
    return;
  }
  for (std::size_t x = 0; x < n; ++x) {
    const int difference = row[x] - other[x];
    const bool near = difference <= alpha && -difference <= alpha && other[x] != 0;
    dependent[x] = static_cast<std::uint16_t>(dependent[x] + (near ? 1 : 0));
  }
}

}  // namespace

std::vector<SizeCount> CountDependent(const PaddedLevels& padded, const std::vector<Step>& half_of_the_steps,
                                      int difference) {
  std::vector<std::ptrdiff_t> offsets;
  for (const Step& step : half_of_the_steps) {
    offsets.push_back(padded.Offset(step));
    offsets.push_back(-padded.Offset(step));
  }
  std::vector<std::uint16_t> place(static_cast<std::size_t>(padded.present.back()) + 1, 0);
  for (std::size_t i = 0; i < padded.present.size(); ++i) {
    place[padded.present[i]] = static_cast<std::uint16_t>(i);
  }
  const auto alpha = static_cast<std::uint16_t>(std::min(difference, 65535));
  const std::size_t nx = padded.inner[0];
  std::vector<std::uint16_t> dependent(nx);
  SizeCounter counter(padded.present);
  for (std::size_t z = 0; z < padded.inner[2]; ++z) {
    for (std::size_t y = 0; y < padded.inner[1]; ++y) {
      const std::uint16_t* row = padded.Row(y, z);
      std::fill(dependent.begin(), dependent.end(), std::uint16_t{0});
      for (const std::ptrdiff_t offset : offsets) CountRow(row, nx, offset, alpha, dependent.data());
      for (std::size_t x = 0; x < nx; ++x) {
        if (row[x] != 0) counter.Add(place[row[x]], dependent[x] + 1U);
      }
    }
  }
  return counter.Counts();
}

}  // namespace osteon
