// A JavaScript program in a process of its own.
#ifndef OSTEON_COORDINATOR_REPORT_FIGURES_RUN_NODE_H_
#define OSTEON_COORDINATOR_REPORT_FIGURES_RUN_NODE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace osteon::report {

struct NodeOptions {
  std::string search_path;  // as PATH; relative folders of it are passed over
  absl::Duration deadline = absl::Seconds(60);
};

// With this process's PATH.
NodeOptions NodeOfThisProcess();

// The first `node` of the search path that may be executed. kNotFound: there is none.
absl::StatusOr<std::string> FindNode(const std::string& search_path);

// Runs node with `arguments` in `folder`, without a shell, with an environment of its own (nothing of ours),
// no input, and its output thrown away. Ended when it exits.
//
// kNotFound: no node. kDeadlineExceeded: it was still running; it and what it started are killed.
// kUnavailable: it could not be started, or exited with another code than 0; the message has the beginning of
// what it wrote to standard error.
absl::Status RunNode(const std::vector<std::string>& arguments, const std::string& folder,
                     const NodeOptions& options);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FIGURES_RUN_NODE_H_
