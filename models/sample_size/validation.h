// How precisely the external validation at a site can estimate (Riley et al.).
#ifndef OSTEON_MODELS_SAMPLE_SIZE_VALIDATION_H_
#define OSTEON_MODELS_SAMPLE_SIZE_VALIDATION_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"

namespace osteon::models {

struct ValidationPlan {
  std::uint64_t patients = 0, events = 0;  // of the site
  double auc = 0;                          // anticipated
  double lp_mean = 0, lp_sd = 0;           // of the model's linear predictor at the site, taken as normal
};

// Standard errors to expect where the model is as well calibrated as anticipated (O/E 1, slope 1).
struct ExpectedPrecision {
  // Absent without an event or without a patient who has none.
  std::optional<double> se_log_oe;
  std::optional<double> se_calibration_slope;
  std::optional<double> se_auc;
  bool few_events;  // fewer than 100 (Collins, Ogundimu & Altman, Statistics in Medicine 35 (2016) 214)
};

inline constexpr std::uint64_t kEventsForValidation = 100;

// Source: Riley, Debray, Collins et al., Statistics in Medicine 40 (2021) 4230-4251; Riley, Snell, Archer et
// al., BMJ 384 (2024) e074821. With phi the share of events:
//   se(ln O/E)  sqrt((1 - phi) / (n phi))
//   se(slope)   sqrt(I_00 / (n (I_00 I_11 - I_01^2))), I_jk the mean of lp^(j+k) p (1 - p) over the
//               distribution of the linear predictor, by numerical integration
//   se(AUC)     Newcombe, Statistics in Medicine 25 (2006) 559-573, method 4, with both classes' sizes as n /
//               2 in its correction: c (1 - c) (1 + (n/2 - 1) ((1 - c) / (2 - c) + c / (1 + c))) / (n^2 phi
//               (1
//               - phi)), square root
//
// kInvalidArgument: more events than patients, an AUC outside (0, 1), a standard deviation not above 0 or
// above 30, a mean beyond 30 either way.
absl::StatusOr<ExpectedPrecision> PrecisionOfValidation(const ValidationPlan& plan);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SAMPLE_SIZE_VALIDATION_H_
