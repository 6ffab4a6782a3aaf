// A site that lies. Masks hide its summand, and a sum of four hospitals does not say who bent it; its
// influence on the result can be seen by fitting without it, where every hospital allows that.
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <random>

#include "absl/strings/str_format.h"
#include "models/glm/fit_logistic.h"
#include "tests/attacks/honest_coordinator.h"

namespace osteon::attacks {
namespace {

using Eigen::Index;

// How far the slopes without hospital c are from those with it: d' V^-1 d n / n_c, V their variance without
// c. About chi-square with 6 degrees of freedom (beyond 12.6 once in 20) where all hospitals' patients are
// alike (Hausman, Econometrica 46 (1978) 1251). The fit without c is a study of its own, which every hospital
// must allow.
struct Influence {
  double chi2 = 0;
  bool converged = false;
};
Influence InfluenceOfC(const Hospitals& hospitals) {
  const auto fit = [&](const std::vector<std::string>& sites) {
    models::Study study = LogisticStudy(kSixColumns);
    study.development = sites;
    Hospitals those;
    for (const std::string& site : sites) those[site] = hospitals.at(site);
    Consortium consortium(study, those, Protection::kOff);
    HonestCoordinator coordinator(consortium);
    return models::FitLogistic(coordinator, "m", kSixColumns, sites);
  };
  const auto all = fit({"a", "b", "c", "d"});
  const auto rest = fit({"a", "b", "d"});
  if (!all.ok() || !rest.ok()) return {};
  Eigen::VectorXd shift(6);
  for (Index j = 0; j < 6; ++j) {
    const auto term = static_cast<std::size_t>(j) + 1;
    shift[j] = all->terms[term].coefficient - rest->terms[term].coefficient;
  }
  const Eigen::MatrixXd variance = rest->covariance.bottomRightCorner(6, 6);
  const double share = static_cast<double>(all->n - rest->n) / static_cast<double>(all->n);
  return {shift.dot(variance.ldlt().solve(shift)) / share, all->converged};
}

TEST(PoisonedSummand, ItsInfluenceShowsInAFitWithoutTheSite) {
  Hospitals hospitals = FourHospitals(60, kSixColumns);
  const Influence honest = InfluenceOfC(hospitals);

  Hospitals units = hospitals;
  units.at("c").values.col(0) *= 1000;  // honest and wrong
  const Influence of_units = InfluenceOfC(units);

  Hospitals turned = hospitals;  // a lie: every outcome turned round
  turned.at("c").outcome = 1 - turned.at("c").outcome.array();
  const Influence of_turned = InfluenceOfC(turned);

  Hospitals blurred = hospitals;  // a smaller one: every second outcome
  for (Index i = 0; i < blurred.at("c").outcome.size(); i += 2) {
    blurred.at("c").outcome[i] = 1 - blurred.at("c").outcome[i];
  }
  const Influence of_blurred = InfluenceOfC(blurred);

  std::cout
      << absl::StrFormat(
             "poisoned summand | all, under masks | chi-square (6) of the slopes with and without hospital "
             "c: honest %.1f, one column times 1000 %.1f, all outcomes turned %.1f, every second outcome "
             "turned %.1f",
             honest.chi2, of_units.chi2, of_turned.chi2, of_blurred.chi2)
      << std::endl;
  EXPECT_TRUE(honest.converged);
  EXPECT_LT(honest.chi2, 16.8);
  EXPECT_GT(of_units.chi2, 25);
  EXPECT_GT(of_turned.chi2, 25);
  // What cannot be seen: a smaller lie moves the result no more than an honest hospital with other patients
  // does.
  EXPECT_LT(of_blurred.chi2, 16.8);
}

// A wrong summand of one request and not of the next shows without anybody's summand: the sums contradict
// each other.
TEST(PoisonedSummand, ABiasOfTheGradientAloneContradictsTheLogLikelihood) {
  class Lying : public models::Federation {
   public:
    explicit Lying(models::Federation& honest) : honest_(honest) {}
    absl::StatusOr<RingVector> Sum(const models::Round& round, const models::SumRequest& request) override {
      absl::StatusOr<RingVector> sum = honest_.Sum(round, request);
      if (!sum.ok() || !std::holds_alternative<models::LogisticRequest>(request)) return sum;
      const auto& logistic = std::get<models::LogisticRequest>(request);
      RingVector bias(sum->layout());
      std::vector<double> added(logistic.beta.size(), 0.0);
      added[1] = 20;
      if (absl::Status status = bias.EncodeBlock(2, added, 1, {}); !status.ok()) return status;
      if (absl::Status status = sum->Add(bias); !status.ok()) return status;
      return sum;
    }
    absl::StatusOr<std::map<std::string, models::SiteRecord>> Gather(
        const models::Round& round, const models::GatherRequest& request) override {
      return honest_.Gather(round, request);
    }
    absl::StatusOr<std::vector<double>> Remember(
        const std::string& name,
        const std::function<absl::StatusOr<std::vector<double>>()>& compute) override {
      return honest_.Remember(name, compute);
    }

   private:
    models::Federation& honest_;
  };
  Consortium consortium(LogisticStudy(kSixColumns), FourHospitals(60, kSixColumns), Protection::kOff);
  HonestCoordinator coordinator(consortium);
  Lying lying(coordinator);
  const auto model = models::FitLogistic(lying, "m", kSixColumns, consortium.study().development);
  std::cout << "poisoned gradient | all, under masks | "
            << (model.ok() ? "a model, and nothing shows" : std::string(model.status().message()))
            << std::endl;
  EXPECT_FALSE(model.ok() && model->converged);
}

}  // namespace
}  // namespace osteon::attacks
