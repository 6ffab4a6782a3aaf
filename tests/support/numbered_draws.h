// Draws for tests: a good mixing of purpose and row, without a key.
#ifndef OSTEON_TESTS_SUPPORT_NUMBERED_DRAWS_H_
#define OSTEON_TESTS_SUPPORT_NUMBERED_DRAWS_H_

#include <string>

#include "models/data/patient_draws.h"

namespace osteon::testing {

class NumberedDraws : public models::PatientDraws {
 public:
  // `site` makes the draws of equal rows at two sites differ.
  explicit NumberedDraws(std::string site = "") : site_(std::move(site)) {}
  std::uint64_t Draw(const std::string& purpose, std::size_t row) const override {
    std::uint64_t state = 0x9e3779b97f4a7c15U;
    for (const char c : site_ + "|" + purpose) state = Mix(state ^ static_cast<unsigned char>(c));
    return Mix(state ^ row);
  }

 private:
  // splitmix64's finaliser.
  static std::uint64_t Mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31U);
  }
  std::string site_;
};

}  // namespace osteon::testing

#endif  // OSTEON_TESTS_SUPPORT_NUMBERED_DRAWS_H_
