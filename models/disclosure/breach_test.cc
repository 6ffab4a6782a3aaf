#include "models/disclosure/breach.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace osteon::models {
namespace {

TEST(Breach, IsTakenOutOfWhateverStandsAroundIt) {
  const absl::Status status = ToStatus({"min_cell", "moments, patients by outcome"});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(RuleNamedIn(absl::StrCat("model suv: site beta refused: ", status.message())), "min_cell");
  EXPECT_EQ(RuleNamedIn("site beta refused: its table has changed"), std::nullopt);
  EXPECT_EQ(RuleNamedIn("disclosure rule without an end"), std::nullopt);
}

TEST(Breach, NamesNoNumber) {
  for (const char* rule : {"min_patients", "min_cell", "max_columns_per_patient", "min_sites", "max_releases",
                           "min_effective_patients", "max_linear_predictor", "max_scalars_ratio",
                           "max_thresholds", "leave_one_site_out", "counts_first", "once", "max_refusals",
                           "max_products_per_patient", "lost_ledger"}) {
    const std::string text(ToStatus({rule, "moments"}).message());
    EXPECT_EQ(text.find_first_of("0123456789"), std::string::npos) << text;
    EXPECT_NE(text.find("; "), std::string::npos) << "no advice: " << text;
  }
}

TEST(Suppressed, AndBack) {
  EXPECT_EQ(SuppressedBy(Suppressed("min_cell")), "min_cell");
  EXPECT_EQ(SuppressedBy("no events"), std::nullopt);
}

}  // namespace
}  // namespace osteon::models
