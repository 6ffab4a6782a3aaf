#include "tests/attacks/findings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace osteon::attacks {
namespace {

using Eigen::Index;

std::string Said(const Finding& finding) {
  if (finding.text.empty() && finding.refusal.empty()) return "nothing";
  if (finding.refusal.empty()) return finding.text;
  if (finding.text.empty()) return absl::StrCat("refused (", finding.refusal, ")");
  return absl::StrCat(finding.text, ", then refused (", finding.refusal, ")");
}

}  // namespace

Finding CompareRows(const Eigen::MatrixXd& guesses, const Eigen::MatrixXd& truth) {
  Finding finding;
  const Eigen::RowVectorXd mean = truth.colwise().mean();
  const Eigen::RowVectorXd deviation =
      ((truth.rowwise() - mean).colwise().squaredNorm() / static_cast<double>(truth.rows()))
          .cwiseSqrt()
          .cwiseMax(std::numeric_limits<double>::min());
  const auto standardised = [&](const Eigen::MatrixXd& rows) -> Eigen::MatrixXd {
    return (rows.rowwise() - mean).array().rowwise() / deviation.array();
  };
  const Eigen::MatrixXd of_truth = standardised(truth);
  const Eigen::MatrixXd of_guesses = standardised(guesses);
  std::set<Index> found;
  double largest = 0, squares = 0, prior = 0;
  for (Index g = 0; g < guesses.rows(); ++g) {
    if (!of_guesses.row(g).allFinite()) continue;
    Index nearest = 0;
    const double distance =
        (of_truth.rowwise() - of_guesses.row(g)).rowwise().squaredNorm().minCoeff(&nearest);
    const double error = (of_truth.row(nearest) - of_guesses.row(g)).cwiseAbs().maxCoeff();
    squares += distance;
    prior += of_truth.row(nearest).squaredNorm();
    if (error > 1e-3) continue;
    found.insert(nearest);
    largest = std::max(largest, error);
  }
  if (prior > 0) finding.against_prior = std::sqrt(squares / prior);
  finding.succeeded = !found.empty();
  finding.text = finding.succeeded
                     ? absl::StrFormat("%d of %d patients, %d values each, largest error %.0e", found.size(),
                                       truth.rows(), truth.cols(), largest)
                     : absl::StrFormat("no patient, error %.2f of a prior-only guess", finding.against_prior);
  return finding;
}

Finding Refused(const Consortium& consortium) {
  Finding finding;
  finding.refusal = consortium.refusal();
  return finding;
}

void Tell(const std::string& attack, const std::string& view, const Finding& off, const Finding& on) {
  std::cout << attack << " | " << view << " | off: " << Said(off) << " | on: " << Said(on) << std::endl;
}

void ExpectOnlyWithoutProtection(const std::string& attack, const std::string& view, const Finding& off,
                                 const Finding& on) {
  Tell(attack, view, off, on);
  EXPECT_TRUE(off.succeeded) << "an attack that never works proves nothing";
  EXPECT_FALSE(on.succeeded);
  if (on.refusal.empty()) {
    EXPECT_GE(on.against_prior, 0.9);
  }
}

}  // namespace osteon::attacks
