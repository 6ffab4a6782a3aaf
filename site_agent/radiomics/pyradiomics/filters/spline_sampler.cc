#include "site_agent/radiomics/pyradiomics/filters/spline_sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace osteon {
namespace {

constexpr double kForgets = 40;  // voxels after which the recursion no longer knows where it began

// Box 2 of Unser, Splines: a perfect fit for signal and image processing, IEEE Signal Processing Magazine
// 16(6), 1999, with the sum at the beginning over the whole mirrored line.
void ToCoefficients(std::vector<double>* line) {
  std::vector<double>& c = *line;
  const std::size_t n = c.size();
  if (n < 2) return;
  const double z = std::sqrt(3.0) - 2.0;
  const double gain = (1.0 - z) * (1.0 - 1.0 / z);
  for (double& value : c) value *= gain;
  const double far = std::pow(z, static_cast<double>(n - 1));
  double power = z;
  c[0] = c[0] + far * c[n - 1];
  for (std::size_t i = 1; i + 1 < n; ++i) {
    c[0] += power * (c[i] + far * c[n - 1 - i]);
    power *= z;
  }
  c[0] /= 1 - far * far;
  for (std::size_t i = 1; i < n; ++i) c[i] += z * c[i - 1];
  c[n - 1] = (z * c[n - 2] + c[n - 1]) * z / (z * z - 1);
  for (std::size_t i = n - 1; i-- > 0;) c[i] = z * (c[i + 1] - c[i]);
}

std::size_t Mirrored(std::ptrdiff_t i, std::size_t size) {
  const auto n = static_cast<std::ptrdiff_t>(size);
  if (n == 1) return 0;
  const std::ptrdiff_t period = 2 * (n - 1);
  i = ((i % period) + period) % period;
  return static_cast<std::size_t>(i < n ? i : period - i);
}

}  // namespace

SplineSampler::SplineSampler(const Volume& image, const FilterBox& box, double reach)
    : whole_(image.grid.size) {
  const auto margin = static_cast<std::size_t>(std::ceil(reach) + 2 + kForgets);
  FilterBox part;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    lower_[axis] = box.lower[axis] - std::min(box.lower[axis], margin);
    size_[axis] = std::min(whole_[axis], box.lower[axis] + box.size[axis] + margin) - lower_[axis];
  }
  part.lower = lower_;
  part.size = size_;
  coefficients_ = CropBox(image, part);
  const std::array<std::size_t, 3> stride{1, size_[0], size_[0] * size_[1]};
  for (const std::size_t axis : std::array<std::size_t, 3>{2, 1, 0}) {
    std::vector<double> line(size_[axis]);
    const std::size_t one = axis == 0 ? 1 : 0, two = axis == 2 ? 1 : 2;
    for (std::size_t v = 0; v < size_[two]; ++v) {
      for (std::size_t u = 0; u < size_[one]; ++u) {
        double* first = coefficients_.data() + u * stride[one] + v * stride[two];
        for (std::size_t k = 0; k < size_[axis]; ++k) line[k] = first[k * stride[axis]];
        ToCoefficients(&line);
        for (std::size_t k = 0; k < size_[axis]; ++k) first[k * stride[axis]] = line[k];
      }
    }
  }
  type_ = std::visit(
      [&](const auto& voxels) {
        using T = typename std::decay_t<decltype(voxels)>::value_type;
        if constexpr (std::is_same_v<T, float>) return Type::kFloat;
        if constexpr (std::is_same_v<T, double>) return Type::kDouble;
        lowest_ = static_cast<double>(std::numeric_limits<T>::lowest());
        highest_ = static_cast<double>(std::numeric_limits<T>::max());
        return std::is_signed_v<T> ? Type::kSigned : Type::kUnsigned;
      },
      image.voxels);
}

double SplineSampler::At(const std::array<double, 3>& place) const {
  std::array<std::array<double, 4>, 3> weight;
  std::array<std::array<std::size_t, 4>, 3> index;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (!(place[axis] >= 0 && place[axis] <= static_cast<double>(whole_[axis] - 1))) return 0;
    const double floor = std::floor(place[axis]), y = place[axis] - floor, z = 1.0 - y;
    auto& w = weight[axis];
    w[1] = (y * y * (y - 2.0) * 3.0 + 4.0) / 6.0;
    w[2] = (z * z * (z - 2.0) * 3.0 + 4.0) / 6.0;
    w[0] = z * z * z / 6.0;
    w[3] = 1.0 - w[0] - w[1] - w[2];
    for (std::size_t k = 0; k < 4; ++k) {
      const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(floor) - 1 + static_cast<std::ptrdiff_t>(k);
      index[axis][k] = Mirrored(at, whole_[axis]) - lower_[axis];
    }
  }
  double sum = 0;
  for (std::size_t z = 0; z < 4; ++z) {
    for (std::size_t y = 0; y < 4; ++y) {
      const double* row = coefficients_.data() + size_[0] * (index[1][y] + size_[1] * index[2][z]);
      for (std::size_t x = 0; x < 4; ++x) {
        sum += row[index[0][x]] * weight[2][z] * weight[1][y] * weight[0][x];
      }
    }
  }
  switch (type_) {
    case Type::kSigned:
      return std::clamp(std::trunc(sum > 0 ? sum + 0.5 : sum - 0.5), lowest_, highest_);
    case Type::kUnsigned:
      return std::clamp(std::trunc(sum > 0 ? sum + 0.5 : 0), lowest_, highest_);
    case Type::kFloat:
      return static_cast<double>(static_cast<float>(sum));
    case Type::kDouble:
      break;
  }
  return sum;
}

}  // namespace osteon
