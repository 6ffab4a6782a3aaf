#include "coordinator/cli/demo_run/result_table.h"

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

TEST(ResultTable, HasALineForEachSiteAndModelAndADashForWhatIsNot) {
  ASSERT_OK_AND_ASSIGN(const std::string text,
                       ResultTable(R"({"sites": {"zeta": {"role": "external", "models": {"m": {
      "n": 40, "events": 12, "auc": {"estimate": 0.8125, "se": 0.05, "lower": 0.7, "upper": 0.9, "method": "DeLong"},
      "calibration_slope": {"unavailable": "no events"}, "oe": null}}}}})"));
  EXPECT_THAT(text, HasSubstr("zeta             external     m               40      12  0.812 (0.700 to "
                              "0.900)        -      -"));
}

TEST(ResultTable, AnotherTextIsRefused) {
  EXPECT_THAT(ResultTable("{}"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("validation.json")));
  EXPECT_THAT(ResultTable("nonsense"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("validation.json")));
}

}  // namespace
}  // namespace osteon
