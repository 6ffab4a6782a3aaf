#include "models/validation/distributions.h"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace osteon::models {
namespace {

using boost::math::policies::errno_on_error;
using Policy = boost::math::policies::policy<boost::math::policies::domain_error<errno_on_error>,
                                             boost::math::policies::pole_error<errno_on_error>,
                                             boost::math::policies::overflow_error<errno_on_error>,
                                             boost::math::policies::evaluation_error<errno_on_error>>;
using Binomial = boost::math::binomial_distribution<double, Policy>;

}  // namespace

double StudentT975(double df) {
  const boost::math::students_t_distribution<double, Policy> distribution(df);
  return boost::math::quantile(boost::math::complement(distribution, 0.025));
}

double StudentTwoSided(double t, double df) {
  if (std::isinf(t)) return 0;
  const boost::math::students_t_distribution<double, Policy> distribution(df);
  return 2 * boost::math::cdf(boost::math::complement(distribution, std::fabs(t)));
}

double NormalTwoSided(double z) {
  return std::erfc(std::fabs(z) / std::sqrt(2.0));
}

double ChiSquaredUpper(double x, double df) {
  if (std::isinf(x)) return 0;
  const boost::math::chi_squared_distribution<double, Policy> distribution(df);
  return boost::math::cdf(boost::math::complement(distribution, x));
}

double BinomialHalfLower(std::uint64_t successes, std::uint64_t trials) {
  return boost::math::cdf(Binomial(static_cast<double>(trials), 0.5), static_cast<double>(successes));
}

double BinomialHalfAt(std::uint64_t successes, std::uint64_t trials) {
  return boost::math::pdf(Binomial(static_cast<double>(trials), 0.5), static_cast<double>(successes));
}

}  // namespace osteon::models
