// Performance corrected for optimism by the bootstrap.
#ifndef OSTEON_MODELS_VALIDATION_OPTIMISM_H_
#define OSTEON_MODELS_VALIDATION_OPTIMISM_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"

namespace osteon::models {

struct Performance {
  double auc = 0, brier = 0;
  double calibration_intercept = 0, calibration_slope = 0;  // joint: logit P(y = 1) = a + b logit p
  friend bool operator==(const Performance&, const Performance&) = default;
};

// A model refitted to one bootstrap sample: on that sample, and on the original patients.
struct Replicate {
  Performance boot, original;
};

struct OptimismCorrection {
  Performance apparent;
  Performance optimism;   // mean over replicates of boot - original
  Performance corrected;  // apparent - optimism
  std::uint64_t replicates = 0;
  friend bool operator==(const OptimismCorrection&, const OptimismCorrection&) = default;
};

// Source: Harrell, Lee & Mark, Statistics in Medicine 15 (1996) 361-387; Efron & Tibshirani, An Introduction
// to the Bootstrap, section 17.6.
//
// kInvalidArgument: no replicate, a number that is not finite, named by replicate.
absl::StatusOr<OptimismCorrection> CorrectForOptimism(const Performance& apparent,
                                                      const std::vector<Replicate>& replicates);

// The same of a calibration curve on a fixed grid of predicted risks, point by point. A replicate has no
// value where its risks do not reach.
struct CurveReplicate {
  std::vector<std::optional<double>> boot, original;  // (grid)
};

struct CorrectedCurve {
  std::vector<double> apparent;                 // (grid)
  std::vector<std::optional<double>> optimism;  // mean of boot - original; none without a replicate there
  std::vector<std::optional<double>> corrected;
  std::vector<std::uint64_t> replicates;  // with a value at the point
  friend bool operator==(const CorrectedCurve&, const CorrectedCurve&) = default;
};

// kInvalidArgument: no replicate, sizes that disagree, a number that is not finite.
absl::StatusOr<CorrectedCurve> CorrectCurveForOptimism(const std::vector<double>& apparent,
                                                       const std::vector<CurveReplicate>& replicates);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_OPTIMISM_H_
