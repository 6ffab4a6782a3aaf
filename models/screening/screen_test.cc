// Screening of small tables: order of the steps, ties, columns that say nothing, refusals.
#include "models/screening/screen.h"

#include <cmath>
#include <limits>
#include <map>

#include "tests/support/counting_federation.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::CountingFederation;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

using Names = std::vector<std::string>;
using Tables = std::map<std::string, AnalysisTable>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

// One column after the other, patients of both sites in turn: even ones at alpha, odd ones at beta.
Tables TwoSites(const std::vector<std::pair<std::string, std::vector<double>>>& columns,
                const std::vector<double>& outcome) {
  Tables tables;
  for (const std::size_t site : {0U, 1U}) {
    AnalysisTable& table = tables[site == 0 ? "alpha" : "beta"];
    const auto n = static_cast<Eigen::Index>((outcome.size() + 1 - site) / 2);
    table.values.resize(n, static_cast<Eigen::Index>(columns.size()));
    table.outcome.resize(n);
    table.holdout.assign(static_cast<std::size_t>(n), false);
    for (std::size_t j = 0; j < columns.size(); ++j) {
      table.columns.push_back(columns[j].first);
      for (Eigen::Index i = 0; i < n; ++i) {
        table.values(i, static_cast<Eigen::Index>(j)) =
            columns[j].second[2 * static_cast<std::size_t>(i) + site];
      }
    }
    for (Eigen::Index i = 0; i < n; ++i) table.outcome[i] = outcome[2 * static_cast<std::size_t>(i) + site];
  }
  return tables;
}

const std::vector<double> kOutcome = {0, 0, 0, 0, 1, 1, 1, 1};
const std::vector<double> kStrong = {1, 2, 1, 3, 7, 8, 9, 7};
const std::vector<double> kWeak = {5, 1, 4, 2, 5, 3, 6, 4};
const std::vector<double> kNoise = {1, 1, -1, -1, -1, 1, -1, 1};

std::vector<double> Times(std::vector<double> values, double factor, double shift = 0) {
  for (double& value : values) value = value * factor + shift;
  return values;
}

absl::StatusOr<ScreeningResult> ScreenTables(const Tables& tables, const std::vector<ScreeningStep>& steps,
                                             const Names& columns) {
  CountingFederation federation(tables);
  return Screen(federation, "screening", steps, columns, federation.names());
}

TEST(Screen, RunsItsStepsInTheirOrderAndSaysWhyItDrops) {
  const Tables tables = TwoSites({{"noise", kNoise},
                                  {"weak", kWeak},
                                  {"strong", kStrong},
                                  {"twin", Times(kStrong, 2)},
                                  {"flat", std::vector<double>(8, 4)}},
                                 kOutcome);
  CountingFederation federation(tables);
  ASSERT_OK_AND_ASSIGN(
      const ScreeningResult result,
      Screen(federation, "screening",
             {VarianceStep{0.1}, AnovaStep{0.9, false}, CorrelationStep{0.95}, MrmrStep{5, MrmrScheme::kFcq}},
             {"noise", "weak", "strong", "twin", "flat"}, {"beta", "alpha", "beta"}));
  EXPECT_THAT(result.columns, ElementsAre("weak", "strong"));
  ASSERT_EQ(result.log.size(), 4U);
  EXPECT_EQ(result.log[0].step, "variance");
  EXPECT_EQ(result.log[0].candidates, 5U);
  EXPECT_THAT(result.log[0].dropped, ElementsAre(Pair("flat", HasSubstr("constant"))));
  EXPECT_EQ(result.log[1].candidates, 4U);
  EXPECT_THAT(result.log[1].dropped, ElementsAre(Pair("noise", "p 1 is not below 0.9")));
  EXPECT_THAT(result.log[2].kept, ElementsAre("strong", "weak"));  // by descending F
  EXPECT_THAT(result.log[2].dropped, ElementsAre(Pair("twin", "|r| with strong 1 is above 0.95")));
  EXPECT_THAT(result.log[3].kept, ElementsAre("strong", "weak"));  // in order of picks
  EXPECT_THAT(result.log[3].dropped, IsEmpty());
  // One round of moments, one of correlations; mRMR knows them already.
  EXPECT_THAT(federation.rounds_of(), ElementsAre(Pair("class_moments", 1), Pair("correlation", 1)));
}

TEST(Screen, TiesGoToTheFirstInTheStudysList) {
  const Tables tables =
      TwoSites({{"b", kStrong}, {"a", Times(kStrong, -4)}, {"c", Times(kStrong, 1, 16)}}, kOutcome);
  for (const Names& order : {Names{"a", "b", "c"}, Names{"c", "a", "b"}, Names{"b", "c", "a"}}) {
    ASSERT_OK_AND_ASSIGN(ScreeningResult result, ScreenTables(tables, {SelectKBestStep{2}}, order));
    EXPECT_EQ(result.log[0].kept, Names(order.begin(), order.begin() + 2));
    ASSERT_OK_AND_ASSIGN(result, ScreenTables(tables, {CorrelationStep{0.9}}, order));
    EXPECT_EQ(result.log[0].kept, Names{order[0]});
    for (const MrmrScheme scheme : {MrmrScheme::kFcq, MrmrScheme::kFcd}) {
      ASSERT_OK_AND_ASSIGN(result, ScreenTables(tables, {MrmrStep{2, scheme}}, order));
      EXPECT_EQ(result.log[0].kept, Names(order.begin(), order.begin() + 2));
    }
  }
}

TEST(Screen, LimitsAreStrict) {
  const Tables tables = TwoSites({{"x", kStrong}, {"x__r2", kStrong}, {"twin", Times(kStrong, 2)}}, kOutcome);
  ASSERT_OK_AND_ASSIGN(ScreeningResult result, ScreenTables(tables, {CorrelationStep{1.0}}, {"x", "twin"}));
  EXPECT_THAT(result.columns, ElementsAre("x", "twin"));  // |r| = 1 is not above 1
  ASSERT_OK_AND_ASSIGN(result, ScreenTables(tables, {AnovaStep{0.05, false}}, {"x"}));
  const double p = *result.log[0].values.at("x")[1];
  ASSERT_OK_AND_ASSIGN(result, ScreenTables(tables, {AnovaStep{p, false}}, {"x"}));
  EXPECT_THAT(result.columns, IsEmpty());
  ASSERT_OK_AND_ASSIGN(result, ScreenTables(tables, {AnovaStep{std::nextafter(p, 1), false}}, {"x"}));
  EXPECT_THAT(result.columns, ElementsAre("x"));
  ASSERT_OK_AND_ASSIGN(result, ScreenTables(tables, {IccStep{IccType::k21, 0.75, false}}, {"x"}));
  EXPECT_EQ(result.log[0].values.at("x")[0], 1.0);
  // sd 0.5 of a mean of 1: kept above 0.499, not above 0.5.
  const Tables half = TwoSites({{"h", {0.5, 1.5, 0.5, 1.5}}}, {0, 1, 1, 0});
  ASSERT_OK_AND_ASSIGN(result, ScreenTables(half, {VarianceStep{0.499}}, {"h"}));
  EXPECT_THAT(result.columns, ElementsAre("h"));
  ASSERT_OK_AND_ASSIGN(result, ScreenTables(half, {VarianceStep{0.5}}, {"h"}));
  EXPECT_THAT(result.columns, IsEmpty());
}

TEST(Screen, ConstantColumnsAreDroppedByEveryStepThatNeedsAnF) {
  std::vector<double> rounding(8, 1e6);
  rounding[3] = std::nextafter(1e6, 2e6);
  const Tables tables =
      TwoSites({{"flat", std::vector<double>(8, 4)}, {"rounding", rounding}, {"x", kStrong}}, kOutcome);
  for (const ScreeningStep& step :
       std::vector<ScreeningStep>{AnovaStep{}, AnovaStep{0.05, true}, SelectKBestStep{5}, CorrelationStep{},
                                  MrmrStep{5}, VarianceStep{}}) {
    ASSERT_OK_AND_ASSIGN(const ScreeningResult result,
                         ScreenTables(tables, {step}, {"flat", "rounding", "x"}));
    EXPECT_THAT(result.columns, ElementsAre("x")) << result.log[0].step;
    EXPECT_THAT(result.log[0].dropped,
                UnorderedElementsAre(Pair("flat", "constant over all training patients"),
                                     Pair("rounding", "constant over all training patients")));
  }
}

TEST(Screen, AFeatureThatIsTheOutcomeHasAnInfiniteFAndIsPickedFirst) {
  const Tables tables = TwoSites({{"x", kStrong}, {"leak", kOutcome}, {"weak", kWeak}}, kOutcome);
  ASSERT_OK_AND_ASSIGN(
      const ScreeningResult result,
      ScreenTables(tables, {AnovaStep{0.9, true}, SelectKBestStep{3}, MrmrStep{2}}, {"x", "leak", "weak"}));
  EXPECT_EQ(result.log[0].values.at("leak")[0], HUGE_VAL);
  EXPECT_EQ(result.log[0].values.at("leak")[1], 0.0);
  EXPECT_THAT(result.log[2].kept, ElementsAre("leak", "x"));
}

TEST(Screen, FeaturesThatDifferMoreBetweenSitesThanOutcomesAreFlagged) {
  const Tables tables = TwoSites({{"scanner", {1, 11, 2, 12, 2, 13, 3, 12}}, {"x", kStrong}}, kOutcome);
  ASSERT_OK_AND_ASSIGN(const ScreeningResult result,
                       ScreenTables(tables, {AnovaStep{0.05, true}}, {"scanner", "x"}));
  EXPECT_THAT(result.log[0].flagged, ElementsAre(Pair("scanner", HasSubstr("exceeds F by outcome"))));
  // Adjusted for site it tells the outcomes apart; pooled it does not.
  EXPECT_GT(*result.log[0].values.at("scanner")[2], *result.log[0].values.at("scanner")[0]);
}

TEST(Screen, OneSiteHasNoFBySite) {
  Tables tables = TwoSites({{"x", kStrong}}, kOutcome);
  tables.erase("beta");
  ASSERT_OK_AND_ASSIGN(const ScreeningResult result, ScreenTables(tables, {AnovaStep{0.5, true}}, {"x"}));
  EXPECT_EQ(result.log[0].values.at("x")[4], std::nullopt);
  EXPECT_EQ(result.log[0].values.at("x")[2], result.log[0].values.at("x")[0]);
}

TEST(Screen, OneOutcomeAtASiteStillContributes) {
  // alpha has no event, beta both: the pooled F is that of one site with all rows.
  Tables tables = TwoSites({{"x", kStrong}}, {0, 1, 0, 0, 0, 1, 0, 1});
  Tables pooled;
  AnalysisTable& all = pooled["all"];
  all = tables["alpha"];
  all.values.conservativeResize(8, 1);
  all.values.bottomRows(4) = tables["beta"].values;
  all.outcome.conservativeResize(8);
  all.outcome.tail(4) = tables["beta"].outcome;
  all.holdout.assign(8, false);
  ASSERT_OK_AND_ASSIGN(const ScreeningResult two, ScreenTables(tables, {AnovaStep{}}, {"x"}));
  ASSERT_OK_AND_ASSIGN(const ScreeningResult one, ScreenTables(pooled, {AnovaStep{}}, {"x"}));
  EXPECT_EQ(two.log[0].values.at("x")[0], one.log[0].values.at("x")[0]);
  EXPECT_TRUE(two.log[0].values.at("x")[2].has_value());
}

TEST(Screen, OneOutcomeEverywhereIsRefused) {
  for (const double outcome : {0.0, 1.0}) {
    const Tables tables = TwoSites({{"x", kStrong}}, std::vector<double>(8, outcome));
    for (const ScreeningStep& step :
         std::vector<ScreeningStep>{AnovaStep{}, SelectKBestStep{}, CorrelationStep{}, MrmrStep{}}) {
      EXPECT_THAT(ScreenTables(tables, {step}, {"x"}),
                  StatusIs(kRefused, AllOf(HasSubstr("all 8 training patients have the same outcome"),
                                           HasSubstr(outcome == 0 ? "no event" : "no non-event"))));
    }
    ASSERT_OK_AND_ASSIGN(const ScreeningResult result, ScreenTables(tables, {VarianceStep{}}, {"x"}));
    EXPECT_THAT(result.columns, ElementsAre("x"));
  }
}

TEST(Screen, AnOutcomeThatIsTheSiteCannotBeAdjustedForSite) {
  const Tables tables = TwoSites({{"x", kStrong}}, {0, 1, 0, 1, 0, 1, 0, 1});
  EXPECT_THAT(ScreenTables(tables, {AnovaStep{0.05, true}}, {"x"}),
              StatusIs(kRefused, HasSubstr("cannot be told from one between sites")));
}

TEST(Screen, NoTrainingPatientIsRefused) {
  Tables tables = TwoSites({{"x", kStrong}}, kOutcome);
  for (auto& [name, table] : tables) table.holdout.assign(4, true);
  for (const ScreeningStep& step :
       std::vector<ScreeningStep>{AnovaStep{}, VarianceStep{}, MissingnessStep{}}) {
    EXPECT_THAT(ScreenTables(tables, {step}, {"x"}), StatusIs(kRefused, HasSubstr("training patient")));
  }
}

TEST(Screen, ReadersAreComparedInPatientsBothMeasured) {
  std::vector<double> second = kStrong;
  for (const std::size_t i : {0U, 1U, 4U, 5U}) second[i] = kNan;
  const Tables tables = TwoSites({{"x", kStrong},
                                  {"x__r2", second},
                                  {"weak", kWeak},
                                  {"weak__r2", Times(kWeak, -1)},
                                  {"once", kWeak},
                                  {"once__r2", {kNan, kNan, kNan, 2, kNan, kNan, kNan, kNan}},
                                  {"flat", std::vector<double>(8, 4)},
                                  {"flat__r2", std::vector<double>(8, 4)}},
                                 kOutcome);
  ASSERT_OK_AND_ASSIGN(const ScreeningResult result,
                       ScreenTables(tables, {IccStep{}}, {"x", "weak", "once", "flat"}));
  EXPECT_THAT(result.columns, ElementsAre("x"));
  const StepLog& log = result.log[0];
  EXPECT_EQ(log.rule, "ICC(2,1) above 0.75");
  EXPECT_THAT(log.values.at("x"), ElementsAre(1.0, 4.0));
  EXPECT_THAT(log.dropped.at("weak"), HasSubstr("ICC(2,1) -"));
  EXPECT_THAT(log.dropped.at("once"), HasSubstr("in 1 patients; at least 2 are needed"));
  EXPECT_THAT(log.dropped.at("flat"), HasSubstr("not defined"));
}

TEST(Screen, ReadersOfNobodyAreRefused) {
  const Tables tables = TwoSites({{"x", kStrong}, {"x__r2", std::vector<double>(8, kNan)}}, kOutcome);
  EXPECT_THAT(ScreenTables(tables, {IccStep{}}, {"x"}),
              StatusIs(kRefused, HasSubstr("no training patient was measured by both readers")));
  EXPECT_THAT(ScreenTables(TwoSites({{"x", kStrong}}, kOutcome), {IccStep{}}, {"x"}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("alpha: column x__r2")));
}

TEST(Screen, MissingCellsAreCountedAndRefusedByWhatNeedsValues) {
  std::vector<double> gaps = kStrong;
  gaps[0] = gaps[3] = gaps[5] = kNan;
  const Tables tables =
      TwoSites({{"gaps", gaps}, {"x", kStrong}, {"none", std::vector<double>(8, kNan)}}, kOutcome);
  ASSERT_OK_AND_ASSIGN(ScreeningResult result,
                       ScreenTables(tables, {MissingnessStep{0.3}}, {"gaps", "x", "none"}));
  EXPECT_THAT(result.columns, ElementsAre("x"));
  EXPECT_EQ(result.log[0].dropped.at("gaps"), "missing in 3 of 8 patients: 0.375 is above 0.3");
  EXPECT_EQ(result.log[0].dropped.at("none"), "no value in any of 8 patients");
  ASSERT_OK_AND_ASSIGN(result, ScreenTables(tables, {MissingnessStep{0.375}}, {"gaps", "x", "none"}));
  EXPECT_THAT(result.columns, ElementsAre("gaps", "x"));
  ASSERT_OK_AND_ASSIGN(result, ScreenTables(tables, {MissingnessStep{1}}, {"gaps", "x", "none"}));
  EXPECT_THAT(result.columns, ElementsAre("gaps", "x"));
  EXPECT_THAT(
      ScreenTables(tables, {AnovaStep{}}, {"gaps", "x"}),
      StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("column gaps: holds a value that is not finite")));
}

TEST(Screen, WhenNothingIsLeftLaterStepsAskForNothing) {
  const Tables tables = TwoSites({{"noise", kNoise}, {"noise__r2", kNoise}}, kOutcome);
  CountingFederation federation(tables);
  ASSERT_OK_AND_ASSIGN(const ScreeningResult result,
                       Screen(federation, "screening",
                              {AnovaStep{}, IccStep{}, SelectKBestStep{}, CorrelationStep{}, MrmrStep{},
                               VarianceStep{}, MissingnessStep{}},
                              {"noise"}, federation.names()));
  EXPECT_THAT(result.columns, IsEmpty());
  EXPECT_EQ(result.log.size(), 7U);
  EXPECT_EQ(result.log[6].candidates, 0U);
  EXPECT_EQ(federation.rounds(), 1);
}

TEST(Screen, ImpossibleLimitsAreRefusedBeforeAnythingIsAsked) {
  const Tables tables = TwoSites({{"x", kStrong}}, kOutcome);
  constexpr auto kBad = absl::StatusCode::kInvalidArgument;
  for (const ScreeningStep& step : std::vector<ScreeningStep>{
           IccStep{IccType::k21, 1.0, false}, IccStep{IccType::k21, kNan, false}, AnovaStep{0, false},
           AnovaStep{1.5, false}, SelectKBestStep{0}, CorrelationStep{-0.1}, CorrelationStep{1.1},
           MrmrStep{0}, VarianceStep{-1}, VarianceStep{HUGE_VAL}, MissingnessStep{1.2}}) {
    CountingFederation federation(tables);
    EXPECT_THAT(Screen(federation, "screening", {AnovaStep{}, step}, {"x"}, {"alpha", "beta"}),
                StatusIs(kBad, HasSubstr("screening: ")));
    EXPECT_EQ(federation.rounds(), 0);
  }
  EXPECT_THAT(ScreenTables(tables, {}, {"x", "x"}), StatusIs(kBad, HasSubstr("named twice")));
  CountingFederation federation(tables);
  EXPECT_THAT(Screen(federation, "screening", {}, {"x"}, {}), StatusIs(kBad, HasSubstr("no site")));
}

}  // namespace
}  // namespace osteon::models
