// What screening costs on the golden table of 1500 features at five sites: CPU seconds of all sites and the
// coordinator together, rounds, and what one site sends. Needs OSTEON_SHARED.
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "models/screening/screen.h"
#include "tests/support/counting_federation.h"
#include "tests/support/golden_tables.h"

namespace osteon {
namespace {

using namespace models;  // NOLINT: a short program

double CpuSeconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

void Measure(const std::string& what, const testing::GoldenTable& golden,
             const std::vector<ScreeningStep>& steps) {
  testing::CountingFederation federation(testing::DealTable(golden.table, golden.sites));
  const double begun = CpuSeconds();
  const absl::StatusOr<ScreeningResult> result =
      Screen(federation, "screening", steps, golden.features, federation.names());
  const double seconds = CpuSeconds() - begun;
  if (!result.ok()) {
    std::cout << what << ": " << result.status() << "\n";
    return;
  }
  std::cout << absl::StreamFormat("%-52s %7.3f s %4d rounds %9d scalars %10d bytes, %d kept\n", what, seconds,
                                  federation.rounds(), federation.scalars(), federation.bytes(),
                                  result->columns.size());
}

void MeasureAll() {
  const testing::GoldenTable golden = testing::ReadGoldenTable("syn1500");
  Measure("ICC(2,1)", golden, {IccStep{}});
  Measure("ICC(2,1) within sites", golden, {IccStep{IccType::k21, 0.75, true}});
  Measure("anova (F with and without site, F by site)", golden, {AnovaStep{}});
  Measure("select_k_best 120", golden, {SelectKBestStep{120}});
  Measure("correlation of all", golden, {CorrelationStep{0.90}});
  Measure("correlation of all, then mRMR 20", golden, {CorrelationStep{0.90}, MrmrStep{20}});
  Measure("mRMR 20 of all by FCQ", golden, {MrmrStep{20, MrmrScheme::kFcq}});
  Measure("mRMR 20 of all by FCD", golden, {MrmrStep{20, MrmrScheme::kFcd}});
  Measure("icc, anova, 120 best, correlation, mRMR 20", golden,
          {IccStep{}, AnovaStep{}, SelectKBestStep{120}, CorrelationStep{0.90}, MrmrStep{20}});
}

}  // namespace
}  // namespace osteon

int main() {
  if (osteon::testing::SharedData().empty()) {
    std::cerr << "OSTEON_SHARED is not set: the golden tables are absent\n";
    return 1;
  }
  osteon::MeasureAll();
  return 0;
}
