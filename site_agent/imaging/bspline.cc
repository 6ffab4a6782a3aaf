#include "site_agent/imaging/bspline.h"

#include <cmath>
#include <utility>

namespace osteon {
namespace {

constexpr double kTolerance = 1e-10;

// What the forward recursion begins with: the sum over the mirrored line.
double FirstForward(const std::vector<double>& c, double z) {
  const std::size_t n = c.size();
  const auto horizon = static_cast<std::size_t>(std::ceil(std::log(kTolerance) / std::log(std::abs(z))));
  double power = z;
  if (horizon < n) {
    double sum = c[0];
    for (std::size_t i = 1; i < horizon; ++i) {
      sum += power * c[i];
      power *= z;
    }
    return sum;
  }
  const double inverse = 1.0 / z;
  double back = std::pow(z, static_cast<double>(n - 1));
  double sum = c[0] + back * c[n - 1];
  back *= back * inverse;
  for (std::size_t i = 1; i + 1 < n; ++i) {
    sum += (power + back) * c[i];
    power *= z;
    back *= inverse;
  }
  return sum / (1.0 - power * power);
}

void ToCoefficients(std::vector<double>* line) {
  std::vector<double>& c = *line;
  const std::size_t n = c.size();
  if (n < 2) return;
  const double z = std::sqrt(3.0) - 2.0;
  const double gain = (1.0 - z) * (1.0 - 1.0 / z);
  for (double& value : c) value *= gain;
  c[0] = FirstForward(c, z);
  for (std::size_t i = 1; i < n; ++i) c[i] += z * c[i - 1];
  c[n - 1] = (z / (z * z - 1.0)) * (z * c[n - 2] + c[n - 1]);
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

CubicBSpline::CubicBSpline(std::vector<double> values, const std::array<std::size_t, 3>& size)
    : CubicBSpline(std::move(values), size, {0, 0, 0}, size) {}

CubicBSpline::CubicBSpline(std::vector<double> values, const std::array<std::size_t, 3>& size,
                           const std::array<std::size_t, 3>& lower, const std::array<std::size_t, 3>& whole)
    : size_(size), lower_(lower), whole_(whole), coefficients_(std::move(values)) {
  const std::array<std::size_t, 3> stride{1, size[0], size[0] * size[1]};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::vector<double> line(size[axis]);
    for (std::size_t i = 0; i < coefficients_.size(); ++i) {
      if (i / stride[axis] % size[axis] != 0) continue;
      for (std::size_t k = 0; k < size[axis]; ++k) line[k] = coefficients_[i + k * stride[axis]];
      ToCoefficients(&line);
      for (std::size_t k = 0; k < size[axis]; ++k) coefficients_[i + k * stride[axis]] = line[k];
    }
  }
}

double CubicBSpline::At(const std::array<double, 3>& place) const {
  std::array<std::array<double, 4>, 3> weight;
  std::array<std::array<std::size_t, 4>, 3> index;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double floor = std::floor(place[axis]), w = place[axis] - floor;
    auto& v = weight[axis];
    v[3] = (1.0 / 6.0) * w * w * w;
    v[0] = (1.0 / 6.0) + 0.5 * w * (w - 1.0) - v[3];
    v[2] = w + v[0] - 2.0 * v[3];
    v[1] = 1.0 - v[0] - v[2] - v[3];
    for (std::size_t k = 0; k < 4; ++k) {
      index[axis][k] =
          Mirrored(static_cast<std::ptrdiff_t>(floor) - 1 + static_cast<std::ptrdiff_t>(k), whole_[axis]) -
          lower_[axis];
    }
  }
  double sum = 0;
  for (std::size_t z = 0; z < 4; ++z) {
    for (std::size_t y = 0; y < 4; ++y) {
      const double* row = coefficients_.data() + size_[0] * (index[1][y] + size_[1] * index[2][z]);
      for (std::size_t x = 0; x < 4; ++x) {
        sum += weight[0][x] * weight[1][y] * weight[2][z] * row[index[0][x]];
      }
    }
  }
  return sum;
}

}  // namespace osteon
