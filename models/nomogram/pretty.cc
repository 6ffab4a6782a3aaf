#include "models/nomogram/pretty.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace osteon::models {
namespace {

// R's defaults: high.u.bias, u5.bias = 0.5 + 1.5 high.u.bias, shrink.sml.
constexpr double kLargerSteps = 1.5;
constexpr double kFives = 2.75;
constexpr double kShrink = 0.75;
constexpr double kRounding = 1e-10;  // of a step, by which a range may overlap its ticks

// multiplier * 10^exponent, the step between ticks.
struct Step {
  int multiplier;  // 1, 2, 5 or 10
  int exponent;

  double Times(double count) const {
    const double power = std::pow(10.0, std::abs(exponent));
    return exponent < 0 ? count * multiplier / power : count * multiplier * power;
  }
};

// About how far apart ticks should be.
double Cell(double low, double high, int intervals, int least_intervals) {
  const double range = high - low;
  const double largest = std::max(std::fabs(low), std::fabs(high));
  constexpr double kSmall = 3 * (1 + 1 / (1 + kLargerSteps)) * std::numeric_limits<double>::epsilon();
  double cell = range / intervals;
  if (range == 0 && high == 0) {
    cell = kShrink / std::max(least_intervals, 1);
  } else if (range < largest * kSmall * intervals) {
    cell = (largest > 10 ? 9 + largest / 10 : largest) * kShrink / std::max(least_intervals, 1);
  }
  constexpr double kLeast = std::numeric_limits<double>::min() * 20;
  constexpr double kMost = std::numeric_limits<double>::max() / 10;
  return std::clamp(cell, kLeast, kMost);
}

// The larger of the steps 1, 2, 5, 10 as long as it is nearer to the cell than the bias allows.
Step StepFor(double cell) {
  const int exponent = static_cast<int>(std::floor(std::log10(cell)));
  const double base = std::pow(10.0, exponent);
  if (2 * base - cell >= kLargerSteps * (cell - base)) return {1, exponent};
  if (5 * base - cell >= kFives * (cell - 2 * base)) return {2, exponent};
  if (10 * base - cell >= kLargerSteps * (cell - 5 * base)) return {5, exponent};
  return {10, exponent};
}

}  // namespace

std::vector<double> Pretty(double low, double high, int intervals) {
  const int least = intervals / 3;
  const Step step = StepFor(Cell(low, high, intervals, least));
  const double unit = step.Times(1);
  double first = std::floor(low / unit + kRounding);
  double last = std::ceil(high / unit - kRounding);
  while (first * unit > low + kRounding * unit) --first;
  while (last * unit < high - kRounding * unit) ++last;
  const int lacking = std::max(least, 1) - static_cast<int>(last - first);
  if (lacking > 0) {  // more to the side away from zero
    const int less = lacking / 2;
    last += first >= 0 ? less : lacking - less;
    first -= first >= 0 ? lacking - less : less;
  }
  std::vector<double> values;
  for (double count = first; count <= last; ++count) values.push_back(step.Times(count));
  return values;
}

}  // namespace osteon::models
