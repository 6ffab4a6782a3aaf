// What screening decides does not depend on where the rows are: random tables dealt to 1 to 50 sites.
#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "models/screening/screen.h"
#include "tests/support/counting_federation.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::CountingFederation;

using Names = std::vector<std::string>;

struct Cohort {
  Names features;
  AnalysisTable table;  // the features, then the second reader's
};

// Features in correlated groups of four, each group at its own scale; one of ten is a copy of the one before,
// one of ten is constant. Every third patient is measured twice.
Cohort RandomCohort(std::uint64_t seed, Eigen::Index n, Eigen::Index p, const std::vector<double>& scales) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  Cohort cohort;
  AnalysisTable& table = cohort.table;
  table.values.setConstant(n, 2 * p, std::nan(""));
  table.outcome.resize(n);
  table.holdout.assign(static_cast<std::size_t>(n), false);
  for (Eigen::Index i = 0; i < n; ++i) table.outcome[i] = random() % 3 == 0 ? 1 : 0;
  table.outcome[0] = 0;
  table.outcome[1] = 1;
  Eigen::VectorXd shared(n);
  for (Eigen::Index j = 0; j < p; ++j) {
    cohort.features.push_back("f" + std::to_string(j));
    const double scale = scales[static_cast<std::size_t>(j / 4) % scales.size()];
    if (j % 4 == 0) {
      for (double& x : shared) x = normal(random);
    }
    for (Eigen::Index i = 0; i < n; ++i) {
      double x =
          scale * (shared[i] + 0.4 * normal(random) + 0.5 * table.outcome[i] + static_cast<double>(j % 3));
      if (j % 10 == 7) x = table.values(i, j - 1);
      if (j % 10 == 9) x = scale;
      table.values(i, j) = x;
      if (i % 3 == 0) table.values(i, p + j) = x + 0.3 * scale * normal(random);
    }
  }
  table.columns = cohort.features;
  for (const std::string& feature : cohort.features) table.columns.push_back(SecondReaderColumn(feature));
  return cohort;
}

std::map<std::string, AnalysisTable> Deal(const AnalysisTable& table, std::uint64_t sites,
                                          std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::map<std::string, std::vector<Eigen::Index>> rows;
  for (Eigen::Index i = 0; i < table.outcome.size(); ++i) {
    rows["s" + std::to_string(random() % sites)].push_back(i);
  }
  std::map<std::string, AnalysisTable> tables;
  for (auto& [name, indices] : rows) {
    std::shuffle(indices.begin(), indices.end(), random);
    AnalysisTable& site = tables[name];
    site.columns = table.columns;
    site.values = table.values(indices, Eigen::all);
    site.outcome = table.outcome(indices);
    site.holdout.assign(indices.size(), false);
  }
  return tables;
}

const std::vector<ScreeningStep> kSteps = {MissingnessStep{0.4}, IccStep{IccType::k21, 0.75, false},
                                           VarianceStep{0.01},   AnovaStep{0.2, false},
                                           SelectKBestStep{30},  CorrelationStep{0.9},
                                           MrmrStep{8}};

// The same log but for what is about sites; values to the last bit where sums are exact, else to 1e-9.
void ExpectSame(const ScreeningResult& ours, const ScreeningResult& pooled, const std::string& where) {
  EXPECT_EQ(ours.columns, pooled.columns) << where;
  ASSERT_EQ(ours.log.size(), pooled.log.size());
  for (std::size_t step = 0; step < ours.log.size(); ++step) {
    const StepLog& a = ours.log[step];
    const StepLog& b = pooled.log[step];
    EXPECT_EQ(a.kept, b.kept) << where << " " << a.step;
    for (const auto& [name, values] : a.values) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (a.measures[i].find("site") != std::string::npos) continue;
        const std::optional<double>& expected = b.values.at(name)[i];
        ASSERT_EQ(values[i].has_value(), expected.has_value()) << where << " " << a.step << " " << name;
        if (!expected) continue;
        if (a.measures[i] == "score") {
          EXPECT_NEAR(*values[i], *expected, 1e-9 * std::fabs(*expected)) << where << " " << name;
        } else {
          EXPECT_EQ(*values[i], *expected) << where << " " << a.step << " " << name;
        }
      }
    }
  }
}

void ExpectAnySplitGivesTheSame(const Cohort& cohort, std::uint64_t seed) {
  std::optional<ScreeningResult> pooled;
  for (const std::uint64_t sites : {1U, 2U, 3U, 7U, 20U, 50U}) {
    CountingFederation federation(Deal(cohort.table, sites, seed + sites));
    ASSERT_OK_AND_ASSIGN(ScreeningResult result,
                         Screen(federation, "screening", kSteps, cohort.features, federation.names()));
    if (!pooled) {
      pooled = std::move(result);
      EXPECT_FALSE(pooled->columns.empty());
    } else {
      ExpectSame(result, *pooled, "seed " + std::to_string(seed) + ", sites " + std::to_string(sites));
    }
    EXPECT_LE(federation.rounds(), 5);  // missing, readers, moments, correlations in one or two
  }
}

TEST(ScreenSplits, AnySplitGivesTheSameSelection) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    ExpectAnySplitGivesTheSame(RandomCohort(seed, 120, 40, {1, 1000, 1e-4}), seed);
  }
}

TEST(ScreenSplits, MoreFeaturesThanPatients) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    ExpectAnySplitGivesTheSame(RandomCohort(seed, 60, 300, {1, 1000, 1e-4}), seed);
  }
}

TEST(ScreenSplits, ExtremeScales) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    ExpectAnySplitGivesTheSame(RandomCohort(seed, 120, 40, {1e-12, 1e15 / 16, 1e-6, 1e9}), seed);
  }
}

TEST(ScreenSplits, ScaleByAPowerOfTwoChangesNothing) {
  const Cohort cohort = RandomCohort(5, 120, 40, {1});
  Cohort scaled = cohort;
  for (Eigen::Index j = 0; j < scaled.table.values.cols(); ++j) {
    scaled.table.values.col(j) *= std::ldexp(1.0, static_cast<int>(j % 40) * 2 - 40);
  }
  const auto run = [&](const Cohort& of) {
    CountingFederation federation(Deal(of.table, 5, 9));
    return Screen(federation, "screening", kSteps, of.features, federation.names());
  };
  ASSERT_OK_AND_ASSIGN(const ScreeningResult plain, run(cohort));
  ASSERT_OK_AND_ASSIGN(const ScreeningResult other, run(scaled));
  EXPECT_EQ(plain.columns, other.columns);
  for (std::size_t step = 3; step < kSteps.size(); ++step) {
    EXPECT_EQ(plain.log[step].kept, other.log[step].kept);
    EXPECT_EQ(plain.log[step].values, other.log[step].values);  // F, p, scores: not means
  }
}

TEST(ScreenSplits, ARunAgainAsksTheSameBits) {
  const Cohort cohort = RandomCohort(3, 120, 40, {1, 1000, 1e-4});
  CountingFederation first(Deal(cohort.table, 5, 1));
  CountingFederation second(Deal(cohort.table, 5, 1));
  ASSERT_TRUE(Screen(first, "screening", kSteps, cohort.features, first.names()).ok());
  ASSERT_TRUE(Screen(second, "screening", kSteps, cohort.features, second.names()).ok());
  EXPECT_TRUE(first.requests() == second.requests());
}

// The filter and the picks one row at a time, from all correlations.
TEST(ScreenSplits, RowsInBatchesGiveWhatTheWholeMatrixGives) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Cohort cohort = RandomCohort(seed, 30, 120, {1});  // batches of ten rows
    CountingFederation federation(Deal(cohort.table, 3, seed));
    ASSERT_OK_AND_ASSIGN(const ScreeningResult filtered, Screen(federation, "a", {CorrelationStep{0.6}},
                                                                cohort.features, federation.names()));
    ASSERT_OK_AND_ASSIGN(const ScreeningResult picked,
                         Screen(federation, "b", {MrmrStep{12}}, cohort.features, federation.names()));
    const auto r = [&](const std::string& a, const std::string& b) {
      const auto z = [&](const std::string& name) {
        Eigen::VectorXd x = cohort.table.values.col(static_cast<Eigen::Index>(*cohort.table.Column(name)));
        x.array() -= x.mean();
        return Eigen::VectorXd(x.normalized());
      };
      return std::fabs(z(a).dot(z(b)));
    };
    std::vector<std::pair<double, std::string>> order;
    for (const std::string& name : cohort.features) {
      const std::optional<double> f = filtered.log[0].values.at(name)[0];
      if (f) order.emplace_back(-*f, name);
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    Names kept;
    for (const auto& [f, name] : order) {
      if (std::none_of(kept.begin(), kept.end(), [&](const std::string& k) { return r(k, name) > 0.6; })) {
        kept.push_back(name);
      }
    }
    EXPECT_EQ(filtered.log[0].kept, kept) << seed;

    Names picks;
    while (picks.size() < 12) {
      std::string best;
      double best_score = -1;
      for (const std::string& name : cohort.features) {
        const std::optional<double> f = filtered.log[0].values.at(name)[0];
        if (!f || std::find(picks.begin(), picks.end(), name) != picks.end()) continue;
        double sum = 0;
        for (const std::string& pick : picks) sum += r(pick, name);
        const double score =
            picks.empty() ? *f : *f / std::max(sum / static_cast<double>(picks.size()), 0.001);
        if (score > best_score * (1 + 1e-9)) best = name, best_score = score;
      }
      picks.push_back(best);
    }
    EXPECT_EQ(picked.log[0].kept, picks) << seed;
  }
}

}  // namespace
}  // namespace osteon::models
