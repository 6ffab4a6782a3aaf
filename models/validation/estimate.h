// An estimate with its uncertainty, or the reason why there is none.
#ifndef OSTEON_MODELS_VALIDATION_ESTIMATE_H_
#define OSTEON_MODELS_VALIDATION_ESTIMATE_H_

#include <optional>
#include <string>
#include <utility>

namespace osteon::models {

// The 97.5 % point of the standard normal distribution.
inline constexpr double kNormal975 = 1.959963984540054;

// An estimate on its own scale with a 95 % interval.
struct Estimate {
  double estimate = 0;
  double se = 0;
  double lower = 0;
  double upper = 0;
  std::string method;  // "DeLong", "Wald", "Wilson", ...
  friend bool operator==(const Estimate&, const Estimate&) = default;
};

// Either a value or the reason why there is none ("no events", "all predicted risks are equal", ...).
template <typename T>
struct Maybe {
  std::optional<T> value;
  std::string unavailable;  // set when value is not
  friend bool operator==(const Maybe&, const Maybe&) = default;
};
using MaybeEstimate = Maybe<Estimate>;

inline MaybeEstimate Unavailable(std::string reason) {
  return {std::nullopt, std::move(reason)};
}

// estimate +- kNormal975 se.
inline MaybeEstimate Wald(double estimate, double se, std::string method) {
  return {Estimate{estimate, se, estimate - kNormal975 * se, estimate + kNormal975 * se, std::move(method)},
          ""};
}

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_ESTIMATE_H_
