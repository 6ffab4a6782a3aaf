// Two studies' results, number by number.
#ifndef OSTEON_COORDINATOR_CLI_REPORT_DIFF_RESULT_DIFF_H_
#define OSTEON_COORDINATOR_CLI_REPORT_DIFF_RESULT_DIFF_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/cli/report_diff/result_set.h"

namespace osteon {

// One place where the results are not the same.
struct ResultDifference {
  std::string file;                // "validation.json", "model.json"
  std::vector<std::string> place;  // {"sites", "zeta", "models", "clinical", "auc", "estimate"}
  std::optional<Json> a, b;        // nullopt: missing on that side
  std::optional<double> change;    // b less a, of two numbers
  bool counts = true;              // two numbers within the tolerance, software and dates do not
};

struct ResultComparison {
  std::size_t compared = 0;  // values that either side has
  std::vector<ResultDifference> differences;
  bool Same() const;  // none that counts
};

// Every value of both files: hashes, rosters, coefficients, estimates. Entries of lists are matched by their
// name, their models, threshold or place, otherwise by position. A number that is suppressed or unavailable
// is a value of its own, never 0. Signatures are not compared; differences of software and of dates are told
// and do not count.
//
// Numbers agree within `tolerance` when |b - a| <= tolerance * max(1, |a|, |b|); 0: when they are equal.
ResultComparison CompareResults(const ResultSet& a, const ResultSet& b, double tolerance);

// "0.8125", "suppressed: min_cell", "none", "missing", "0.8 (0.7 to 0.9)" of an estimate against something
// else.
std::string ValueText(const std::optional<Json>& value);

// For people: whose results, a line for each difference, a last line that sums up.
std::string DiffTable(const ResultSet& a, const ResultSet& b, const ResultComparison& comparison,
                      double tolerance);
// For programs.
Json DiffJson(const ResultSet& a, const ResultSet& b, const ResultComparison& comparison, double tolerance);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_CLI_REPORT_DIFF_RESULT_DIFF_H_
