// How often each value occurs in a region, and what describes such a distribution.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_DISTRIBUTION_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_DISTRIBUTION_H_

#include <cstddef>
#include <vector>

#include "site_agent/imaging/region.h"

namespace osteon::ibsi {

struct Distribution {
  std::vector<double> values;       // that occur, ascending, none twice
  std::vector<std::size_t> counts;  // of each, none 0
  std::size_t total = 0;            // sum of counts
};

// Of the intensities in the region's mask; they are finite.
Distribution DistributionOf(const Region& region);

// The value at position fraction * (total - 1) of the sorted values, counted from 0; between two positions by
// linear interpolation (numpy's default; definition 7 of Hyndman & Fan, 1996). `distribution` is not empty.
double Percentile(const Distribution& distribution, double fraction);

// What intensity-based statistics and the intensity histogram have in common. Moments divide by the number of
// values. What divides by zero is not finite.
struct Summary {
  double mean = 0;
  double variance = 0;
  double skewness = 0;         // 0 where the variance is 0, as the manual has it
  double excess_kurtosis = 0;  // likewise
  double median = 0;
  double minimum = 0;
  double percentile_10 = 0;
  double percentile_90 = 0;
  double maximum = 0;
  double interquartile_range = 0;
  double range = 0;
  double mean_absolute_deviation = 0;         // from the mean
  double robust_mean_absolute_deviation = 0;  // of the values from the 10th to the 90th percentile
  double median_absolute_deviation = 0;       // mean distance from the median
  double coefficient_of_variation = 0;
  double quartile_coefficient_of_dispersion = 0;
  double energy = 0;
  double root_mean_square = 0;
};

Summary Summarise(const Distribution& distribution);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_DISTRIBUTION_H_
