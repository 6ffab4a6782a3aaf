// How many patients the development of a model of a binary outcome needs (Riley et al.).
#ifndef OSTEON_MODELS_SAMPLE_SIZE_DEVELOPMENT_H_
#define OSTEON_MODELS_SAMPLE_SIZE_DEVELOPMENT_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"

namespace osteon::models {

struct DevelopmentPlan {
  std::uint64_t patients = 0, events = 0;  // at hand
  // Coefficients that could have entered the model, counted before any screening: what screening looked at
  // counts, and a categorical predictor counts once for each level but the reference.
  std::uint64_t candidate_parameters = 0;
  // Anticipated Cox-Snell R2 of the model, adjusted for optimism. Without it: 15 % of the largest that the
  // share of events allows (Nagelkerke's R2 of 0.15), as Riley et al. 2020 advise where nothing is known.
  std::optional<double> cox_snell_r2;
};

struct DevelopmentSampleSize {
  double prevalence;
  double largest_cox_snell_r2;  // of a perfect model
  double cox_snell_r2;          // what the criteria took
  bool r2_assumed;              // it is the 15 %
  // Patients needed for
  std::uint64_t overall_risk;                     // 1: its margin of error <= 0.05
  std::optional<std::uint64_t> prediction_error;  // 2: mean absolute error of the risks <= 0.05; the formula
                                                  // is for at most 30 parameters
  std::uint64_t shrinkage;                        // 3: predictor effects shrink by a factor >= 0.9
  std::uint64_t optimism;                         // 4: apparent - adjusted Nagelkerke R2 <= 0.05
  std::uint64_t required;                         // the largest of them
  double required_events_per_parameter;           // at that size
  bool enough;                                    // the patients at hand are as many
  // What the patients at hand can expect.
  double events_per_parameter;
  double margin_of_error;     // of the overall risk
  double expected_shrinkage;  // 1: none; 0 where criterion 3's formula gives no positive factor
};

// Source: Riley, Ensor, Snell et al., BMJ 368 (2020) m441, criteria B1 to B4; Riley, Snell, Ensor et al.,
// Statistics in Medicine 38 (2019) 1276-1296; for B2 van Smeden et al., Statistical Methods in Medical
// Research 28 (2019) 2455-2474. With phi the share of events and P the parameters:
//   B1  n = (1.96 / 0.05)^2 phi (1 - phi)
//   B2  n = exp((-0.508 + 0.259 ln phi + 0.504 ln P - ln 0.05) / 0.544), phi of the rarer class
//   B3  n = P / ((S - 1) ln(1 - R2 / S)), S = 0.9
//   B4  the same with S = R2 / (R2 + 0.05 max R2)
//   max R2 = 1 - (phi^phi (1 - phi)^(1 - phi))^2
// each rounded up.
//
// kInvalidArgument: no candidate parameter, more events than patients, an R2 not above 0 or not below the
// largest. kFailedPrecondition: no event, or nobody without one.
absl::StatusOr<DevelopmentSampleSize> SampleSizeForDevelopment(const DevelopmentPlan& plan);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SAMPLE_SIZE_DEVELOPMENT_H_
