#include "models/imputation/quantiles.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <random>

#include "tests/support/counting_federation.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::CountingFederation;
using osteon::testing::StatusIs;
using ::testing::HasSubstr;

using Tables = std::map<std::string, AnalysisTable>;

// The columns dealt to sites in turn.
Tables Deal(const std::vector<std::pair<std::string, std::vector<double>>>& columns, std::size_t sites) {
  Tables tables;
  const std::size_t n = columns.front().second.size();
  for (std::size_t site = 0; site < sites; ++site) {
    AnalysisTable& table = tables["s" + std::to_string(site)];
    std::vector<std::size_t> rows;
    for (std::size_t i = site; i < n; i += sites) rows.push_back(i);
    table.values.resize(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(columns.size()));
    table.outcome.setZero(static_cast<Eigen::Index>(rows.size()));
    table.holdout.assign(rows.size(), false);
    for (std::size_t j = 0; j < columns.size(); ++j) {
      table.columns.push_back(columns[j].first);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        table.values(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = columns[j].second[rows[i]];
      }
    }
  }
  return tables;
}

double Type7(std::vector<double> values, double probability) {
  std::erase_if(values, [](double x) { return std::isnan(x); });
  std::sort(values.begin(), values.end());
  const double h = static_cast<double>(values.size() - 1) * probability;
  const auto k = static_cast<std::size_t>(h);
  const double next = values[std::min(k + 1, values.size() - 1)];
  return values[k] + (h - static_cast<double>(k)) * (next - values[k]);
}

std::vector<double> Random(std::size_t n, const std::string& kind, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(n);
  for (double& x : values) {
    x = normal(random);
    if (kind == "lognormal") x = 1e9 * std::exp(2 * x);
    if (kind == "tiny") x *= 1e-12;
    if (kind == "large") x = 1e15 + 1e13 * x;
    if (kind == "integer") x = std::round(2 * x);
    if (kind == "outlier" && &x == &values[n / 2]) x = 1e12;
    if (kind == "missing" && random() % 3 == 0) x = std::nan("");
  }
  return values;
}

absl::StatusOr<std::vector<Quantile>> Find(const Tables& tables, const std::vector<QuantileTarget>& targets) {
  CountingFederation federation(tables);
  return FindQuantiles(federation, "quantiles", targets, federation.names(), 5);
}

const std::vector<double> kProbabilities = {0.05, 0.25, 0.5, 0.75, 0.95};

TEST(Quantiles, TheIntervalHoldsThePooledQuantileOfAnyColumn) {
  for (const std::size_t n : {20U, 41U, 575U, 5000U}) {
    for (const std::string kind : {"normal", "lognormal", "tiny", "large", "integer", "outlier", "missing"}) {
      const std::vector<double> values = Random(n, kind, n);
      CountingFederation federation(Deal({{"x", values}}, 5));
      std::vector<QuantileTarget> targets;
      for (const double probability : kProbabilities) targets.push_back({"x", probability});
      ASSERT_OK_AND_ASSIGN(const std::vector<Quantile> found,
                           FindQuantiles(federation, "quantiles", targets, federation.names(), 5));
      ASSERT_EQ(found.size(), targets.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        const double truth = Type7(values, kProbabilities[i]);
        const Quantile& quantile = found[i];
        EXPECT_LE(quantile.lower, truth) << kind << " " << n << " " << kProbabilities[i];
        EXPECT_GE(quantile.upper, truth) << kind << " " << n << " " << kProbabilities[i];
        EXPECT_LE(quantile.lower, quantile.value);
        EXPECT_GE(quantile.upper, quantile.value);
        EXPECT_GE(quantile.between, 10U) << "an interval of few patients";
        const auto inside =
            static_cast<std::uint64_t>(std::count_if(values.begin(), values.end(), [&](double x) {
              return x > quantile.lower && x <= quantile.upper;
            }));
        EXPECT_EQ(quantile.between, inside);
      }
      EXPECT_LE(federation.rounds(), 4);
    }
  }
}

TEST(Quantiles, AMedianIsNearThePooledOne) {
  std::vector<std::pair<std::string, std::vector<double>>> columns;
  std::vector<QuantileTarget> targets;
  for (int j = 0; j < 200; ++j) {
    const std::string name = "f" + std::to_string(j);
    columns.emplace_back(name,
                         Random(575, j % 3 == 0 ? "lognormal" : "normal", static_cast<std::uint64_t>(j)));
    targets.push_back({name, 0.5});
  }
  CountingFederation federation(Deal(columns, 5));
  ASSERT_OK_AND_ASSIGN(const std::vector<Quantile> found,
                       FindQuantiles(federation, "medians", targets, federation.names(), 5));
  double worst = 0;
  double widest = 0;
  for (std::size_t j = 0; j < found.size(); ++j) {
    const std::vector<double>& values = columns[j].second;
    const double iqr = Type7(values, 0.75) - Type7(values, 0.25);
    worst = std::max(worst, std::fabs(found[j].value - Type7(values, 0.5)) / iqr);
    widest = std::max(widest, (found[j].upper - found[j].lower) / iqr);
  }
  EXPECT_LT(worst, 0.03);  // of the interquartile range; the median's own standard error is 0.04 of it
  EXPECT_LE(federation.rounds(), 4);
  std::cout << "200 medians of 575 patients: " << federation.rounds() << " rounds, " << federation.scalars()
            << " scalars; error at most " << worst << " of the interquartile range, intervals at most "
            << widest << "\n";
}

TEST(Quantiles, AnySplitGivesTheSameBits) {
  const std::vector<double> values = Random(300, "lognormal", 3);
  ASSERT_OK_AND_ASSIGN(const std::vector<Quantile> one, Find(Deal({{"x", values}}, 1), {{"x", 0.5}}));
  for (const std::size_t sites : {2U, 7U, 50U}) {
    ASSERT_OK_AND_ASSIGN(const std::vector<Quantile> many, Find(Deal({{"x", values}}, sites), {{"x", 0.5}}));
    EXPECT_EQ(many[0].value, one[0].value);
    EXPECT_EQ(many[0].lower, one[0].lower);
    EXPECT_EQ(many[0].upper, one[0].upper);
  }
}

TEST(Quantiles, AConstantColumnsMedianIsItsValue) {
  CountingFederation federation(Deal({{"x", std::vector<double>(30, 4.5)}}, 3));
  ASSERT_OK_AND_ASSIGN(const std::vector<Quantile> found,
                       FindQuantiles(federation, "medians", {{"x", 0.5}}, federation.names(), 5));
  EXPECT_EQ(found[0].value, 4.5);
  EXPECT_EQ(found[0].lower, 4.5);
  EXPECT_EQ(found[0].patients, 30U);
  EXPECT_EQ(federation.rounds(), 1);
}

TEST(Quantiles, TooFewValuesAndImpossibleTargetsAreRefused) {
  std::vector<double> few(30, std::nan(""));
  for (std::size_t i = 0; i < 9; ++i) few[i] = static_cast<double>(i);
  const Tables tables = Deal({{"few", few}, {"none", std::vector<double>(30, std::nan(""))}}, 3);
  EXPECT_THAT(Find(tables, {{"few", 0.5}}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("column few: 9 training patients have a value; a quantile needs 10")));
  EXPECT_THAT(Find(tables, {{"none", 0.5}}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("column none: 0 training patients")));
  constexpr auto kBad = absl::StatusCode::kInvalidArgument;
  for (const double probability : {0.0, 1.0, -0.5, std::nan("")}) {
    EXPECT_THAT(Find(tables, {{"few", probability}}), StatusIs(kBad, HasSubstr("probability")));
  }
  EXPECT_THAT(Find(tables, std::vector<QuantileTarget>(101, {"few", 0.5})),
              StatusIs(kBad, HasSubstr("more than 100")));
  CountingFederation federation(tables);
  EXPECT_THAT(FindQuantiles(federation, "q", {{"few", 0.5}}, {}, 5), StatusIs(kBad, HasSubstr("no site")));
  EXPECT_THAT(FindQuantiles(federation, "q", {{"few", 0.5}}, {"s0"}, 0),
              StatusIs(kBad, HasSubstr("min_cell")));
  EXPECT_EQ(federation.rounds(), 0);
}

}  // namespace
}  // namespace osteon::models
