// How far a value lies from the rest, by statistics that the far ones do not disturb.
#ifndef OSTEON_SITE_AGENT_QUALITY_ROBUST_Z_H_
#define OSTEON_SITE_AGENT_QUALITY_ROBUST_Z_H_

#include <optional>
#include <vector>

namespace osteon::quality {

// Iglewicz & Hoaglin, How to Detect and Handle Outliers, ASQC 1993, suggest this limit.
inline constexpr double kOutlierZ = 3.5;

// The mean of the two in the middle where their number is even. `values` is not empty and finite.
double Median(std::vector<double> values);

struct RobustScale {
  double median = 0;
  // 1.4826 times the median absolute deviation from the median, which for a normal distribution is its
  // standard deviation. Where more than half of the values are equal, so that this is 0, it is 1.2533 times
  // the mean absolute deviation from the median, as Iglewicz & Hoaglin do. 0: all values are equal.
  double spread = 0;
};

// Values that are not finite are left out. nullopt: none is left.
std::optional<RobustScale> RobustScaleOf(std::vector<double> values);

// (value - median) / spread; 0 where the spread is 0, NaN where the value is not finite.
double RobustZ(double value, const RobustScale& scale);

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_ROBUST_Z_H_
