#include "models/glm/fit_logistic.h"

#include <cmath>
#include <functional>
#include <random>
#include <set>

#include "models/federation/in_process_federation.h"
#include "models/federation/kernels.h"
#include "tests/support/bounded_site.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::BoundedSite;
using osteon::testing::IsOk;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

AnalysisTable Table(std::vector<std::string> columns, const Eigen::MatrixXd& values,
                    const Eigen::VectorXd& outcome) {
  AnalysisTable table;
  table.columns = std::move(columns);
  table.values = values;
  table.outcome = outcome;
  table.holdout.assign(static_cast<std::size_t>(outcome.size()), false);
  return table;
}

AnalysisTable Rows(const AnalysisTable& table, Eigen::Index first, Eigen::Index count) {
  return Table(table.columns, table.values.middleRows(first, count), table.outcome.segment(first, count));
}

// Consecutive rows dealt to sites a, b, c, ... of the given sizes.
std::map<std::string, AnalysisTable> Split(const AnalysisTable& table,
                                           const std::vector<Eigen::Index>& sizes) {
  std::map<std::string, AnalysisTable> sites;
  Eigen::Index first = 0;
  for (const Eigen::Index size : sizes) {
    sites[std::string(1, static_cast<char>('a' + sites.size()))] = Rows(table, first, size);
    first += size;
  }
  return sites;
}

absl::StatusOr<FittedModel> Fit(const std::map<std::string, AnalysisTable>& tables,
                                const std::vector<std::string>& columns,
                                const LogisticOptions& options = {}) {
  std::map<std::string, std::unique_ptr<FederationSite>> sites;
  std::vector<std::string> names;
  for (const auto& [name, table] : tables) {
    sites[name] = std::make_unique<TableSite>(table);
    names.push_back(name);
  }
  InProcessFederation federation(std::move(sites));
  return FitLogistic(federation, "m", columns, names, options);
}

AnalysisTable RandomTable(Eigen::Index n, const std::vector<std::string>& columns, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  const auto p = static_cast<Eigen::Index>(columns.size());
  const Eigen::MatrixXd x = Eigen::MatrixXd::NullaryExpr(n, p, [&] { return normal(random); });
  Eigen::VectorXd y(n);
  for (Eigen::Index i = 0; i < n; ++i) y[i] = x.row(i).sum() + 2 * normal(random) > 0 ? 1 : 0;
  return Table(columns, x, y);
}

Eigen::VectorXd Sequence(Eigen::Index n, const std::function<double(Eigen::Index)>& value) {
  return Eigen::VectorXd::NullaryExpr(n, value);
}

// A 2 x 2 table has its estimate in closed form: the log odds ratio ad / bc with variance 1/a + 1/b + 1/c +
// 1/d (Woolf, Ann Hum Genet 19 (1955) 251-253). 10 of 30 exposed and 5 of 40 unexposed fall ill.
TEST(FitLogistic, ATwoByTwoTableGivesTheLogOddsRatio) {
  const Eigen::VectorXd exposed = Sequence(70, [](Eigen::Index i) { return i < 30 ? 1.0 : 0.0; });
  const Eigen::VectorXd ill = Sequence(70, [](Eigen::Index i) { return i < 10 || i >= 65 ? 1.0 : 0.0; });
  ASSERT_OK_AND_ASSIGN(const FittedModel model,
                       Fit(Split(Table({"exposed"}, exposed, ill), {25, 20, 25}), {"exposed"}));
  EXPECT_NEAR(model.terms[0].coefficient, std::log(5.0 / 35), 1e-12);
  EXPECT_NEAR(model.terms[1].coefficient, std::log(10.0 * 35 / (20 * 5)), 1e-12);
  EXPECT_NEAR(*model.terms[1].standard_error, std::sqrt(1.0 / 10 + 1.0 / 20 + 1.0 / 5 + 1.0 / 35), 1e-9);
  EXPECT_NEAR(*model.terms[0].standard_error, std::sqrt(1.0 / 5 + 1.0 / 35), 1e-9);
  const auto binomial = [](double a, double b) {
    return a * std::log(a / (a + b)) + b * std::log(b / (a + b));
  };
  EXPECT_NEAR(*model.deviance, -2 * (binomial(10, 20) + binomial(5, 35)), 1e-9);
  EXPECT_NEAR(*model.null_deviance, -2 * binomial(15, 55), 1e-9);
  EXPECT_NEAR(*model.aic, *model.deviance + 4, 1e-9);
  EXPECT_NEAR(*model.bic, *model.deviance + 2 * std::log(70.0), 1e-9);
  EXPECT_EQ(model.n, 70U);
  EXPECT_EQ(model.events, 15U);
  EXPECT_THAT(model.roster, ElementsAre("a", "b", "c"));
  EXPECT_TRUE(model.converged);
}

TEST(FitLogistic, AModelWithoutColumnsIsThePrevalence) {
  const AnalysisTable table = RandomTable(40, {"x"}, 3);
  ASSERT_OK_AND_ASSIGN(const FittedModel model, Fit({{"a", table}}, {}));
  const double events = table.outcome.sum();
  EXPECT_NEAR(model.terms[0].coefficient, std::log(events / (40 - events)), 1e-12);
}

// x, z and an offset o of sixteen patients; the numbers below are those of R 4.2.2,
// glm(..., family = binomial, control = glm.control(epsilon = 1e-14)); standard errors and covariances from
// solve(t(X) %*% (p * (1 - p) * X)) at its coefficients, since summary.glm's are those of one iteration
// before.
AnalysisTable Sixteen() {
  Eigen::MatrixXd values(16, 3);
  values.col(0) << 1.2, 0.4, 2.8, 3.1, 0.9, 1.7, 2.2, 3.6, 0.3, 1.1, 2.5, 2.9, 1.4, 0.7, 3.3, 1.9;
  values.col(1) << 5, 3, 4, 6, 2, 5, 7, 3, 6, 4, 2, 5, 3, 6, 4, 5;
  values.col(2) << 0.5, -0.2, 0.1, 0.8, -1.0, 0.3, 0, 0.6, -0.4, 0.2, -0.7, 1.1, 0.4, -0.3, 0.9, 0;
  Eigen::VectorXd outcome(16);
  outcome << 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0;
  return Table({"x", "z", "o"}, values, outcome);
}

struct Reference {
  std::vector<double> estimates, errors;
  double deviance, null_deviance, aic, bic;
};

void ExpectEqualsR(const FittedModel& model, const Reference& r) {
  ASSERT_EQ(model.terms.size(), r.estimates.size());
  for (std::size_t j = 0; j < r.estimates.size(); ++j) {
    EXPECT_NEAR(model.terms[j].coefficient / r.estimates[j], 1, 1e-10) << model.terms[j].name;
    EXPECT_NEAR(*model.terms[j].standard_error / r.errors[j], 1, 1e-9) << model.terms[j].name;
  }
  EXPECT_NEAR(*model.deviance, r.deviance, 1e-10);
  EXPECT_NEAR(*model.null_deviance, r.null_deviance, 1e-10);
  EXPECT_NEAR(*model.aic, r.aic, 1e-10);
  EXPECT_NEAR(*model.bic, r.bic, 1e-10);
}

// glm(y ~ x + z + offset(o))
TEST(FitLogistic, AnOffsetEqualsR) {
  ASSERT_OK_AND_ASSIGN(const FittedModel model, Fit(Split(Sixteen(), {7, 4, 5}), {"x", "z"}, {true, "o"}));
  ExpectEqualsR(model, {{-1.2317569185545598, 1.2861204789387559, -0.2916702040388352},
                        {2.287702419690276, 0.7808373945709698, 0.4319164109229764},
                        12.55981958713133,
                        16.89858613124072,
                        18.55981958713133,
                        20.87758575385067});
  EXPECT_NEAR(model.covariance(0, 1), -0.9085816242280439, 1e-10);
  EXPECT_NEAR(model.covariance(2, 1), -0.0436991777054021, 1e-10);
  EXPECT_EQ(model.offset, "o");
}

// glm(y ~ 1 + offset(o)): its own null model.
TEST(FitLogistic, AnOffsetWithoutColumnsEqualsR) {
  ASSERT_OK_AND_ASSIGN(const FittedModel model, Fit(Split(Sixteen(), {7, 9}), {}, {true, "o"}));
  ExpectEqualsR(model, {{-0.1467312599491739},
                        {0.5184144886418162},
                        16.89858613124072,
                        16.89858613124072,
                        18.89858613124072,
                        19.67117485348050});
}

// glm(y ~ 0 + x + z)
TEST(FitLogistic, WithoutInterceptEqualsR) {
  ASSERT_OK_AND_ASSIGN(const FittedModel model, Fit(Split(Sixteen(), {7, 9}), {"x", "z"}, {false, ""}));
  ExpectEqualsR(model, {{1.2303481341040741, -0.4834645540212874},
                        {0.66158352106305, 0.2828759537343911},
                        16.68296965413609,
                        22.18070977791825,
                        20.68296965413609,
                        22.22814709861565});
  EXPECT_EQ(model.terms[0].name, "x");
  EXPECT_NEAR(model.terms[0].mean, 1.875, 1e-12);
  EXPECT_NEAR(model.terms[0].coefficient_standardised, model.terms[0].coefficient * model.terms[0].scale,
              1e-12);
  EXPECT_NEAR(model.covariance(1, 0), -0.1664267841673624, 1e-10);
}

// glm(y ~ 0 + x + z + offset(o))
TEST(FitLogistic, AnOffsetWithoutInterceptEqualsR) {
  ASSERT_OK_AND_ASSIGN(const FittedModel model, Fit(Split(Sixteen(), {7, 9}), {"x", "z"}, {false, "o"}));
  ExpectEqualsR(model, {{1.0889100708567891, -0.4720261298748520},
                        {0.6673701444545045, 0.2882192850834729},
                        12.86780296667946,
                        16.97862458111715,
                        16.86780296667946,
                        18.41298041115902});
}

// With its own linear predictor as the offset a model has nothing left to explain.
TEST(FitLogistic, AModelsOwnLinearPredictorAsOffsetLeavesZeroCoefficients) {
  AnalysisTable table = RandomTable(150, {"u", "v", "o"}, 15);
  ASSERT_OK_AND_ASSIGN(const FittedModel first, Fit({{"a", table}}, {"u", "v"}));
  table.values.col(2) =
      (first.terms[1].coefficient * table.values.col(0) + first.terms[2].coefficient * table.values.col(1))
          .array() +
      first.terms[0].coefficient;
  ASSERT_OK_AND_ASSIGN(const FittedModel second, Fit(Split(table, {90, 60}), {"u", "v"}, {true, "o"}));
  for (const ModelTerm& term : second.terms) EXPECT_NEAR(term.coefficient, 0, 1e-9);
  EXPECT_NEAR(*second.deviance, *first.deviance, 1e-9);
  EXPECT_NEAR(*second.null_deviance, *first.deviance, 1e-9);
}

// An offset that sorts the patients by itself is no separation by the columns.
TEST(FitLogistic, AnOffsetThatPredictsWellIsNoSeparationByTheColumns) {
  AnalysisTable table = RandomTable(12, {"u", "o"}, 16);
  table.values.col(1) = 16 * table.outcome.array() - 8;
  ASSERT_OK_AND_ASSIGN(const FittedModel model, Fit({{"a", table}}, {"u"}, {true, "o"}));
  EXPECT_GT(*model.log_likelihood, -std::log(2.0));
}

TEST(FitLogistic, SeparationBesideAnOffsetIsNamed) {
  AnalysisTable table = RandomTable(80, {"u", "level", "o"}, 17);
  table.values.col(1).setZero();
  for (Eigen::Index i = 0, found = 0; i < 80 && found < 6; ++i) {
    if (table.outcome[i] == 1) table.values(i, 1) = 1, ++found;
  }
  const absl::Status status = Fit({{"a", table}}, {"u", "level"}, {true, "o"}).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition,
                               HasSubstr("complete or quasi-complete separation by level")));
  EXPECT_TRUE(HasNoEstimate(status));
}

TEST(FitLogistic, NeitherColumnsNorInterceptIsRefused) {
  EXPECT_THAT(Fit({{"a", Sixteen()}}, {}, {false, "o"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("neither")));
}

TEST(FitLogistic, SitesGiveThePooledFit) {
  const std::vector<std::string> columns = {"u", "v", "w"};
  const AnalysisTable table = RandomTable(300, columns, 1);
  ASSERT_OK_AND_ASSIGN(const FittedModel pooled, Fit({{"a", table}}, columns));
  ASSERT_OK_AND_ASSIGN(const FittedModel split, Fit(Split(table, {150, 3, 97, 50}), columns));
  for (std::size_t j = 0; j < pooled.terms.size(); ++j) {
    EXPECT_NEAR(split.terms[j].coefficient / pooled.terms[j].coefficient, 1, 1e-11);
    EXPECT_NEAR(*split.terms[j].standard_error / *pooled.terms[j].standard_error, 1, 1e-9);
  }
}

TEST(FitLogistic, TheOrderOfSitesDoesNotChangeABit) {
  const std::vector<std::string> columns = {"u", "v", "w"};
  const std::map<std::string, AnalysisTable> sites = Split(RandomTable(300, columns, 1), {150, 3, 97, 50});
  std::map<std::string, AnalysisTable> renamed = {
      {"z", sites.at("a")}, {"y", sites.at("b")}, {"k", sites.at("c")}, {"q", sites.at("d")}};
  ASSERT_OK_AND_ASSIGN(const FittedModel one, Fit(sites, columns));
  ASSERT_OK_AND_ASSIGN(const FittedModel other, Fit(renamed, columns));
  for (std::size_t j = 0; j < one.terms.size(); ++j) {
    EXPECT_EQ(one.terms[j].coefficient, other.terms[j].coefficient);
    EXPECT_EQ(one.terms[j].standard_error, other.terms[j].standard_error);
  }
  EXPECT_EQ(one.log_likelihood, other.log_likelihood);
}

TEST(FitLogistic, ASiteWithOneOutcomeClassOrNoRowStillContributes) {
  const std::vector<std::string> columns = {"u"};
  AnalysisTable table = RandomTable(60, columns, 4);
  std::map<std::string, AnalysisTable> sites = Split(table, {40, 20});
  table.outcome.tail(20).setOnes();
  sites["b"].outcome.setOnes();
  sites["c"] = Table(columns, Eigen::MatrixXd(0, 1), Eigen::VectorXd(0));
  ASSERT_OK_AND_ASSIGN(const FittedModel split, Fit(sites, columns));
  ASSERT_OK_AND_ASSIGN(const FittedModel pooled, Fit({{"a", table}}, columns));
  EXPECT_NEAR(split.terms[1].coefficient, pooled.terms[1].coefficient, 1e-11);
}

TEST(FitLogistic, KnownMomentsOfMoreColumnsGiveTheSameBits) {
  const std::vector<std::string> columns = {"u", "v", "w"};
  const auto tables = Split(RandomTable(120, columns, 12), {50, 70});
  ASSERT_OK_AND_ASSIGN(const FittedModel asked, Fit(tables, {"w", "u"}));
  std::map<std::string, std::unique_ptr<FederationSite>> sites;
  for (const auto& [name, table] : tables) sites[name] = std::make_unique<TableSite>(table);
  InProcessFederation known(std::move(sites));
  ASSERT_OK_AND_ASSIGN(const TrainingMoments moments,
                       AskTrainingMoments(known, "m", "all", columns, {"b", "a", "b"}));
  EXPECT_THAT(moments.sites, ElementsAre("a", "b"));
  ASSERT_OK_AND_ASSIGN(const FittedModel model,
                       FitLogisticWith(known, "m", "one of many", moments, {"w", "u"}));
  for (std::size_t j = 0; j < asked.terms.size(); ++j) {
    EXPECT_EQ(model.terms[j].coefficient, asked.terms[j].coefficient);
    EXPECT_EQ(model.terms[j].standard_error, asked.terms[j].standard_error);
  }
  EXPECT_THAT(FitLogisticWith(known, "m", "another", moments, {"x"}),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("moments of column x")));
}

TEST(FitLogistic, HoldoutRowsAreNotSeen) {
  const std::vector<std::string> columns = {"u"};
  AnalysisTable table = RandomTable(60, columns, 4);
  ASSERT_OK_AND_ASSIGN(const FittedModel train, Fit({{"a", Rows(table, 0, 45)}}, columns));
  for (std::size_t i = 45; i < 60; ++i) table.holdout[i] = true;
  ASSERT_OK_AND_ASSIGN(const FittedModel model, Fit({{"a", table}}, columns));
  EXPECT_EQ(model.terms[1].coefficient, train.terms[1].coefficient);
  EXPECT_EQ(model.n, 45U);
}

TEST(FitLogistic, ScaleAndOffsetOfAColumnDoNotMatter) {
  const std::vector<std::string> columns = {"u", "v"};
  AnalysisTable table = RandomTable(120, columns, 5);
  ASSERT_OK_AND_ASSIGN(const FittedModel plain, Fit(Split(table, {70, 50}), columns));
  table.values.col(0) = table.values.col(0).array() * 1e-7 + 3e-4;
  table.values.col(1) = table.values.col(1).array() * 1e9 - 4e10;
  ASSERT_OK_AND_ASSIGN(const FittedModel scaled, Fit(Split(table, {70, 50}), columns));
  EXPECT_NEAR(scaled.terms[1].coefficient * 1e-7 / plain.terms[1].coefficient, 1, 1e-10);
  EXPECT_NEAR(scaled.terms[2].coefficient * 1e9 / plain.terms[2].coefficient, 1, 1e-10);
}

TEST(FitLogistic, ConstantAndCollinearColumnsAreNamed) {
  AnalysisTable table = RandomTable(80, {"u", "v", "flat", "sum"}, 6);
  table.values.col(2).setConstant(0.1);
  table.values.col(3) = table.values.col(0) + 3 * table.values.col(1) + Eigen::VectorXd::Ones(80);
  EXPECT_THAT(Fit(Split(table, {50, 30}), {"u", "flat"}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("constant over all training patients: flat")));
  EXPECT_THAT(
      Fit(Split(table, {50, 30}), {"u", "v", "sum"}),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("sum is a linear combination of u and v")));
}

TEST(FitLogistic, DummiesOfEveryLevelAreCollinear) {
  AnalysisTable table = RandomTable(60, {"first", "second", "third"}, 7);
  for (Eigen::Index i = 0; i < 60; ++i) {
    for (Eigen::Index j = 0; j < 3; ++j) table.values(i, j) = i % 3 == j ? 1 : 0;
  }
  EXPECT_THAT(Fit({{"a", table}}, table.columns),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("third is a linear combination of")));
}

TEST(FitLogistic, ADummyThatRepeatsASiteIndicatorIsNamed) {
  AnalysisTable table = RandomTable(90, {"u", "siteB", "siteC", "scanner2"}, 18);
  for (Eigen::Index i = 0; i < 90; ++i) {
    table.values(i, 1) = i >= 30 && i < 60 ? 1 : 0;
    table.values(i, 2) = i >= 60 ? 1 : 0;
    table.values(i, 3) = table.values(i, 1);  // all of site B, and nobody else, was on that scanner
  }
  const absl::Status status = Fit(Split(table, {30, 30, 30}), table.columns).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition,
                               HasSubstr("scanner2 is a linear combination of siteB")));
  EXPECT_TRUE(HasNoEstimate(status));
}

TEST(FitLogistic, TooFewPatientsOrOneClassOnlyIsRefused) {
  const AnalysisTable table = RandomTable(3, {"u", "v", "w"}, 8);
  AnalysisTable other = table;
  other.outcome << 0, 1, 0;
  EXPECT_THAT(Fit({{"a", other}}, table.columns),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("3 training patients are fewer")));
  other.outcome.setOnes();
  EXPECT_THAT(Fit({{"a", other}}, {"u"}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no non-event")));
  EXPECT_THAT(Fit({{"a", Rows(table, 0, 0)}}, {"u"}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no site has a training patient")));
}

TEST(FitLogistic, CompleteSeparationIsNamed) {
  AnalysisTable table = RandomTable(40, {"noise", "x"}, 9);
  for (Eigen::Index i = 0; i < 40; ++i) table.outcome[i] = table.values(i, 1) > 0.2 ? 1 : 0;
  EXPECT_THAT(Fit(Split(table, {13, 27}), {"noise", "x"}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("complete separation by"), HasSubstr("x"), Not(HasSubstr("quasi")))));
}

// x = 1..9 with both outcomes at 5 only.
TEST(FitLogistic, QuasiCompleteSeparationIsNamed) {
  const Eigen::VectorXd x =
      Sequence(10, [](Eigen::Index i) { return static_cast<double>(i < 5 ? i + 1 : i); });
  const Eigen::VectorXd y = Sequence(10, [](Eigen::Index i) { return i < 5 ? 0.0 : 1.0; });
  EXPECT_THAT(Fit(Split(Table({"x"}, x, y), {4, 6}), {"x"}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("quasi-complete separation by x")));
}

TEST(FitLogistic, ARareLevelWithEventsOnlyIsQuasiCompleteSeparationByThatLevel) {
  for (const Eigen::Index rare : {1, 4, 60}) {
    AnalysisTable table = RandomTable(400, {"u", "stageIV", "v"}, 10);
    table.values.col(1).setZero();
    for (Eigen::Index i = 0, found = 0; i < 400 && found < rare; ++i) {
      if (table.outcome[i] == 1) table.values(i, 1) = 1, ++found;
    }
    EXPECT_THAT(
        Fit(Split(table, {100, 300}), table.columns),
        StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("quasi-complete separation by stageIV:")))
        << rare;
  }
}

TEST(FitLogistic, ALevelWithOneExceptionIsNoSeparation) {
  AnalysisTable table = RandomTable(3000, {"u", "level"}, 11);
  for (Eigen::Index i = 0; i < 3000; ++i) table.values(i, 1) = i < 1000 ? 1 : 0;
  table.outcome.head(999).setOnes();
  table.outcome[999] = 0;
  ASSERT_OK_AND_ASSIGN(const FittedModel model, Fit(Split(table, {500, 2500}), table.columns));
  EXPECT_GT(model.terms[2].coefficient, 5);
}

// One overlapping pair of neighbours: large coefficients, and still an estimate.
// A marker with a heavy tail: one patient whose value, in agreement with the slope, is hundreds of standard
// deviations away. Its risk is 1 whatever else, so the fit is that of the others; R only warns of a fitted
// probability of 1.
TEST(FitLogistic, AnExtremeValueThatAgreesWithTheSlopeIsNoSeparation) {
  const AnalysisTable table = RandomTable(60, {"x"}, 11);
  ASSERT_OK_AND_ASSIGN(const FittedModel without, Fit({{"alpha", table}}, {"x"}));
  const double sign = without.terms[1].coefficient > 0 ? 1 : -1;
  for (const double far : {30.0, 300.0, 999.0, 1e4}) {
    Eigen::MatrixXd values(61, 1);
    values << table.values, sign * far;
    Eigen::VectorXd outcome(61);
    outcome << table.outcome, 1.0;
    ASSERT_OK_AND_ASSIGN(const FittedModel with, Fit({{"alpha", Table({"x"}, values, outcome)}}, {"x"}));
    EXPECT_TRUE(with.converged) << far;
    if (far < 100) continue;
    EXPECT_NEAR(with.terms[1].coefficient / without.terms[1].coefficient, 1, 1e-9) << far;
    EXPECT_NEAR(*with.terms[1].standard_error / *without.terms[1].standard_error, 1, 1e-9) << far;
  }
}

TEST(FitLogistic, ANearlySeparatedColumnIsStillFitted) {
  const Eigen::VectorXd x = Sequence(40, [](Eigen::Index i) { return static_cast<double>(i) / 10; });
  Eigen::VectorXd y = Sequence(40, [](Eigen::Index i) { return i < 20 ? 0.0 : 1.0; });
  y[19] = 1;
  y[20] = 0;
  EXPECT_THAT(Fit(Split(Table({"x"}, x, y), {15, 25}), {"x"}), IsOk());
}

// Patients far from the boundary pass the bound before separation can be told: the refusal is explained.
TEST(FitLogistic, ARefusedLinearPredictorOfARunawayFitIsExplained) {
  const auto fit = [](double scale_of_v, double farthest) {
    AnalysisTable table = RandomTable(41, {"u", "v"}, 14);
    for (Eigen::Index i = 0; i < 41; ++i) {
      table.outcome[i] = i < 20 ? 0 : 1;
      table.values(i, 1) = scale_of_v * static_cast<double>(i < 20 ? i : i - 1);  // both outcomes at 19
    }
    table.values(40, 1) = farthest;
    std::map<std::string, std::unique_ptr<FederationSite>> sites;
    sites["a"] = std::make_unique<BoundedSite>(table);
    InProcessFederation federation(std::move(sites));
    return FitLogistic(federation, "m", {"u", "v"}, {"a"}).status();
  };
  EXPECT_THAT(fit(1, 39),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("a: rule max_linear_predictor"),
                             HasSubstr("complete or quasi-complete separation is likely, by v"))));
  EXPECT_THAT(fit(1, 4000), StatusIs(absl::StatusCode::kFailedPrecondition,
                                     AllOf(HasSubstr("a: rule max_linear_predictor"),
                                           HasSubstr("at Newton step"), HasSubstr("most likely in v"))));
}

// Writes down what is asked and what is remembered, and changes each remembered number a little.
class RecordingFederation : public InProcessFederation {
 public:
  using InProcessFederation::InProcessFederation;
  absl::StatusOr<RingVector> Sum(const Round& round, const SumRequest& request) override {
    if (const auto* logistic = std::get_if<LogisticRequest>(&request)) requests.push_back(*logistic);
    return InProcessFederation::Sum(round, request);
  }
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override {
    EXPECT_TRUE(names.insert(name).second) << name << " is remembered twice";
    absl::StatusOr<std::vector<double>> values = InProcessFederation::Remember(name, compute);
    for (double& value : *values) value *= 1 + 1e-15;
    remembered.insert(values->begin(), values->end());
    return values;
  }
  std::vector<LogisticRequest> requests;
  std::set<std::string> names;
  std::set<double> remembered;
};

TEST(FitLogistic, EveryNumberOfARequestIsARememberedOne) {
  const std::vector<std::string> columns = {"u", "v"};
  std::map<std::string, std::unique_ptr<FederationSite>> sites;
  sites["a"] = std::make_unique<TableSite>(RandomTable(90, columns, 13));
  RecordingFederation federation(std::move(sites));
  ASSERT_OK_AND_ASSIGN(const FittedModel model, FitLogistic(federation, "m", columns, {"a"}));
  EXPECT_GE(federation.requests.size(), 5U);
  for (const LogisticRequest& request : federation.requests) {
    for (const double beta : request.beta) EXPECT_TRUE(federation.remembered.contains(beta)) << beta;
    for (const StandardisedColumn& column : request.columns) {
      EXPECT_TRUE(federation.remembered.contains(column.mean));
      EXPECT_TRUE(federation.remembered.contains(column.scale));
    }
  }
  for (const ModelTerm& term : model.terms) EXPECT_TRUE(federation.remembered.contains(term.coefficient));
}

}  // namespace
}  // namespace osteon::models
