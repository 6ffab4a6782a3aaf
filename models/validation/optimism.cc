#include "models/validation/optimism.h"

#include <cmath>
#include <cstddef>

#include "absl/strings/str_cat.h"

namespace osteon::models {
namespace {

constexpr double Performance::*kMeasures[] = {&Performance::auc, &Performance::brier,
                                              &Performance::calibration_intercept,
                                              &Performance::calibration_slope};

bool IsFinite(const Performance& performance) {
  for (double Performance::*const measure : kMeasures) {
    if (!std::isfinite(performance.*measure)) return false;
  }
  return true;
}

bool IsFinite(const std::vector<std::optional<double>>& values) {
  for (const std::optional<double>& value : values) {
    if (value && !std::isfinite(*value)) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<OptimismCorrection> CorrectForOptimism(const Performance& apparent,
                                                      const std::vector<Replicate>& replicates) {
  if (replicates.empty()) return absl::InvalidArgumentError("optimism: no bootstrap replicate");
  if (!IsFinite(apparent)) return absl::InvalidArgumentError("optimism: apparent performance is not finite");
  for (std::size_t b = 0; b < replicates.size(); ++b) {
    if (!IsFinite(replicates[b].boot) || !IsFinite(replicates[b].original)) {
      return absl::InvalidArgumentError(
          absl::StrCat("optimism: performance of replicate ", b + 1, " is not finite"));
    }
  }
  OptimismCorrection correction;
  correction.apparent = apparent;
  correction.replicates = replicates.size();
  for (double Performance::*const measure : kMeasures) {
    double sum = 0;
    for (const Replicate& replicate : replicates)
      sum += replicate.boot.*measure - replicate.original.*measure;
    correction.optimism.*measure = sum / static_cast<double>(replicates.size());
    correction.corrected.*measure = apparent.*measure - correction.optimism.*measure;
  }
  return correction;
}

absl::StatusOr<CorrectedCurve> CorrectCurveForOptimism(const std::vector<double>& apparent,
                                                       const std::vector<CurveReplicate>& replicates) {
  if (replicates.empty()) return absl::InvalidArgumentError("optimism: no bootstrap replicate");
  for (std::size_t b = 0; b < replicates.size(); ++b) {
    if (replicates[b].boot.size() != apparent.size() || replicates[b].original.size() != apparent.size()) {
      return absl::InvalidArgumentError(absl::StrCat("optimism: the curve of replicate ", b + 1,
                                                     " is not on the grid of the apparent one"));
    }
    if (!IsFinite(replicates[b].boot) || !IsFinite(replicates[b].original)) {
      return absl::InvalidArgumentError(
          absl::StrCat("optimism: the curve of replicate ", b + 1, " is not finite"));
    }
  }
  CorrectedCurve curve;
  curve.apparent = apparent;
  for (std::size_t point = 0; point < apparent.size(); ++point) {
    if (!std::isfinite(apparent[point])) {
      return absl::InvalidArgumentError("optimism: the apparent curve is not finite");
    }
    double sum = 0;
    std::uint64_t count = 0;
    for (const CurveReplicate& replicate : replicates) {
      if (!replicate.boot[point] || !replicate.original[point]) continue;
      sum += *replicate.boot[point] - *replicate.original[point];
      ++count;
    }
    curve.replicates.push_back(count);
    curve.optimism.push_back(count == 0 ? std::nullopt
                                        : std::optional<double>(sum / static_cast<double>(count)));
    curve.corrected.push_back(count == 0 ? std::nullopt
                                         : std::optional<double>(apparent[point] - *curve.optimism.back()));
  }
  return curve;
}

}  // namespace osteon::models
