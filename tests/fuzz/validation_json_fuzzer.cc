// validation.json: compared with itself (osteon report --diff), and as an earlier run.
#include "coordinator/cli/report_diff/result_diff.h"
#include "coordinator/cli/report_diff/result_set.h"
#include "coordinator/report/runs.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::Text(data, size);
  const absl::StatusOr<Json> runs =
      report::EarlierRuns(text, "validation.json", std::string(64, 'a'), std::nullopt);
  if (runs.ok()) {
    report::RunsCsv(*runs);
  } else {
    fuzz::RequireRefusal(runs.status());
  }
  const absl::StatusOr<ResultSet> set = ReadResultSet(fuzz::ScratchFile("validation.json", text));
  if (!set.ok()) {
    fuzz::RequireRefusal(set.status());
    return 0;
  }
  const ResultComparison comparison = CompareResults(*set, *set, 0);
  fuzz::Require(comparison.Same(), "results are not the same as themselves");
  DiffTable(*set, *set, comparison, 0);
  DiffJson(*set, *set, comparison, 0);
  return 0;
}
