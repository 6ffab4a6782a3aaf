#include "models/validation/pooled_metric.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status_macros.h"
#include "models/validation/distributions.h"

namespace osteon::models {
namespace {

// An interval of O/E from a tenth to ten times the estimate, and wider ones, tell nobody what to expect.
constexpr double kMostSpan = 100;
// The AUC has at most this span.
constexpr double kMostAucSpan = 0.8;

absl::Status LeaveOneOut(const std::vector<double>& estimates, const std::vector<double>& variances,
                         PooledMetric& pooled) {
  if (estimates.size() < 3) return absl::OkStatus();
  for (std::size_t out = 0; out < estimates.size(); ++out) {
    std::vector<double> others = estimates;
    std::vector<double> their_variances = variances;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(out));
    their_variances.erase(their_variances.begin() + static_cast<std::ptrdiff_t>(out));
    OSTEON_ASSIGN_OR_RETURN(pooled.without[pooled.sites_used[out]],
                            Pool(others, their_variances, BetweenSites::kReml));
  }
  return absl::OkStatus();
}

// Why the prediction interval says little; empty: it says something.
std::string WidePrediction(const PooledMetric& metric, const Interval& prediction) {
  const double lower = BackTransformed(metric.scale, prediction.lower);
  const double upper = BackTransformed(metric.scale, prediction.upper);
  if (metric.scale == "log" && prediction.upper - prediction.lower > std::log(kMostSpan)) {
    return absl::StrCat("the prediction interval spans a factor of 10^",
                        absl::StrFormat("%.1f", (prediction.upper - prediction.lower) / std::log(10.0)),
                        ": with so few sites it says only that a further site may have any value");
  }
  if (metric.scale == "logit" && upper - lower > kMostAucSpan) {
    return "the prediction interval spans nearly all values: with so few sites it says only that a further "
           "site "
           "may have any value";
  }
  return "";
}

}  // namespace

std::string TooFewOfAClass(std::uint64_t n, std::uint64_t events) {
  if (events < kLeastOfAClass) return absl::StrCat("fewer than ", kLeastOfAClass, " events");
  if (n - events < kLeastOfAClass) return absl::StrCat("fewer than ", kLeastOfAClass, " non-events");
  return "";
}

absl::StatusOr<PooledMetric> PoolContributions(const std::map<std::string, Contribution>& sites,
                                               std::string scale) {
  PooledMetric pooled;
  pooled.scale = std::move(scale);
  std::vector<double> estimates;
  std::vector<double> variances;
  for (const auto& [site, contribution] : sites) {
    if (!contribution.left_out.empty()) {
      pooled.sites_left_out[site] = contribution.left_out;
    } else if (!(contribution.variance > 0)) {
      pooled.sites_left_out[site] = "its variance is 0";
    } else {
      pooled.sites_used.push_back(site);
      estimates.push_back(contribution.estimate);
      variances.push_back(contribution.variance);
    }
  }
  if (estimates.size() < 2) {
    pooled.unavailable = estimates.empty() ? "no site to pool" : "one site: nothing to pool";
    return pooled;
  }
  OSTEON_ASSIGN_OR_RETURN(pooled.reml, Pool(estimates, variances, BetweenSites::kReml));
  OSTEON_ASSIGN_OR_RETURN(pooled.dl, Pool(estimates, variances, BetweenSites::kDerSimonianLaird));
  OSTEON_RETURN_IF_ERROR(LeaveOneOut(estimates, variances, pooled));
  return pooled;
}

double BackTransformed(const std::string& scale, double value) {
  if (scale == "logit") return 1 / (1 + std::exp(-value));
  if (scale == "log") return std::exp(value);
  return value;
}

bool IsQBelowOne(const MetaAnalysis& meta) {
  constexpr double kRounding = 1e-9;
  return meta.hk_q < 1 - kRounding;
}

std::vector<std::string> NotesOn(const PooledMetric& metric) {
  if (!metric.reml) {
    if (metric.sites_used.size() == 1) return {"k = 1: not pooled"};
    return {};
  }
  const MetaAnalysis& meta = *metric.reml;
  std::vector<std::string> notes;
  if (meta.k < kFewSites) notes.push_back(absl::StrCat("k < ", kFewSites, ": tau2 is barely estimable"));
  if (!meta.prediction_hk.t_k_minus_2) {
    notes.emplace_back("k = 2: no prediction interval");
  } else {
    if (meta.k == 3) {
      notes.emplace_back("k = 3: the prediction interval has one degree of freedom (Student's t 12.7)");
    }
    if (std::string wide = WidePrediction(metric, *meta.prediction_hk.t_k_minus_2); !wide.empty()) {
      notes.push_back(std::move(wide));
    }
  }
  if (IsQBelowOne(meta)) {
    notes.emplace_back(
        "q < 1: the Hartung-Knapp interval is narrower than the sites' own standard errors allow; the ad hoc "
        "one, "
        "with max(1, q), stands beside it");
  }
  return notes;
}

std::optional<double> PValueOf(const PooledMetric& metric) {
  if (!metric.reml || !(metric.reml->hk_se > 0)) return std::nullopt;
  return StudentTwoSided(metric.reml->estimate / metric.reml->hk_se, metric.reml->k - 1);
}

}  // namespace osteon::models
