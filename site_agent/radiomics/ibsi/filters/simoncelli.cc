#include "site_agent/radiomics/ibsi/filters/simoncelli.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/imaging/fourier.h"

namespace osteon::ibsi {
namespace {

// Of a squared frequency.
double Gain(double square, double highest) {
  const double relative = 4 * square / (highest * highest);  // of half the highest frequency, squared
  if (relative <= 0.25 || relative > 4) return 0;
  return std::cos(std::numbers::pi / 4 * std::log2(relative));
}

// The squared frequencies along an axis: of element u of the transform, and of element size - u.
struct Axis {
  std::vector<double> here, mirrored;

  explicit Axis(std::size_t size) {
    const std::size_t before_zero = size / 2;  // elements of negative frequency
    const auto square = [&](std::size_t u) {
      if (size == 1) return 0.0;
      const double place = static_cast<double>((u + before_zero) % size);
      const double last = static_cast<double>(size - 1);
      const double frequency = (2 * place - last) / last;
      return frequency * frequency;
    };
    for (std::size_t u = 0; u < size; ++u) {
      here.push_back(square(u));
      mirrored.push_back(square(u == 0 ? 0 : size - u));
    }
  }
};

// The real part of the product's transform is the transform of the product with the filter's even part.
std::vector<double> Filter(const FourierSize& size, double highest, std::vector<double> values) {
  Spectrum spectrum = RealFourierTransform(size, values);
  values = {};  // the memory of an image
  const FourierSize half = HalfSpectrumSize(size);
  const Axis x(size[0]), y(size[1]), z(size[2]);
  std::size_t i = 0;
  for (std::size_t w = 0; w < half[2]; ++w) {
    for (std::size_t v = 0; v < half[1]; ++v) {
      const double here = y.here[v] + z.here[w], mirrored = y.mirrored[v] + z.mirrored[w];
      for (std::size_t u = 0; u < half[0]; ++u, ++i) {
        spectrum[i] *= 0.5 * (Gain(x.here[u] + here, highest) + Gain(x.mirrored[u] + mirrored, highest));
      }
    }
  }
  return InverseRealFourierTransform(size, std::move(spectrum));
}

}  // namespace

absl::Status CheckSettings(const SimoncelliSettings& settings) {
  if (settings.level >= 1 && settings.level <= 16) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the Simoncelli wavelet's level must be from 1 to 16; it is ", settings.level));
}

absl::StatusOr<std::vector<double>> SimoncelliFilter(const Volume& image, const FilterBox& box,
                                                     const SimoncelliSettings& settings, bool by_slice) {
  OSTEON_RETURN_IF_ERROR(CheckSettings(settings));
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
