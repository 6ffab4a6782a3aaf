#include "site_agent/quality/robust_z.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace osteon::quality {
namespace {

constexpr double kMedianToDeviation = 1.4826;  // 1 / the normal distribution's third quartile
constexpr double kMeanToDeviation = 1.2533;    // sqrt(pi / 2)

}  // namespace

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return std::midpoint(*std::max_element(values.begin(), middle), *middle);
}

std::optional<RobustScale> RobustScaleOf(std::vector<double> values) {
  std::erase_if(values, [](double value) { return !std::isfinite(value); });
  if (values.empty()) return std::nullopt;
  RobustScale scale;
  scale.median = Median(values);
  for (double& value : values) value = std::abs(value - scale.median);
  scale.spread = kMedianToDeviation * Median(values);
  if (scale.spread == 0) {
    scale.spread = kMeanToDeviation * std::accumulate(values.begin(), values.end(), 0.0) /
                   static_cast<double>(values.size());
  }
  return scale;
}

double RobustZ(double value, const RobustScale& scale) {
  if (!std::isfinite(value)) return std::numeric_limits<double>::quiet_NaN();
  return scale.spread > 0 ? (value - scale.median) / scale.spread : 0;
}

}  // namespace osteon::quality
