#include "site_agent/radiomics/pyradiomics/glcm.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>

#include "common/status/status_macros.h"
#include "site_agent/radiomics/eigenvalues.h"
#include "site_agent/radiomics/pyradiomics/glcm_values.h"

namespace osteon {
namespace {

using namespace glcm;  // Values and the places in it

// One direction's matrix, symmetric and normalised: p(i, j) = p(j, i), all adding to 1.
struct Matrix {
  std::size_t n = 0;
  std::vector<double> p;         // (n, n)
  std::vector<double> marginal;  // (n): p_x = p_y
  double operator()(std::size_t i, std::size_t j) const { return p[i * n + j]; }
};

// Whole numbers below 2^53 add exactly as double.
template <typename Count>
std::optional<Matrix> Normalise(const std::vector<Count>& counts, std::size_t n) {
  double total = 0;
  for (const Count count : counts) total += static_cast<double>(count);
  if (total == 0) return std::nullopt;
  total *= 2;
  Matrix matrix{n, std::vector<double>(n * n), std::vector<double>(n, 0.0)};
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double p =
          (static_cast<double>(counts[i * n + j]) + static_cast<double>(counts[j * n + i])) / total;
      matrix.p[i * n + j] = p;
      matrix.marginal[i] += p;
    }
  }
  return matrix;
}

// The square root of the second largest eigenvalue of Q(i, j) = sum over k of p(i, k) p(j, k) / (p_x(i)
// p_y(k)). Q has the eigenvalues of the square of the symmetric A(i, j) = p(i, j) / sqrt(p_x(i) p_y(j)),
// whose largest is 1; so it is the second largest of A's absolute eigenvalues, m with vector v.
//
// PyRadiomics adds epsilon to the denominator, which shows where two levels are rare. To first order that
// makes the eigenvalue of Q into m times the sum of v(i) v(j) A(i, j) p_x(i) p_y(j) / (p_x(i) p_y(j) +
// epsilon); what is neglected is the square of a number below 1e-4.
double MaximalCorrelation(const Matrix& matrix) {
  if (matrix.n < 2) return 1;     // one level in the region: PyRadiomics' value
  std::vector<std::size_t> used;  // levels with a neighbour in this direction
  for (std::size_t i = 0; i < matrix.n; ++i) {
    if (matrix.marginal[i] > 0) used.push_back(i);
  }
  const std::size_t n = used.size();
  if (n < 2) return 0;
  std::vector<double> a(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      a[i * n + j] =
          matrix(used[i], used[j]) / std::sqrt(matrix.marginal[used[i]] * matrix.marginal[used[j]]);
    }
  }
  std::vector<double> eigenvalues = SymmetricEigenvalues(a, n);
  eigenvalues.pop_back();  // the highest, 1, whose vector is known
  std::sort(eigenvalues.begin(), eigenvalues.end(),
            [](double left, double right) { return std::abs(left) > std::abs(right); });
  std::vector<double> top(n);  // belongs to the eigenvalue 1
  for (std::size_t i = 0; i < n; ++i) top[i] = std::sqrt(matrix.marginal[used[i]]);
  std::vector<std::vector<double>> found{top};
  double second = 0;  // of Q
  for (const double m : eigenvalues) {
    if (m * m <= second || found.size() > kMostCandidates) break;
    found.push_back(SymmetricEigenvector(a, n, m, found));
    const std::vector<double>& v = found.back();
    double lifted = 0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        const double product = matrix.marginal[used[i]] * matrix.marginal[used[j]];
        lifted += v[i] * v[j] * a[i * n + j] * product / (product + kEpsilon);
      }
    }
    second = std::max(second, m * lifted);
  }
  return std::sqrt(second);
}

Values Describe(const Matrix& matrix, const std::vector<std::uint16_t>& levels) {
  const std::size_t n = matrix.n;
  const std::size_t highest = levels.back();
  Values v{};
  double mean = 0, entropy_x = 0;
  for (std::size_t i = 0; i < n; ++i) {
    mean += levels[i] * matrix.marginal[i];
    entropy_x -= PLogP(matrix.marginal[i]);
  }
  double variance = 0;
  for (std::size_t i = 0; i < n; ++i)
    variance += (levels[i] - mean) * (levels[i] - mean) * matrix.marginal[i];

  std::vector<double> difference(highest, 0.0), sum(2 * highest + 1, 0.0);
  double covariance = 0, entropy_xy1 = 0, entropy_xy2 = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {  // both triangles at once
      const double times = i == j ? 1 : 2;
      const double p = matrix(i, j), product = matrix.marginal[i] * matrix.marginal[j];
      const double log_product = std::log2(product + kEpsilon);
      entropy_xy1 -= times * p * log_product;
      entropy_xy2 -= times * product * log_product;
      if (p == 0) continue;
      difference[static_cast<std::size_t>(levels[i] - levels[j])] += times * p;
      sum[static_cast<std::size_t>(levels[i] + levels[j])] += times * p;
      covariance += times * p * (levels[i] - mean) * (levels[j] - mean);
      v[kAutocorrelation] += times * p * levels[i] * levels[j];
      v[kJointEnergy] += times * p * p;
      v[kJointEntropy] -= times * PLogP(p);
      v[kMaximumProbability] = std::max(v[kMaximumProbability], p);
    }
  }
  DescribeDifferences(difference, static_cast<double>(highest), &v);
  DescribeSums(sum, 2 * mean, &v);
  v[kJointAverage] = mean;
  v[kSumSquares] = variance;
  v[kCorrelation] = variance == 0 ? 1 : covariance / (variance + kEpsilon);
  v[kImc1] = entropy_x == 0 ? 0 : (v[kJointEntropy] - entropy_xy1) / entropy_x;
  // The exponent is of bits, as in PyRadiomics; it is negative only by rounding.
  v[kImc2] =
      entropy_xy2 <= v[kJointEntropy] ? 0 : std::sqrt(1 - std::exp(-2 * (entropy_xy2 - v[kJointEntropy])));
  v[kMcc] = MaximalCorrelation(matrix);
  return v;
}

// PyRadiomics weights co-occurrence by exp(-d^2) of the distance d in mm (and run lengths by d itself).
double DistanceWeight(const Step& step, const std::array<double, 3>& spacing_mm, WeightingNorm norm) {
  if (norm == WeightingNorm::kUnweighted) return 1;
  const double distance = StepWeight(step, spacing_mm, norm);
  return std::exp(-distance * distance);
}

}  // namespace

absl::StatusOr<CoOccurrence> CountCoOccurrence(const Region& region, const GreyLevels& levels,
                                               const std::vector<Step>& steps) {
  int far = 1;
  for (const Step& step : steps) {
    for (const int part : step) far = std::max(far, std::abs(part));
  }
  return CountPairs(PadLevels(region, levels, static_cast<std::size_t>(far), true), steps, false);
}

absl::StatusOr<Features> ComputeGlcm(const Region& region, const GreyLevels& levels,
                                     const TextureSettings& settings) {
  const std::vector<Step> steps = HalfOfTheSteps(settings.distances, settings.flat_axis);
  OSTEON_ASSIGN_OR_RETURN(const CoOccurrence pairs, CountCoOccurrence(region, levels, steps));
  const std::size_t n = pairs.levels.size();
  const bool add = settings.weighting != WeightingNorm::kAverage;
  Values sums{};
  double directions = 0;
  std::vector<double> merged(add ? n * n : 0, 0.0);
  const auto describe = [&](const auto& counts) {
    std::optional<Values> values;
    if (!settings.symmetrical_glcm) {
      values = DescribeOneWay({counts.begin(), counts.end()}, pairs.levels);
    } else if (const std::optional<Matrix> matrix = Normalise(counts, n); matrix.has_value()) {
      values = Describe(*matrix, pairs.levels);
    }
    if (!values.has_value()) return;
    for (std::size_t i = 0; i < kNames; ++i) sums[i] += (*values)[i];
    ++directions;
  };
  for (std::size_t d = 0; d < steps.size(); ++d) {
    if (!add) {
      describe(pairs.counts[d]);
      continue;
    }
    const double weight = DistanceWeight(steps[d], region.spacing_mm, settings.weighting);
    for (std::size_t i = 0; i < n * n; ++i) merged[i] += weight * pairs.counts[d][i];
  }
  if (add) describe(merged);
  Features features;
  for (std::size_t i = 0; i < kNames; ++i) features.push_back({kFeatureNames[i], sums[i] / directions});
  if (n < 2) features[kMcc].value = 1;  // PyRadiomics looks at the levels before the pairs
  return features;
}

}  // namespace osteon
