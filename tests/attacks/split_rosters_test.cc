// A coordinator that shows hospitals different rosters, or fills one with hospitals that it plays itself.
#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "absl/strings/str_cat.h"
#include "common/consent/roster_phrase.h"
#include "common/hash/sha256.h"
#include "tests/attacks/attacker.h"
#include "tests/attacks/findings.h"
#include "tests/attacks/open_attack.h"

namespace osteon::attacks {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

class SplitRoster : public ::testing::TestWithParam<Protection> {};

// With or without rules: the roster's hash is signed by each hospital.
TEST_P(SplitRoster, ATaskOfAnotherRosterIsRefused) {
  const std::vector<std::string> columns = Names("x", 5);
  Consortium consortium(LogisticStudy(columns), FourHospitals(60, columns), GetParam());
  models::Task task = consortium.TaskOf(models::MomentsRequest{columns, models::RowSet::kTrain, 4}, {}, "m");
  task.key.roster_sha256 = RosterSha256({{"a", std::string(64, 'a')},
                                         {"b", std::string(64, 'e')},  // another key for the same name
                                         {"c", std::string(64, 'c')},
                                         {"d", std::string(64, 'd')}});
  const auto answer = consortium.Send("a", task);
  ASSERT_TRUE(std::holds_alternative<Refusal>(answer));
  std::cout << "split rosters | coordinator | " << (GetParam() == Protection::kOff ? "off" : "on")
            << ": refused (" << std::get<Refusal>(answer).told << ")" << std::endl;
}

// b, c and d are the coordinator's own. The masked sum less what they answer is hospital a's, and their many
// patients make room for as many columns as a has patients.
Finding ByPuppets(Protection protection, const Policy& policy) {
  const std::vector<std::string> columns = Names("x", 70);
  Hospitals hospitals = FourHospitals(200, columns);
  hospitals["a"] = RandomPatients(77, 60, columns);
  Consortium consortium(LogisticStudy(columns), hospitals, protection, {"b", "c", "d"}, policy);
  // What the puppets answer, without masks: their tables are the coordinator's.
  Consortium own(LogisticStudy(columns, Sums::kClear), hospitals, Protection::kOff);
  const auto scales = PooledScales(consortium, columns);
  if (!scales.ok()) return Refused(consortium);
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal(0, 0.1);
  MatrixXd of_a[2];
  VectorXd beta = VectorXd::Zero(71);
  for (MatrixXd& information : of_a) {
    const models::LogisticRequest request = LogisticAt(*scales, beta, true);
    const auto sum = consortium.Pooled(request);
    if (!sum.ok()) return Refused(consortium);
    VectorXd rest = Block(*sum, 3);
    for (const char* puppet : {"b", "c", "d"}) {
      const auto answer = own.OfSite(puppet, request);
      if (!answer.ok()) return Refused(own);
      rest -= Block(*answer, 3);
    }
    information = Symmetric(rest);
    for (double& b : beta) b = normal(random);
  }
  const MatrixXd rows = RowsOfTwoHessians(of_a[0], of_a[1]);
  return CompareRows(OnTheRawScale(rows.rightCols(70), *scales), hospitals.at("a").values);
}

TEST(Attacks, PuppetsAreStoppedByWhomAHospitalTrusts) {
  Policy policy;  // a and two hospitals of another consortium
  policy.trusted_sites = {
      {"a", std::string(64, 'a')}, {"e", std::string(64, 'e')}, {"f", std::string(64, 'f')}};
  ExpectOnlyWithoutProtection("puppets, hospital a names whom it trusts", "coordinator, only pooled sums",
                              ByPuppets(Protection::kOff, {}), ByPuppets(Protection::kOn, policy));
  // A hospital that approves a roster of puppets, compares nothing and names nobody has no other rule to help
  // it.
  ExpectOpen("puppets that hospital a approved without the phrase", "coordinator, only pooled sums",
             ByPuppets(Protection::kOff, {}), ByPuppets(Protection::kOn, {}));
}

// Hospital a is shown puppets under the names of hospitals that it knows from elsewhere, and rings one up:
// that one was shown another roster, or none. The coordinator may choose the puppets' keys, but not the
// phrase.
TEST(Attacks, PuppetsDoNotHaveThePhraseOfTheHospitalsTheyPlay) {
  const Roster real = {{"a", std::string(64, 'a')}, {"b", std::string(64, 'b')}, {"c", std::string(64, 'c')}};
  int opened = 0;
  for (int keys = 0; keys < 20000; ++keys) {
    Roster puppets = real;
    puppets["b"] = Sha256Hex(absl::StrCat("b", keys));
    puppets["c"] = Sha256Hex(absl::StrCat("c", keys));
    opened += CheckHeardPhrase(puppets, RosterPhrase(real)).ok() ? 1 : 0;
  }
  EXPECT_EQ(opened, 0);
  ASSERT_TRUE(CheckHeardPhrase(real, RosterPhrase(real)).ok());
  std::cout << "puppets with names of real hospitals | coordinator | off: approved; on: " << opened
            << " of 20000 rosters of puppets had the phrase that a real hospital reads out" << std::endl;
}

INSTANTIATE_TEST_SUITE_P(Attacks, SplitRoster, ::testing::Values(Protection::kOff, Protection::kOn));

}  // namespace
}  // namespace osteon::attacks
