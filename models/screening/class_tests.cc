#include "models/screening/class_tests.h"

#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>

namespace osteon::models {
namespace {

constexpr int kPlaces = 192;  // of ExactOne()

// numerator / denominator; infinite when only the denominator is nothing.
std::optional<double> Ratio(const ExactInteger& numerator, const ExactInteger& denominator) {
  if (denominator > 0) return RoundedRatio(numerator, denominator);
  if (numerator > 0) return HUGE_VAL;
  return std::nullopt;
}

std::optional<FTest> Test(const std::optional<double>& f, std::uint64_t df1, std::uint64_t df2) {
  if (!f) return std::nullopt;
  return FTest{*f, static_cast<double>(df1), static_cast<double>(df2)};
}

}  // namespace

MeanAndVariance ColumnMoments(const ClassSums& sums) {
  const ExactInteger n = sums.patients;
  const ExactInteger total = sums.sum0 + sums.sum1;
  const ExactInteger spread = n * sums.square * ExactOne() - total * total;
  return {RoundedRatio(total, n, -kPlaces), spread > 0 ? RoundedRatio(spread, n * n, -2 * kPlaces) : 0.0};
}

std::optional<FTest> TestOutcome(const ClassSums& sums) {
  const ExactInteger n = sums.patients;
  const ExactInteger n1 = sums.events;
  const ExactInteger n0 = n - n1;
  if (n0 <= 0 || n1 <= 0 || n < 3) return std::nullopt;
  // Both times n0 n1: sums of squares between (also times n) and within the classes.
  const ExactInteger difference = n1 * sums.sum0 - n0 * sums.sum1;
  const ExactInteger within =
      n0 * n1 * sums.square * ExactOne() - n1 * sums.sum0 * sums.sum0 - n0 * sums.sum1 * sums.sum1;
  return Test(Ratio((n - 2) * difference * difference, n * within), 1, sums.patients - 2);
}

std::optional<FTest> TestOutcomeWithinSites(const ClassSums& sums) {
  if (sums.patients < sums.sites + 2 || sums.outcome <= 0) return std::nullopt;
  const std::uint64_t df = sums.patients - sums.sites - 1;
  const ExactInteger product = sums.centred_product * sums.centred_product;
  const ExactInteger squares = sums.centred_square * sums.outcome;
  ExactInteger rest = squares - product;
  // What the cut of the centred sums leaves of nothing.
  if (rest < (squares >> 100)) rest = 0;
  return Test(Ratio(product * df, rest), 1, df);
}

std::optional<FTest> TestSite(const ClassSums& sums) {
  if (sums.sites < 2 || sums.patients <= sums.sites) return std::nullopt;
  const ExactInteger n = sums.patients;
  const ExactInteger total = sums.sum0 + sums.sum1;
  const ExactInteger all = n * sums.square * ExactOne() - total * total;  // n times the sum of squares
  ExactInteger within = n * sums.centred_square * ExactOne();
  ExactInteger between = all - within;
  if (between < (all >> 100)) between = 0;
  if (within < (all >> 100)) within = 0;
  const std::uint64_t df = sums.patients - sums.sites;
  return Test(Ratio(between * df, within * (sums.sites - 1)), sums.sites - 1, df);
}

double UpperTail(const FTest& test) {
  using boost::math::policies::errno_on_error;
  using Policy = boost::math::policies::policy<boost::math::policies::domain_error<errno_on_error>,
                                               boost::math::policies::overflow_error<errno_on_error>,
                                               boost::math::policies::evaluation_error<errno_on_error>>;
  if (std::isinf(test.f)) return 0;
  const boost::math::fisher_f_distribution<double, Policy> distribution(test.df1, test.df2);
  return boost::math::cdf(boost::math::complement(distribution, test.f));
}

}  // namespace osteon::models
