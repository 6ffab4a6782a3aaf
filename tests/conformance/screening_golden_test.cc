// Screening over the sites of the golden tables against the pooled analysis (golden/05_icc, 06_selection).
#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "common/files/files.h"
#include "models/screening/evidence.h"
#include "models/screening/screen.h"
#include "tests/support/counting_federation.h"
#include "tests/support/golden_tables.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::CountingFederation;
using osteon::testing::DealTable;
using osteon::testing::Golden;
using osteon::testing::GoldenTable;
using osteon::testing::ReadGoldenTable;
using osteon::testing::SharedData;

using Names = std::vector<std::string>;

// Each golden table is read once.
const GoldenTable& TableOf(const std::string& name) {
  static std::map<std::string, GoldenTable> tables;
  if (!tables.contains(name)) tables[name] = ReadGoldenTable(name);
  return tables[name];
}

double Number(const CsvTable& csv, std::size_t row, const std::string& column) {
  return *ParseNumber(csv.rows[row][*csv.Column(column)]);
}

double Deviation(double ours, double golden) {
  return std::fabs(ours - golden) / std::max(std::fabs(golden), 1e-300);
}

struct Screened {
  ScreeningResult result;
  int rounds = 0;
  std::uint64_t scalars = 0, bytes = 0;
};

absl::StatusOr<Screened> ScreenAt(const GoldenTable& golden, const Names& sites,
                                  const std::vector<ScreeningStep>& steps) {
  CountingFederation federation(DealTable(golden.table, sites));
  absl::StatusOr<ScreeningResult> result =
      Screen(federation, "screening", steps, golden.features, federation.names());
  if (!result.ok()) return result.status();
  return Screened{*std::move(result), federation.rounds(), federation.scalars(), federation.bytes()};
}

absl::StatusOr<Screened> ScreenGolden(const std::string& name, const std::vector<ScreeningStep>& steps) {
  const GoldenTable& golden = TableOf(name);
  absl::StatusOr<Screened> screened = ScreenAt(golden, golden.sites, steps);
  if (screened.ok()) {
    std::cout << name << ": " << screened->rounds << " rounds, " << screened->scalars << " scalars and "
              << screened->bytes << " bytes a site; kept";
    for (const StepLog& log : screened->result.log) std::cout << " " << log.kept.size();
    std::cout << " of " << golden.features.size() << "\n";
  }
  return screened;
}

class ScreeningGolden : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { OSTEON_SKIP_WITHOUT_SHARED_DATA(); }
  std::size_t p() const { return TableOf(GetParam()).features.size(); }
  CsvTable File(const std::string& file) const {
    return Golden(absl::StrCat(file.starts_with("icc") ? "05_icc/" : "06_selection/", GetParam(), "_", file));
  }
};

TEST_P(ScreeningGolden, IccEqualsThePooledOne) {
  const CsvTable golden = File("icc.csv");
  for (const auto& [type, column] : std::map<IccType, std::string>{
           {IccType::k11, "icc11"}, {IccType::k21, "icc21"}, {IccType::k31, "icc31"}}) {
    ASSERT_OK_AND_ASSIGN(const Screened ours, ScreenGolden(GetParam(), {IccStep{type, 0.75, false}}));
    const StepLog& log = ours.result.log[0];
    Names kept;
    double worst = 0;
    for (std::size_t i = 0; i < golden.rows.size(); ++i) {
      const std::string& name = golden.rows[i][0];
      const double expected = Number(golden, i, column);
      worst = std::max(worst, Deviation(*log.values.at(name)[0], expected));
      EXPECT_EQ(*log.values.at(name)[1], Number(golden, i, "n"));
      if (expected > 0.75) kept.push_back(name);
    }
    EXPECT_LT(worst, 1e-9) << column;
    EXPECT_EQ(log.kept, kept);
    EXPECT_EQ(log.kept.size() + log.dropped.size(), p());
    EXPECT_EQ(ours.rounds, 1);
    EXPECT_EQ(ours.scalars, 5 * p());
  }
}

TEST_P(ScreeningGolden, AnovaByOutcomeAndBySiteEqualsThePooledOne) {
  const CsvTable golden = File("anova.csv");
  ASSERT_OK_AND_ASSIGN(const Screened ours, ScreenGolden(GetParam(), {AnovaStep{0.05, false}}));
  const StepLog& log = ours.result.log[0];
  Names kept;
  std::set<std::string> flagged;
  std::map<std::string, double> worst;
  for (std::size_t i = 0; i < golden.rows.size(); ++i) {
    const std::string& name = golden.rows[i][0];
    const std::vector<std::optional<double>>& values = log.values.at(name);
    const std::vector<std::pair<std::string, std::size_t>> places = {
        {"F", 0}, {"p", 1}, {"F_site", 4}, {"p_site", 5}};
    for (const auto& [column, place] : places) {
      worst[column] = std::max(worst[column], Deviation(*values[place], Number(golden, i, column)));
    }
    if (Number(golden, i, "p") < 0.05) kept.push_back(name);
    if (Number(golden, i, "F_site") > Number(golden, i, "F")) flagged.insert(name);
  }
  for (const auto& [column, deviation] : worst) {
    EXPECT_LT(deviation, 1e-9) << column;
    std::cout << "  relative deviation of " << column << " " << deviation << "\n";
  }
  EXPECT_EQ(log.kept, kept);
  std::set<std::string> ours_flagged;
  for (const auto& [name, why] : log.flagged) ours_flagged.insert(name);
  EXPECT_EQ(ours_flagged, flagged);
  EXPECT_EQ(ours.rounds, 1);
  EXPECT_EQ(ours.scalars, 5 * p() + 4);
}

// The linear model x ~ site + outcome against x ~ site, in long double on the pooled table.
TEST_P(ScreeningGolden, AnovaAdjustedForSiteIsThatOfTheLinearModel) {
  const GoldenTable& golden = TableOf(GetParam());
  ASSERT_OK_AND_ASSIGN(const Screened ours, ScreenGolden(GetParam(), {AnovaStep{0.05, true}}));
  const StepLog& log = ours.result.log[0];
  const std::set<std::string> sites(golden.sites.begin(), golden.sites.end());
  const std::size_t n = golden.sites.size();
  double worst = 0;
  Names kept;
  for (std::size_t j = 0; j < p(); ++j) {
    long double xx = 0;
    long double xy = 0;
    long double yy = 0;
    for (const std::string& site : sites) {
      long double count = 0;
      long double x = 0;
      long double y = 0;
      for (int pass = 0; pass < 2; ++pass) {
        for (std::size_t i = 0; i < n; ++i) {
          if (golden.sites[i] != site) continue;
          const long double xi =
              golden.table.values(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
          const long double yi = golden.table.outcome[static_cast<Eigen::Index>(i)];
          if (pass == 0) {
            ++count, x += xi, y += yi;
          } else {
            xx += (xi - x / count) * (xi - x / count);
            xy += (xi - x / count) * (yi - y / count);
            yy += (yi - y / count) * (yi - y / count);
          }
        }
      }
    }
    const long double explained = xy * xy / yy;
    const long double df = static_cast<long double>(n - sites.size() - 1);
    const std::vector<std::optional<double>>& values = log.values.at(golden.features[j]);
    worst = std::max(worst, Deviation(*values[2], static_cast<double>(explained / ((xx - explained) / df))));
    if (*values[3] < 0.05) kept.push_back(golden.features[j]);
  }
  EXPECT_LT(worst, 1e-9);
  EXPECT_EQ(log.kept, kept);
  std::cout << "  relative deviation of F adjusted for site " << worst << "\n";
}

TEST_P(ScreeningGolden, KBestHasTheGoldenOrder) {
  const CsvTable golden = File("kbest_order.csv");
  Names order;
  for (const auto& row : golden.rows) order.push_back(row[*golden.Column("feature")]);
  for (const std::size_t k : {std::size_t{1}, std::size_t{20}, p() - 1, p() + 5}) {
    ASSERT_OK_AND_ASSIGN(const Screened ours, ScreenGolden(GetParam(), {SelectKBestStep{k}}));
    EXPECT_EQ(ours.result.log[0].kept,
              Names(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(std::min(k, order.size()))));
    EXPECT_EQ(ours.rounds, 1);
  }
}

TEST_P(ScreeningGolden, CorrelationFilterKeepsTheGoldenFeaturesInTheirOrder) {
  const CsvTable golden = File("pearson_B_order.csv");
  Names order;
  for (const auto& row : golden.rows) order.push_back(row[*golden.Column("feature")]);
  ASSERT_OK_AND_ASSIGN(const Screened ours, ScreenGolden(GetParam(), {CorrelationStep{0.90}}));
  EXPECT_EQ(ours.result.log[0].kept, order);
  const CsvTable filter = File("pearson_filter.csv");
  Names kept;
  for (std::size_t i = 0; i < filter.rows.size(); ++i) {
    if (Number(filter, i, "keepB_byF") == 1) kept.push_back(filter.rows[i][0]);
  }
  EXPECT_EQ(ours.result.columns, kept);
  const std::uint64_t triangle = p() * (p() - 1) / 2;
  EXPECT_LE(ours.scalars, 5 * p() + 4 + triangle + 16);
  EXPECT_LE(ours.rounds, 3 + static_cast<int>(triangle / 200'000));
}

TEST_P(ScreeningGolden, MrmrPicksTheGoldenFeaturesInTheirOrder) {
  const CsvTable golden = File("mrmr.csv");
  for (const auto& [scheme, name] :
       std::map<MrmrScheme, std::string>{{MrmrScheme::kFcd, "FCD"}, {MrmrScheme::kFcq, "FCQ"}}) {
    ASSERT_OK_AND_ASSIGN(const Screened ours, ScreenGolden(GetParam(), {MrmrStep{20, scheme}}));
    const StepLog& log = ours.result.log[0];
    Names picks;
    double worst = 0;
    for (std::size_t i = 0; i < golden.rows.size(); ++i) {
      if (golden.rows[i][*golden.Column("definition")] != name) continue;
      picks.push_back(golden.rows[i][*golden.Column("feature")]);
      worst =
          std::max(worst, Deviation(log.values.at(picks.back())[1].value_or(0), Number(golden, i, "score")));
    }
    EXPECT_EQ(log.kept, picks);
    EXPECT_LT(worst, 1e-9);
    std::cout << "  " << name << ": relative deviation of scores " << worst << "\n";
    EXPECT_LE(ours.rounds, 8);
    EXPECT_LE(ours.scalars, 5 * p() + 4 + 150 * p());
  }
}

INSTANTIATE_TEST_SUITE_P(Syn, ScreeningGolden, ::testing::Values("syn50", "syn400", "syn1500"),
                         [](const auto& test) { return test.param; });

TEST(ScreeningMatrixGolden, CorrelationsEqualThePooledOnes) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const CsvTable golden = Golden("06_selection/syn50_pearson_matrix.csv");
  const GoldenTable& table = TableOf("syn50");
  CountingFederation federation(DealTable(table.table, table.sites));
  Evidence evidence(federation, "screening", table.features, federation.names(),
                    std::numeric_limits<double>::infinity());
  Candidates all(table.features.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  ASSERT_TRUE(evidence.LearnF(all).ok());
  ASSERT_TRUE(evidence.Correlate(all, all.size() - 1).ok());
  double worst = 0;
  for (const std::size_t j : all) {
    for (const std::size_t k : all) {
      worst = std::max(
          worst, std::fabs(*evidence.correlations().Between(j, k) - Number(golden, j, table.features[k])));
    }
  }
  EXPECT_LT(worst, 1e-12);
  std::cout << "largest deviation of r " << worst << "\n";
}

// The published papers' order of steps (golden/13_pipeline): ICC over all patients read twice, the rest
// without the external site S5.
TEST(ScreeningPipelineGolden, KeepsWhatThePublishedChainKeeps) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const absl::StatusOr<std::string> text =
      ReadFile(absl::StrCat(SharedData(), "/golden/13_pipeline/pipeline.json"));
  ASSERT_TRUE(text.ok()) << text.status();
  const nlohmann::json golden = nlohmann::json::parse(*text);
  const GoldenTable& table = TableOf("syn400");
  CountingFederation federation(DealTable(table.table, table.sites));
  ASSERT_OK_AND_ASSIGN(const ScreeningResult icc,
                       Screen(federation, "icc", {IccStep{}}, table.features, federation.names()));
  EXPECT_EQ(icc.columns, golden["step1_icc_kept"].get<Names>());
  ASSERT_OK_AND_ASSIGN(const ScreeningResult ours, Screen(federation, "screening",
                                                          {AnovaStep{0.05, false}, CorrelationStep{0.90},
                                                           SelectKBestStep{100}, MrmrStep{20}},
                                                          icc.columns, {"S1", "S2", "S3", "S4"}));
  EXPECT_EQ(ours.log[0].kept, golden["step3_anova_kept"].get<Names>());
  EXPECT_EQ(ours.log[1].kept, golden["step4_pearson_kept_order"].get<Names>());
  EXPECT_EQ(ours.log[2].kept, golden["step5_kbest"].get<Names>());
  EXPECT_EQ(ours.log[3].kept, golden["step6_mrmr_FCQ_order"].get<Names>());
  EXPECT_EQ(federation.rounds(), 3);
  std::cout << "published chain: " << federation.rounds() << " rounds, " << federation.scalars()
            << " scalars and " << federation.bytes() << " bytes a site\n";
}

TEST_P(ScreeningGolden, OneSiteAndFiftyKeepTheSame) {
  const GoldenTable& golden = TableOf(GetParam());
  const std::vector<ScreeningStep> steps = {IccStep{}, CorrelationStep{0.90}, MrmrStep{20}};
  ASSERT_OK_AND_ASSIGN(const Screened pooled, ScreenAt(golden, Names(golden.sites.size(), "one"), steps));
  Names fifty;
  for (std::size_t i = 0; i < golden.sites.size(); ++i) fifty.push_back(absl::StrCat("s", i * 37 % 50));
  for (const Names& sites : {golden.sites, fifty}) {
    ASSERT_OK_AND_ASSIGN(const Screened split, ScreenAt(golden, sites, steps));
    for (std::size_t step = 0; step < steps.size(); ++step) {
      EXPECT_EQ(split.result.log[step].kept, pooled.result.log[step].kept);
      for (const auto& [name, values] : pooled.result.log[step].values) {
        for (std::size_t i = 0; i < values.size(); ++i) {
          if (!values[i]) continue;
          EXPECT_LT(Deviation(*split.result.log[step].values.at(name)[i], *values[i]), 1e-9) << name;
        }
      }
    }
  }
}

}  // namespace
}  // namespace osteon::models
