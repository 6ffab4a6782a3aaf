// A coordinator that shows hospitals different rosters, or fills one with hospitals that it plays itself.
#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "tests/attacks/attacker.h"
#include "tests/attacks/findings.h"

namespace osteon::attacks {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

class SplitRoster : public ::testing::TestWithParam<Protection> {};

// With or without rules: the roster's hash is signed by each hospital.
TEST_P(SplitRoster, ATaskOfAnotherRosterIsRefused) {
  const std::vector<std::string> columns = Names("x", 5);
  Consortium consortium(LogisticStudy(columns), FourHospitals(60, columns), GetParam());
  models::Task task =
      consortium.TaskOf(models::MomentsRequest{columns, models::RowSet::kTrain, 4}, {}, "m");
  task.key.roster_sha256 = RosterSha256({{"a", std::string(64, 'a')},
                                         {"b", std::string(64, 'e')},  // another key for the same name
                                         {"c", std::string(64, 'c')},
                                         {"d", std::string(64, 'd')}});
  const auto answer = consortium.Send("a", task);
  ASSERT_TRUE(std::holds_alternative<Refusal>(answer));
  std::cout << "split rosters | coordinator | " << (GetParam() == Protection::kOff ? "off" : "on") << ": refused ("
            << std::get<Refusal>(answer).told << ")" << std::endl;
}

INSTANTIATE_TEST_SUITE_P(Attacks, SplitRoster, ::testing::Values(Protection::kOff, Protection::kOn));

}  // namespace
}  // namespace osteon::attacks
