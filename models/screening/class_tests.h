// Analysis of variance of one column from exact sums: by outcome, by outcome adjusted for site, by site.
//
// Every F is a fraction of whole numbers, rounded once, so it has the same bits however the rows are spread
// over the sites (by site, of course, the sites are part of the question; its sums within sites are cut at
// 2^-192 and no order of the sites changes a bit).
#ifndef OSTEON_MODELS_SCREENING_CLASS_TESTS_H_
#define OSTEON_MODELS_SCREENING_CLASS_TESTS_H_

#include <cstdint>
#include <optional>

#include "common/fixed_point/exact_integer.h"
#include "common/fixed_point/exact_sum.h"

namespace osteon::models {

// A column's sums over all sites (ClassMomentsRequest), each times ExactOne().
struct ClassSums {
  std::uint64_t patients = 0;
  std::uint64_t events = 0;
  std::uint64_t sites = 0;  // with a patient
  ExactInteger outcome;     // sum within sites of (y - ybar)^2
  ExactInteger sum0, sum1;  // of x, without and with the event
  ExactInteger square;      // of x^2
  ExactInteger centred_square;
  ExactInteger centred_product;
};

struct FTest {
  double f;  // infinite where nothing varies within the groups but the groups differ
  double df1;
  double df2;
};

// Mean and variance with 1/n. patients > 0.
MeanAndVariance ColumnMoments(const ClassSums& sums);

// One-way analysis of variance of x by outcome: between mean square over within mean square, 1 and N - 2
// degrees of freedom. Nothing when a class is empty, N < 3, or x does not vary.
std::optional<FTest> TestOutcome(const ClassSums& sums);

// The outcome's F in the linear model x ~ site + outcome (its last term), 1 and N - S - 1 degrees of freedom.
// By the theorem of Frisch, Waugh and Lovell it is the regression of x on y, both less their site's means:
//   F = (N - S - 1) C^2 / (W Y - C^2),  W, Y, C the centred sums of x^2, y^2 and x y.
// Nothing when the outcome does not vary within any site, N < S + 2, or x does not vary within sites.
std::optional<FTest> TestOutcomeWithinSites(const ClassSums& sums);

// One-way analysis of variance of x by site: S - 1 and N - S degrees of freedom. Nothing when S < 2, N <= S,
// or x does not vary.
std::optional<FTest> TestSite(const ClassSums& sums);

// P(F' > f) for F' of the F distribution: 0 for an infinite f.
double UpperTail(const FTest& test);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SCREENING_CLASS_TESTS_H_
