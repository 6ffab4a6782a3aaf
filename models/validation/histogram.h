// Histograms of predicted risks by outcome.
#ifndef OSTEON_MODELS_VALIDATION_HISTOGRAM_H_
#define OSTEON_MODELS_VALIDATION_HISTOGRAM_H_

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/validation/estimate.h"

namespace osteon::models {

inline constexpr std::size_t kMostBins = 10;

// Bin i has the values from edges[i] up to, and not with, edges[i + 1]; the last one has its upper edge as
// well. Values outside count in the first and the last bin.
struct Histogram {
  std::vector<double> edges;                      // (bins + 1) ascending
  std::vector<std::uint64_t> events, non_events;  // (bins)
  friend bool operator==(const Histogram&, const Histogram&) = default;
};

// 0, 0.1, ..., 1.
std::vector<double> RiskEdges();

// kMostBins + 1 edges of equal steps, the step a round number (1, 2 or 5 times a power of ten), that reach
// from below mean - 2.5 sd to above mean + 2.5 sd of the development sites' linear predictor. Fixed once for
// all sites, so that their histograms can be laid side by side. sd > 0.
std::vector<double> ScoreEdges(double mean, double sd);

// Of a model without development patients: log-odds -5, -4, ..., 5.
std::vector<double> DefaultScoreEdges();

// Whether these are kMostBins + 1 finite edges of equal positive steps, to 1e-9 of a step and their rounding.
bool AreScoreEdges(const std::vector<double>& edges);

//   values   (n) not NaN; infinite ones count in the outer bins
//   outcome  (n) 0 or 1
//   edges    ascending, two or more
Histogram HistogramOf(const Eigen::Ref<const Eigen::VectorXd>& values,
                      const Eigen::Ref<const Eigen::VectorXd>& outcome, const std::vector<double>& edges);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_HISTOGRAM_H_
