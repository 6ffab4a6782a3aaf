#include "site_agent/radiomics/pyradiomics/filters/lbp_2d.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <type_traits>

namespace osteon {
namespace {

// A point of the circle: the pixel above and left of it, and how far it is from that.
struct Sample {
  std::ptrdiff_t row, column;
  double down, right;
};

double RoundToFiveDigits(double value) {
  return std::nearbyint(value * 1e5) / 1e5;
}

std::vector<Sample> Circle(const Lbp2DSettings& settings) {
  std::vector<Sample> samples;
  for (int i = 0; i < settings.samples; ++i) {
    const double angle = 2 * std::numbers::pi * i / settings.samples;
    const double row = RoundToFiveDigits(-settings.radius * std::sin(angle));
    const double column = RoundToFiveDigits(settings.radius * std::cos(angle));
    const double top = std::floor(row), left = std::floor(column);
    samples.push_back(
        {static_cast<std::ptrdiff_t>(top), static_cast<std::ptrdiff_t>(left), row - top, column - left});
  }
  return samples;
}

double Variance(const std::vector<double>& texture) {
  double sum = 0, squares = 0;
  for (const double value : texture) {
    sum += value;
    squares += value * value;
  }
  const auto n = static_cast<double>(texture.size());
  const double variance = (squares - sum * sum / n) / n;
  return variance != 0 ? variance : std::nan("");
}

double Pattern(const std::vector<double>& texture, double centre, Lbp2DMethod method) {
  if (method == Lbp2DMethod::kVariance) return Variance(texture);
  const std::size_t n = texture.size();
  const auto bit = [&](std::size_t i) { return texture[i] - centre >= 0; };
  if (method == Lbp2DMethod::kUniform) {
    std::size_t ones = 0, changes = 0;
    for (std::size_t i = 0; i < n; ++i) {
      ones += bit(i) ? 1U : 0U;
      if (i > 0) changes += bit(i) != bit(i - 1) ? 1U : 0U;
    }
    return static_cast<double>(changes <= 2 ? ones : n + 1);
  }
  std::uint64_t pattern = 0;
  for (std::size_t i = 0; i < n; ++i) pattern |= static_cast<std::uint64_t>(bit(i) ? 1 : 0) << i;
  if (method == Lbp2DMethod::kDefault) return static_cast<double>(pattern);
  std::uint64_t turned = pattern, smallest = pattern;
  for (std::size_t i = 1; i < n; ++i) {
    turned = turned >> 1 | (turned & 1) << (n - 1);
    smallest = std::min(smallest, turned);
  }
  return static_cast<double>(smallest);
}

// What an array of the image's type holds after the number is put into it (NumPy on common processors).
template <typename T>
double InType(double value) {
  if constexpr (std::is_floating_point_v<T>) {
    return static_cast<double>(static_cast<T>(value));
  } else {
    using Wide = std::conditional_t<std::is_same_v<T, std::uint32_t>, std::int64_t, std::int32_t>;
    const double most = std::ldexp(1.0, std::numeric_limits<Wide>::digits);
    const Wide whole = std::abs(value) < most ? static_cast<Wide>(value) : std::numeric_limits<Wide>::min();
    return static_cast<double>(static_cast<T>(whole));
  }
}

}  // namespace

std::vector<double> LocalBinaryPattern2D(const Volume& image, const FilterBox& box,
                                         const Lbp2DSettings& settings) {
  const std::vector<Sample> circle = Circle(settings);
  const std::array<std::size_t, 3>& size = image.grid.size;
  // PyRadiomics exchanges the first axis of (z, y, x) with the one across the slices.
  const std::size_t row_axis = settings.axis == 1 ? 2 : 1, column_axis = settings.axis == 0 ? 2 : 0;
  const auto rows = static_cast<std::ptrdiff_t>(size[row_axis]);
  const auto columns = static_cast<std::ptrdiff_t>(size[column_axis]);
  const std::array<std::size_t, 3> stride{1, size[0], size[0] * size[1]};
  std::vector<double> result, texture(circle.size());
  result.reserve(box.Count());
  std::visit(
      [&](const auto& voxels) {
        using T = typename std::decay_t<decltype(voxels)>::value_type;
        std::array<std::size_t, 3> at{};
        for (at[2] = box.lower[2]; at[2] < box.lower[2] + box.size[2]; ++at[2]) {
          for (at[1] = box.lower[1]; at[1] < box.lower[1] + box.size[1]; ++at[1]) {
            for (at[0] = box.lower[0]; at[0] < box.lower[0] + box.size[0]; ++at[0]) {
              const T* slice = voxels.data() + at[settings.axis] * stride[settings.axis];
              const auto pixel = [&](std::ptrdiff_t row, std::ptrdiff_t column) {
                if (row < 0 || column < 0 || row >= rows || column >= columns) return 0.0;
                return static_cast<double>(slice[static_cast<std::size_t>(row) * stride[row_axis] +
                                                 static_cast<std::size_t>(column) * stride[column_axis]]);
              };
              for (std::size_t i = 0; i < circle.size(); ++i) {
                const auto& [row, column, down, right] = circle[i];
                const std::ptrdiff_t top = static_cast<std::ptrdiff_t>(at[row_axis]) + row;
                const std::ptrdiff_t left = static_cast<std::ptrdiff_t>(at[column_axis]) + column;
                const std::ptrdiff_t below = down > 0 ? top + 1 : top, beside = right > 0 ? left + 1 : left;
                const double upper = (1 - right) * pixel(top, left) + right * pixel(top, beside);
                const double lower = (1 - right) * pixel(below, left) + right * pixel(below, beside);
                texture[i] = (1 - down) * upper + down * lower;
              }
              const double centre = pixel(static_cast<std::ptrdiff_t>(at[row_axis]),
                                          static_cast<std::ptrdiff_t>(at[column_axis]));
              result.push_back(InType<T>(Pattern(texture, centre, settings.method)));
            }
          }
        }
      },
      image.voxels);
  return result;
}

}  // namespace osteon
