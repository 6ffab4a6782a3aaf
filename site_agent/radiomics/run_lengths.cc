#include "site_agent/radiomics/run_lengths.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace osteon {
namespace {

// The length of the run that ends at a voxel, from that of the voxel before it.
template <typename Length>
Length Continued(const std::uint16_t* level, const Length* length, std::ptrdiff_t offset) {
  return static_cast<Length>(1 + (level[0] == level[-offset] ? length[-offset] : 0));
}

// The same for a row whose voxels do not follow one another, so that the compiler can vectorise it.
template <typename Length>
void Continue(const std::uint16_t* __restrict level, Length* length, std::ptrdiff_t offset, std::size_t n) {
  constexpr Length kAll = std::numeric_limits<Length>::max();
  const Length* __restrict before = length - offset;
  Length* __restrict now = length;
  for (std::size_t x = 0; x < n; ++x) {
    const auto same =
        static_cast<Length>(level[x] == level[static_cast<std::ptrdiff_t>(x) - offset] ? kAll : 0);
    now[x] = static_cast<Length>(1 + (before[x] & same));
  }
}

// at_least[row * stride + length]: voxels up to which a run has that length, so runs at least as long.
std::vector<SizeCount> Runs(const std::vector<std::uint32_t>& at_least, std::size_t stride,
                            const std::vector<std::uint16_t>& present) {
  std::vector<SizeCount> runs;
  for (std::size_t i = 0; i < present.size(); ++i) {
    const std::uint32_t* count = at_least.data() + (i + 1) * stride;
    for (std::size_t length = 1; length + 1 < stride && count[length] > 0; ++length) {
      const std::uint32_t ended = count[length] - count[length + 1];
      if (ended > 0) {
        runs.push_back({present[i], static_cast<std::uint32_t>(length), static_cast<double>(ended)});
      }
    }
  }
  return runs;
}

// `Length` holds `most`, the length of the box.
template <typename Length>
std::vector<std::vector<SizeCount>> CountRuns(const PaddedLevels& padded, const std::vector<Step>& steps,
                                              bool merged, std::size_t most) {
  const std::size_t nx = padded.inner[0];
  std::vector<Length> reached(padded.level.size(), 0);  // length of the run up to and with each voxel
  const std::size_t stride = most + 2;
  std::vector<std::uint32_t> at_least((padded.present.size() + 1) * stride, 0);
  std::vector<std::vector<SizeCount>> matrices;
  for (const Step& step : steps) {
    const std::ptrdiff_t offset = padded.Offset(step);
    for (std::size_t z = 0; z < padded.inner[2]; ++z) {
      for (std::size_t y = 0; y < padded.inner[1]; ++y) {
        const std::uint16_t* row = padded.Row(y, z);
        Length* length = reached.data() + (row - padded.level.data());
        if (offset == 1) {
          for (std::size_t x = 0; x < nx; ++x) length[x] = Continued(row + x, length + x, 1);
        } else {
          Continue(row, length, offset, nx);
        }
        for (std::size_t x = 0; x < nx; ++x) {
          if (row[x] != 0) ++at_least[row[x] * stride + length[x]];
        }
      }
    }
    if (merged) continue;
    matrices.push_back(Runs(at_least, stride, padded.present));
    std::fill(at_least.begin(), at_least.end(), 0U);
  }
  if (merged) matrices.push_back(Runs(at_least, stride, padded.present));
  return matrices;
}

}  // namespace

std::vector<std::vector<SizeCount>> CountRunLengths(const PaddedLevels& padded,
                                                    const std::vector<Step>& steps, bool merged) {
  const std::size_t most = *std::max_element(padded.inner.begin(), padded.inner.end());
  return most <= std::numeric_limits<std::uint16_t>::max()
             ? CountRuns<std::uint16_t>(padded, steps, merged, most)
             : CountRuns<std::uint32_t>(padded, steps, merged, most);
}

}  // namespace osteon
