// The hot paths of the mathematics: the weighted Gram matrix, the whole logistic kernel, harmonisation, the
// ring.
#include <benchmark/benchmark.h>
#include <Eigen/Dense>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/federation/kernels.h"
#include "models/federation/weighted_gram.h"
#include "models/harmonisation/apply_combat.h"

namespace osteon::models {
namespace {

using Eigen::Index;

Eigen::MatrixXd RandomDesign(Index n, Index p) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(n, p, [&] { return normal(random); });
}

// Arguments: patients, columns.
void Sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Args({500, 100})->Args({500, 1001})->Unit(benchmark::kMillisecond);
}

void WeightedGramOfOneSite(benchmark::State& state) {
  const Eigen::MatrixXd z = RandomDesign(state.range(0), state.range(1));
  const Eigen::VectorXd w = Eigen::VectorXd::Constant(state.range(0), 0.2);
  for (auto _ : state) benchmark::DoNotOptimize(WeightedGram(z, w));
  state.counters["multiply-adds/s"] = benchmark::Counter(
      static_cast<double>(state.iterations() * state.range(0) * state.range(1) * (state.range(1) + 1) / 2),
      benchmark::Counter::kIsRate);
}
BENCHMARK(WeightedGramOfOneSite)->Apply(Sizes);

void WeightedGram256(benchmark::State& state) {
  const Eigen::MatrixXd z = RandomDesign(state.range(0), state.range(1));
  const Eigen::VectorXd w = Eigen::VectorXd::Constant(state.range(0), 0.2);
  for (auto _ : state) benchmark::DoNotOptimize(WeightedGramWith(VectorUnit::kFused256, z, w));
}
BENCHMARK(WeightedGram256)->Apply(Sizes);

void EigenRankUpdate(benchmark::State& state) {
  const Eigen::MatrixXd z = RandomDesign(state.range(0), state.range(1));
  const Eigen::VectorXd w = Eigen::VectorXd::Constant(state.range(0), 0.2);
  for (auto _ : state) {
    const Eigen::MatrixXd scaled = w.cwiseSqrt().asDiagonal() * z;
    Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(z.cols(), z.cols());
    gram.selfadjointView<Eigen::Lower>().rankUpdate(scaled.transpose());
    benchmark::DoNotOptimize(gram.data());
  }
}
BENCHMARK(EigenRankUpdate)->Apply(Sizes);

void LogisticKernel(benchmark::State& state) {
  const Index n = state.range(0);
  const Index p = state.range(1) - 1;  // and the intercept
  AnalysisTable table;
  table.values = RandomDesign(n, p);
  table.outcome = Eigen::VectorXd::NullaryExpr(n, [](Index i) { return static_cast<double>(i % 3 == 0); });
  table.holdout.assign(static_cast<std::size_t>(n), false);
  LogisticRequest request;
  request.beta.assign(static_cast<std::size_t>(p) + 1, 0.01);
  request.patients = static_cast<std::uint64_t>(n);
  for (Index j = 0; j < p; ++j) {
    table.columns.push_back(absl::StrCat("original_glcm_feature_number_", j));
    request.columns.push_back({table.columns.back(), 0.1, 1.1});
  }
  for (auto _ : state) benchmark::DoNotOptimize(ComputeSummand(request, table));
}
BENCHMARK(LogisticKernel)->Apply(Sizes);

// One site of 100 patients with 1500 features and three covariates.
AnalysisTable RadiomicsTable() {
  AnalysisTable table;
  table.values = RandomDesign(100, 1503);
  table.outcome = Eigen::VectorXd::Zero(100);
  table.holdout.assign(100, false);
  for (Index j = 0; j < 1503; ++j) table.columns.push_back(absl::StrCat("original_glcm_feature_number_", j));
  return table;
}

void BatchMomentsKernel(benchmark::State& state) {
  const AnalysisTable table = RadiomicsTable();
  BatchMomentsRequest request;
  request.features.assign(table.columns.begin(), table.columns.end() - 3);
  request.covariates.assign(table.columns.end() - 3, table.columns.end());
  for (auto _ : state) benchmark::DoNotOptimize(ComputeSummand(request, table));
}
BENCHMARK(BatchMomentsKernel)->Unit(benchmark::kMillisecond);

void ApplyCombatAtOneSite(benchmark::State& state) {
  const AnalysisTable table = RadiomicsTable();
  CombatModel model;
  model.features.assign(table.columns.begin(), table.columns.end() - 3);
  model.covariates.assign(table.columns.end() - 3, table.columns.end());
  model.grand_mean.assign(1500, 0.1);
  model.scale.assign(1500, 1.1);
  model.coefficients.assign(4500, 0.2);
  const std::vector<std::size_t> rows = RowsOf(table, RowSet::kTrain);
  for (auto _ : state) benchmark::DoNotOptimize(ApplyCombat(model, table, rows, CombatMode::kSite));
}
BENCHMARK(ApplyCombatAtOneSite)->Unit(benchmark::kMillisecond);

void RingEncodeAndAdd(benchmark::State& state) {
  const std::vector<double> values(500'000, 1.2345);
  const RingLayout layout = {{"information", values.size(), {1, 40}}};
  RingVector sum(layout);
  for (auto _ : state) {
    RingVector summand(layout);
    benchmark::DoNotOptimize(summand.EncodeBlock(0, values, 8, {}));
    benchmark::DoNotOptimize(sum.Add(summand));
  }
}
BENCHMARK(RingEncodeAndAdd)->Unit(benchmark::kMillisecond);

void RingDecode(benchmark::State& state) {
  const std::vector<double> values(500'000, 1.2345);
  RingVector sum({{"information", values.size(), {1, 40}}});
  benchmark::DoNotOptimize(sum.EncodeBlock(0, values, 8, {}));
  for (auto _ : state) benchmark::DoNotOptimize(sum.DecodeBlock(0));
}
BENCHMARK(RingDecode)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace osteon::models

BENCHMARK_MAIN();
