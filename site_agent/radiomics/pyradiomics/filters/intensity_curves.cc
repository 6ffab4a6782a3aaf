#include "site_agent/radiomics/pyradiomics/filters/intensity_curves.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "absl/status/status.h"

namespace osteon {
namespace {

template <typename T>
double LargestSize(const std::vector<T>& voxels) {
  double largest = 0;
  bool finite = true;
  for (const T voxel : voxels) {
    const double size = std::abs(static_cast<double>(voxel));
    largest = size > largest ? size : largest;
    finite = finite && std::isfinite(size);
  }
  return finite ? largest : std::nan("");
}

}  // namespace

absl::StatusOr<std::vector<double>> ApplyCurve(const Volume& image, const FilterBox& box,
                                               IntensityCurve curve) {
  const double m = std::visit([](const auto& voxels) { return LargestSize(voxels); }, image.voxels);
  if (std::isnan(m)) return absl::InvalidArgumentError("the image holds NaN or an infinite value");
  if (m == 0) return absl::InvalidArgumentError("every voxel of the image is 0");
  std::vector<double> values = CropBox(image, box);
  switch (curve) {
    case IntensityCurve::kSquare: {
      const double factor = 1 / std::sqrt(m);
      for (double& x : values) x = (factor * x) * (factor * x);
      break;
    }
    case IntensityCurve::kSquareRoot:
      for (double& x : values) x = x < 0 ? -std::sqrt(-x * m) : std::sqrt(x * m);
      break;
    case IntensityCurve::kLogarithm: {
      const double factor = m / std::log(m + 1);
      for (double& x : values) x = (x < 0 ? -std::log(-(x - 1)) : std::log(x + 1)) * factor;
      break;
    }
    case IntensityCurve::kExponential: {
      const double factor = std::log(m) / m;
      for (double& x : values) x = std::exp(factor * x);
      break;
    }
  }
  return values;
}

}  // namespace osteon
