// One measure over the sites that have it: META of validation.json.
#ifndef OSTEON_MODELS_VALIDATION_POOLED_METRIC_H_
#define OSTEON_MODELS_VALIDATION_POOLED_METRIC_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/validation/meta_analysis.h"

namespace osteon::models {

// A site with fewer events or fewer non-events than this is listed and not pooled.
inline constexpr std::uint64_t kLeastOfAClass = 5;
// Below so many sites tau2 is barely estimable.
inline constexpr int kFewSites = 5;

struct PooledMetric {
  std::string scale;  // "logit" for the AUC, "log" for O/E, "identity": that of the numbers in reml and dl
  std::vector<std::string> sites_used;                // sorted
  std::map<std::string, std::string> sites_left_out;  // site -> why
  // META's estimate, se (Hartung-Knapp), lower, upper (Hartung-Knapp, k - 1), tau2, i2 and prediction
  // interval (prediction_hk, t with k - 2) are reml's; dl stands beside it. Absent with fewer than two sites.
  std::optional<MetaAnalysis> reml, dl;
  std::string unavailable;  // set when they are absent: "one site: nothing to pool"
  // By REML: a used site -> the analysis of the others. From three sites.
  std::map<std::string, MetaAnalysis> without;
  friend bool operator==(const PooledMetric&, const PooledMetric&) = default;
};

// Sites that a model, or one of two that are compared, was not validated at -> why.
using SitesLeftOut = std::map<std::string, std::string>;

// A site's part in one measure, on the measure's scale, or why it has none.
struct Contribution {
  double estimate = 0, variance = 0;
  std::string left_out;
};

// "fewer than 5 events", "fewer than 5 non-events"; empty: enough of both.
std::string TooFewOfAClass(std::uint64_t n, std::uint64_t events);

// Left out beside those that say so: a site whose variance is not above 0. kInternal: REML did not converge.
absl::StatusOr<PooledMetric> PoolContributions(const std::map<std::string, Contribution>& sites,
                                               std::string scale);

// From the measure's scale to the reader's: 1 / (1 + exp(-x)) for "logit", exp(x) for "log", x otherwise.
double BackTransformed(const std::string& scale, double value);

// Whether q of Hartung and Knapp is below 1, so that the ad hoc interval is the wider one. With variance
// between the sites, REML makes it 1 where their own variances are equal: not by so little as rounding makes.
bool IsQBelowOne(const MetaAnalysis& meta);

// What a reader must know of the numbers: too few sites for tau2 or a prediction interval, one that spans so
// much that it says nothing but that, q below 1. Sentences of their own, empty where there is nothing to say.
std::vector<std::string> NotesOn(const PooledMetric& metric);

// Of the test of a pooled value against 0 on its scale: Student's t, k - 1, with the standard error of
// Hartung and Knapp. Nothing without a pooled value, or where the sites agree to the last digit.
std::optional<double> PValueOf(const PooledMetric& metric);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_POOLED_METRIC_H_
