#include "models/ridge/ridge_settings.h"

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::IsOk;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(RidgeSettings, WhatIsOutOfRangeIsNamed) {
  const auto refused = [](const RidgeSettings& settings, const std::string& what) {
    EXPECT_THAT(CheckRidgeSettings(settings, 3),
                StatusIs(absl::StatusCode::kInvalidArgument, AllOf(StartsWith("ridge: "), HasSubstr(what))));
  };
  EXPECT_THAT(CheckRidgeSettings(RidgeSettings(), 3), IsOk());
  EXPECT_THAT(CheckRidgeSettings(RidgeSettings(), 0),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no column")));
  RidgeSettings settings;
  settings.lambdas = 0;
  refused(settings, "number of lambdas");
  settings = {};
  settings.lambda_min_ratio = 0;
  refused(settings, "lambda_min_ratio");
  settings = {};
  settings.lambda = {0.1, 0.2};
  refused(settings, "descending order; number 2 is 0.2");
  settings = {};
  settings.penalty_factors = {1, -1, 1};
  refused(settings, "0 or more, not -1");
  settings = {};
  settings.folds = 2;
  refused(settings, "at least 3 folds");
}

}  // namespace
}  // namespace osteon::models
