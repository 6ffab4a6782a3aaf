// Co-occurrence matrices that are not symmetric.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "site_agent/radiomics/eigenvalues.h"
#include "site_agent/radiomics/pyradiomics/glcm_values.h"

namespace osteon::glcm {
namespace {

struct OneWay {
  std::size_t n = 0;
  std::vector<double> p;              // (n, n)
  std::vector<double> rows, columns;  // p_x and p_y
};

// The square root of the second largest eigenvalue of Q(i, j) = sum over k of p(i, k) p(j, k) / (p_x(i)
// p_y(k) + epsilon). Without epsilon, Q is similar to A A^T with A(i, k) = p(i, k) / sqrt(p_x(i) p_y(k)),
// whose largest eigenvalue is 1. With it, to first order, an eigenvalue with vector v becomes the sum over i
// and k of v(i) A(i, k) u(k) p_x(i) p_y(k) / (p_x(i) p_y(k) + epsilon), where u = A^T v.
double MaximalCorrelation(const OneWay& matrix) {
  if (matrix.n < 2) return 1;
  std::vector<std::size_t> used;  // rows with a pair; the others add eigenvalues of 0
  for (std::size_t i = 0; i < matrix.n; ++i) {
    if (matrix.rows[i] > 0) used.push_back(i);
  }
  const std::size_t n = used.size();
  if (n < 2) return 0;
  std::vector<double> a(n * matrix.n, 0.0), square(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < matrix.n; ++k) {
      const double p = matrix.p[used[i] * matrix.n + k];
      if (p > 0) a[i * matrix.n + k] = p / std::sqrt(matrix.rows[used[i]] * matrix.columns[k]);
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < matrix.n; ++k) sum += a[i * matrix.n + k] * a[j * matrix.n + k];
      square[i * n + j] = square[j * n + i] = sum;
    }
  }
  std::vector<double> eigenvalues = SymmetricEigenvalues(square, n);
  eigenvalues.pop_back();  // the highest, 1, whose vector is known
  std::vector<double> top(n);
  for (std::size_t i = 0; i < n; ++i) top[i] = std::sqrt(matrix.rows[used[i]]);
  std::vector<std::vector<double>> found{top};
  double second = 0;
  for (auto value = eigenvalues.rbegin(); value != eigenvalues.rend(); ++value) {
    if (*value <= second || found.size() > kMostCandidates) break;
    found.push_back(SymmetricEigenvector(square, n, *value, found));
    const std::vector<double>& v = found.back();
    double lifted = 0;
    for (std::size_t k = 0; k < matrix.n; ++k) {
      double u = 0, lowered = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const double product = matrix.rows[used[i]] * matrix.columns[k], part = v[i] * a[i * matrix.n + k];
        u += part;
        lowered += part * product / (product + kEpsilon);
      }
      lifted += u * lowered;
    }
    second = std::max(second, lifted);
  }
  return std::sqrt(second);
}

}  // namespace

std::optional<Values> DescribeOneWay(const std::vector<double>& counts,
                                     const std::vector<std::uint16_t>& levels) {
  double total = 0;
  for (const double count : counts) total += count;
  if (total == 0) return std::nullopt;
  const std::size_t n = levels.size(), highest = levels.back();
  OneWay matrix{n, std::vector<double>(n * n), std::vector<double>(n, 0.0), std::vector<double>(n, 0.0)};
  double mean_x = 0, mean_y = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double p = counts[i * n + j] / total;
      matrix.p[i * n + j] = p;
      matrix.rows[i] += p;
      matrix.columns[j] += p;
      mean_x += levels[i] * p;
      mean_y += levels[j] * p;
    }
  }
  Values v{};
  std::vector<double> difference(highest, 0.0), sum(2 * highest + 1, 0.0);
  double covariance = 0, variance_x = 0, variance_y = 0, entropy_x = 0, entropy_y = 0;
  double entropy_xy1 = 0, entropy_xy2 = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double dx = levels[i] - mean_x, dy = levels[i] - mean_y;
    variance_x += dx * dx * matrix.rows[i];
    variance_y += dy * dy * matrix.columns[i];
    entropy_x -= PLogP(matrix.rows[i]);
    entropy_y -= PLogP(matrix.columns[i]);
    for (std::size_t j = 0; j < n; ++j) {
      const double p = matrix.p[i * n + j], product = matrix.rows[i] * matrix.columns[j];
      const double log_product = std::log2(product + kEpsilon);
      entropy_xy1 -= p * log_product;
      entropy_xy2 -= product * log_product;
      if (p == 0) continue;
      difference[static_cast<std::size_t>(std::abs(levels[i] - levels[j]))] += p;
      sum[static_cast<std::size_t>(levels[i] + levels[j])] += p;
      covariance += p * dx * (levels[j] - mean_y);
      v[kAutocorrelation] += p * levels[i] * levels[j];
      v[kJointEnergy] += p * p;
      v[kJointEntropy] -= PLogP(p);
      v[kMaximumProbability] = std::max(v[kMaximumProbability], p);
    }
  }
  DescribeDifferences(difference, static_cast<double>(highest), &v);
  DescribeSums(sum, mean_x + mean_y, &v);
  v[kJointAverage] = mean_x;
  v[kSumSquares] = variance_x;
  const double deviations = std::sqrt(variance_x) * std::sqrt(variance_y);
  v[kCorrelation] = deviations == 0 ? 1 : covariance / (deviations + kEpsilon);
  const double larger = std::max(entropy_x, entropy_y);
  v[kImc1] = larger == 0 ? 0 : (v[kJointEntropy] - entropy_xy1) / larger;
  // The exponent is of bits, as in PyRadiomics; it is negative only by rounding.
  v[kImc2] =
      entropy_xy2 <= v[kJointEntropy] ? 0 : std::sqrt(1 - std::exp(-2 * (entropy_xy2 - v[kJointEntropy])));
  v[kMcc] = MaximalCorrelation(matrix);
  return v;
}

}  // namespace osteon::glcm
