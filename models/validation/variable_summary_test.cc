#include "models/validation/variable_summary.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/validation/quantile.h"

namespace osteon::models {
namespace {

using ::testing::ElementsAre;

std::vector<double> Normal(std::size_t n, double mean, double sd, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(mean, sd);
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) values.push_back(normal(random));
  return values;
}

// Whole ages 18, 19, ... , each `times` times: quartiles by hand.
std::vector<double> Ages(int first, int last, int times) {
  std::vector<double> ages;
  for (int age = first; age <= last; ++age) ages.insert(ages.end(), static_cast<std::size_t>(times), age);
  return ages;
}

TEST(SummariseNumeric, RoundsToATenthOfTheIqrsPowerOfTenWherePatientsShareIt) {
  // 40 to 80, ten each: quartiles 50, 60, 70; IQR 20, so multiples of 1.
  const Maybe<Quartiles> summary = SummariseNumeric(Ages(40, 80, 10), {});
  ASSERT_TRUE(summary.value.has_value());
  EXPECT_EQ(*summary.value, (Quartiles{410, 50, 60, 70, 20}));
}

TEST(SummariseNumeric, AGridOnWhichAPatientStandsAloneIsMadeCoarser) {
  // 41 patients, one of each age 40 to 80. Multiples of 1 hold one patient, of 2 two or fewer, of 5 five.
  const Maybe<Quartiles> summary = SummariseNumeric(Ages(40, 80, 1), {});
  ASSERT_TRUE(summary.value.has_value());
  EXPECT_EQ(*summary.value, (Quartiles{40, 50, 60, 70, 20}));
  const Maybe<Quartiles> odd = SummariseNumeric(Ages(41, 81, 1), {});  // quartiles 51, 61, 71
  ASSERT_TRUE(odd.value.has_value());
  EXPECT_EQ(*odd.value, (Quartiles{40, 50, 60, 70, 20}));
}

TEST(SummariseNumeric, TheLeastNumberOfPatientsIsMeasuredExactly) {
  EXPECT_EQ(SummariseNumeric(Normal(19, 60, 10, 1), {}).unavailable, "min_patients");
  EXPECT_TRUE(SummariseNumeric(Ages(41, 60, 1), {}).value.has_value());  // 20
  EXPECT_EQ(SummariseNumeric(Ages(41, 60, 1), {21, 0}).unavailable, "min_patients");
  EXPECT_EQ(SummariseNumeric(Normal(19, 60, 10, 1), {1, 1}).unavailable, "min_patients");
  EXPECT_EQ(SummariseNumeric({}, {}).unavailable, "min_patients");
}

TEST(SummariseNumeric, AMiddleHalfOfOneValueIsToldAsConstantOnly) {
  std::vector<double> values(30, 7.25);
  values.push_back(123456.789);
  EXPECT_EQ(SummariseNumeric(values, {}).unavailable, "constant");
  std::vector<double> rounding = Normal(40, 0, 1e-14, 2);
  for (double& value : rounding) value += 5;
  EXPECT_EQ(SummariseNumeric(rounding, {}).unavailable, "constant");
}

// The rule, on samples of all sizes and scales: whole multiples of the grid, at least five patients rounding
// to each number, and nothing finer than a hundredth of the IQR.
TEST(SummariseNumeric, NoNumberHasMoreDigitsThanTheRuleAllows) {
  int told = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    const std::size_t n = 20 + seed % 7 * 60;
    const double scale = std::pow(10.0, static_cast<int>(seed % 9) - 4) * (1 + seed % 3);
    const std::vector<double> values = Normal(n, scale * (seed % 5), scale, seed);
    std::vector<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const double iqr = Quantile7(sorted, 0.75) - Quantile7(sorted, 0.25);
    const Maybe<Quartiles> summary = SummariseNumeric(values, {});
    if (!summary.value) {
      EXPECT_EQ(summary.unavailable, "min_cell");
      continue;
    }
    ++told;
    EXPECT_EQ(summary.value->measured % 5, 0U);
    EXPECT_LE(summary.value->measured, n);
    const double finest = std::pow(10.0, std::floor(std::log10(iqr)) - 1);
    EXPECT_NEAR(summary.value->iqr, iqr, finest / 2 * 1.000001) << seed;
    EXPECT_NEAR(summary.value->iqr / finest, std::nearbyint(summary.value->iqr / finest), 1e-6) << seed;
    for (const auto& [number, probability] :
         {std::pair(summary.value->lower, 0.25), std::pair(summary.value->median, 0.5),
          std::pair(summary.value->upper, 0.75)}) {
      EXPECT_NEAR(number / finest, std::nearbyint(number / finest), 1e-6) << seed;
      const double error = std::fabs(number - Quantile7(sorted, probability));
      EXPECT_LE(error, 1.25 * iqr) << seed;  // half a step, and no step is beyond 2.5 IQRs
      EXPECT_EQ(std::count(values.begin(), values.end(), number), 0) << seed;
    }
  }
  EXPECT_GT(told, 380);
}

TEST(SummariseLevels, SharesAreMultiplesOfFivePercent) {
  const Maybe<Shares> shares = SummariseLevels({33, 58, 0}, {});
  ASSERT_TRUE(shares.value.has_value());
  EXPECT_EQ(shares.value->measured, 90U);
  EXPECT_THAT(shares.value->percent, ElementsAre(35, 65, 0));  // 36.3 and 63.7 %
}

TEST(SummariseLevels, ALevelOfAFewPatientsSuppressesAll) {
  EXPECT_EQ(SummariseLevels({40, 4}, {}).unavailable, "min_cell");
  EXPECT_TRUE(SummariseLevels({40, 5}, {}).value.has_value());
  EXPECT_TRUE(SummariseLevels({40, 0}, {}).value.has_value());
  EXPECT_EQ(SummariseLevels({40, 9}, {0, 10}).unavailable, "min_cell");
  EXPECT_EQ(SummariseLevels({10, 9}, {}).unavailable, "min_patients");
  EXPECT_TRUE(SummariseLevels({10, 10}, {}).value.has_value());
}

}  // namespace
}  // namespace osteon::models
