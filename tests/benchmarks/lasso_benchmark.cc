// What a lasso path with cross-validation costs: CPU seconds, round trips, bytes, and how many numbers each
// site releases beside those that it holds.
//
//   OSTEON_SHARED=... lasso_benchmark [-v] [DATA ...]
//   OSTEON_SHARED=... lasso_benchmark --cpu DATA     CPU seconds of path and cross-validation, nothing else
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "models/lasso/fit_lasso_path.h"
#include "models/wire/federation_wire.h"
#include "tests/conformance/lasso_golden.h"
#include "tests/support/shared_data.h"

namespace {

using osteon::models::FoldCurvature;
using osteon::models::LassoPath;
using osteon::models::LassoSettings;

double CpuSeconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

// What the coordinator sends to each site.
double RequestMegabytes(const osteon::testing::CountingFederation& federation) {
  double bytes = 0;
  for (const osteon::models::SumRequest& request : federation.requests()) {
    osteon::models::Task task;
    task.request = request;
    bytes += static_cast<double>(MessageBytes(task));
  }
  return bytes / 1e6;
}

void Describe(const osteon::testing::CountingFederation& federation) {
  for (const osteon::models::SumRequest& request : federation.requests()) {
    const auto* batch = std::get_if<osteon::models::LogisticBatchRequest>(&request);
    if (batch == nullptr) continue;
    std::size_t gradient = 0;
    std::size_t curvature = 0;
    std::size_t whole = 0;
    std::size_t held_out = 0;
    for (const auto& evaluation : batch->evaluations) {
      const bool of_all = batch->points[static_cast<std::size_t>(evaluation.point)].data_set == 0;
      gradient += evaluation.gradient.size();
      whole += of_all ? 1 : 0;
      held_out += evaluation.held_out ? 1 : 0;
    }
    for (const auto& block : batch->curvatures) curvature += CurvatureSize(block);
    std::cout << absl::StrFormat(
        "    %3d fits of all rows, %3d of folds (%3d held out), %6d gradient, %2d blocks %6d\n", whole,
        batch->evaluations.size() - whole, held_out, gradient, batch->curvatures.size(), curvature);
  }
}

void Run(const std::string& data, const std::string& label, LassoSettings settings, bool verbose) {
  const auto golden = osteon::testing::LoadGoldenTable(osteon::testing::SharedData(), data,
                                                       settings.folds > 0 ? "fold10" : "");
  osteon::testing::CountingFederation federation(osteon::testing::DealRows(golden.table, golden.site_of_row));
  const double start = CpuSeconds();
  const absl::StatusOr<LassoPath> path =
      FitLassoPath(federation, "benchmark", settings, golden.table.columns, federation.sites());
  const double seconds = CpuSeconds() - start;
  if (!path.ok()) {
    std::cout << data << ", " << label << ": " << path.status() << "\n";
    return;
  }
  int unfinished = 0;
  for (const auto& fit : path->fits) unfinished += fit.finished ? 0 : 1;
  const double held = static_cast<double>(golden.table.values.size());
  std::cout << absl::StrFormat(
      "%-8s %-28s %3d penalties %-8s %3d rounds %8d scalars %5.2f x %6.2f MB (asked by %5.2f MB) %6.2f s "
      "CPU, unfinished %d + "
      "%d\n",
      data, label, path->fits.size(), path->stopped, federation.rounds(), federation.scalars(),
      static_cast<double>(federation.scalars()) / held, static_cast<double>(federation.bytes()) / 1e6,
      RequestMegabytes(federation), seconds, unfinished,
      path->cross_validation ? path->cross_validation->unfinished : 0);
  if (verbose) Describe(federation);
}

void PrintCpu(const std::string& data, const LassoSettings& settings) {
  const auto golden = osteon::testing::LoadGoldenTable(osteon::testing::SharedData(), data, "fold10");
  osteon::testing::CountingFederation federation(osteon::testing::DealRows(golden.table, golden.site_of_row));
  const double start = CpuSeconds();
  const absl::StatusOr<LassoPath> path =
      FitLassoPath(federation, "benchmark", settings, golden.table.columns, federation.sites());
  const double seconds = CpuSeconds() - start;
  if (!path.ok()) {
    std::cerr << path.status() << "\n";
    std::exit(1);
  }
  std::cout << absl::StrFormat("%.3f %d\n", seconds, path->fits.size());
}

}  // namespace

int main(int argc, char** argv) {
  bool verbose = false;
  bool cpu_only = false;
  std::vector<std::string> names;
  for (int i = 1; i < argc; ++i) {
    if (std::string(argv[i]) == "-v") {
      verbose = true;
    } else if (std::string(argv[i]) == "--cpu") {
      cpu_only = true;
    } else {
      names.emplace_back(argv[i]);
    }
  }
  if (names.empty()) names = {"syn400", "syn1500"};
  for (const std::string& data : names) {
    LassoSettings settings;
    settings.lambda_min_ratio = data == "syn1500" ? 0.05 : 0.02;
    if (cpu_only) {
      settings.folds = 10;
      PrintCpu(data, settings);
      continue;
    }
    Run(data, "path alone", settings, verbose);
    settings.folds = 10;
    Run(data, "default: blocks on demand", settings, verbose);
    settings.whole_curve = true;
    Run(data, "default, whole curve", settings, verbose);
    settings.whole_curve = false;
    settings.fold_curvature = FoldCurvature::kEverySecond;
    Run(data, "every second fold anchor", settings, verbose);
    settings.fold_curvature = FoldCurvature::kEvery;
    Run(data, "every fold anchor", settings, verbose);
    settings.fold_curvature = FoldCurvature::kNone;
    Run(data, "no fold curvature", settings, verbose);
    settings.fold_curvature = FoldCurvature::kRescue;
    Run(data, "none, with rescue", settings, verbose);
  }
}
