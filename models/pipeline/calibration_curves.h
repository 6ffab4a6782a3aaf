// Calibration curves of finished models over several sites together, from sums: logistic regression of the
// outcome on a restricted cubic spline of the linear predictor with knots that are fixed beforehand.
#ifndef OSTEON_MODELS_PIPELINE_CALIBRATION_CURVES_H_
#define OSTEON_MODELS_PIPELINE_CALIBRATION_CURVES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/pipeline/pipeline_result.h"
#include "models/pipeline/run_pipeline.h"
#include "models/validation/flexible_calibration.h"

namespace osteon::models {

// By model, of its linear predictor.
using CurveKnots = std::map<std::string, std::vector<double>>;
using Curves = std::map<std::string, CalibrationCurve>;

// Harrell's quantiles (5, 27.5, 50, 72.5, 95 %; below 100 patients 10, 50, 90 %) of each fitted model's
// linear predictor, by federated quantiles, so that none is a patient's. Models whose quantiles coincide, or
// that have too few patients for them, have none. `name` begins what is remembered.
absl::StatusOr<CurveKnots> ChooseCurveKnots(Federation& federation, const std::string& name,
                                            const PipelineScope& scope, const PipelineResult& pipeline,
                                            std::uint64_t min_cell);

// The curve of each model with knots, on the training rows of scope.sites: as often as the replicate says,
// and each patient once. A model without an estimate (separation) has no curve.
struct CurvePair {
  Curves in_replicate, in_original;
};
absl::StatusOr<CurvePair> FitCalibrationCurves(Federation& federation, const std::string& name,
                                               const PipelineScope& scope, const PipelineResult& pipeline,
                                               const CurveKnots& knots);

// Risks from 0.05 to 0.95 by 0.05 that lie between the outer knots.
std::vector<double> CurveGrid(const std::vector<double>& knots);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_CALIBRATION_CURVES_H_
