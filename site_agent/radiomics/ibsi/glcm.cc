#include "site_agent/radiomics/ibsi/glcm.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "common/status/status_macros.h"
#include "site_agent/radiomics/co_occurrence.h"
#include "site_agent/radiomics/ibsi/feature_mean.h"
#include "site_agent/radiomics/ibsi/texture_parts.h"

namespace osteon::ibsi {
namespace {

double Entropy(const std::vector<double>& p) {
  double entropy = 0;
  for (const double one : p) {
    if (one > 0) entropy -= one * std::log2(one);
  }
  return entropy;
}

// What is summed over the elements of the matrix.
struct JointSums {
  double maximum = 0, entropy = 0, energy = 0, autocorrelation = 0, covariance = 0;
};

// What is summed over p_{i-j}, the distribution of k = |i - j|.
struct DifferenceSums {
  double average = 0, variance = 0, contrast = 0, inverse = 0, inverse_normalised = 0, inverse_moment = 0,
         inverse_moment_normalised = 0, inverse_variance = 0;
};

DifferenceSums DescribeDifferences(const std::vector<double>& difference, double highest) {
  DifferenceSums s;
  for (std::size_t step = 0; step < difference.size(); ++step) {
    const double p = difference[step], k = static_cast<double>(step);
    s.average += k * p;
    s.contrast += k * k * p;
    s.inverse += p / (1 + k);
    s.inverse_normalised += p / (1 + k / highest);
    s.inverse_moment += p / (1 + k * k);
    s.inverse_moment_normalised += p / (1 + k * k / (highest * highest));
    if (step > 0) s.inverse_variance += p / (k * k);
  }
  for (std::size_t step = 0; step < difference.size(); ++step) {
    const double distance = static_cast<double>(step) - s.average;
    s.variance += distance * distance * difference[step];
  }
  return s;
}

// The moments of p_{i+j}, the distribution of k = i + j, around its mean 2 mu.
struct SumMoments {
  double average = 0, second = 0, third = 0, fourth = 0;
};

SumMoments DescribeSums(const std::vector<double>& sum, double twice_mu) {
  SumMoments s;
  for (std::size_t k = 0; k < sum.size(); ++k) {
    const double p = sum[k], distance = static_cast<double>(k) - twice_mu, square = distance * distance;
    s.average += static_cast<double>(k) * p;
    s.second += square * p;
    s.third += square * distance * p;
    s.fourth += square * square * p;
  }
  return s;
}

// In the order of GlcmFeatures. `counts` are pairs one way; at least one.
std::vector<double> Describe(const std::vector<std::uint32_t>& counts,
                             const std::vector<std::uint16_t>& levels, double pairs, double highest) {
  const std::size_t n = levels.size();
  const double total = 2 * pairs;
  std::vector<double> marginal(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      marginal[i] += counts[i * n + j];
      marginal[j] += counts[i * n + j];
    }
  }
  double mu = 0, variance = 0;
  for (std::size_t i = 0; i < n; ++i) {
    mu += levels[i] * marginal[i];
    marginal[i] /= total;
  }
  mu /= total;
  for (std::size_t i = 0; i < n; ++i) variance += (levels[i] - mu) * (levels[i] - mu) * marginal[i];

  JointSums joint;
  std::vector<double> difference(levels.back() - levels.front() + 1U, 0.0), sum(2U * levels.back() + 1U, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {  // both triangles at once
      const double both = static_cast<double>(counts[i * n + j]) + static_cast<double>(counts[j * n + i]);
      if (both == 0) continue;
      const double p = both / total, times = i == j ? 1 : 2;
      difference[static_cast<std::size_t>(levels[i] - levels[j])] += times * p;
      sum[static_cast<std::size_t>(levels[i] + levels[j])] += times * p;
      joint.maximum = std::max(joint.maximum, p);
      joint.entropy -= times * p * std::log2(p);
      joint.energy += times * p * p;
      joint.autocorrelation += times * p * levels[i] * levels[j];
      joint.covariance += times * p * (levels[i] - mu) * (levels[j] - mu);
    }
  }
  const DifferenceSums d = DescribeDifferences(difference, highest);
  const SumMoments s = DescribeSums(sum, 2 * mu);
  // For a symmetric matrix, -sum p(i, j) log2(p(i) p(j)) and -sum p(i) p(j) log2(p(i) p(j)), the manual's
  // HXY1 and HXY2, are both twice the entropy HX of p(i).
  const double hx = Entropy(marginal), information = std::max(0.0, 2 * hx - joint.entropy);
  const bool one_level = variance == 0;
  return {joint.maximum,
          mu,
          variance,
          joint.entropy,
          d.average,
          d.variance,
          Entropy(difference),
          s.average,
          s.second,
          Entropy(sum),
          joint.energy,
          d.contrast,
          d.average,  // dissimilarity
          d.inverse,
          d.inverse_normalised,
          d.inverse_moment,
          d.inverse_moment_normalised,
          d.inverse_variance,
          one_level ? kNotDefined : joint.covariance / variance,
          joint.autocorrelation,
          s.second,  // cluster tendency
          s.third,
          s.fourth,
          one_level ? kNotDefined : (0 - information) / hx,
          std::sqrt(1 - std::exp(-2 * information))};
}

}  // namespace

std::vector<NamedFeature> GlcmFeatures() {
  return {{"joint_maximum", "GYBY"},
          {"joint_average", "60VM"},
          {"joint_variance", "UR99"},
          {"joint_entropy", "TU9B"},
          {"difference_average", "TF7R"},
          {"difference_variance", "D3YU"},
          {"difference_entropy", "NTRS"},
          {"sum_average", "ZGXS"},
          {"sum_variance", "OEEB"},
          {"sum_entropy", "P6QZ"},
          {"angular_second_moment", "8ZQL"},
          {"contrast", "ACUI"},
          {"dissimilarity", "8S9J"},
          {"inverse_difference", "IB1Z"},
          {"normalised_inverse_difference", "NDRX"},
          {"inverse_difference_moment", "WF0Z"},
          {"normalised_inverse_difference_moment", "1QCO"},
          {"inverse_variance", "E8JP"},
          {"correlation", "NI2N"},
          {"autocorrelation", "QWB0"},
          {"cluster_tendency", "DG8W"},
          {"cluster_shade", "7NFM"},
          {"cluster_prominence", "AE86"},
          {"information_correlation_1", "R8DG"},
          {"information_correlation_2", "JN9H"}};
}

absl::StatusOr<Features> ComputeGlcm(const Region& region, const GreyLevels& levels, Aggregation aggregation,
                                     int distance) {
  OSTEON_RETURN_IF_ERROR(CheckTexture(region, levels, distance));
  const Dimension dimension = DimensionOf(aggregation);
  const std::vector<Step> steps = Directions(dimension, distance);
  FeatureMean mean;
  for (const PaddedLevels& part :
       TextureParts(region, levels, dimension, static_cast<std::size_t>(distance), true)) {
    OSTEON_ASSIGN_OR_RETURN(const CoOccurrence matrices,
                            CountPairs(part, steps, MergesDirections(aggregation)));
    for (const std::vector<std::uint32_t>& counts : matrices.counts) {
      double pairs = 0;
      for (const std::uint32_t count : counts) pairs += count;
      if (pairs > 0) mean.Add(Describe(counts, matrices.levels, pairs, levels.Highest()));
    }
  }
  return mean.Named(GlcmFeatures());
}

}  // namespace osteon::ibsi
