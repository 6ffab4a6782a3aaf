// ComBat over the sites of the golden tables against neuroCombat on the pooled table (golden/10_combat).
#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "models/harmonisation/apply_combat.h"
#include "models/harmonisation/estimate_batch.h"
#include "models/harmonisation/fit_combat.h"
#include "tests/support/counting_federation.h"
#include "tests/support/golden_tables.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using Eigen::Index;
using osteon::testing::CountingFederation;
using osteon::testing::DealTable;
using osteon::testing::Golden;
using osteon::testing::GoldenTable;
using osteon::testing::ReadGoldenTable;
using osteon::testing::SharedData;

using Names = std::vector<std::string>;
using Tables = std::map<std::string, AnalysisTable>;

const Names kCovariates = {"age", "sex", "stage"};

// The golden table with the covariates as last columns. Each is read once.
const GoldenTable& TableOf(const std::string& name) {
  static std::map<std::string, GoldenTable> tables;
  if (!tables.contains(name)) {
    GoldenTable golden = ReadGoldenTable(name);
    const CsvTable csv = Golden(absl::StrCat("data/", name, ".csv"));
    Eigen::MatrixXd& values = golden.table.values;
    for (const std::string& covariate : kCovariates) {
      golden.table.columns.push_back(covariate);
      values.conservativeResize(Eigen::NoChange, values.cols() + 1);
      for (Index i = 0; i < values.rows(); ++i) {
        values(i, values.cols() - 1) =
            *ParseNumber(csv.rows[static_cast<std::size_t>(i)][*csv.Column(covariate)]);
      }
    }
    tables[name] = std::move(golden);
  }
  return tables[name];
}

double Number(const CsvTable& csv, std::size_t row, const std::string& column) {
  return *ParseNumber(csv.rows[row][*csv.Column(column)]);
}

double Deviation(double ours, double golden) {
  return std::fabs(ours - golden) / std::max(std::fabs(golden), 1e-300);
}

// The largest deviation of each column, printed, and below the tolerance.
class Worst {
 public:
  void Add(const std::string& column, double deviation) {
    worst_[column] = std::max(worst_[column], deviation);
  }
  void ExpectBelow(double tolerance) const {
    for (const auto& [column, deviation] : worst_) {
      std::cout << "  " << column << " " << deviation << "\n";
      EXPECT_LT(deviation, tolerance) << column;
    }
  }

 private:
  std::map<std::string, double> worst_;
};

std::vector<std::size_t> AllRows(const AnalysisTable& table) {
  return RowsOf(table, RowSet::kAll);
}

absl::StatusOr<CombatModel> FitAt(const Tables& sites, const GoldenTable& golden, const Names& covariates) {
  CountingFederation federation(sites);
  absl::StatusOr<CombatModel> model =
      FitCombat(federation, "harmonisation", golden.features, covariates, federation.names());
  EXPECT_EQ(federation.rounds(), 1);
  return model;
}

struct Case {
  std::string table;
  bool mod;
  std::string Prefix() const { return absl::StrCat("10_combat/", table, mod ? "_mod" : "_nomod"); }
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.Prefix();
}

class CombatGolden : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override { OSTEON_SKIP_WITHOUT_SHARED_DATA(); }
  const GoldenTable& table() const { return TableOf(GetParam().table); }
  Names covariates() const { return GetParam().mod ? kCovariates : Names(); }
  CsvTable File(const std::string& name) const { return Golden(absl::StrCat(GetParam().Prefix(), name)); }
  Tables Sites() const { return DealTable(table().table, table().sites); }
};

TEST_P(CombatGolden, TheSharedModelIsThePooledOne) {
  ASSERT_OK_AND_ASSIGN(const CombatModel model, FitAt(Sites(), table(), covariates()));
  const CsvTable golden = File("_feature_params.csv");
  ASSERT_EQ(model.features.size(), golden.rows.size());
  Worst worst;
  for (std::size_t j = 0; j < golden.rows.size(); ++j) {
    EXPECT_EQ(model.features[j], golden.rows[j][0]);
    worst.Add("grand_mean", Deviation(model.grand_mean[j], Number(golden, j, "grand_mean")));
    worst.Add("var_pooled", Deviation(model.scale[j] * model.scale[j], Number(golden, j, "var_pooled")));
    for (std::size_t k = 0; k < covariates().size(); ++k) {
      const std::string column = absl::StrCat("beta.", k + 1);
      worst.Add(column,
                Deviation(model.coefficients[k * model.features.size() + j], Number(golden, j, column)));
    }
  }
  worst.ExpectBelow(1e-9);
  EXPECT_TRUE(model.constant.empty());
  EXPECT_EQ(model.patients, 575U);
  EXPECT_EQ(model.batches, 5U);
}

struct Estimates {
  std::vector<double> gamma_star;
  std::vector<double> delta_star;
};

// The references' own end of the iteration: once no number of any feature changed by 1e-4 of itself (of
// gamma*, with its sign).
Estimates StopAsTheReference(const BatchEstimate& e) {
  Estimates now{e.gamma_hat, e.delta_hat};
  const auto n = static_cast<double>(e.patients);
  for (double change = 1; change > 1e-4;) {
    change = -HUGE_VAL;
    for (std::size_t j = 0; j < e.gamma_hat.size(); ++j) {
      const double gamma =
          (n * e.t2 * e.gamma_hat[j] + now.delta_star[j] * e.gamma_bar) / (n * e.t2 + now.delta_star[j]);
      const double off = e.gamma_hat[j] - gamma;
      const double delta =
          (e.b_prior + ((n - 1) * e.delta_hat[j] + n * off * off) / 2) / (n / 2 + e.a_prior - 1);
      change = std::max({change, std::fabs(gamma - now.gamma_star[j]) / now.gamma_star[j],
                         std::fabs(delta - now.delta_star[j]) / now.delta_star[j]});
      now.gamma_star[j] = gamma;
      now.delta_star[j] = delta;
    }
  }
  return now;
}

TEST_P(CombatGolden, EverySitesEstimatesAreTheReferences) {
  ASSERT_OK_AND_ASSIGN(const CombatModel model, FitAt(Sites(), table(), covariates()));
  const CsvTable golden = File("_site_params.csv");
  const CsvTable priors = File("_priors.csv");
  const std::size_t p = table().features.size();
  ASSERT_EQ(golden.rows.size(), 5 * p);
  Worst worst;
  double difference = 0;
  std::size_t row = 0;
  for (std::size_t site = 0; site < priors.rows.size(); ++site) {
    const AnalysisTable at_site = Sites().at(priors.rows[site][0]);
    ASSERT_OK_AND_ASSIGN(const BatchEstimate ours, EstimateBatch(model, at_site, AllRows(at_site)));
    const Estimates early = StopAsTheReference(ours);
    EXPECT_EQ(static_cast<double>(ours.patients), Number(priors, site, "n"));
    worst.Add("gamma_bar", Deviation(ours.gamma_bar, Number(priors, site, "gamma_bar")));
    worst.Add("t2", Deviation(ours.t2, Number(priors, site, "t2")));
    worst.Add("a_prior", Deviation(ours.a_prior, Number(priors, site, "a_prior")));
    worst.Add("b_prior", Deviation(ours.b_prior, Number(priors, site, "b_prior")));
    for (std::size_t j = 0; j < p; ++j, ++row) {
      ASSERT_EQ(golden.rows[row][0], priors.rows[site][0]);
      ASSERT_EQ(golden.rows[row][1], model.features[j]);
      // Standardised means may be anywhere near 0: their error is one of standard deviations.
      const auto gamma = [&](double value, const std::string& column) {
        worst.Add(column, std::fabs(value - Number(golden, row, column)) / std::max(std::fabs(value), 0.01));
      };
      gamma(ours.gamma_hat[j], "gamma_hat");
      gamma(early.gamma_star[j], "gamma_star");
      gamma(ours.gamma_star[j], "gamma_star_converged");
      worst.Add("delta_hat", Deviation(ours.delta_hat[j], Number(golden, row, "delta_hat")));
      worst.Add("delta_star", Deviation(early.delta_star[j], Number(golden, row, "delta_star")));
      worst.Add("delta_star_converged",
                Deviation(ours.delta_star[j], Number(golden, row, "delta_star_converged")));
      difference = std::max({difference, std::fabs(ours.gamma_star[j] - early.gamma_star[j]),
                             Deviation(ours.delta_star[j], early.delta_star[j])});
    }
  }
  worst.ExpectBelow(1e-9);
  std::cout << "  the fixed point is within " << difference << " of where the reference stops\n";
  EXPECT_LT(difference, 1e-4);
}

TEST_P(CombatGolden, ScannersOfOneSiteAreAsGoodAsSites) {
  ASSERT_OK_AND_ASSIGN(const CombatModel at_sites, FitAt(Sites(), table(), covariates()));
  AnalysisTable pooled = table().table;
  for (const std::string& site : table().sites) pooled.batch.push_back(site[1] - '0');
  ASSERT_OK_AND_ASSIGN(const CombatModel at_one, FitAt({{"all", pooled}}, table(), covariates()));
  EXPECT_EQ(at_one, at_sites);

  ASSERT_OK_AND_ASSIGN(const AnalysisTable harmonised,
                       ApplyCombat(at_one, pooled, AllRows(pooled), CombatMode::kSite));
  const Tables expected = DealTable(harmonised, table().sites);
  const auto p = static_cast<Index>(table().features.size());
  for (const auto& [name, site] : Sites()) {
    ASSERT_OK_AND_ASSIGN(const AnalysisTable own,
                         ApplyCombat(at_sites, site, AllRows(site), CombatMode::kSite));
    EXPECT_EQ(own.values.leftCols(p), expected.at(name).values.leftCols(p)) << name;
  }
}

TEST_P(CombatGolden, FiftyBatchesAtAnySitesInAnyOrderGiveTheSameBits) {
  AnalysisTable pooled = table().table;
  for (std::size_t i = 0; i < pooled.holdout.size(); ++i) pooled.batch.push_back(static_cast<int>(i % 50));
  ASSERT_OK_AND_ASSIGN(const CombatModel at_one, FitAt({{"all", pooled}}, table(), covariates()));
  EXPECT_EQ(at_one.batches, 50U);
  for (const int sites : {7, 50}) {
    for (const bool reversed : {false, true}) {
      Names site_of_row;
      for (const int batch : pooled.batch) {
        site_of_row.push_back(absl::StrCat("site ", reversed ? 99 - batch % sites : 10 + batch % sites));
      }
      Tables tables = DealTable(pooled, site_of_row);
      for (std::size_t i = 0; i < site_of_row.size(); ++i)
        tables[site_of_row[i]].batch.push_back(pooled.batch[i]);
      ASSERT_OK_AND_ASSIGN(const CombatModel model, FitAt(tables, table(), covariates()));
      EXPECT_EQ(model, at_one) << sites;
    }
  }
}

TEST_P(CombatGolden, AMissingValueIsRefusedByColumn) {
  Tables sites = Sites();
  sites["S3"].values(5, 7) = std::nan("");
  EXPECT_THAT(FitAt(sites, table(), covariates()),
              osteon::testing::StatusIs(absl::StatusCode::kOutOfRange,
                                        ::testing::HasSubstr("S3: batch_moments, column f0008")));
}

std::string NameOf(const ::testing::TestParamInfo<Case>& test) {
  return test.param.table + (test.param.mod ? "_mod" : "_nomod");
}

INSTANTIATE_TEST_SUITE_P(Tables, CombatGolden,
                         ::testing::Values(Case{"syn50", false}, Case{"syn50", true}, Case{"syn400", false},
                                           Case{"syn400", true}),
                         NameOf);

// The reference kept the harmonised values of syn50 only.
class HarmonisedGolden : public CombatGolden {};

TEST_P(HarmonisedGolden, HarmonisedFeaturesAreTheReferencesButForItsEarlyStop) {
  ASSERT_OK_AND_ASSIGN(const CombatModel model, FitAt(Sites(), table(), covariates()));
  const CsvTable golden = File("_harmonised.csv");
  std::map<std::string, std::size_t> next;  // row of each site's table
  Tables harmonised;
  std::map<std::string, StandardisedTable> standardised;
  std::map<std::string, Estimates> early;
  for (const auto& [name, site] : Sites()) {
    ASSERT_OK_AND_ASSIGN(harmonised[name], ApplyCombat(model, site, AllRows(site), CombatMode::kSite));
    ASSERT_OK_AND_ASSIGN(standardised[name], Standardise(model, site));
    ASSERT_OK_AND_ASSIGN(const BatchEstimate estimate, EstimateBatch(model, site, AllRows(site)));
    early[name] = StopAsTheReference(estimate);
  }
  Worst stopped;  // in pooled standard deviations
  Worst converged;
  for (std::size_t i = 0; i < golden.rows.size(); ++i) {
    const std::string& site = golden.rows[i][1];
    const auto row = static_cast<Index>(next[site]++);
    for (std::size_t j = 0; j < model.features.size(); ++j) {
      const auto column = static_cast<Index>(j);
      const double expected = Number(golden, i, model.features[j]);
      const double like_the_reference = (standardised[site].z(row, column) - early[site].gamma_star[j]) /
                                            std::sqrt(early[site].delta_star[j]) * model.scale[j] +
                                        standardised[site].expected(row, column);
      stopped.Add("stopped at 1e-4, sd", std::fabs(like_the_reference - expected) / model.scale[j]);
      converged.Add("converged, sd",
                    std::fabs(harmonised[site].values(row, column) - expected) / model.scale[j]);
    }
  }
  stopped.ExpectBelow(1e-9);
  converged.ExpectBelow(1e-6);
}

INSTANTIATE_TEST_SUITE_P(Tables, HarmonisedGolden,
                         ::testing::Values(Case{"syn50", false}, Case{"syn50", true}), NameOf);

}  // namespace
}  // namespace osteon::models
