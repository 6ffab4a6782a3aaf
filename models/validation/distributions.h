// Tails and quantiles that the tests and intervals of this folder need. Pure, and finite for the arguments
// allowed here.
#ifndef OSTEON_MODELS_VALIDATION_DISTRIBUTIONS_H_
#define OSTEON_MODELS_VALIDATION_DISTRIBUTIONS_H_

#include <cstdint>

namespace osteon::models {

// The 97.5 % point of Student's t with `df` degrees of freedom, df > 0.
double StudentT975(double df);

// P(|T| > |t|) of Student's t with `df` degrees of freedom, df > 0.
double StudentTwoSided(double t, double df);

// P(|Z| > |z|) of the standard normal distribution.
double NormalTwoSided(double z);

// P(X > x) of the chi-squared distribution with `df` degrees of freedom, df > 0, x >= 0.
double ChiSquaredUpper(double x, double df);

// P(X <= successes) and P(X = successes) of the binomial distribution with probability 1/2.
double BinomialHalfLower(std::uint64_t successes, std::uint64_t trials);
double BinomialHalfAt(std::uint64_t successes, std::uint64_t trials);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_DISTRIBUTIONS_H_
