#include "coordinator/cli/demo/random.h"

#include <cstddef>

namespace osteon::demo {
namespace {

constexpr std::uint64_t kGoldenGamma = 0x9e3779b97f4a7c15U;

constexpr std::uint64_t Mix(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

// FNV-1a, 64 bits.
std::uint64_t Hash(absl::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char character : text) {
    hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3U;
  }
  return hash;
}

}  // namespace

Random::Random(std::uint64_t seed, absl::string_view name, std::uint64_t number)
    : state_(Mix(Mix(Mix(seed + kGoldenGamma) ^ Hash(name)) + kGoldenGamma * (number + 1))) {}

std::uint64_t Random::Next() {
  state_ += kGoldenGamma;
  return Mix(state_);
}

double Random::Uniform() {
  return static_cast<double>(Next() >> 11U) * 0x1p-53;
}

double Random::Uniform(double low, double high) {
  return low + (high - low) * Uniform();
}

double Random::Normal(double mean, double sd) {
  double sum = -6.0;  // twelve uniforms have mean 6 and variance 1
  for (int i = 0; i < 12; ++i) sum += Uniform();
  return mean + sd * sum;
}

std::uint64_t Random::Below(std::uint64_t limit) {
  // The bias of the remainder is below limit / 2^64.
  return Next() % limit;
}

void Random::FillWhiteNoise(std::span<float> noise) {
  // Four independent 16-bit uniforms: mean 4 * 65535 / 2, sd sqrt(4 / 12) * 65536.
  constexpr float kScale = 1.0F / 37837.2275F;
  for (float& value : noise) {
    const std::uint64_t bits = Next();
    const std::uint64_t sum =
        (bits & 0xffffU) + ((bits >> 16U) & 0xffffU) + ((bits >> 32U) & 0xffffU) + (bits >> 48U);
    value = static_cast<float>(static_cast<std::int32_t>(sum) - 131070) * kScale;
  }
}

}  // namespace osteon::demo
