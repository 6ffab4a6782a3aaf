#include "coordinator/report/meta_json.h"

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "coordinator/report/example_result.h"
#include "tests/support/status_matchers.h"

namespace osteon::report {
namespace {

using ::testing::HasSubstr;

models::PooledMetric Pooled(const std::vector<double>& estimates) {
  std::map<std::string, models::Contribution> sites;
  for (std::size_t i = 0; i < estimates.size(); ++i)
    sites[std::string(1, static_cast<char>('a' + i))] = {estimates[i], 0.04, ""};
  return models::PoolContributions(sites, "identity").value();
}

TEST(MetaJson, StandsWithTheAdHocIntervalWhereQIsBelowOne) {
  const Json alike = MetaJson(Pooled({0.5, 0.52, 0.48}));
  EXPECT_LT(alike["q"].get<double>(), 1);
  EXPECT_LT(alike["lower_adhoc"].get<double>(), alike["lower"].get<double>());
  EXPECT_GT(alike["upper_adhoc"].get<double>(), alike["upper"].get<double>());
  // By hand: 0.5 +- t(2) sqrt(0.04 / 3), t 4.302652729749464.
  EXPECT_NEAR(alike["upper_adhoc"].get<double>(), 0.5 + 4.302652729749464 * std::sqrt(0.04 / 3), 1e-12);
  const Json apart = MetaJson(Pooled({0.1, 0.5, 3}));
  EXPECT_TRUE(apart["lower_adhoc"].is_null());
  EXPECT_TRUE(apart["upper_adhoc"].is_null());
}

TEST(MetaJson, HasBothPredictionIntervalsFromThreeSitesAndNoneOfTwo) {
  const Json three = MetaJson(Pooled({0.1, 0.5, 3}));
  EXPECT_LT(three["prediction_lower"].get<double>(), three["prediction_lower_k_minus_1"].get<double>());
  EXPECT_GT(three["prediction_upper"].get<double>(), three["prediction_upper_k_minus_1"].get<double>());
  const Json two = MetaJson(Pooled({0.1, 3}));
  for (const char* key :
       {"prediction_lower", "prediction_upper", "prediction_lower_k_minus_1", "prediction_upper_k_minus_1"}) {
    EXPECT_TRUE(two[key].is_null()) << key;
  }
  EXPECT_EQ(two["notes"].dump(), R"(["k < 5: tau2 is barely estimable","k = 2: no prediction interval"])");
}

TEST(MetaJson, TellsTheAnalysisWithoutEachSite) {
  const Json json = MetaJson(Pooled({0.1, 0.5, 3}));
  ASSERT_EQ(json["without"].size(), 3U);
  EXPECT_NEAR(json["without"]["c"]["estimate"].get<double>(), 0.3, 1e-12);
  EXPECT_EQ(json["without"]["c"]["k"], 2);
  EXPECT_FALSE(json["without"]["c"].contains("without"));
  EXPECT_EQ(MetaJson(Pooled({0.1, 3}))["without"].dump(), "{}");
}

TEST(MetaJson, OneSiteIsUnavailableAndSaysWhy) {
  const Json json = MetaJson(Pooled({0.1}));
  EXPECT_EQ(json["unavailable"], "one site: nothing to pool");
  EXPECT_EQ(json["notes"].dump(), R"(["k = 1: not pooled"])");
  EXPECT_FALSE(json.contains("estimate"));
}

TEST(MetaJson, ComparisonsOverSitesHaveAPValueOfTheAucOnly) {
  const ReportInput input = ExampleOfEverything();
  const Json json = PooledComparisonsJson(input.result.pooled_comparisons);
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0]["models"].dump(), R"(["nomogram","clinical"])");
  EXPECT_TRUE(json[0]["auc_difference"].contains("unavailable") != json[0]["auc_difference"].contains("p"));
  EXPECT_EQ(json[0]["mcnemar"]["accuracy"]["b"], 3 * 14);
  EXPECT_EQ(json[0]["mcnemar"]["accuracy"]["c"], 3 * 8);
  EXPECT_EQ(json[0]["mcnemar"]["accuracy"]["sites_left_out"]["theta"], "no events");
  EXPECT_FALSE(json[0]["brier_difference"].contains("p"));
  EXPECT_EQ(json[0]["net_benefit_difference"][0]["threshold"], 0.2);
  EXPECT_FALSE(json[0]["net_benefit_difference"][0]["difference"].contains("p"));
}

TEST(MetaJson, MultiplicityIsInWordsAndNumbers) {
  const ReportInput input = ExampleOfEverything();
  const Json json = MultiplicityJson(input.result);
  EXPECT_EQ(json["tests"], json["holm"].size());
  EXPECT_GT(json["tests"], 20);
  EXPECT_THAT(json["note"].get<std::string>(), HasSubstr("Holm"));
  for (const Json& test : json["holm"]) {
    EXPECT_GE(test["p_holm"].get<double>(), test["p"].get<double>());
    EXPECT_LE(test["p_holm"].get<double>(), 1);
  }
}

}  // namespace
}  // namespace osteon::report
