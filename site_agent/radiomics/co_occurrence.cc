#include "site_agent/radiomics/co_occurrence.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace osteon {
namespace {

constexpr std::size_t kMostMatrixLevels = 2048;
constexpr std::size_t kMostElements = std::size_t{1} << 26;  // of all matrices

}  // namespace

absl::StatusOr<CoOccurrence> CountPairs(const PaddedLevels& padded, const std::vector<Step>& steps,
                                        bool merged) {
  const std::size_t n = padded.present.size(), matrices = merged ? 1 : steps.size();
  // Rows and columns are numbered from 1 while counting, and 0 takes the neighbours outside the region: no
  // branch.
  const std::size_t stride = n + 1, matrix_size = stride * stride, advance = merged ? 0 : matrix_size;
  if (n > kMostMatrixLevels || matrix_size * matrices > kMostElements) {
    return absl::InvalidArgumentError(absl::StrCat(
        n, " grey levels occur in the region; co-occurrence in ", steps.size(), " directions takes at most ",
        std::min(kMostMatrixLevels, static_cast<std::size_t>(std::sqrt(kMostElements / matrices))),
        "; choose wider bins"));
  }
  std::vector<std::ptrdiff_t> offsets;
  offsets.reserve(steps.size());
  for (const Step& step : steps) offsets.push_back(padded.Offset(step));
  std::vector<std::uint32_t> counts(matrix_size * matrices, 0);
  for (std::size_t z = 0; z < padded.inner[2]; ++z) {
    for (std::size_t y = 0; y < padded.inner[1]; ++y) {
      const std::uint16_t* row = padded.Row(y, z);
      for (std::size_t x = 0; x < padded.inner[0]; ++x) {
        if (row[x] == 0) continue;
        std::uint32_t* line = counts.data() + row[x] * stride;
        for (const std::ptrdiff_t offset : offsets) {
          ++line[row[static_cast<std::ptrdiff_t>(x) + offset]];
          line += advance;
        }
      }
    }
  }
  CoOccurrence result;
  result.levels = padded.present;
  result.counts.resize(matrices);
  for (std::size_t d = 0; d < matrices; ++d) {
    result.counts[d].resize(n * n);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t* row = counts.data() + d * matrix_size + (i + 1) * stride + 1;
      std::copy(row, row + n, result.counts[d].begin() + static_cast<std::ptrdiff_t>(i * n));
    }
  }
  return result;
}

}  // namespace osteon
