// A program in a process of its own: node, which draws, and the browser, which prints.
#ifndef OSTEON_COORDINATOR_REPORT_FIGURES_RUN_PROGRAM_H_
#define OSTEON_COORDINATOR_REPORT_FIGURES_RUN_PROGRAM_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace osteon::report {

// PATH; empty where it is not set.
std::string SearchPathOfThisProcess();

// The first of `names` that may be executed in a folder of the search path; relative folders of it are passed
// over. Empty: there is none.
std::string FindProgram(const std::vector<std::string>& names, const std::string& search_path);

// Runs `program`, a path, with `arguments` in `folder`, without a shell, with an environment of its own
// (nothing of ours; HOME is `folder`), no input, and its output thrown away. Ended when it exits.
//
// kDeadlineExceeded: it was still running; it and what it started are killed. kUnavailable: it could not be
// started, or exited with another code than 0; the message has the beginning of what it wrote to standard
// error.
absl::Status RunProgram(const std::string& program, const std::vector<std::string>& arguments,
                        const std::string& folder, absl::Duration deadline);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FIGURES_RUN_PROGRAM_H_
