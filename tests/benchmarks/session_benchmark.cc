// One Sum over mutual TLS on loopback, from the procedure's call to its answer: journal, agents' ledgers,
// kernels and all. Run it with TMPDIR on a RAM disk to leave the disk's flushing out.
//
// usage: session_benchmark COLUMNS PATIENTS ROUNDS [AGENTS]
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/files/files.h"
#include "coordinator/federation/live_federation.h"
#include "models/wire/study_wire.h"
#include "tests/end_to_end/consortium.h"

namespace osteon {
namespace {

using Clock = std::chrono::steady_clock;

constexpr char kPolicy[] = "max_releases: 1000000\nmax_scalars_ratio: 1e6\nmax_columns_per_patient: 1e5\n";

double MillisecondsSince(Clock::time_point begun) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::string Table(int columns, int patients, unsigned seed) {
  std::string text = "patient_id,label";
  for (int j = 0; j < columns; ++j) absl::StrAppend(&text, ",f", j);
  text += "\n";
  std::uint64_t state = seed;
  for (int i = 0; i < patients; ++i) {
    absl::StrAppend(&text, "P", seed, "-", i, ",", i % 3 == 0 ? 1 : 0);
    for (int j = 0; j < columns; ++j) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      absl::StrAppend(&text, ",", static_cast<double>(state >> 33) * 0x1p-31 - 0.5);
    }
    text += "\n";
  }
  return text;
}

int Run(int columns, int patients, int rounds, int agents) {
  testing::Consortium consortium;
  std::vector<std::string> sites;
  for (int i = 0; i < agents; ++i) sites.push_back(absl::StrCat("site", i));
  for (int i = 0; i < agents; ++i) {
    const std::string& site = sites[static_cast<std::size_t>(i)];
    consortium.AddSite(site, Table(columns, patients, static_cast<unsigned>(i) + 1));
    // However many rounds are asked for.
    const absl::Status allowed = WriteFileAtomically(consortium.FolderOf(site).PolicyFile(), kPolicy);
    if (!allowed.ok()) {
      std::fprintf(stderr, "%s\n", allowed.ToString().c_str());
      return 1;
    }
  }

  // A site that never decides keeps the study itself from running: only the rounds asked here are in the
  // journal.
  consortium.AddSite("undecided", Table(1, 1, 99));
  models::Study study = testing::SyntheticStudy(sites, {"undecided"});
  study.clinical.clear();
  models::LogisticModel model;
  models::LogisticRequest request;
  for (int j = 0; j < columns; ++j) {
    model.predictors.push_back(absl::StrCat("f", j));
    request.columns.push_back({absl::StrCat("f", j), 0.0, 0.3});
  }
  study.models = {{"wide", model}};
  study.name = "benchmark";
  request.patients = static_cast<std::uint64_t>(patients) * static_cast<std::uint64_t>(agents);
  request.sites = agents;
  const auto hash = consortium.Submit(study);
  if (!hash.ok()) {
    std::fprintf(stderr, "%s\n", hash.status().ToString().c_str());
    return 1;
  }
  for (const std::string& site : sites) consortium.Decide(site, study, true);
  const auto stored = consortium.host().journal().studies().Find(*hash);
  const std::string roster = (*stored)->roster_sha256;

  // The study itself never runs (its fit would have more columns than patients): it is cancelled under
  // another hash's rounds. What is measured is the first answered round after a start, and then rounds in
  // steady state.
  consortium.StopCoordinator();
  const Clock::time_point begun = Clock::now();
  consortium.StartCoordinator();
  for (const std::string& site : sites) consortium.StartAgent(site);
  coordinator::LiveFederation federation({*hash, roster}, consortium.host().journal().rounds(),
                                         consortium.host().board(), [] { return absl::Now(); });
  const models::Round round{"benchmark", "wide", sites};
  const auto moments =
      federation.Sum(round, models::MomentsRequest{model.predictors, models::RowSet::kTrain, agents});
  if (!moments.ok()) {
    std::fprintf(stderr, "%s\n", moments.status().ToString().c_str());
    return 1;
  }
  std::printf("coordinator start to first answered round, %d enrolled agents: %.0f ms\n", agents,
              MillisecondsSince(begun));

  std::vector<double> times;
  const double cpu = CpuSeconds();
  for (int i = 0; i < rounds; ++i) {
    request.beta.assign(static_cast<std::size_t>(columns) + 1, 1e-6 * (i + 1));
    const Clock::time_point start = Clock::now();
    const auto sum = federation.Sum(round, request);
    if (!sum.ok()) {
      std::fprintf(stderr, "%s\n", sum.status().ToString().c_str());
      return 1;
    }
    times.push_back(MillisecondsSince(start));
  }
  const double cpu_per_round = 1e3 * (CpuSeconds() - cpu) / rounds;
  std::sort(times.begin(), times.end());
  const std::size_t bytes = 8 * WordCount(models::LayoutOf(models::SumRequest(request)));
  std::printf(
      "%d columns, %d agents of %d patients, %zu bytes a summand, %d rounds: median %.2f ms (min %.2f, max "
      "%.2f), "
      "CPU %.2f ms a round, all five processes' work in one\n",
      columns, agents, patients, bytes, rounds, times[times.size() / 2], times.front(), times.back(),
      cpu_per_round);
  return 0;
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: session_benchmark COLUMNS PATIENTS ROUNDS [AGENTS]\n");
    return 2;
  }
  return osteon::Run(std::atoi(argv[1]), std::atoi(argv[2]), std::atoi(argv[3]),
                     argc > 4 ? std::atoi(argv[4]) : 4);
}
