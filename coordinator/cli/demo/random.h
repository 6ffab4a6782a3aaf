// A source of random numbers whose bits are ours: the standard library's distributions differ between
// implementations, and libm's functions between processors. Only integer arithmetic, +, - and * are used.
#ifndef OSTEON_COORDINATOR_CLI_DEMO_RANDOM_H_
#define OSTEON_COORDINATOR_CLI_DEMO_RANDOM_H_

#include <cstdint>
#include <span>

#include "absl/strings/string_view.h"

namespace osteon::demo {

// SplitMix64 (Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators, OOPSLA). Not for
// secrets: the demo's patients need none.
class Random {
 public:
  // Equal (seed, name, number) give equal numbers; any difference gives an unrelated sequence.
  Random(std::uint64_t seed, absl::string_view name, std::uint64_t number);

  std::uint64_t Next();
  double Uniform();                             // in [0, 1)
  double Uniform(double low, double high);      // in [low, high)
  double Normal(double mean, double sd);        // the sum of twelve uniforms: bell-shaped, within 6 sd
  std::uint64_t Below(std::uint64_t limit);     // 0 .. limit - 1, limit at least 1
  void FillWhiteNoise(std::span<float> noise);  // mean 0, sd 1, each the sum of four uniforms

 private:
  std::uint64_t state_;
};

}  // namespace osteon::demo

#endif  // OSTEON_COORDINATOR_CLI_DEMO_RANDOM_H_
