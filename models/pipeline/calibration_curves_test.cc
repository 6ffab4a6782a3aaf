#include "models/pipeline/calibration_curves.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "models/federation/in_process_federation.h"
#include "models/pipeline/study_columns.h"
#include "tests/support/counting_federation.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::CountingFederation;

// 300 patients at two sites whose risks are half as extreme as the model says, and the model.
struct Overconfident {
  std::map<std::string, AnalysisTable> tables;
  std::vector<double> lp, outcome;
  PipelineResult pipeline;
  PipelineScope scope;
};

Overconfident Make() {
  Overconfident made;
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  for (const std::string site : {"north", "south"}) {
    AnalysisTable table;
    table.columns = {"x"};
    table.values.resize(150, 1);
    table.outcome.resize(150);
    table.holdout.assign(150, false);
    for (int i = 0; i < 150; ++i) {
      const double x = normal(random);
      table.values(i, 0) = x;
      table.outcome[i] = uniform(random) < 1 / (1 + std::exp(-x)) ? 1 : 0;
      made.lp.push_back(2 * x);
      made.outcome.push_back(table.outcome[i]);
    }
    made.tables[site] = std::move(table);
  }
  FittedModel model;
  model.name = "m";
  model.kind = "logistic";
  model.n = 300;
  ModelTerm intercept, slope;
  intercept.name = "(Intercept)";
  slope.name = "x";
  slope.coefficient = 2;
  model.terms = {intercept, slope};
  made.pipeline.models = {model};
  made.scope.sites = {"north", "south"};
  return made;
}

TEST(CalibrationCurves, TheCurveFromSumsIsThePooledCurve) {
  Overconfident made = Make();
  CountingFederation federation(made.tables);
  ASSERT_OK_AND_ASSIGN(const CurveKnots knots,
                       ChooseCurveKnots(federation, "study", made.scope, made.pipeline, 5));
  ASSERT_EQ(knots.at("m").size(), 5U);
  ASSERT_OK_AND_ASSIGN(const CurvePair curves,
                       FitCalibrationCurves(federation, "study", made.scope, made.pipeline, knots));
  const auto n = static_cast<Eigen::Index>(made.lp.size());
  const Eigen::VectorXd risk =
      (1 / (1 + (-Eigen::Map<const Eigen::VectorXd>(made.lp.data(), n).array()).exp())).matrix();
  const Maybe<CalibrationCurve> pooled =
      FitCurve(risk, Eigen::Map<const Eigen::VectorXd>(made.outcome.data(), n), knots.at("m"));
  ASSERT_TRUE(pooled.value) << pooled.unavailable;
  const CalibrationCurve& ours = curves.in_original.at("m");
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_NEAR(ours.coefficients[k], pooled.value->coefficients[k],
                1e-8 * (1 + std::fabs(pooled.value->coefficients[k])));
  }
}

// A bootstrap replicate may have no estimate of a model of which the study has a curve.
TEST(CalibrationCurves, AModelThatTheReplicateLacksHasNoCurveAndTheOthersDo) {
  Overconfident made = Make();
  CountingFederation federation(made.tables);
  const CurveKnots knots = {{"m", {-2, 0, 2}}, {"gone", {-1, 0, 1}}};
  ASSERT_OK_AND_ASSIGN(const CurvePair curves,
                       FitCalibrationCurves(federation, "replicate 1", made.scope, made.pipeline, knots));
  EXPECT_TRUE(curves.in_original.contains("m"));
  EXPECT_FALSE(curves.in_original.contains("gone"));
}

TEST(CalibrationCurves, KnotsAreNoPatientsValues) {
  Overconfident made = Make();
  CountingFederation federation(made.tables);
  ASSERT_OK_AND_ASSIGN(const CurveKnots knots,
                       ChooseCurveKnots(federation, "study", made.scope, made.pipeline, 5));
  for (const double knot : knots.at("m")) {
    EXPECT_EQ(std::find(made.lp.begin(), made.lp.end(), knot), made.lp.end());
  }
}

TEST(CalibrationCurves, TheGridStaysBetweenTheOuterKnots) {
  const std::vector<double> grid = CurveGrid({-1, 0, 1});  // risks 0.27 to 0.73
  EXPECT_EQ(grid.front(), 0.3);
  EXPECT_EQ(grid.back(), 0.7);
}

}  // namespace
}  // namespace osteon::models
