#include "models/screening/screen.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/screening/anova_filter.h"
#include "models/screening/correlation_filter.h"
#include "models/screening/evidence.h"
#include "models/screening/icc_filter.h"
#include "models/screening/missingness_filter.h"
#include "models/screening/mrmr.h"
#include "models/screening/select_k_best.h"
#include "models/screening/variance_filter.h"

namespace osteon::models {
namespace {

absl::Status Need(bool holds, absl::string_view what) {
  return holds ? absl::OkStatus() : absl::InvalidArgumentError(absl::StrCat("screening: ", what));
}

struct CheckLimits {
  absl::Status operator()(const IccStep& step) const {
    return Need(step.min >= -1 && step.min < 1, "an ICC's minimum is at least -1 and below 1");
  }
  absl::Status operator()(const AnovaStep& step) const {
    return Need(step.max_p > 0 && step.max_p <= 1, "an anova's largest p is above 0 and at most 1");
  }
  absl::Status operator()(const SelectKBestStep& step) const {
    return Need(step.k >= 1, "select_k_best keeps at least 1 feature");
  }
  absl::Status operator()(const CorrelationStep& step) const {
    return Need(step.max_abs >= 0 && step.max_abs <= 1, "a largest correlation is 0 to 1");
  }
  absl::Status operator()(const MrmrStep& step) const {
    return Need(step.k >= 1, "mrmr picks at least 1 feature");
  }
  absl::Status operator()(const VarianceStep& step) const {
    return Need(step.min_relative >= 0 && std::isfinite(step.min_relative),
                "a least relative standard deviation is 0 or more");
  }
  absl::Status operator()(const MissingnessStep& step) const {
    return Need(step.max_share >= 0 && step.max_share <= 1, "a largest missing share is 0 to 1");
  }
};

struct RunStep {
  Evidence& evidence;
  const Candidates& candidates;
  absl::StatusOr<StepOutcome> operator()(const IccStep& step) const {
    return FilterByIcc(evidence, step, candidates);
  }
  absl::StatusOr<StepOutcome> operator()(const AnovaStep& step) const {
    return FilterByAnova(evidence, step, candidates);
  }
  absl::StatusOr<StepOutcome> operator()(const SelectKBestStep& step) const {
    return SelectKBest(evidence, step, candidates);
  }
  absl::StatusOr<StepOutcome> operator()(const CorrelationStep& step) const {
    return FilterByCorrelation(evidence, step, candidates);
  }
  absl::StatusOr<StepOutcome> operator()(const MrmrStep& step) const {
    return SelectByMrmr(evidence, step, candidates);
  }
  absl::StatusOr<StepOutcome> operator()(const VarianceStep& step) const {
    return FilterByVariance(evidence, step, candidates);
  }
  absl::StatusOr<StepOutcome> operator()(const MissingnessStep& step) const {
    return FilterByMissingness(evidence, step, candidates);
  }
};

}  // namespace

absl::StatusOr<ScreeningResult> Screen(Federation& federation, const std::string& name,
                                       const std::vector<ScreeningStep>& steps,
                                       const std::vector<std::string>& columns,
                                       const std::vector<std::string>& sites, double most_leading) {
  const std::set<std::string> roster(sites.begin(), sites.end());
  OSTEON_RETURN_IF_ERROR(Need(!roster.empty(), "no site"));
  const std::set<std::string> distinct(columns.begin(), columns.end());
  OSTEON_RETURN_IF_ERROR(Need(distinct.size() == columns.size(), "a column is named twice"));
  for (const ScreeningStep& step : steps) OSTEON_RETURN_IF_ERROR(std::visit(CheckLimits(), step));

  Evidence evidence(federation, name, columns, {roster.begin(), roster.end()}, most_leading);
  Candidates candidates(columns.size());
  std::iota(candidates.begin(), candidates.end(), std::size_t{0});
  ScreeningResult result;
  for (const ScreeningStep& step : steps) {
    OSTEON_ASSIGN_OR_RETURN(StepOutcome outcome, std::visit(RunStep{evidence, candidates}, step));
    outcome.log.candidates = candidates.size();
    outcome.log.kept = evidence.Names(outcome.kept);
    result.log.push_back(std::move(outcome.log));
    candidates = std::move(outcome.kept);
    std::sort(candidates.begin(), candidates.end());
  }
  result.columns = evidence.Names(candidates);
  return result;
}

}  // namespace osteon::models
