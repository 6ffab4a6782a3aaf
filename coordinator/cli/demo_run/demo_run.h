// The demonstration: a coordinator and one agent per hospital as processes of their own on this machine, with
// real certificates, from invitation to report.
#ifndef OSTEON_COORDINATOR_CLI_DEMO_RUN_DEMO_RUN_H_
#define OSTEON_COORDINATOR_CLI_DEMO_RUN_DEMO_RUN_H_

#include <functional>
#include <string>

#include "absl/status/status.h"

namespace osteon {

struct DemoRunOptions {
  std::string programs;  // folder of osteon, osteon-coordinator, osteon-agent
  std::string data;    // DATA/study.yaml; DATA/SITE/manifest.csv or DATA/SITE.csv; DATA/policy.yaml if wanted
  std::string folder;  // everything is written below it; results in FOLDER/out
  std::function<void(const std::string& message)> progress;
  std::function<bool()> stopped;  // true once Ctrl-C was pressed
};

// Returns when the report is written; no process is left behind in any case. kCancelled: stopped. Other
// errors are those of the commands that were run, word by word; logs are in FOLDER/log.
absl::Status RunDemo(const DemoRunOptions& options);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_CLI_DEMO_RUN_DEMO_RUN_H_
