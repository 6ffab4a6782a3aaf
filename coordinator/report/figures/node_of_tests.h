// A program called node that does what a test wants. Tests only.
#ifndef OSTEON_COORDINATOR_REPORT_FIGURES_NODE_OF_TESTS_H_
#define OSTEON_COORDINATOR_REPORT_FIGURES_NODE_OF_TESTS_H_

#include <filesystem>
#include <fstream>
#include <string>

namespace osteon::report {

// `script` is of /bin/sh; arguments are node's.
inline void MakeNode(const std::filesystem::path& folder, const std::string& script) {
  const std::filesystem::path path = folder / "node";
  std::ofstream(path) << "#!/bin/sh\nPATH=/usr/bin:/bin\n" << script << "\n";
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FIGURES_NODE_OF_TESTS_H_
