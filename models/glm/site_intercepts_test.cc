#include "models/glm/site_intercepts.h"

#include <cmath>

#include "models/federation/in_process_federation.h"
#include "models/glm/fit_logistic.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::StatusIs;
using ::testing::HasSubstr;

TEST(SiteIntercepts, TheWeightedMeanByHand) {
  // Weights 4, 1, 25: (4 * -1 + 1 * 0.5 + 25 * -2) / 30.
  ASSERT_OK_AND_ASSIGN(const NewSiteIntercept mean,
                       InverseVarianceIntercept(Eigen::Vector3d(-1, 0.5, -2), Eigen::Vector3d(0.5, 1, 0.2)));
  EXPECT_NEAR(mean.estimate, -53.5 / 30, 1e-14);
  EXPECT_NEAR(mean.standard_error, 1 / std::sqrt(30.0), 1e-14);
}

TEST(SiteIntercepts, SizesThatDifferAndErrorsOfZeroAreRefused) {
  EXPECT_THAT(InverseVarianceIntercept(Eigen::Vector2d(1, 2), Eigen::VectorXd::Ones(1)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2 intercepts and 1")));
  EXPECT_THAT(InverseVarianceIntercept(Eigen::VectorXd(), Eigen::VectorXd()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0 intercepts")));
  for (const double se : {0.0, std::nan(""), HUGE_VAL}) {
    EXPECT_THAT(InverseVarianceIntercept(Eigen::Vector2d(1, 2), Eigen::Vector2d(1, se)),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no standard error")));
  }
}

// A model of sites alone has each site's log odds as its intercept, with variance 1/events + 1/others; 5 of
// 20, 12 of 30 and 8 of 16 patients have the event.
TEST(SiteIntercepts, AModelOfSitesAloneGivesEachSitesLogOdds) {
  const double events[] = {5, 12, 8};
  const double patients[] = {20, 30, 16};
  std::map<std::string, std::unique_ptr<FederationSite>> sites;
  for (int s = 0; s < 3; ++s) {
    AnalysisTable table;
    table.columns = {"siteB", "siteC"};
    const auto n = static_cast<Eigen::Index>(patients[s]);
    table.values = Eigen::MatrixXd::Zero(n, 2);
    if (s > 0) table.values.col(s - 1).setOnes();
    table.outcome = Eigen::VectorXd::NullaryExpr(
        n, [&](Eigen::Index i) { return static_cast<double>(static_cast<double>(i) < events[s]); });
    table.holdout.assign(static_cast<std::size_t>(n), false);
    sites[std::string(1, static_cast<char>('A' + s))] = std::make_unique<TableSite>(table);
  }
  InProcessFederation federation(std::move(sites));
  ASSERT_OK_AND_ASSIGN(const FittedModel model,
                       FitLogistic(federation, "m", {"siteB", "siteC"}, {"A", "B", "C"}));
  ASSERT_OK_AND_ASSIGN(const SiteIntercepts found, SiteInterceptsOf(model, {"siteB", "siteC"}));
  for (int s = 0; s < 3; ++s) {
    const double others = patients[s] - events[s];
    EXPECT_NEAR(found.estimates[s], std::log(events[s] / others), 1e-10);
    EXPECT_NEAR(found.standard_errors[s], std::sqrt(1 / events[s] + 1 / others), 1e-9);
  }
}

TEST(SiteIntercepts, AModelWithoutThemIsRefused) {
  FittedModel model;
  model.name = "suv";
  model.terms.resize(2);
  model.terms[0].name = "(Intercept)";
  model.terms[1].name = "age";
  EXPECT_THAT(SiteInterceptsOf(model, {"age"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("suv has no covariance")));
  model.covariance = Eigen::MatrixXd::Identity(2, 2);
  EXPECT_THAT(SiteInterceptsOf(model, {"siteB"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no term siteB")));
  model.terms[0].name = "sexM";
  EXPECT_THAT(SiteInterceptsOf(model, {"age"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("(Intercept)")));
}

}  // namespace
}  // namespace osteon::models
