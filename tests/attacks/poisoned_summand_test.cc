// A site that lies. Masks hide its summand, and a sum of four hospitals does not say who bent it; its influence on the
// result can be seen by fitting without it, where every hospital allows that.
#include <gtest/gtest.h>

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

const std::vector<std::string> kColumns = Names("x", 6);

// Largest shift of a coefficient, in standard errors, between the fits with and without hospital c. Rerun "without"
// is a study of its own: no rule is asked for it here.
struct Influence {
  double shift = 0;
  bool converged = false;
};
Influence InfluenceOfC(const Hospitals& hospitals) {
  const auto fit = [&](const std::vector<std::string>& sites) {
    models::Study study = LogisticStudy(kColumns);
    study.development = sites;
    Hospitals those;
    for (const std::string& site : sites) those[site] = hospitals.at(site);
    Consortium consortium(study, those, Protection::kOff);
    HonestCoordinator coordinator(consortium);
    return models::FitLogistic(coordinator, "m", kColumns, sites);
  };
  const auto all = fit({"a", "b", "c", "d"});
  const auto rest = fit({"a", "b", "d"});
  if (!all.ok() || !rest.ok()) return {};
  Influence influence{0, all->converged};
  for (std::size_t j = 1; j < all->terms.size(); ++j) {
    // Per standard deviation of the honest sites: the units of both fits.
    const double shift = std::fabs(all->terms[j].coefficient - rest->terms[j].coefficient) * rest->terms[j].scale;
    influence.shift = std::max(influence.shift, shift / (*rest->terms[j].standard_error * rest->terms[j].scale));
  }
  return influence;
}

TEST(PoisonedSummand, ItsInfluenceShowsInAFitWithoutTheSite) {
  Hospitals hospitals = FourHospitals(60, kColumns);
  const Influence honest = InfluenceOfC(hospitals);

  Hospitals units = hospitals;
  units.at("c").values.col(0) *= 1000;  // honest and wrong
  const Influence of_units = InfluenceOfC(units);

  Hospitals flipped = hospitals;  // a lie: half of the outcomes turned round
  for (Index i = 0; i < flipped.at("c").outcome.size(); i += 2) {
    flipped.at("c").outcome[i] = 1 - flipped.at("c").outcome[i];
  }
  const Influence of_flips = InfluenceOfC(flipped);

  Hospitals bent = hospitals;  // a small lie: three outcomes
  for (const Index i : {3, 20, 40}) bent.at("c").outcome[i] = 1 - bent.at("c").outcome[i];
  const Influence of_bent = InfluenceOfC(bent);

  std::cout << absl::StrFormat(
                   "poisoned summand | all, under masks | largest shift of a coefficient by hospital c, in standard "
                   "errors: honest %.1f, one column times 1000 %.1f, half of the outcomes turned %.1f, three outcomes "
                   "turned %.1f",
                   honest.shift, of_units.shift, of_flips.shift, of_bent.shift)
            << std::endl;
  EXPECT_TRUE(honest.converged);
  EXPECT_LT(honest.shift, 2);
  EXPECT_GT(of_units.shift, 3 * honest.shift);
  EXPECT_GT(of_flips.shift, 1.5 * honest.shift);
  // What cannot be seen: a small lie moves the result no more than an honest hospital with other patients.
  EXPECT_LT(of_bent.shift, 2);
}

// A wrong summand of one request and not of the next shows without anybody's summand: the sums contradict each other.
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
        const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override {
      return honest_.Remember(name, compute);
    }

   private:
    models::Federation& honest_;
  };
  Consortium consortium(LogisticStudy(kColumns), FourHospitals(60, kColumns), Protection::kOff);
  HonestCoordinator coordinator(consortium);
  Lying lying(coordinator);
  const auto model = models::FitLogistic(lying, "m", kColumns, consortium.study().development);
  std::cout << "poisoned gradient | all, under masks | "
            << (model.ok() ? "a model, and nothing shows" : std::string(model.status().message())) << std::endl;
  EXPECT_FALSE(model.ok() && model->converged);
}

}  // namespace
}  // namespace osteon::attacks
