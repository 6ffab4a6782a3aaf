// Correction for optimism against golden/14_bootstrap (rms-style bootstrap, 200 given samples).
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "models/validation/optimism.h"
#include "tests/support/golden_tables.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::Golden;
using osteon::testing::IsOk;
using osteon::testing::SharedData;

Performance Of(const nlohmann::json& json) {
  return {json["auc"].get<double>(), json["brier"].get<double>(), json["recal_intercept"].get<double>(),
          json["slope"].get<double>()};
}

void ExpectNear(const Performance& ours, const Performance& golden) {
  EXPECT_NEAR(ours.auc, golden.auc, 1e-12);
  EXPECT_NEAR(ours.brier, golden.brier, 1e-12);
  EXPECT_NEAR(ours.calibration_intercept, golden.calibration_intercept, 1e-12);
  EXPECT_NEAR(ours.calibration_slope, golden.calibration_slope, 1e-12);
}

TEST(OptimismGolden, TwoHundredReplicatesGiveTheGoldenCorrection) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const absl::StatusOr<std::string> text =
      ReadFile(absl::StrCat(SharedData(), "/golden/14_bootstrap/optimism.json"));
  ASSERT_THAT(text, IsOk());
  const nlohmann::json golden = nlohmann::json::parse(*text);
  const CsvTable csv = Golden("14_bootstrap/per_replicate.csv");
  std::vector<Replicate> replicates;
  for (const std::vector<std::string>& row : csv.rows) {
    const auto performance = [&](const std::string& which) {
      const auto number = [&](const char* measure) {
        return *ParseNumber(row[*csv.Column(absl::StrCat(which, "_", measure))]);
      };
      return Performance{number("auc"), number("brier"), number("recal_intercept"), number("slope")};
    };
    replicates.push_back({performance("boot"), performance("orig")});
  }
  ASSERT_OK_AND_ASSIGN(const OptimismCorrection ours, CorrectForOptimism(Of(golden["apparent"]), replicates));
  EXPECT_EQ(ours.replicates, golden["B"].get<std::uint64_t>());
  ExpectNear(ours.optimism, Of(golden["optimism"]));
  ExpectNear(ours.corrected, Of(golden["corrected"]));
}

// The golden file has the curve's optimism, not that of each replicate: one replicate stands for its mean.
TEST(OptimismGolden, TheCalibrationCurveIsCorrectedPointByPoint) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const CsvTable csv = Golden("14_bootstrap/calibration_curve.csv");
  std::vector<double> apparent;
  std::vector<double> corrected;
  CurveReplicate mean;
  for (const std::vector<std::string>& row : csv.rows) {
    const auto number = [&](const char* column) { return *ParseNumber(row[*csv.Column(column)]); };
    apparent.push_back(number("apparent"));
    corrected.push_back(number("bias_corrected"));
    mean.original.push_back(number("ideal"));
    mean.boot.push_back(number("ideal") + number("optimism"));
  }
  ASSERT_OK_AND_ASSIGN(const CorrectedCurve ours, CorrectCurveForOptimism(apparent, {mean}));
  for (std::size_t i = 0; i < corrected.size(); ++i) EXPECT_NEAR(*ours.corrected[i], corrected[i], 1e-12);
}

}  // namespace
}  // namespace osteon::models
