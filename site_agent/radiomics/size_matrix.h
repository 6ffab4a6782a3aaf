// Things of a grey level and a size, counted: runs, zones, voxels with so many dependent neighbours.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_SIZE_MATRIX_H_
#define OSTEON_SITE_AGENT_RADIOMICS_SIZE_MATRIX_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace osteon {

// One element of the matrix that is not 0.
struct SizeCount {
  std::uint16_t level = 0;  // i
  std::uint32_t size = 0;   // j
  double count = 0;         // P(i, j); not whole where matrices were weighted and added
};

// Sizes below this are counted in an array, the others one by one.
inline constexpr std::uint32_t kSmallSizes = 32;

// Counts without memory for sizes that do not occur.
class SizeCounter {
 public:
  // `levels` are those of rows 0, 1, ...
  explicit SizeCounter(const std::vector<std::uint16_t>& levels)
      : levels_(levels), small_(levels.size() * kSmallSizes) {}
  void Add(std::size_t row, std::uint32_t size) {
    if (size < kSmallSizes) {
      ++small_[row * kSmallSizes + size];
    } else {
      large_.emplace_back(levels_[row], size);
    }
  }
  // Ascending by level, then size.
  std::vector<SizeCount> Counts() const;

 private:
  const std::vector<std::uint16_t>& levels_;
  std::vector<std::uint32_t> small_;
  std::vector<std::pair<std::uint16_t, std::uint32_t>> large_;
};

// The sum of matrices, each times its weight; ascending by level, then size.
std::vector<SizeCount> WeightedSum(const std::vector<std::vector<SizeCount>>& matrices,
                                   const std::vector<double>& weights);

// What GLRLM, GLSZM and GLDM have in common. With N the sum of the matrix, p = P / N, and sums over i (level)
// and j (size). Source: IBSI, Image biomarker standardisation initiative, reference manual, 3.7 to 3.11.
struct SizeStatistics {
  double small = 0, large = 0;                 // sum p / j^2, sum p j^2
  double low = 0, high = 0;                    // sum p / i^2, sum p i^2
  double small_low = 0, small_high = 0;        // sum p / (i^2 j^2), sum p i^2 / j^2
  double large_low = 0, large_high = 0;        // sum p j^2 / i^2, sum p i^2 j^2
  double level_non_uniformity = 0;             // sum over i of (sum over j of P)^2, over N
  double level_non_uniformity_normalised = 0;  // the same over N^2
  double size_non_uniformity = 0;              // sum over j of (sum over i of P)^2, over N
  double size_non_uniformity_normalised = 0;
  double level_variance = 0, size_variance = 0;  // of i and j under p
  double entropy = 0;                            // -sum p log2(p + entropy_offset)
  double energy = 0;                             // sum p^2
  double percentage = 0;                         // N / sum P j
};

// `counts` ascending by level and not empty. PyRadiomics adds 2.2e-16 inside the logarithm, IBSI nothing.
SizeStatistics DescribeSizes(const std::vector<SizeCount>& counts,
                             double entropy_offset = std::numeric_limits<double>::epsilon());

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_SIZE_MATRIX_H_
