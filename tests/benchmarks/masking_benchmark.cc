// Secure mode's costs: one site's masks, and adding all sites' masked summands at the coordinator.
#include <benchmark/benchmark.h>

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/fixed_point/ring.h"
#include "common/hash/sha256.h"
#include "common/masking/pairwise_masks.h"

namespace osteon {
namespace {

RingLayout OneBlock(const benchmark::State& state) {
  return {{"numbers", static_cast<std::size_t>(state.range(1)), {static_cast<int>(state.range(2)), 0}}};
}

// Arguments: sites, numbers, words of a number.
void Sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Args({20, 1000000, 1})->Args({20, 200000, 5})->Args({20, 20, 1})->Unit(benchmark::kMillisecond);
}

void MasksOfOneSite(benchmark::State& state) {
  std::map<std::string, std::string> public_keys;
  for (int i = 0; i < state.range(0); ++i) {
    const std::string name = absl::StrCat("site", i);
    public_keys[name] = MaskKey::FromPrivate(Sha256(name))->public_bytes();
  }
  const MaskKey own = *MaskKey::FromPrivate(Sha256("site3"));
  RingVector summand(OneBlock(state));
  for (auto _ : state) {
    const absl::Status status = AddPairwiseMasks(own, "site3", public_keys, "context", summand);
    if (!status.ok()) state.SkipWithError(status.ToString().c_str());
  }
}
BENCHMARK(MasksOfOneSite)->Apply(Sizes);

void SumOfAllSites(benchmark::State& state) {
  const RingVector summand(OneBlock(state));
  for (auto _ : state) {
    RingVector sum(OneBlock(state));
    for (int i = 0; i < state.range(0); ++i) {
      if (!sum.Add(summand).ok()) state.SkipWithError("layouts differ");
    }
    benchmark::DoNotOptimize(sum.words().data());
  }
}
BENCHMARK(SumOfAllSites)->Apply(Sizes);

}  // namespace
}  // namespace osteon

BENCHMARK_MAIN();
