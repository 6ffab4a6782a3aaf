// The problems of one table, all told at once, up to a number that people still read.
#ifndef OSTEON_SITE_AGENT_COHORT_PROBLEM_LIST_H_
#define OSTEON_SITE_AGENT_COHORT_PROBLEM_LIST_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace osteon {

class ProblemList {
 public:
  static constexpr std::size_t kShown = 20;

  void Add(std::string line) {
    ++count_;
    if (!full()) lines_.push_back(std::move(line));
  }
  // Whether a further message would only be counted: no need to word it with care.
  bool full() const { return lines_.size() >= kShown; }

  // OK, or kInvalidArgument: the first 20 lines, then "and N more".
  absl::Status ToStatus() const {
    if (count_ == 0) return absl::OkStatus();
    std::string message = absl::StrJoin(lines_, "\n");
    if (count_ > lines_.size()) absl::StrAppend(&message, "\nand ", count_ - lines_.size(), " more");
    return absl::InvalidArgumentError(message);
  }

 private:
  std::vector<std::string> lines_;
  std::size_t count_ = 0;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_COHORT_PROBLEM_LIST_H_
