// A whole study in one process: one real site executor per hospital, with policy and ledger; the same
// requests, the same rounding and the same files as a live study. Only the network is left out.
#ifndef OSTEON_COORDINATOR_CLI_SIMULATE_H_
#define OSTEON_COORDINATOR_CLI_SIMULATE_H_

#include <functional>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "common/json/json_text.h"
#include "models/study/study.h"

namespace osteon {

struct SimulateOptions {
  std::string data_folder;  // DATA/SITE.csv, or DATA/SITE/manifest.csv with images
  std::string policy_file;  // empty: every hospital's default policy
  int threads = 2;          // sites that compute at a time, and threads of an extraction
  std::function<void(const std::string& message)> progress;
  Json earlier_runs = Json::array();  // of the validation that the study repeats (coordinator/report/runs.h)
};

// The result folder's files. Errors name the site.
// kNotFound: a site of the study has neither DATA/SITE.csv nor DATA/SITE/manifest.csv.
absl::StatusOr<std::map<std::string, std::string>> Simulate(const models::Study& study,
                                                            const SimulateOptions& options);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_CLI_SIMULATE_H_
