#include <limits>

#include "models/federation/validation_kernels.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Ages 40 to 80, ten each, a quarter held out; a third are men, every tenth of unknown sex.
AnalysisTable Table() {
  AnalysisTable table;
  table.columns = {"age", "sexM"};
  table.values.resize(410, 2);
  table.outcome.setZero(410);
  const double missing = std::numeric_limits<double>::quiet_NaN();
  for (Eigen::Index i = 0; i < 410; ++i) {
    table.values(i, 0) = 40 + static_cast<double>(i / 10);
    table.values(i, 1) = i % 10 == 9 ? missing : i % 3 == 0 ? 1.0 : 0.0;
    table.holdout.push_back(i % 4 == 0);
  }
  return table;
}

TEST(VariableSummaryKernel, IsOverAllPatientsAsMeasured) {
  ASSERT_OK_AND_ASSIGN(const VariableSummary summary,
                       ComputeVariableSummary({{"age"}, {{"sex", {"sexM"}}}}, Table(), {}));
  ASSERT_EQ(summary.numeric.size(), 1U);
  EXPECT_EQ(summary.numeric[0].quartiles.value, (Quartiles{410, 50, 60, 70, 20}));
  ASSERT_EQ(summary.categorical.size(), 1U);
  ASSERT_TRUE(summary.categorical[0].shares.value.has_value());
  EXPECT_EQ(summary.categorical[0].shares.value->measured, 365U);  // of 369
  EXPECT_THAT(summary.categorical[0].shares.value->percent, ElementsAre(65, 35));
  EXPECT_EQ(ScalarCount(summary), 5U + 3U);
}

TEST(VariableSummaryKernel, MissingCellsDoNotCount) {
  AnalysisTable table = Table();
  table.values.col(0).tail(391).setConstant(std::numeric_limits<double>::quiet_NaN());
  ASSERT_OK_AND_ASSIGN(const VariableSummary summary, ComputeVariableSummary({{"age"}, {}}, table, {}));
  EXPECT_EQ(summary.numeric[0].quartiles.unavailable, "min_patients");
  EXPECT_EQ(ScalarCount(summary), 0U);
}

TEST(VariableSummaryKernel, TheStrictestLimitIsUsed) {
  ASSERT_OK_AND_ASSIGN(const VariableSummary summary,
                       ComputeVariableSummary({{"age"}, {{"sex", {"sexM"}}}}, Table(), {400, 5}));
  EXPECT_TRUE(summary.numeric[0].quartiles.value.has_value());
  EXPECT_EQ(summary.categorical[0].shares.unavailable, "min_patients");
}

TEST(VariableSummaryKernel, AColumnThatIsNotThereIsNamed) {
  EXPECT_THAT(ComputeVariableSummary({{"ldh"}, {}}, Table(), {}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("ldh")));
}

}  // namespace
}  // namespace osteon::models
