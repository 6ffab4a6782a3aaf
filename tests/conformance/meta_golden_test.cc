// Meta-analysis against golden/08_meta (metafor) and golden/09_iecv.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "models/validation/meta_analysis.h"
#include "models/validation/pool_sites.h"
#include "tests/support/golden_tables.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::Golden;
using osteon::testing::SharedData;

nlohmann::json GoldenJson(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadFile(absl::StrCat(SharedData(), "/golden/", file));
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? nlohmann::json::parse(*text) : nlohmann::json();
}

double Number(const CsvTable& csv, const std::vector<std::string>& row, const std::string& column) {
  return *ParseNumber(row[*csv.Column(column)]);
}

class MetaGolden : public ::testing::Test {
 protected:
  void Near(const std::string& what, double ours, const nlohmann::json& golden) {
    const double value = golden.get<double>();
    const double off = std::fabs(ours - value) / std::max(1.0, std::fabs(value));
    worst_ = std::max(worst_, off);
    EXPECT_LE(off, 1e-9) << what << ": " << ours << " instead of " << value;
  }
  void Near(const std::string& what, const Interval& ours, const nlohmann::json& golden) {
    Near(what, ours.lower, golden[0]);
    Near(what, ours.upper, golden[1]);
  }
  void ExpectMeta(const std::string& what, const MetaAnalysis& ours, const nlohmann::json& golden) {
    EXPECT_EQ(ours.k, golden["k"].get<int>());
    Near(what + " mu", ours.estimate, golden["mu"]);
    Near(what + " se", ours.se, golden["se"]);
    Near(what + " wald", ours.wald, golden["ci_wald"]);
    Near(what + " tau2", ours.tau2, golden["tau2"]);
    Near(what + " Q", ours.q, golden["Q"]);
    Near(what + " Q_p", ours.q_p, golden["Q_p"]);
    Near(what + " I2", ours.i2, golden["I2"]);
    Near(what + " I2_Q", ours.i2_q, golden["I2_Q"]);
    Near(what + " hk_q", ours.hk_q, golden["hk_q"]);
    Near(what + " hk_se", ours.hk_se, golden["hk_se"]);
    Near(what + " hk", ours.hartung_knapp, golden["hk_ci"]);
    Near(what + " hk_se_adhoc", ours.hk_se_ad_hoc, golden["hk_se_adhoc"]);
    Near(what + " hk adhoc", ours.hartung_knapp_ad_hoc, golden["hk_ci_adhoc"]);
    Near(what + " pi_z", ours.prediction.normal, golden["pi_z"]);
    Near(what + " pi_t_kminus1", ours.prediction.t_k_minus_1, golden["pi_t_kminus1"]);
    Near(what + " pi_hk_t_kminus1", ours.prediction_hk.t_k_minus_1, golden["pi_hk_t_kminus1"]);
    ASSERT_TRUE(ours.prediction.t_k_minus_2.has_value());
    Near(what + " pi_t_kminus2", *ours.prediction.t_k_minus_2, golden["pi_t_kminus2"]);
    Near(what + " pi_hk_t_kminus2", *ours.prediction_hk.t_k_minus_2, golden["pi_hk_t_kminus2"]);
    for (std::size_t i = 0; i < ours.weights.size(); ++i) {
      Near(what + " weight", 100 * ours.weights[i], golden["weights"][i]);
    }
  }
  void TearDown() override { std::cout << "largest deviation: " << worst_ << "\n"; }

 private:
  double worst_ = 0;
};

const std::map<std::string, BetweenSites> kMethods = {
    {"FE", BetweenSites::kNone}, {"DL", BetweenSites::kDerSimonianLaird}, {"REML", BetweenSites::kReml}};

TEST_F(MetaGolden, EveryMeasureOfEveryModelByEveryMethodEqualsMetafor) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const nlohmann::json golden = GoldenJson("08_meta/meta.json");
  ASSERT_EQ(golden.size(), 45U);
  for (const auto& [name, entry] : golden.items()) {
    ASSERT_OK_AND_ASSIGN(const MetaAnalysis ours,
                         Pool(entry["yi"].get<std::vector<double>>(), entry["vi"].get<std::vector<double>>(),
                              kMethods.at(entry["method"].get<std::string>())));
    ExpectMeta(name, ours, entry);
  }
}

TEST_F(MetaGolden, TheBcgTrialsEqualMetafor) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const nlohmann::json golden = GoldenJson("08_meta/anchor_bcg.json");
  for (const char* method : {"DL", "REML"}) {
    ASSERT_OK_AND_ASSIGN(const MetaAnalysis ours,
                         Pool(golden["yi"].get<std::vector<double>>(),
                              golden["vi"].get<std::vector<double>>(), kMethods.at(method)));
    ExpectMeta(method, ours, golden[method]);
  }
}

TEST_F(MetaGolden, PoolSitesTakesTheSitesOwnEstimatesToTheSameAnswer) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const nlohmann::json golden = GoldenJson("08_meta/meta.json");
  const CsvTable csv = Golden("08_meta/site_estimates.csv");
  std::map<std::string, std::map<std::string, ValidationMetrics>> models;
  for (const std::vector<std::string>& row : csv.rows) {
    ValidationMetrics& metrics = models[row[*csv.Column("model")]][row[*csv.Column("site")]];
    const auto estimate = [&](const std::string& column) {
      return Wald(Number(csv, row, column), std::sqrt(Number(csv, row, column + "_var")), "golden");
    };
    metrics.n = static_cast<std::uint64_t>(Number(csv, row, "n"));
    metrics.events = static_cast<std::uint64_t>(Number(csv, row, "events"));
    metrics.auc = estimate("auc");
    metrics.calibration_slope = estimate("slope");
    metrics.calibration_in_the_large = estimate("citl");
    const double oe = std::exp(Number(csv, row, "log_oe"));
    metrics.oe = Wald(oe, oe * std::sqrt(Number(csv, row, "log_oe_var")), "golden");
  }
  ASSERT_EQ(models.size(), 3U);
  for (const auto& [model, sites] : models) {
    ASSERT_OK_AND_ASSIGN(const PooledPerformance pooled, PoolSites(sites));
    for (const auto& [measure, metric] :
         std::map<std::string, const PooledMetric*>{{"logit_auc", &pooled.auc},
                                                    {"slope", &pooled.calibration_slope},
                                                    {"citl", &pooled.calibration_in_the_large},
                                                    {"log_oe", &pooled.log_oe}}) {
      const nlohmann::json& reml = golden[absl::StrCat(model, ".", measure, ".REML")];
      ExpectMeta(measure, *metric->reml, reml);
      ExpectMeta(measure, *metric->dl, golden[absl::StrCat(model, ".", measure, ".DL")]);
      Near("back", BackTransformed(metric->scale, metric->reml->estimate), reml["back_transformed"]["est"]);
    }
  }
}

TEST_F(MetaGolden, SitesLeftOutOfTheFitArePooledAsInR) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  for (const char* name : {"heart_glm", "syn50_glm", "syn50_lasso", "syn400_lasso"}) {
    const nlohmann::json golden = GoldenJson(absl::StrCat("09_iecv/", name, "_meta_reml_hk.json"));
    const CsvTable csv = Golden(absl::StrCat("09_iecv/", name, "_site_metrics.csv"));
    std::map<std::string, ValidationMetrics> sites;
    for (const std::vector<std::string>& row : csv.rows) {
      ValidationMetrics& metrics = sites[row[0]];
      metrics.n = static_cast<std::uint64_t>(Number(csv, row, "n"));
      metrics.events = static_cast<std::uint64_t>(Number(csv, row, "events"));
      const std::optional<double> variance = ParseNumber(row[*csv.Column("auc_var")]);
      metrics.auc = variance ? Wald(Number(csv, row, "auc"), std::sqrt(*variance), "golden")
                             : Unavailable("only one non-event: no variance");
      metrics.calibration_slope = Wald(Number(csv, row, "slope"), Number(csv, row, "slope_se"), "golden");
      metrics.calibration_in_the_large =
          Wald(Number(csv, row, "citl"), Number(csv, row, "citl_se"), "golden");
      const double oe = Number(csv, row, "oe");
      metrics.oe = Wald(oe, oe * Number(csv, row, "log_oe_se"), "golden");
    }
    ASSERT_OK_AND_ASSIGN(const PooledPerformance pooled, PoolSites(sites));
    for (const auto& [measure, metric] :
         std::map<std::string, const PooledMetric*>{{"logit_auc", &pooled.auc},
                                                    {"slope", &pooled.calibration_slope},
                                                    {"citl", &pooled.calibration_in_the_large},
                                                    {"log_oe", &pooled.log_oe}}) {
      const nlohmann::json& entry = golden[measure];
      const std::string what = absl::StrCat(name, " ", measure);
      EXPECT_EQ(metric->sites_used, entry["sites_used"].get<std::vector<std::string>>()) << what;
      Near(what, metric->reml->estimate, entry["mu"]);
      Near(what, metric->reml->hk_se, entry["hk_se"]);
      Near(what, metric->reml->hartung_knapp, entry["hk_ci"]);
      Near(what, metric->reml->tau2, entry["tau2"]);
      Near(what, metric->reml->i2, entry["I2"]);
      Near(what, metric->reml->q, entry["Q"]);
      Near(what, *metric->reml->prediction_hk.t_k_minus_2, entry["pi_hk_t_kminus2"]);
    }
  }
}

}  // namespace
}  // namespace osteon::models
