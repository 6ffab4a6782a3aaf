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

// As RunProgram. kNotFound: no node.
absl::Status RunNode(const std::vector<std::string>& arguments, const std::string& folder,
                     const NodeOptions& options);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FIGURES_RUN_NODE_H_
