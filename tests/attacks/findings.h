// What an attack found, and how good a guess that is.
#ifndef OSTEON_TESTS_ATTACKS_FINDINGS_H_
#define OSTEON_TESTS_ATTACKS_FINDINGS_H_

#include <Eigen/Core>
#include <string>

#include "tests/attacks/consortium.h"

namespace osteon::attacks {

struct Finding {
  bool succeeded = false;  // at least one patient, or what the attack is after, exactly
  std::string text;        // "60 of 60 patients, largest error 2e-12"
  // Error of what was found over the error of a guess from published summaries alone (root mean squares, in
  // standard deviations of each column). 1: nothing was found.
  double against_prior = 1;
  std::string refusal;  // what a site said, if one refused
};

// Rows that an attack believes to be patients' against those nearest to them in truth. Found is what is right
// in every column to 1e-3 standard deviations; the prior-only guess is the mean of `truth`.
//   guesses, truth  (k, p), (n, p)
Finding CompareRows(const Eigen::MatrixXd& guesses, const Eigen::MatrixXd& truth);

// Nothing but what a site said.
Finding Refused(const Consortium& consortium);

// One line "attack | who sees it | off: ... | on: ..." on standard output.
void Tell(const std::string& attack, const std::string& view, const Finding& off, const Finding& on);

// Tells, and expects what every attack must show: off it succeeds, on it is refused or no better than the
// prior (at least 0.9 of its error).
void ExpectOnlyWithoutProtection(const std::string& attack, const std::string& view, const Finding& off,
                                 const Finding& on);

}  // namespace osteon::attacks

#endif  // OSTEON_TESTS_ATTACKS_FINDINGS_H_
