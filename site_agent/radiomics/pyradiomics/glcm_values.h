// What the descriptions of co-occurrence matrices have in common.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLCM_VALUES_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLCM_VALUES_H_

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace osteon::glcm {

inline constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
inline constexpr std::size_t kMostCandidates = 4;  // for the second largest eigenvalue

// Places of features in Values, in PyRadiomics' alphabetical order.
enum Name : std::size_t {
  kAutocorrelation,
  kClusterProminence,
  kClusterShade,
  kClusterTendency,
  kContrast,
  kCorrelation,
  kDifferenceAverage,
  kDifferenceEntropy,
  kDifferenceVariance,
  kId,
  kIdm,
  kIdmn,
  kIdn,
  kImc1,
  kImc2,
  kInverseVariance,
  kJointAverage,
  kJointEnergy,
  kJointEntropy,
  kMcc,
  kMaximumProbability,
  kSumAverage,
  kSumEntropy,
  kSumSquares,
  kNames
};
inline constexpr std::array<const char*, kNames> kFeatureNames{"Autocorrelation",
                                                               "ClusterProminence",
                                                               "ClusterShade",
                                                               "ClusterTendency",
                                                               "Contrast",
                                                               "Correlation",
                                                               "DifferenceAverage",
                                                               "DifferenceEntropy",
                                                               "DifferenceVariance",
                                                               "Id",
                                                               "Idm",
                                                               "Idmn",
                                                               "Idn",
                                                               "Imc1",
                                                               "Imc2",
                                                               "InverseVariance",
                                                               "JointAverage",
                                                               "JointEnergy",
                                                               "JointEntropy",
                                                               "MCC",
                                                               "MaximumProbability",
                                                               "SumAverage",
                                                               "SumEntropy",
                                                               "SumSquares"};
using Values = std::array<double, kNames>;

inline double PLogP(double p) {
  return p * std::log2(p + kEpsilon);
}

// Features of p_{x-y}(k), the distribution of k = |i - j|.
void DescribeDifferences(const std::vector<double>& difference, double highest_level, Values* out);

// Features of p_{x+y}(k), the distribution of k = i + j, whose mean is `mean`.
void DescribeSums(const std::vector<double>& sum, double mean, Values* out);

// The features of one direction's matrix that counts a pair one way only (symmetricalGLCM: false): `counts`
// is (n, n) with the voxel's level in the row and its neighbour's in the column, `levels` the level of each
// row. None where no voxel has a neighbour. JointAverage, SumSquares and the like are of the rows, as in
// PyRadiomics.
std::optional<Values> DescribeOneWay(const std::vector<double>& counts,
                                     const std::vector<std::uint16_t>& levels);

}  // namespace osteon::glcm

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_GLCM_VALUES_H_
