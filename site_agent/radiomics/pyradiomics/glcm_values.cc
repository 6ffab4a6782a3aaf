#include "site_agent/radiomics/pyradiomics/glcm_values.h"

namespace osteon::glcm {

void DescribeDifferences(const std::vector<double>& difference, double highest_level, Values* out) {
  Values& v = *out;
  for (std::size_t step = 0; step < difference.size(); ++step) {
    const double p = difference[step], k = static_cast<double>(step);
    v[kContrast] += k * k * p;
    v[kDifferenceAverage] += k * p;
    v[kDifferenceEntropy] -= PLogP(p);
    v[kId] += p / (1 + k);
    v[kIdm] += p / (1 + k * k);
    v[kIdmn] += p / (1 + k * k / (highest_level * highest_level));
    v[kIdn] += p / (1 + k / highest_level);
    if (step > 0) v[kInverseVariance] += p / (k * k);
  }
  for (std::size_t step = 0; step < difference.size(); ++step) {
    const double distance = static_cast<double>(step) - v[kDifferenceAverage];
    v[kDifferenceVariance] += distance * distance * difference[step];
  }
}

void DescribeSums(const std::vector<double>& sum, double mean, Values* out) {
  Values& v = *out;
  for (std::size_t k = 0; k < sum.size(); ++k) {
    const double p = sum[k], distance = static_cast<double>(k) - mean, square = distance * distance;
    v[kSumAverage] += static_cast<double>(k) * p;
    v[kSumEntropy] -= PLogP(p);
    v[kClusterTendency] += square * p;
    v[kClusterShade] += square * distance * p;
    v[kClusterProminence] += square * square * p;
  }
}

}  // namespace osteon::glcm
