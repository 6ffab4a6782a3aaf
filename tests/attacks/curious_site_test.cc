// What a hospital sees of the others in a study: tasks, and in them coefficients, pooled means and scales,
// and how many patients there are. A network observer sees TLS 1.3 records, their sizes and times, and
// nothing of this; see tests/end_to_end/connection_test.cc.
#include <gtest/gtest.h>

#include <cmath>

#include "absl/strings/str_format.h"
#include "models/glm/fit_logistic.h"
#include "tests/attacks/findings.h"
#include "tests/attacks/honest_coordinator.h"

namespace osteon::attacks {
namespace {

using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;

TEST(CuriousSite, LearnsTheOthersPooledMeansAndNoPatient) {
  const std::vector<std::string> columns = Names("x", 6);
  Hospitals hospitals = FourHospitals(60, columns);
  Consortium consortium(LogisticStudy(columns), hospitals, Protection::kOff);
  HonestCoordinator coordinator(consortium);
  ASSERT_TRUE(models::FitLogistic(coordinator, "m", columns, consortium.study().development).ok());

  const Patients own = hospitals.at("a");
  hospitals.erase("a");
  const MatrixXd others = Together(hospitals).values;
  int logistic = 0;
  Finding finding;
  for (const models::Task& task : coordinator.tasks()) {
    const auto& request = std::get<models::SumRequest>(task.request);
    // All kinds of numbers that a task of this study has.
    ASSERT_TRUE(std::holds_alternative<models::MomentsRequest>(request) ||
                std::holds_alternative<models::LogisticRequest>(request));
    const auto* step = std::get_if<models::LogisticRequest>(&request);
    if (step == nullptr) continue;
    ++logistic;
    // The pooled mean less the own sum: the mean of the other hospitals together.
    const double n = static_cast<double>(step->patients);
    RowVectorXd pooled(6);
    for (Eigen::Index j = 0; j < 6; ++j) pooled[j] = step->columns[static_cast<std::size_t>(j)].mean;
    const RowVectorXd of_others =
        (n * pooled - own.values.colwise().sum()) / (n - static_cast<double>(own.values.rows()));
    EXPECT_LT(
        ((of_others - others.colwise().mean()).array() / others.colwise().mean().array()).abs().maxCoeff(),
        1e-12);
    // Its best guess of anybody there is that mean: the prior-only guess itself.
    finding = CompareRows(of_others.replicate(others.rows(), 1), others);
    MatrixXd spread = others.rowwise() - of_others;
    finding.against_prior = std::sqrt(
        spread.squaredNorm() / (others.rowwise() - RowVectorXd(others.colwise().mean())).squaredNorm());
  }
  EXPECT_GT(logistic, 3);
  EXPECT_FALSE(finding.succeeded);
  EXPECT_GE(finding.against_prior, 0.9);
  std::cout << absl::StrFormat(
                   "curious site | a hospital | off and on: the other three hospitals' pooled mean and scale "
                   "of each "
                   "column, and coefficients of %d steps; no patient, error %.2f of a prior-only guess",
                   logistic, finding.against_prior)
            << std::endl;
}

}  // namespace
}  // namespace osteon::attacks
