#include <cmath>
#include <limits>

#include "models/federation/in_process_federation.h"
#include "models/federation/validation_kernels.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::StatusIs;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

AnalysisTable Scores(std::vector<double> lp, std::vector<double> outcome) {
  AnalysisTable table;
  table.columns = {"lp"};
  table.values = Eigen::Map<Eigen::VectorXd>(lp.data(), static_cast<Eigen::Index>(lp.size()));
  table.outcome = Eigen::Map<Eigen::VectorXd>(outcome.data(), static_cast<Eigen::Index>(outcome.size()));
  table.holdout.assign(lp.size(), false);
  return table;
}

// Events 2 and 0, non-events 0 and -1: three of four pairs right, one tied.
TEST(Performance, PairsAreCountedWithinTheSiteAndTiesHalf) {
  ASSERT_OK_AND_ASSIGN(const KernelOutput output,
                       ComputePerformance({{"lp"}, RowSet::kTrain, 1}, Scores({2, 0, 0, -1}, {1, 1, 0, 0})));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(4, 2));
  EXPECT_THAT(output.summand.DecodeBlock(1), ElementsAre(4));
  EXPECT_THAT(output.summand.DecodeBlock(2), ElementsAre(7));  // twice 3.5
  const auto risk = [](double lp) { return 1 / (1 + std::exp(-lp)); };
  const double squares = std::pow(1 - risk(2), 2) + 0.25 + 0.25 + std::pow(risk(-1), 2);
  EXPECT_THAT(output.summand.DecodeBlock(3), ElementsAre(DoubleNear(squares, 1e-15)));
}

TEST(Performance, ASiteWithOneClassHasNoPairAndItsErrorsCount) {
  ASSERT_OK_AND_ASSIGN(const KernelOutput output,
                       ComputePerformance({{"lp"}, RowSet::kTrain, 2}, Scores({1, 2}, {1, 1})));
  EXPECT_THAT(output.summand.DecodeBlock(1), ElementsAre(0));
  EXPECT_THAT(output.summand.DecodeBlock(2), ElementsAre(0));
  EXPECT_GT(output.summand.DecodeBlock(3)[0], 0);
}

TEST(Performance, AMissingValueIsRefusedByColumn) {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(ComputePerformance({{"lp"}, RowSet::kTrain, 1}, Scores({1, missing}, {1, 0})),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("column lp")));
}

}  // namespace
}  // namespace osteon::models
