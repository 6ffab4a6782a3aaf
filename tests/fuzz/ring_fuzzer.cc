// Numbers of the fixed-point ring: the first bytes are a layout, the rest words, then doubles.
#include "common/fixed_point/ring.h"

#include <cmath>
#include <cstring>

#include "common/fixed_point/exact_integer.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

namespace {

void WriteAndRead(const FixedPointFormat& format, double value, int sites) {
  RingVector one({{"x", 1, format}});
  const absl::Status encoded = one.EncodeBlock(0, {value}, sites, {});
  if (!encoded.ok()) {
    fuzz::RequireRefusal(encoded);
    fuzz::Require(!(std::fabs(value) * sites < std::ldexp(0.5, 64 * format.words - 1 - format.fraction_bits)),
                  "a number that fits is refused");
    return;
  }
  const double half = std::ldexp(0.5, -format.fraction_bits);
  fuzz::Require(std::fabs(one.DecodeBlock(0)[0] - value) <= half, "a number changed in the ring");
  RingVector sum(one.layout());
  for (int site = 0; site < sites; ++site) fuzz::Require(sum.Add(one).ok(), "equal layouts");
  const double total = sum.DecodeBlock(0)[0];
  fuzz::Require(std::fabs(total - sites * one.DecodeBlock(0)[0]) <= std::fabs(total) * 1e-15,
                "a sum wrapped");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int words = 1 + static_cast<int>(fuzz::TakeChoice(data, size, kMaxRingWords));
  const int places = static_cast<int>(fuzz::TakeChoice(data, size, 256));
  const FixedPointFormat format{words, places % (64 * words - 1)};
  const int sites = 1 + static_cast<int>(fuzz::TakeChoice(data, size, 100));
  std::vector<std::uint64_t> numbers(size / 8);
  if (!numbers.empty()) std::memcpy(numbers.data(), data, 8 * numbers.size());
  const std::size_t width = static_cast<std::size_t>(words);
  for (const std::uint64_t bits : numbers) {
    double value = 0;
    std::memcpy(&value, &bits, sizeof(value));
    WriteAndRead(format, value, sites);
  }
  const RingLayout layout = {{"x", numbers.size() / width, format}};
  const absl::StatusOr<RingVector> vector = RingVector::FromWords(layout, numbers);
  fuzz::Require(vector.ok() == (numbers.size() % width == 0), "words beside a layout");
  if (!vector.ok()) return 0;
  RingVector doubled = *vector;
  fuzz::Require(doubled.Add(*vector).ok(), "equal layouts");
  for (const double value : vector->DecodeBlock(0)) {
    fuzz::Require(std::isfinite(value), "a ring's number is not finite");
  }
  if (format == kExactFormat && layout[0].size > 0) {
    std::uint64_t written[kMaxRingWords];
    WriteExact(ReadExact(vector->Number(0, 0)), written);
    fuzz::Require(std::memcmp(written, vector->Number(0, 0), sizeof(written)) == 0,
                  "an exact number changed");
  }
  return 0;
}
