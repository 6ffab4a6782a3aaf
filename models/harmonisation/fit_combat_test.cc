#include "models/harmonisation/fit_combat.h"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>

#include "tests/support/counting_federation.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using Eigen::Index;
using osteon::testing::CountingFederation;
using osteon::testing::kBad;
using osteon::testing::kRefused;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

using Names = std::vector<std::string>;

const Names kFeatures = {"f0", "f1", "f2", "f3"};
const Names kCovariates = {"age", "sexM"};

// `batches` of 12 patients and one more each; features at four scales with a location and scale of each batch
// and effects of age and sex. AnalysisTable::batch says which.
AnalysisTable Cohort(int batches, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  AnalysisTable table;
  table.columns = {"f0", "f1", "f2", "f3", "age", "sexM"};
  for (int batch = 0; batch < batches; ++batch) {
    for (int i = 0; i < 12 + batch; ++i) table.batch.push_back(batch);
  }
  const auto n = static_cast<Index>(table.batch.size());
  table.values.resize(n, 6);
  table.outcome.setZero(n);
  table.holdout.assign(table.batch.size(), false);
  const double scales[] = {1e-12, 1, 1e3, 1e12};
  for (Index i = 0; i < n; ++i) {
    const double batch = table.batch[static_cast<std::size_t>(i)];
    const double age = 60 + 10 * normal(random);
    const double sex = random() % 2 == 0 ? 1 : 0;
    table.values(i, 4) = age;
    table.values(i, 5) = sex;
    for (Index j = 0; j < 4; ++j) {
      table.values(i, j) = scales[j] * (5 + std::sin(batch + static_cast<double>(j)) + 0.02 * age -
                                        0.4 * sex + (1 + 0.1 * batch) * normal(random));
    }
  }
  return table;
}

// Batch b of `table` at site number b % sites, with a scanner column there.
std::map<std::string, AnalysisTable> Deal(const AnalysisTable& table, int sites) {
  std::map<std::string, AnalysisTable> tables;
  for (int site = 0; site < sites; ++site) {
    std::vector<Index> rows;
    AnalysisTable dealt;
    for (std::size_t i = 0; i < table.batch.size(); ++i) {
      if (table.batch[i] % sites != site) continue;
      rows.push_back(static_cast<Index>(i));
      dealt.batch.push_back(table.batch[i] / sites);
      dealt.holdout.push_back(table.holdout[i]);
    }
    dealt.columns = table.columns;
    dealt.values = table.values(rows, Eigen::all);
    dealt.outcome = table.outcome(rows);
    tables["s" + std::to_string(site)] = std::move(dealt);
  }
  return tables;
}

absl::StatusOr<CombatModel> Fit(const AnalysisTable& table, int sites, const Names& features = kFeatures,
                                const Names& covariates = kCovariates) {
  CountingFederation federation(Deal(table, sites));
  absl::StatusOr<CombatModel> model =
      FitCombat(federation, "harmonisation", features, covariates, federation.names());
  EXPECT_LE(federation.rounds(), 1);
  return model;
}

TEST(FitCombat, IsTheLeastSquaresFitWithOneInterceptPerBatch) {
  const AnalysisTable table = Cohort(6, 1);
  ASSERT_OK_AND_ASSIGN(const CombatModel model, Fit(table, 3));
  EXPECT_EQ(model.features, kFeatures);
  EXPECT_EQ(model.covariates, kCovariates);
  EXPECT_EQ(model.batches, 6U);
  const Index n = table.values.rows();
  EXPECT_EQ(model.patients, static_cast<std::uint64_t>(n));
  Eigen::MatrixXd design = Eigen::MatrixXd::Zero(n, 8);
  for (Index i = 0; i < n; ++i) design(i, table.batch[static_cast<std::size_t>(i)]) = 1;
  design.rightCols(2) = table.values.rightCols(2);
  for (Index j = 0; j < 4; ++j) {
    const auto at = static_cast<std::size_t>(j);
    const Eigen::VectorXd x = table.values.col(j);
    const Eigen::VectorXd b = design.colPivHouseholderQr().solve(x);
    const double grand_mean = design.leftCols(6).colwise().mean().dot(b.head(6));
    const double scale = std::sqrt((x - design * b).squaredNorm() / static_cast<double>(n));
    EXPECT_NEAR(model.grand_mean[at], grand_mean, 1e-11 * std::fabs(grand_mean));
    EXPECT_NEAR(model.scale[at], scale, 1e-11 * scale);
    EXPECT_NEAR(model.coefficients[at], b[6], 1e-10 * std::fabs(b[6]));
    EXPECT_NEAR(model.coefficients[4 + at], b[7], 1e-10 * std::fabs(b[7]));
  }
}

TEST(FitCombat, WhereTheBatchesAreChangesNoBit) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const AnalysisTable table = Cohort(50, seed);
    ASSERT_OK_AND_ASSIGN(const CombatModel pooled, Fit(table, 1));
    EXPECT_EQ(pooled.batches, 50U);
    for (const int sites : {2, 7, 50}) {
      ASSERT_OK_AND_ASSIGN(const CombatModel split, Fit(table, sites));
      EXPECT_EQ(split, pooled) << sites;
    }
  }
}

TEST(FitCombat, OrderOfSitesAndRowsChangesNoBit) {
  const AnalysisTable table = Cohort(4, 2);
  std::map<std::string, AnalysisTable> tables = Deal(table, 4);
  CountingFederation federation(tables);
  ASSERT_OK_AND_ASSIGN(const CombatModel model,
                       FitCombat(federation, "h", kFeatures, kCovariates, federation.names()));
  std::map<std::string, AnalysisTable> reversed;
  for (auto& [name, site] : tables) {
    site.values = site.values.colwise().reverse().eval();
    reversed[std::string(1, static_cast<char>('z' - (name[1] - '0')))] = site;
  }
  CountingFederation other(reversed);
  ASSERT_OK_AND_ASSIGN(const CombatModel again,
                       FitCombat(other, "h", kFeatures, kCovariates, {"w", "z", "x", "y", "z"}));
  EXPECT_EQ(again, model);
}

TEST(FitCombat, HoldOutPatientsAreNotLearntFrom) {
  AnalysisTable table = Cohort(3, 4);
  table.holdout[0] = table.holdout[20] = true;
  ASSERT_OK_AND_ASSIGN(const CombatModel model, Fit(table, 3));
  EXPECT_EQ(model.patients, static_cast<std::uint64_t>(table.values.rows() - 2));
  table.values.row(0).setConstant(-77);
  table.values.row(20).setConstant(1e9);
  ASSERT_OK_AND_ASSIGN(const CombatModel again, Fit(table, 3));
  EXPECT_EQ(again, model);
}

TEST(FitCombat, FeaturesWithoutVarianceWithinBatchesAreSetAside) {
  AnalysisTable table = Cohort(4, 3);
  for (Index i = 0; i < table.values.rows(); ++i) {
    table.values(i, 1) = 1e6 + table.batch[static_cast<std::size_t>(i)];  // differs between batches only
    table.values(i, 3) = 3 - 0.5 * table.values(i, 4) + 0.25 * table.values(i, 5);  // says what they say
  }
  ASSERT_OK_AND_ASSIGN(const CombatModel model, Fit(table, 2));
  EXPECT_THAT(model.features, ElementsAre("f0", "f2"));
  EXPECT_THAT(model.constant, ElementsAre("f1", "f3"));
  EXPECT_EQ(model.coefficients.size(), 4U);
  ASSERT_OK_AND_ASSIGN(const CombatModel without, Fit(table, 2, {"f0", "f2"}));
  EXPECT_EQ(model.coefficients, without.coefficients);
  EXPECT_EQ(model.scale, without.scale);
  table.values.col(2).setZero();
  EXPECT_THAT(Fit(table, 2), StatusIs(kRefused, HasSubstr("at least 2 that vary within sites; 1 of 4 do")));
}

TEST(FitCombat, CovariatesThatSayNothingWithinBatchesAreNamed) {
  AnalysisTable table = Cohort(4, 6);
  for (Index i = 0; i < table.values.rows(); ++i) {
    table.values(i, 5) = table.batch[static_cast<std::size_t>(i)] % 2;
  }
  EXPECT_THAT(Fit(table, 2), StatusIs(kRefused, AllOf(HasSubstr("sexM does not vary within any site"),
                                                      Not(HasSubstr("age")))));
  table.values.col(5) = 100 - 2 * table.values.col(4).array();
  EXPECT_THAT(Fit(table, 2), StatusIs(kRefused, HasSubstr("sexM is a linear combination of age")));
}

TEST(FitCombat, OneBatchInAllHasNothingToHarmonise) {
  AnalysisTable table = Cohort(1, 1);
  EXPECT_THAT(Fit(table, 1),
              StatusIs(kRefused, HasSubstr("of one site and scanner, so there is nothing to")));
  table.holdout.assign(table.holdout.size(), true);
  EXPECT_THAT(Fit(table, 1), StatusIs(kRefused, HasSubstr("no training patient")));
}

TEST(FitCombat, ASmallScannerIsRefusedByItsSite) {
  AnalysisTable table = Cohort(3, 1);
  table.holdout[0] = table.holdout[1] = table.holdout[2] = true;
  EXPECT_THAT(Fit(table, 3),
              StatusIs(kRefused, HasSubstr("s0: batch_moments: fewer than 10 patients of one")));
}

TEST(FitCombat, AMissingValueIsRefusedByColumn) {
  AnalysisTable table = Cohort(3, 1);
  table.values(20, 2) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(Fit(table, 3), StatusIs(absl::StatusCode::kOutOfRange,
                                      HasSubstr("s1: batch_moments, column f2: holds a value that is not")));
}

TEST(FitCombat, RefusesWhatContradictsItself) {
  const AnalysisTable table = Cohort(2, 1);
  EXPECT_THAT(Fit(table, 2, {}), StatusIs(kBad, HasSubstr("no feature")));
  EXPECT_THAT(Fit(table, 2, {"f0", "f0"}), StatusIs(kBad, HasSubstr("column f0 is named twice")));
  EXPECT_THAT(Fit(table, 2, {"f0", "age"}), StatusIs(kBad, HasSubstr("column age is named twice")));
  CountingFederation federation(Deal(table, 2));
  EXPECT_THAT(FitCombat(federation, "h", kFeatures, {}, {}), StatusIs(kBad, HasSubstr("no site")));
}

}  // namespace
}  // namespace osteon::models
