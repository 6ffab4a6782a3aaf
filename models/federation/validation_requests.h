// What is asked about the predicted risks of finished models: alternatives of SumRequest and GatherRequest
// (requests.h).
#ifndef OSTEON_MODELS_FEDERATION_VALIDATION_REQUESTS_H_
#define OSTEON_MODELS_FEDERATION_VALIDATION_REQUESTS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/fixed_point/ring.h"
#include "models/data/analysis_table.h"
#include "models/preparation/preparation.h"
#include "models/validation/comparison.h"

namespace osteon::models {

using ValidatedTerm = LinearTerm;

// A model as far as risks need it. Exactly one of `terms` and `score_column` is given.
struct ScoredModel {
  std::string name;
  std::vector<ValidatedTerm> terms;
  std::string score_column;  // a column of predicted risks
  friend bool operator==(const ScoredModel&, const ScoredModel&) = default;
};

inline constexpr std::size_t kMostScoreCuts = 1000;
inline constexpr std::size_t kMostScoredModels = 100;

// How many patients of each outcome have a predicted risk at or above each cut.
//
//   "counts"   (2)                     patients, events
//   "no event" (models x cuts, model by model)  patients without the event and p >= cut
//   "event"    (the same)              patients with it and p >= cut
struct ScoreCountsRequest {
  std::vector<ScoredModel> models;  // 1 to kMostScoredModels
  std::vector<double> cuts;         // ascending, each above 0 and below 1, 1 to kMostScoreCuts of them
  RowSet rows = RowSet::kTrain;
  int sites = 1;  // how many summands are added; bounds each one
  friend bool operator==(const ScoreCountsRequest&, const ScoreCountsRequest&) = default;
};

// How two models differ on the site's own rows: ModelComparison (models/validation/comparison.h).
struct ComparisonRequest {
  ScoredModel a, b;
  RowSet rows = RowSet::kAll;
  std::optional<ThresholdPair> thresholds;  // of McNemar's test
  std::vector<double> decision_thresholds;  // AreDecisionThresholds
  View view_a{}, view_b{};
  friend bool operator==(const ComparisonRequest&, const ComparisonRequest&) = default;
};

RingLayout Layout(const ScoreCountsRequest& request);

// "score_counts"
std::string Kind(const ScoreCountsRequest& request);

// Whether there are 1 to `most` of them, ascending, each above 0 and below 1.
bool AreCuts(const std::vector<double>& cuts, std::size_t most);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_VALIDATION_REQUESTS_H_
