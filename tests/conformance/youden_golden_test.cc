// Youden's threshold on a grid against golden/07_metrics, where it is a patient's predicted risk (pROC).
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "models/threshold/choose_youden.h"
#include "tests/support/counting_federation.h"
#include "tests/support/golden_tables.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::CountingFederation;
using osteon::testing::DealTable;
using osteon::testing::Golden;
using osteon::testing::SharedData;

const std::vector<std::string> kScores = {"p_rad", "p_clin", "p_comb", "p_tied"};

// What a grid gives, counted patient by patient.
YoudenThreshold ByHand(const Eigen::VectorXd& risk, const Eigen::VectorXd& outcome,
                       const std::vector<double>& cuts) {
  YoudenThreshold best;
  best.youden = -2;
  for (const double cut : cuts) {
    YoudenThreshold at;
    at.threshold = cut;
    for (Eigen::Index i = 0; i < risk.size(); ++i) {
      if (outcome[i] == 1) ++(risk[i] >= cut ? at.tp : at.fn);
      if (outcome[i] == 0) ++(risk[i] >= cut ? at.fp : at.tn);
    }
    at.youden = static_cast<double>(at.tp) / static_cast<double>(at.tp + at.fn) -
                static_cast<double>(at.fp) / static_cast<double>(at.fp + at.tn);
    if (at.youden > best.youden + 1e-12) best = at;
  }
  return best;
}

TEST(YoudenGolden, TheCutIsTheBestOfItsGridAndNeverBetterThanThePatientsOwnRisks) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const CsvTable csv = Golden("data/predictions.csv");
  const absl::StatusOr<std::string> text =
      ReadFile(absl::StrCat(SharedData(), "/golden/07_metrics/pooled_metrics.json"));
  ASSERT_THAT(text, osteon::testing::IsOk());
  const nlohmann::json golden = nlohmann::json::parse(*text);
  AnalysisTable table;
  table.columns = kScores;
  const auto n = static_cast<Eigen::Index>(csv.rows.size());
  table.values.resize(n, 4);
  table.outcome.resize(n);
  table.holdout.assign(csv.rows.size(), false);
  std::vector<std::string> sites;
  for (std::size_t i = 0; i < csv.rows.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    for (Eigen::Index j = 0; j < 4; ++j) {
      table.values(row, j) = *ParseNumber(csv.rows[i][*csv.Column(kScores[static_cast<std::size_t>(j)])]);
    }
    table.outcome[row] = *ParseNumber(csv.rows[i][*csv.Column("y")]);
    sites.push_back(csv.rows[i][*csv.Column("site")]);
  }
  CountingFederation federation(DealTable(table, sites));
  std::vector<ScoredModel> models;
  for (const std::string& score : kScores) models.push_back({score, {}, score});

  int equally_good = 0;
  for (const std::vector<double>& cuts : {FineCuts(), CoarseCuts(12)}) {
    ASSERT_OK_AND_ASSIGN(const std::vector<YoudenThreshold> chosen,
                         ChooseYouden(federation, "threshold", models, cuts, federation.names()));
    for (std::size_t m = 0; m < kScores.size(); ++m) {
      const Eigen::VectorXd risk = table.values.col(static_cast<Eigen::Index>(m));
      const YoudenThreshold expected = ByHand(risk, table.outcome, cuts);
      EXPECT_EQ(chosen[m].threshold, expected.threshold) << kScores[m];
      EXPECT_NEAR(chosen[m].youden, expected.youden, 1e-14);
      EXPECT_EQ(chosen[m].tp, expected.tp);
      EXPECT_EQ(chosen[m].tn, expected.tn);
      const nlohmann::json& best = golden[kScores[m]]["youden"];
      const double at = best["threshold"].get<double>();
      EXPECT_LE(chosen[m].youden, best["j"].get<double>() + 1e-14);
      if (chosen[m].youden < best["j"].get<double>() - 1e-12) continue;
      // Equally good: between the patient's risk and the next lower one.
      ++equally_good;
      EXPECT_LE(chosen[m].threshold, at);
      EXPECT_EQ((risk.array() >= chosen[m].threshold && risk.array() < at).count(), 0) << kScores[m];
      EXPECT_EQ(chosen[m].tp, golden[kScores[m]]["confusion_youden"]["tp"].get<std::uint64_t>());
      EXPECT_EQ(chosen[m].fp, golden[kScores[m]]["confusion_youden"]["fp"].get<std::uint64_t>());
    }
  }
  EXPECT_EQ(equally_good, 4);  // the thousandths for every score, twelve cuts for none
}

}  // namespace
}  // namespace osteon::models
