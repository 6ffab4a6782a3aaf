#include "models/imputation/fill_values.h"

#include <cmath>
#include <limits>
#include <map>

#include "tests/support/counting_federation.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::CountingFederation;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

// Two sites of 20: x = 1 .. 40 in turn; `gaps` the same without every fourth; `much` only the first 22; `few`
// 4 values; `none` nothing. Every other pair of patients has the event.
std::map<std::string, AnalysisTable> TwoSites() {
  std::map<std::string, AnalysisTable> tables;
  for (int site = 0; site < 2; ++site) {
    AnalysisTable& table = tables[site == 0 ? "alpha" : "beta"];
    table.columns = {"x", "gaps", "much", "few", "none"};
    table.values.setConstant(20, 5, kNan);
    table.outcome.resize(20);
    table.holdout.assign(20, false);
    for (Eigen::Index i = 0; i < 20; ++i) {
      const auto x = static_cast<double>(2 * i + site + 1);
      table.outcome[i] = i % 2 == 0 ? 0 : 1;
      table.values(i, 0) = x;
      if (2 * i + site >= 4 && (2 * i + site) % 4 != 0) table.values(i, 1) = x;
      if (2 * i + site < 22) table.values(i, 2) = x;
      if (2 * i + site < 4) table.values(i, 3) = x;
    }
  }
  return tables;
}

absl::StatusOr<std::vector<FillValue>> Learn(FillMethod method, const std::vector<std::string>& columns) {
  CountingFederation federation(TwoSites());
  absl::StatusOr<std::vector<FillValue>> fill =
      LearnFillValues(federation, "imputation", method, columns, federation.names(), 5);
  EXPECT_LE(federation.rounds(), method == FillMethod::kMean ? 2 : 5);
  return fill;
}

TEST(FillValues, TheMeanIsThatOfTheValuesThereAre) {
  ASSERT_OK_AND_ASSIGN(const std::vector<FillValue> fill, Learn(FillMethod::kMean, {"x", "gaps"}));
  EXPECT_EQ(fill[0].value, 20.5);
  EXPECT_EQ(fill[0].missing, 0U);
  double sum = 0;
  double count = 0;
  for (int x = 0; x < 40; ++x) {
    if (x >= 4 && x % 4 != 0) sum += x + 1, ++count;
  }
  EXPECT_EQ(fill[1].value, sum / count);
  EXPECT_EQ(fill[1].patients, 40U);
  EXPECT_EQ(fill[1].events, 20U);
  EXPECT_EQ(static_cast<double>(fill[1].missing), 40 - count);
  EXPECT_EQ(fill[1].missing_events, 2U);  // the second pair
  EXPECT_EQ(fill[1].warning, "");
}

TEST(FillValues, TheMedianIsWithinItsInterval) {
  ASSERT_OK_AND_ASSIGN(const std::vector<FillValue> fill, Learn(FillMethod::kMedian, {"x"}));
  EXPECT_NEAR(fill[0].value, 20.5, 1);
  ASSERT_TRUE(fill[0].median.has_value());
  EXPECT_LE(fill[0].median->lower, 20.5);
  EXPECT_GE(fill[0].median->upper, 20.5);
  EXPECT_GE(fill[0].median->between, 10U);
}

TEST(FillValues, OverFortyPercentMissingIsSaid) {
  ASSERT_OK_AND_ASSIGN(const std::vector<FillValue> fill, Learn(FillMethod::kMean, {"x", "much"}));
  EXPECT_EQ(fill[0].warning, "");
  EXPECT_THAT(fill[1].warning, HasSubstr("much: no value in 18 of 40 patients (45 %)"));
}

TEST(FillValues, WhatNobodyOrHardlyAnybodyHasIsRefusedByName) {
  EXPECT_THAT(Learn(FillMethod::kMean, {"x", "none"}),
              StatusIs(kRefused,
                       AllOf(HasSubstr("no training patient has a value of none"), Not(HasSubstr("of x")))));
  EXPECT_THAT(Learn(FillMethod::kMean, {"few"}),
              StatusIs(kRefused, HasSubstr("column few: 4 training patients have a value; a mean needs 5")));
  EXPECT_THAT(Learn(FillMethod::kMedian, {"few"}), StatusIs(kRefused, HasSubstr("a quantile needs 10")));
  constexpr auto kBad = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(Learn(FillMethod::kMean, {"x", "x"}), StatusIs(kBad, HasSubstr("named twice")));
  CountingFederation federation(TwoSites());
  EXPECT_THAT(LearnFillValues(federation, "i", FillMethod::kMean, {"x"}, {}, 5),
              StatusIs(kBad, HasSubstr("no site")));
  EXPECT_THAT(LearnFillValues(federation, "i", FillMethod::kMean, {"x"}, {"alpha"}, 0),
              StatusIs(kBad, HasSubstr("min_cell")));
}

}  // namespace
}  // namespace osteon::models
