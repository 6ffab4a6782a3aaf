// Was this patient in the study? Asked of the final model alone, which is what a study is for: no rule can refuse it.
// The attacker knows a person's values and outcome and has a model of its own from other people; the likelihood ratio
// of the two is the test. AUC 0.5: it knows nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/str_format.h"
#include "models/glm/fit_logistic.h"
#include "tests/attacks/findings.h"
#include "tests/attacks/honest_coordinator.h"

namespace osteon::attacks {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

// log P(outcome) of everybody.
VectorXd LogLikelihoods(const models::FittedModel& model, const Patients& patients) {
  VectorXd eta = VectorXd::Zero(patients.outcome.size());
  for (const models::ModelTerm& term : model.terms) {
    const auto found = std::find(patients.columns.begin(), patients.columns.end(), term.name);
    if (found == patients.columns.end()) {
      eta.array() += term.coefficient;
    } else {
      eta += term.coefficient * patients.values.col(found - patients.columns.begin());
    }
  }
  for (Index i = 0; i < eta.size(); ++i) {
    const double towards = patients.outcome[i] == 1 ? eta[i] : -eta[i];
    eta[i] = -std::log1p(std::exp(-towards));
  }
  return eta;
}

double Auc(const VectorXd& members, const VectorXd& others) {
  double above = 0;
  for (const double m : members) {
    for (const double o : others) above += m > o ? 1 : (m == o ? 0.5 : 0);
  }
  return above / static_cast<double>(members.size() * others.size());
}

// Mean AUC over five worlds. kFailedPrecondition: a site refused the study.
Finding Attack(Protection protection, int columns) {
  const std::vector<std::string> names = Names("x", columns);
  double sum = 0;
  constexpr int kWorlds = 5;
  for (unsigned world = 1; world <= kWorlds; ++world) {
    const Hospitals hospitals = FourHospitals(60, names, world);
    Consortium consortium(LogisticStudy(names), hospitals, protection);
    HonestCoordinator coordinator(consortium);
    const auto model = models::FitLogistic(coordinator, "m", names, consortium.study().development);
    // The attacker's own people: as many, of the same population.
    Consortium own(LogisticStudy(names), FourHospitals(60, names, 100 + world), Protection::kOff);
    HonestCoordinator alone(own);
    const auto reference = models::FitLogistic(alone, "m", names, own.study().development);
    if (!model.ok()) {
      Finding finding = Refused(consortium);
      if (finding.refusal.empty()) finding.text = std::string(model.status().message());
      return finding;
    }
    if (!reference.ok()) {
      ADD_FAILURE() << reference.status();
      return {};
    }
    const auto ratio = [&](const Patients& patients) {
      return VectorXd(LogLikelihoods(*model, patients) - LogLikelihoods(*reference, patients));
    };
    sum += Auc(ratio(Together(hospitals)), ratio(Together(FourHospitals(60, names, 200 + world))));
  }
  const double auc = sum / kWorlds;
  Finding finding;
  finding.succeeded = auc > 0.7;
  finding.against_prior = auc <= 0.6 ? 1 : 0;
  finding.text = absl::StrFormat("%d columns of 282 patients: AUC %.2f", columns, auc);
  return finding;
}

TEST(Attacks, MembershipShowsInAModelOfManyColumns) {
  // Without rules a model may have as many columns as can be fitted.
  ExpectOnlyWithoutProtection("membership from the final model", "everybody who sees the model",
                              Attack(Protection::kOff, 60), Attack(Protection::kOn, 60));
}

TEST(Attacks, MembershipHardlyShowsInAModelOfFewColumns) {
  const Finding off = Attack(Protection::kOff, 6);
  const Finding on = Attack(Protection::kOn, 6);
  Tell("membership from the final model", "everybody who sees the model", off, on);
  EXPECT_EQ(off.against_prior, 1);
  EXPECT_EQ(on.against_prior, 1);
  EXPECT_TRUE(on.refusal.empty()) << "an honest study of six columns goes through";
}

}  // namespace
}  // namespace osteon::attacks
