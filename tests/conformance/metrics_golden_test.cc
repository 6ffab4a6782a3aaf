// Validation metrics against R (golden/07_metrics: pROC, glm, rms, binom).
#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "common/files/files.h"
#include "common/text/number.h"
#include "models/validation/auc.h"
#include "models/validation/comparison.h"
#include "models/validation/flexible_calibration.h"
#include "models/validation/histogram.h"
#include "models/validation/hosmer_lemeshow.h"
#include "models/validation/metrics.h"
#include "models/validation/stacked.h"
#include "tests/support/shared_data.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::SharedData;

nlohmann::json GoldenJson(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadFile(absl::StrCat(SharedData(), "/golden/07_metrics/", file));
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? nlohmann::json::parse(*text) : nlohmann::json();
}

struct Predictions {
  Eigen::VectorXd risk;
  Eigen::VectorXd outcome;
};

Predictions Load(const CsvTable& csv, const std::string& site, const std::string& score) {
  std::vector<double> risk;
  std::vector<double> outcome;
  for (const std::vector<std::string>& row : csv.rows) {
    if (site != "pooled" && row[*csv.Column("site")] != site) continue;
    risk.push_back(*ParseNumber(row[*csv.Column(score)]));
    outcome.push_back(*ParseNumber(row[*csv.Column("y")]));
  }
  const auto n = static_cast<Eigen::Index>(risk.size());
  return {Eigen::Map<Eigen::VectorXd>(risk.data(), n), Eigen::Map<Eigen::VectorXd>(outcome.data(), n)};
}

class MetricsGolden : public ::testing::TestWithParam<std::tuple<std::string, std::string>> {
 protected:
  // Relative, against a floor for values near zero; the worst by item is printed at the end.
  void Expect(const std::string& item, double ours, const nlohmann::json& golden) {
    const double value = golden.get<double>();
    const double deviation = std::fabs(ours - value) / std::max(std::fabs(value), 1e-3);
    worst_[item] = std::max(worst_[item], deviation);
    EXPECT_LT(deviation, 1e-8) << item << ": " << ours << " instead of " << value;
  }
  // Limits of an interval, relative to its width where that is larger. R's glm takes the standard error from
  // the weights before its last step, so its limits carry up to 1e-8 of it.
  void ExpectInterval(const std::string& item, const Estimate& ours, const nlohmann::json& golden) {
    const double low = golden[0].get<double>();
    const double high = golden[1].get<double>();
    for (const auto& [limit, value] : {std::pair(ours.lower, low), std::pair(ours.upper, high)}) {
      const double deviation = std::fabs(limit - value) / std::max(std::fabs(value), high - low);
      worst_[item] = std::max(worst_[item], deviation);
      EXPECT_LT(deviation, 1e-8) << item << ": " << limit << " instead of " << value;
    }
  }
  void ExpectProportion(const MaybeEstimate& ours, const nlohmann::json& golden) {
    ASSERT_TRUE(ours.value.has_value()) << ours.unavailable;
    Expect("proportion", ours.value->estimate, golden["est"]);
    Expect("Wilson", ours.value->lower, golden["wilson_lo"]);
    Expect("Wilson", ours.value->upper, golden["wilson_hi"]);
  }
  void ExpectTable(const ThresholdTable& ours, const nlohmann::json& golden) {
    EXPECT_EQ(ours.tp, golden["tp"].get<std::uint64_t>());
    EXPECT_EQ(ours.fp, golden["fp"].get<std::uint64_t>());
    EXPECT_EQ(ours.tn, golden["tn"].get<std::uint64_t>());
    EXPECT_EQ(ours.fn, golden["fn"].get<std::uint64_t>());
    ExpectProportion(ours.sensitivity, golden["sensitivity"]);
    ExpectProportion(ours.specificity, golden["specificity"]);
    ExpectProportion(ours.ppv, golden["ppv"]);
    ExpectProportion(ours.npv, golden["npv"]);
    ExpectProportion(ours.accuracy, golden["accuracy"]);
  }
  void TearDown() override {
    for (const auto& [item, deviation] : worst_) std::cout << item << ": " << deviation << "\n";
  }
  std::map<std::string, double> worst_;
};

TEST_P(MetricsGolden, EqualR) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const auto& [site, score] = GetParam();
  ASSERT_OK_AND_ASSIGN(const CsvTable csv,
                       ReadCsv(absl::StrCat(SharedData(), "/golden/data/predictions.csv")));
  const nlohmann::json golden = GoldenJson(absl::StrCat(site, "_metrics.json"))[score];
  const Predictions predictions = Load(csv, site, score);
  ASSERT_OK_AND_ASSIGN(const ValidationMetrics metrics, Evaluate(predictions.risk, predictions.outcome, 0.5));

  EXPECT_EQ(metrics.n, golden["n"].get<std::uint64_t>());
  EXPECT_EQ(metrics.events, golden["events"].get<std::uint64_t>());
  Expect("Brier", *metrics.brier, golden["brier"]["brier"]);
  Expect("Brier", *metrics.scaled_brier, golden["brier"]["scaled_brier"]);

  const nlohmann::json& auc = golden["auc"];
  ASSERT_TRUE(metrics.auc.value.has_value());
  Expect("AUC", metrics.auc.value->estimate, auc["auc"]);
  Expect("DeLong", metrics.auc.value->se, auc["delong_se"]);
  Expect("DeLong", metrics.auc.value->lower, auc["ci_pROC_delong"][0]);
  Expect("DeLong", metrics.auc.value->upper, auc["ci_pROC_delong"][1]);
  const MaybeEstimate logit = WithLogitInterval(metrics.auc);
  Expect("DeLong, logit", logit.value->lower, auc["ci_logit"][0]);
  Expect("DeLong, logit", logit.value->upper, auc["ci_logit"][1]);

  const nlohmann::json& calibration = golden["calibration"];
  ASSERT_TRUE(metrics.oe.value.has_value());
  Expect("O/E", metrics.oe.value->estimate, calibration["oe"]);
  Expect("O/E", metrics.oe.value->se / metrics.oe.value->estimate, calibration["se_log_oe_binomial"]);
  Expect("O/E", metrics.oe.value->lower, calibration["oe_ci_binomial"][0]);
  Expect("O/E", metrics.oe.value->upper, calibration["oe_ci_binomial"][1]);
  if (calibration["citl_intercept"].is_number()) {
    ASSERT_TRUE(metrics.calibration_in_the_large.value.has_value());
    const Estimate& citl = *metrics.calibration_in_the_large.value;
    Expect("calibration in the large", citl.estimate, calibration["citl_intercept"]);
    Expect("calibration in the large, se", citl.se, calibration["citl_se"]);
    ExpectInterval("calibration in the large", citl, calibration["citl_ci_wald"]);
    ASSERT_TRUE(metrics.calibration_slope.value.has_value());
    const Estimate& slope = *metrics.calibration_slope.value;
    Expect("calibration slope", slope.estimate, calibration["slope"]);
    Expect("calibration slope, se", slope.se, calibration["slope_se"]);
    ExpectInterval("calibration slope", slope, calibration["slope_ci_wald"]);
    ASSERT_TRUE(metrics.recalibration.logistic.value.has_value());
    const LogisticRecalibration& both = *metrics.recalibration.logistic.value;
    Expect("recalibration, intercept", both.intercept.estimate, calibration["recal_intercept"]);
    Expect("recalibration, intercept, se", both.intercept.se, calibration["recal_intercept_se"]);
    Expect("recalibration, slope", both.slope.estimate, calibration["slope"]);
    Expect("recalibration, covariance", both.covariance, calibration["recal_cov"]);
  } else {
    ADD_FAILURE() << "golden calibration is absent";
  }
  ASSERT_NO_FATAL_FAILURE(ExpectTable(*metrics.at_threshold, golden["confusion_t0.5"]));
  ASSERT_OK_AND_ASSIGN(const ValidationMetrics lower, Evaluate(predictions.risk, predictions.outcome, 0.3));
  ASSERT_NO_FATAL_FAILURE(ExpectTable(*lower.at_threshold, golden["confusion_t0.3"]));
}

// Equal-width bins of the predicted risk: the cuts that stacked patients are counted at.
TEST_P(MetricsGolden, AucOfBinsEqualsR) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const auto& [site, score] = GetParam();
  if (score == "p_tied") {
    GTEST_SKIP()
        << "its risks lie on edges, and the golden bin is floor(p * bins), which has 0.29 * 100 below 29";
  }
  ASSERT_OK_AND_ASSIGN(const CsvTable csv,
                       ReadCsv(absl::StrCat(SharedData(), "/golden/data/predictions.csv")));
  const nlohmann::json golden = GoldenJson(absl::StrCat(site, "_metrics.json"))[score]["histogram_auc"];
  const Predictions predictions = Load(csv, site, score);
  for (const int bins : {10, 20, 50, 100, 1000}) {
    std::vector<double> edges;
    for (int k = 0; k <= bins; ++k) edges.push_back(static_cast<double>(k) / bins);
    const Histogram histogram = HistogramOf(predictions.risk, predictions.outcome, edges);
    const Maybe<BinnedAuc> auc = AucOfBins(histogram.events, histogram.non_events);
    ASSERT_TRUE(auc.value.has_value());
    const nlohmann::json& of_bins = golden[absl::StrCat("bins", bins)];
    Expect("binned AUC", auc.value->estimate, of_bins["auc_mid"]);
    Expect("binned AUC, bounds", auc.value->lower_bound, of_bins["auc_lo"]);
    Expect("binned AUC, bounds", auc.value->upper_bound, of_bins["auc_hi"]);
  }
}

TEST_P(MetricsGolden, DecisionCurveEqualsR) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const auto& [site, score] = GetParam();
  ASSERT_OK_AND_ASSIGN(const CsvTable csv,
                       ReadCsv(absl::StrCat(SharedData(), "/golden/data/predictions.csv")));
  ASSERT_OK_AND_ASSIGN(const CsvTable golden, ReadCsv(absl::StrCat(SharedData(), "/golden/07_metrics/", site,
                                                                   "_", score, "_dca.csv")));
  const Predictions predictions = Load(csv, site, score);
  std::vector<double> thresholds;
  for (const std::vector<std::string>& row : golden.rows) thresholds.push_back(*ParseNumber(row[0]));
  ASSERT_OK_AND_ASSIGN(const ValidationMetrics metrics,
                       Evaluate(predictions.risk, predictions.outcome, std::nullopt, thresholds));
  ASSERT_EQ(metrics.decision_curve.size(), 99U);
  for (std::size_t i = 0; i < golden.rows.size(); ++i) {
    const DecisionPoint& point = metrics.decision_curve[i];
    const auto column = [&](const char* name) { return *ParseNumber(golden.rows[i][*golden.Column(name)]); };
    EXPECT_EQ(static_cast<double>(point.tp), column("tp")) << point.threshold;
    EXPECT_EQ(static_cast<double>(point.fp), column("fp")) << point.threshold;
    EXPECT_NEAR(point.net_benefit, column("net_benefit"), 1e-13);
    EXPECT_NEAR(point.treat_all, column("nb_all"), 1e-13 * (1 + std::fabs(column("nb_all"))));
  }
}

INSTANTIATE_TEST_SUITE_P(R, MetricsGolden,
                         ::testing::Combine(::testing::Values("S1", "S2", "S3", "S4", "S5", "pooled"),
                                            ::testing::Values("p_rad", "p_clin", "p_comb", "p_tied")),
                         [](const auto& test) {
                           return absl::StrCat(std::get<0>(test.param), "_", std::get<1>(test.param));
                         });

TEST_P(MetricsGolden, FlexibleCalibrationEqualsR) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const auto& [site, score] = GetParam();
  ASSERT_OK_AND_ASSIGN(const CsvTable csv,
                       ReadCsv(absl::StrCat(SharedData(), "/golden/data/predictions.csv")));
  const nlohmann::json golden = GoldenJson(absl::StrCat(site, "_metrics.json"))[score];
  const nlohmann::json& smooth = golden["smooth_calibration"];
  const Predictions predictions = Load(csv, site, score);
  const auto near = [](double ours, const nlohmann::json& value) {
    EXPECT_NEAR(ours / value.get<double>(), 1, 1e-9);
  };
  for (const int knots : {3, 5}) {
    const FlexibleCalibration ours = CalibrateFlexibly(predictions.risk, predictions.outcome, knots);
    ASSERT_TRUE(ours.ici.value.has_value()) << ours.ici.unavailable;
    const nlohmann::json& entry = smooth[absl::StrCat("rcs", knots)];
    near(*ours.ici.value, entry["ici"]);
    near(*ours.e50.value, entry["e50"]);
    near(*ours.e90.value, entry["e90"]);
    const Eigen::VectorXd logit = (predictions.risk.array() / (1 - predictions.risk.array())).log();
    const std::vector<double> at = HarrellKnots(logit, knots);
    const nlohmann::json& golden_knots = smooth[absl::StrCat("rcs", knots, "_knots")];
    ASSERT_EQ(at.size(), golden_knots.size());
    for (std::size_t j = 0; j < at.size(); ++j) EXPECT_NEAR(at[j], golden_knots[j].get<double>(), 1e-13);
    if (knots == 3) continue;  // coefficients of five only
    const Maybe<CalibrationCurve> curve = FitCurve(predictions.risk, predictions.outcome, at);
    for (std::size_t j = 0; j < at.size(); ++j) {
      Expect("spline coefficient", curve.value->coefficients[j], smooth["rcs5_coef"][j]);
    }
  }
  const Maybe<HosmerLemeshow> statistic = ComputeHosmerLemeshow(predictions.risk, predictions.outcome);
  const nlohmann::json& deciles = golden["hosmer_lemeshow_quantile"];
  ASSERT_TRUE(statistic.value.has_value()) << statistic.unavailable;
  EXPECT_EQ(statistic.value->groups, deciles["groups"].get<std::uint32_t>());
  near(statistic.value->chi2, deciles["chi2"]);
  near(TestOf(*statistic.value, true).p, deciles["p_development"]);
  near(TestOf(*statistic.value, false).p, deciles["p_external"]);
}

class ComparisonGolden : public ::testing::TestWithParam<std::string> {};

void ExpectMcNemar(const Maybe<McNemar>& ours, const nlohmann::json& golden) {
  ASSERT_TRUE(ours.value.has_value()) << ours.unavailable;
  EXPECT_EQ(ours.value->b, golden["n10"].get<std::uint64_t>());
  EXPECT_EQ(ours.value->c, golden["n01"].get<std::uint64_t>());
  EXPECT_NEAR(ours.value->chi2_edwards, golden["chi2_edwards"].get<double>(), 1e-12);
  const auto expect_p = [](double p, const nlohmann::json& value) {
    EXPECT_NEAR(p / value.get<double>(), 1, 1e-9);
  };
  expect_p(ours.value->p_edwards, golden["p_edwards"]);
  expect_p(ours.value->p_exact, golden["p_exact"]);
  expect_p(ours.value->p_mid, golden["p_midp"]);
}

TEST_P(ComparisonGolden, EqualsR) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ASSERT_OK_AND_ASSIGN(const CsvTable csv,
                       ReadCsv(absl::StrCat(SharedData(), "/golden/data/predictions.csv")));
  const nlohmann::json golden = GoldenJson(absl::StrCat(GetParam(), "_metrics.json"))["pairwise"];
  for (const auto& [a, b] :
       {std::pair("p_rad", "p_clin"), std::pair("p_rad", "p_comb"), std::pair("p_clin", "p_comb")}) {
    const Predictions of_a = Load(csv, GetParam(), a);
    const Predictions of_b = Load(csv, GetParam(), b);
    ASSERT_OK_AND_ASSIGN(
        const ModelComparison ours,
        Compare(of_a.risk, of_b.risk, of_a.outcome, ThresholdPair{0.5, 0.5}, {0.1, 0.2, 0.3, 0.4, 0.5}));
    const nlohmann::json& entry = golden[absl::StrCat(a, "_vs_", b)];
    const nlohmann::json& delong = entry["delong"];
    const auto near = [](double value, const nlohmann::json& expected) {
      EXPECT_NEAR(value / expected.get<double>(), 1, 1e-9);
    };
    ASSERT_TRUE(ours.auc.value.has_value());
    near(ours.auc.value->difference.estimate, delong["diff"]);
    near(ours.auc.value->difference.se, delong["se_diff"]);
    near(ours.auc.value->difference.lower, delong["ci_diff"][0]);
    near(ours.auc.value->difference.upper, delong["ci_diff"][1]);
    near(ours.auc.value->z, delong["z"]);
    near(ours.auc.value->p, delong["p"]);
    ASSERT_NO_FATAL_FAILURE(ExpectMcNemar(ours.accuracy, entry["mcnemar_correctness_t0.5"]));
    ASSERT_NO_FATAL_FAILURE(ExpectMcNemar(ours.sensitivity, entry["mcnemar_sensitivity"]));
    ASSERT_NO_FATAL_FAILURE(ExpectMcNemar(ours.specificity, entry["mcnemar_specificity"]));
    near(ours.brier.value->estimate, entry["brier_diff"]);
    for (const NetBenefitDifference& at : ours.net_benefit) {
      EXPECT_NEAR(at.difference.value->estimate,
                  entry["net_benefit_diff_at"][absl::StrCat("t", at.threshold)].get<double>(), 1e-13);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(R, ComparisonGolden, ::testing::Values("S1", "S2", "S3", "S4", "S5", "pooled"),
                         [](const auto& test) { return test.param; });

TEST(MetricsGoldenEdges, AucOfPerfectTiedReversedAndSingleCase) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const nlohmann::json golden = GoldenJson("edge_auc.json");
  const Eigen::Vector4d outcome(0, 0, 1, 1);
  const auto expect = [&](const std::string& name, const Eigen::Vector4d& score) {
    const std::optional<AucStatistics> statistics = ComputeAuc(score, outcome);
    ASSERT_TRUE(statistics.has_value());
    EXPECT_EQ(statistics->auc, golden[name]["auc"].get<double>()) << name;
    EXPECT_EQ(statistics->variance, golden[name]["var"].get<double>()) << name;
  };
  expect("perfect", {0.1, 0.2, 0.3, 0.4});
  expect("all_ties", {0.5, 0.5, 0.5, 0.5});
  expect("reversed", {0.4, 0.3, 0.2, 0.1});
  const std::optional<AucStatistics> single =
      ComputeAuc(Eigen::Vector3d(0.1, 0.2, 0.3), Eigen::Vector3d(0, 1, 0));
  EXPECT_EQ(single->auc, golden["one_case"]["auc"].get<double>());
  EXPECT_FALSE(single->variance.has_value());
}

}  // namespace
}  // namespace osteon::models
