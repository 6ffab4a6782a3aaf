#include "coordinator/report/figures/run_node.h"

#include "common/status/status_macros.h"
#include "coordinator/report/figures/run_program.h"

namespace osteon::report {

NodeOptions NodeOfThisProcess() {
  NodeOptions options;
  options.search_path = SearchPathOfThisProcess();
  return options;
}

absl::StatusOr<std::string> FindNode(const std::string& search_path) {
  std::string node = FindProgram({"node"}, search_path);
  if (node.empty()) return absl::NotFoundError("node was not found; install Debian's package nodejs");
  return node;
}

absl::Status RunNode(const std::vector<std::string>& arguments, const std::string& folder,
                     const NodeOptions& options) {
  OSTEON_ASSIGN_OR_RETURN(const std::string node, FindNode(options.search_path));
  return RunProgram(node, arguments, folder, options.deadline);
}

}  // namespace osteon::report
