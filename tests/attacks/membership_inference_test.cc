// Was this patient in the study? Asked of the final model alone, which is what a study is for: no rule can refuse it.
// The attacker knows a person's values and outcome and has a model of its own from other people; the likelihood ratio
// of the two is the test. AUC 0.5: it knows nothing.
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <vector>

#include "absl/strings/str_format.h"
#include "models/glm/fit_logistic.h"
#include "tests/attacks/attacker.h"
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

// The coordinator's own Newton steps with next to no penalty: as many columns as it likes.
absl::StatusOr<models::FittedModel> FitEverything(Consortium& consortium, const std::vector<std::string>& columns) {
  const auto scales = PooledScales(consortium, columns);
  if (!scales.ok()) return scales.status();
  VectorXd beta = VectorXd::Zero(static_cast<Index>(columns.size()) + 1);
  for (int step = 0; step < 8; ++step) {
    const auto sum = consortium.Pooled(LogisticAt(*scales, beta, true));
    if (!sum.ok()) return sum.status();
    Eigen::MatrixXd information = Symmetric(Block(*sum, 3));
    information.diagonal().array() += 1;
    beta += information.ldlt().solve(Block(*sum, 2) - beta);
  }
  models::FittedModel model;
  models::ModelTerm intercept;
  intercept.name = "(Intercept)";
  intercept.coefficient = beta[0];
  for (Index j = 1; j < beta.size(); ++j) {
    const auto& [name, mean, scale] = (*scales)[static_cast<std::size_t>(j) - 1];
    models::ModelTerm term;
    term.name = name;
    term.coefficient = beta[j] / scale;
    intercept.coefficient -= term.coefficient * mean;
    model.terms.push_back(term);
  }
  model.terms.push_back(intercept);
  return model;
}

// What the attacker knows of the population: a model on six columns of 4000 other people.
models::FittedModel Reference() {
  const std::vector<std::string> names = Names("x", 6);
  Consortium own(LogisticStudy(names), FourHospitals(1000, names, 100), Protection::kOff);
  HonestCoordinator alone(own);
  const auto reference = models::FitLogistic(alone, "m", names, own.study().development);
  EXPECT_TRUE(reference.ok()) << reference.status();
  return reference.ok() ? *reference : models::FittedModel();
}

// Mean AUC over three worlds. kFailedPrecondition: a site refused the study.
Finding Attack(Protection protection, int columns, bool penalised = false) {
  const std::vector<std::string> names = Names("x", columns);
  const models::FittedModel reference = Reference();
  double sum = 0;
  constexpr int kWorlds = 3;
  for (unsigned world = 1; world <= kWorlds; ++world) {
    const Hospitals hospitals = FourHospitals(60, names, world);
    const models::Study study = LogisticStudy(names);
    Consortium consortium(study, hospitals, protection);
    HonestCoordinator coordinator(consortium);
    const auto model = penalised ? FitEverything(consortium, names)
                                 : models::FitLogistic(coordinator, "m", names, study.development);
    if (!model.ok()) {
      Finding finding = Refused(consortium);
      if (finding.refusal.empty()) finding.text = std::string(model.status().message());
      return finding;
    }
    const auto ratio = [&](const Patients& patients) {
      return VectorXd(LogLikelihoods(*model, patients) - LogLikelihoods(reference, patients));
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
                              Attack(Protection::kOff, 240, true),
                              Attack(Protection::kOn, 240, true));
}

TEST(Attacks, MembershipHardlyShowsInAModelOfFewColumns) {
  const Finding off = Attack(Protection::kOff, 6);
  const Finding on = Attack(Protection::kOn, 6);
  Tell("membership from the final model", "everybody who sees the model", off, on);
  EXPECT_EQ(off.against_prior, 1);
  EXPECT_EQ(on.against_prior, 1);
  // What the rules let pass of 282 pooled patients, as columns grow: not all of it is below 0.6.
  for (const int columns : {20, 60}) {
    const Finding more = Attack(Protection::kOn, columns);
    Tell(more.against_prior == 1 ? "membership from the final model" : "OPEN: membership from the final model",
         "everybody who sees the model", Attack(Protection::kOff, columns), more);
    EXPECT_TRUE(more.refusal.empty()) << more.refusal;
  }
  // 90 columns are within max_columns_per_patient; the budget of a study that holds no others stops the fit.
  const Finding most = Attack(Protection::kOn, 90);
  Tell("membership from the final model", "everybody who sees the model", Attack(Protection::kOff, 90), most);
  EXPECT_FALSE(most.refusal.empty());
  EXPECT_TRUE(on.refusal.empty()) << "an honest study of six columns goes through";
}

}  // namespace
}  // namespace osteon::attacks
