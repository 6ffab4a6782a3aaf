#include "models/lasso/fit_lasso_path.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/fixed_point/exact_sum.h"
#include "common/status/status_macros.h"
#include "models/lasso/at.h"
#include "models/lasso/batch.h"
#include "models/lasso/cross_validated_auc.h"
#include "models/lasso/null_models.h"
#include "models/lasso/path_report.h"
#include "models/lasso/plan.h"

namespace osteon::models {
namespace {

constexpr double kSmallestRelativeScale = 1e-11;  // a column that varies less than this part of its mean
constexpr int kAucAround = 4;                     // penalties beyond those that a study may select
constexpr double kColumnsPerPatient = 1.0 / 3;    // of a curvature block, intercept counted

class LassoProcedure {
 public:
  LassoProcedure(Federation& federation, std::string model, const LassoSettings& settings,
                 const std::vector<std::string>& columns, std::vector<std::string> sites)
      : federation_(federation),
        model_(std::move(model)),
        round_{absl::StrCat("fit ", model_), model_, std::move(sites)} {
    state_.settings = settings;
    path_.columns = columns;
    path_.roster = round_.sites;
  }

  absl::StatusOr<LassoPath> Run() {
    OSTEON_RETURN_IF_ERROR(Standardise());
    OSTEON_RETURN_IF_ERROR(DescribeFolds());
    const Ask ask = [this](const std::string& name, const std::function<absl::StatusOr<Plan>()>& make,
                           PathState& state) { return Send(name, make, state).status(); };
    OSTEON_RETURN_IF_ERROR(FitNullModels(ask, state_));
    OSTEON_RETURN_IF_ERROR(ChoosePath());
    OSTEON_RETURN_IF_ERROR(FirstCurvature());
    for (int number = 0;; ++number) {
      const auto make = [&]() -> absl::StatusOr<Plan> { return MakePlan(state_); };
      OSTEON_ASSIGN_OR_RETURN(const bool asked, Send(absl::StrCat("plan ", number), make, state_));
      if (!asked) break;
    }
    return Report();
  }

 private:
  absl::Status Standardise();
  absl::Status DescribeFolds();
  absl::Status ChoosePath();
  absl::Status FirstCurvature();
  absl::StatusOr<LassoPath> Report();
  absl::StatusOr<bool> Send(const std::string& name, const std::function<absl::StatusOr<Plan>()>& make,
                            PathState& state);
  absl::Status Precondition(absl::string_view what) const { return absl::FailedPreconditionError(what); }
  std::string Memory(absl::string_view what) const { return absl::StrCat("fit ", model_, ": ", what); }
  int sites() const { return static_cast<int>(round_.sites.size()); }

  Federation& federation_;
  const std::string model_;
  const Round round_;
  LassoPath path_;
  std::vector<StandardisedColumn> used_;  // columns that vary
  std::vector<int> original_;             // their numbers in path_.columns
  PathState state_;                       // over `used_`
};

// Asks what a plan asks, if anything, and enters it.
absl::StatusOr<bool> LassoProcedure::Send(const std::string& name,
                                          const std::function<absl::StatusOr<Plan>()>& make,
                                          PathState& state) {
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    OSTEON_ASSIGN_OR_RETURN(const Plan plan, make());
    return Flatten(plan);
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> values, federation_.Remember(Memory(name), compute));
  OSTEON_ASSIGN_OR_RETURN(const Plan plan, Unflatten(values));
  if (plan.asks.empty() && plan.borders.empty()) {
    Enter(plan, RingVector(LayoutOf(SumRequest(LogisticBatchRequest()))), state);
    return false;
  }
  const LogisticBatchRequest request = MakeBatch(state, plan, used_, sites());
  OSTEON_ASSIGN_OR_RETURN(const RingVector sums, federation_.Sum(round_, request));
  ++path_.rounds;
  Enter(plan, sums, state);
  return true;
}

absl::Status LassoProcedure::Standardise() {
  OSTEON_ASSIGN_OR_RETURN(const RingVector sums,
                          federation_.Sum(round_, MomentsRequest{path_.columns, RowSet::kTrain, sites()}));
  ++path_.rounds;
  const std::vector<double> counts = sums.DecodeBlock(0);
  path_.n = static_cast<std::uint64_t>(counts[0]);
  path_.events = static_cast<std::uint64_t>(counts[1]);
  if (path_.n == 0) return Precondition("no site has a training patient");
  if (path_.events == 0 || path_.events == path_.n) {
    return Precondition(absl::StrCat("all ", path_.n, " training patients have the same outcome (",
                                     path_.events == 0 ? "no event" : "no non-event",
                                     "), so there is nothing to fit"));
  }
  if (path_.n < 9) {
    return Precondition(absl::StrCat(path_.n, " training patients are too few for a lasso: it needs 9"));
  }
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    std::vector<double> values;
    for (std::size_t j = 0; j < path_.columns.size(); ++j) {
      const MeanAndVariance moments = ExactMeanAndVariance(sums.Number(1, j), sums.Number(2, j), path_.n);
      values.push_back(moments.mean);
      values.push_back(std::sqrt(moments.variance));
    }
    return values;
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> moments,
                          federation_.Remember(Memory("standardisation"), compute));
  for (std::size_t j = 0; j < path_.columns.size(); ++j) {
    const double mean = moments[2 * j];
    const double scale = moments[2 * j + 1];
    path_.means.push_back(mean);
    path_.scales.push_back(scale);
    if (!(scale > kSmallestRelativeScale * std::fabs(mean))) {
      path_.constant.push_back(path_.columns[j]);
      continue;
    }
    used_.push_back({path_.columns[j], state_.settings.intercept ? mean : 0, scale});
    original_.push_back(static_cast<int>(j));
  }
  if (used_.empty()) return Precondition("every column is constant over all training patients");
  return absl::OkStatus();
}

absl::Status LassoProcedure::DescribeFolds() {
  const LassoSettings& settings = state_.settings;
  const int folds = std::max(settings.folds, 1);
  OSTEON_ASSIGN_OR_RETURN(
      const RingVector sums,
      federation_.Sum(round_, FoldMomentsRequest{used_, folds, RowSet::kTrain, path_.n, sites()}));
  ++path_.rounds;
  const std::size_t p = used_.size();
  const std::vector<double> counts = sums.DecodeBlock(0);
  const std::vector<double> blocks[3] = {sums.DecodeBlock(1), sums.DecodeBlock(2), sums.DecodeBlock(3)};
  state_.columns = static_cast<int>(p);
  const std::vector<double> factors = ScaledPenaltyFactors(settings.penalty_factors, path_.columns.size());

  for (int set = 0; set <= settings.folds; ++set) {
    DataSet data;
    std::vector<double> totals[3];
    for (std::vector<double>& total : totals) total.assign(p, 0.0);
    for (int fold = 0; fold < folds; ++fold) {
      if (settings.folds > 0 && fold == set - 1) continue;
      data.patients += counts[2 * At(fold)];
      data.events += counts[2 * At(fold) + 1];
      for (std::size_t block = 0; block < 3; ++block) {
        for (std::size_t j = 0; j < p; ++j) totals[block][j] += blocks[block][At(fold) * p + j];
      }
    }
    if (set > 0 && counts[2 * At(set - 1)] == 0) {
      return Precondition(absl::StrCat("cross-validation fold ", set, " has no patient; use fewer folds"));
    }
    if (data.events == 0 || data.events == data.patients) {
      return Precondition(
          absl::StrCat("without fold ", set, " all patients have the same outcome; use fewer folds"));
    }
    const double n = data.patients;
    const double rate = data.events / n;
    FullPoint null;
    null.beta.intercept = settings.intercept ? std::log(rate / (1 - rate)) : 0;
    const double probability = settings.intercept ? rate : 0.5;
    null.intercept_gradient = settings.intercept ? 0 : rate - 0.5;
    for (std::size_t j = 0; j < p; ++j) {
      const double mean = totals[0][j] / n;
      const double variance = std::max(0.0, totals[1][j] / n - mean * mean);
      const double size = settings.standardise ? std::sqrt(variance) : 1 / used_[j].scale;
      const double factor = factors[At(original_[j])];
      // Rounding of the ring alone makes a column that is constant in the rows vary by this much.
      const bool varies = variance > 1e-11;
      data.mean.push_back(mean);
      data.sd.push_back(std::sqrt(variance));
      data.absolute.push_back(varies ? settings.alpha * factor * size
                                     : std::numeric_limits<double>::infinity());
      data.square.push_back((1 - settings.alpha) * factor * size * size);
      null.gradient.push_back(totals[2][j] / n - probability * mean);
    }
    data.full.push_back(std::move(null));
    state_.sets.push_back(std::move(data));
  }
  // Intercepts and gradients of the null models enter requests: as points, and through what they decide.
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    std::vector<double> values;
    for (const DataSet& data : state_.sets) values.push_back(data.full[0].beta.intercept);
    return values;
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> intercepts,
                          federation_.Remember(Memory("null intercepts"), compute));
  for (std::size_t set = 0; set < state_.sets.size(); ++set) {
    state_.sets[set].full[0].beta.intercept = intercepts[set];
  }
  return absl::OkStatus();
}

absl::Status LassoProcedure::ChoosePath() {
  const LassoSettings& settings = state_.settings;
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    if (!settings.lambda.empty()) return settings.lambda;
    const DataSet& all = state_.Set(0);
    double largest = 0;
    for (std::size_t j = 0; j < all.absolute.size(); ++j) {
      if (all.absolute[j] == 0) continue;
      largest = std::max(largest, std::fabs(all.full[0].gradient[j]) / all.absolute[j]);
    }
    if (!(largest > 0)) {
      return Precondition("no penalised column is associated with the outcome at all, so there is no path");
    }
    const double ratio = settings.lambda_min_ratio.value_or(path_.n >= path_.columns.size() ? 1e-4 : 1e-2);
    return LambdaSequence(largest, ratio, settings.lambdas);
  };
  OSTEON_ASSIGN_OR_RETURN(state_.lambda, federation_.Remember(Memory("lambda"), compute));
  path_.lambda = state_.lambda;
  for (const double lambda : state_.lambda) state_.log_lambda.push_back(std::log(lambda));
  const int penalties = state_.penalties();
  state_.fits.resize(state_.sets.size() * At(penalties));
  state_.last = penalties - 1;
  state_.curve_last = penalties - 1;
  const double n = state_.Set(0).patients;
  state_.df_limit = settings.df_max.value_or(static_cast<int>(n / (settings.folds > 0 ? 6 : 4)));
  state_.most = static_cast<int>(std::min(n * kColumnsPerPatient, settings.most_block_columns)) - 1;
  if (settings.df_max_none) {
    state_.df_limit = state_.columns;
    state_.most = state_.columns;
  }
  for (int l = kAnchorSpacing; l < penalties - 1; l += kAnchorSpacing) state_.anchors.push_back(l);
  state_.anchors.push_back(penalties - 1);
  return absl::OkStatus();
}

// The curvature of all rows at the null model, over the columns with the largest gradient there.
absl::Status LassoProcedure::FirstCurvature() {
  DataSet& all = state_.sets[0];
  all.blocks.push_back({0, all.full[0].beta, {}, {}, {}});
  const auto make = [&]() -> absl::StatusOr<Plan> {
    std::vector<std::pair<double, int>> ranked;
    for (int j = 0; j < state_.columns; ++j) {
      const double limit = all.absolute[At(j)];
      if (std::isinf(limit)) continue;
      const double rank = limit == 0 ? std::numeric_limits<double>::infinity()
                                     : std::fabs(all.full[0].gradient[At(j)]) / limit;
      ranked.emplace_back(-rank, j);
    }
    std::sort(ranked.begin(), ranked.end());
    const auto most = static_cast<std::size_t>(state_.most);
    Plan plan;
    plan.anchors = state_.anchors;
    plan.last = state_.last;
    plan.curve_last = state_.curve_last;
    plan.borders.push_back({0, 0, {}, {}});
    for (std::size_t i = 0; i < std::min(most, ranked.size()); ++i) {
      plan.borders[0].columns.push_back(ranked[i].second);
    }
    std::sort(plan.borders[0].columns.begin(), plan.borders[0].columns.end());
    return plan;
  };
  OSTEON_RETURN_IF_ERROR(Send("first curvature", make, state_).status());
  state_.round = 0;
  return absl::OkStatus();
}

absl::StatusOr<LassoPath> LassoProcedure::Report() {
  ReportFits(state_, used_, original_, path_);
  if (state_.settings.folds > 0) ReportCrossValidation(state_, used_, original_, path_);
  if (state_.settings.auc) {
    LassoCrossValidation& cv = *path_.cross_validation;
    int end = static_cast<int>(cv.deviance.size());
    if (!state_.settings.whole_curve) {
      cv.auc_first = std::max(0, cv.lambda_1se - kAucAround);
      end = std::min(end, cv.lambda_min + kAucAround + 1);
    }
    OSTEON_ASSIGN_OR_RETURN(AucCurve curve, CrossValidateAuc(federation_, round_, used_, state_, cv.auc_first,
                                                             end, path_.rounds));
    cv.auc = std::move(curve.auc);
    cv.auc_lower = std::move(curve.lower);
    cv.auc_upper = std::move(curve.upper);
  }
  return std::move(path_);
}

}  // namespace

absl::StatusOr<LassoPath> FitLassoPath(Federation& federation, const std::string& model,
                                       const LassoSettings& settings, const std::vector<std::string>& columns,
                                       const std::vector<std::string>& sites) {
  OSTEON_RETURN_IF_ERROR(CheckLassoSettings(settings, columns.size()));
  std::vector<std::string> names = columns;
  std::sort(names.begin(), names.end());
  const auto repeated = std::adjacent_find(names.begin(), names.end());
  if (repeated != names.end()) {
    return absl::InvalidArgumentError(absl::StrCat("column ", *repeated, " stands twice in the model"));
  }
  std::vector<std::string> roster = sites;
  std::sort(roster.begin(), roster.end());
  roster.erase(std::unique(roster.begin(), roster.end()), roster.end());
  if (roster.empty()) return absl::InvalidArgumentError("a fit over no site");
  return LassoProcedure(federation, model, settings, columns, std::move(roster)).Run();
}

}  // namespace osteon::models
