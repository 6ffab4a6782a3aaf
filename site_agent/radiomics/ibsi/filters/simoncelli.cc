#include "site_agent/radiomics/ibsi/filters/simoncelli.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

#include "absl/strings/str_cat.h"
#include "site_agent/imaging/fourier.h"

namespace osteon::ibsi {
namespace {

double Gain(double frequency, double highest) {
  if (frequency <= highest / 4 || frequency > highest) return 0;
  return std::cos(std::numbers::pi / 2 * std::log2(2 * frequency / highest));
}

// The square of the frequency that belongs to each element of a transform.
std::vector<double> SquaredFrequencies(std::size_t size) {
  std::vector<double> squares(size);
  for (std::size_t u = 0; u < size; ++u) {
    const double frequency = 2 * static_cast<double>(std::min(u, size - u)) / static_cast<double>(size);
    squares[u] = frequency * frequency;
  }
  return squares;
}

std::vector<double> Filter(const FourierSize& size, double highest, const std::vector<double>& values) {
  Spectrum spectrum = RealFourierTransform(size, values);
  const FourierSize half = HalfSpectrumSize(size);
  const std::array<std::vector<double>, 3> squares{SquaredFrequencies(size[0]), SquaredFrequencies(size[1]),
                                                   SquaredFrequencies(size[2])};
  std::size_t i = 0;
  for (std::size_t w = 0; w < half[2]; ++w) {
    for (std::size_t v = 0; v < half[1]; ++v) {
      for (std::size_t u = 0; u < half[0]; ++u, ++i) {
        spectrum[i] *= Gain(std::sqrt(squares[0][u] + squares[1][v] + squares[2][w]), highest);
      }
    }
  }
  return InverseRealFourierTransform(size, std::move(spectrum));
}

}  // namespace

absl::StatusOr<std::vector<double>> SimoncelliFilter(const Volume& image, const FilterBox& box,
                                                     const SimoncelliSettings& settings, bool by_slice) {
  if (settings.level < 1 || settings.level > 16) {
    return absl::InvalidArgumentError(
        absl::StrCat("the Simoncelli wavelet's level must be from 1 to 16; it is ", settings.level));
  }
  const double highest = std::ldexp(1, 1 - settings.level);
  const auto& size = image.grid.size;
  std::vector<double> result;
  result.reserve(box.Count());
  const auto keep_box = [&](const std::vector<double>& values, std::size_t z) {
    for (std::size_t y = box.lower[1]; y < box.lower[1] + box.size[1]; ++y) {
      const double* row = values.data() + box.lower[0] + size[0] * (y + size[1] * z);
      result.insert(result.end(), row, row + box.size[0]);
    }
  };
  if (by_slice) {
    for (std::size_t z = box.lower[2]; z < box.lower[2] + box.size[2]; ++z) {
      const FilterBox slice{{0, 0, z}, {size[0], size[1], 1}};
      keep_box(Filter(slice.size, highest, CropBox(image, slice)), 0);
    }
  } else {
    const std::vector<double> values = Filter(size, highest, CropBox(image, {{0, 0, 0}, size}));
    for (std::size_t z = box.lower[2]; z < box.lower[2] + box.size[2]; ++z) keep_box(values, z);
  }
  return result;
}

}  // namespace osteon::ibsi
