#include "models/ridge/fit_ridge.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/glm/fit_logistic.h"
#include "models/lasso/cross_validation.h"
#include "models/lasso/lasso_settings.h"
#include "models/ridge/ridge_newton.h"
#include "models/ridge/ridge_sets.h"

namespace osteon::models {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double kRelativeTolerance = 1e-9;
constexpr double kSmallestGradient = 1e-3;  // the tolerance's scale is at least this

std::size_t At(int index) {
  return static_cast<std::size_t>(index);
}

// Counts the rounds that go through it.
class Counter : public Federation {
 public:
  explicit Counter(Federation& inner) : inner_(inner) {}
  absl::StatusOr<RingVector> Sum(const Round& round, const SumRequest& request) override {
    ++rounds_;
    return inner_.Sum(round, request);
  }
  absl::StatusOr<std::map<std::string, SiteRecord>> Gather(const Round& round,
                                                           const GatherRequest& request) override {
    return inner_.Gather(round, request);
  }
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override {
    return inner_.Remember(name, compute);
  }
  int rounds() const { return rounds_; }

 private:
  Federation& inner_;
  int rounds_ = 0;
};

class RidgeProcedure {
 public:
  RidgeProcedure(Federation& federation, std::string model, const RidgeSettings& settings)
      : federation_(federation), model_(std::move(model)), settings_(settings) {}

  absl::StatusOr<LassoPath> Run(const std::vector<std::string>& columns,
                                const std::vector<std::string>& sites);

 private:
  absl::Status Standardise(const std::vector<std::string>& columns, const std::vector<std::string>& sites);
  absl::StatusOr<std::vector<double>> NullGradient();
  absl::Status ChoosePath();
  std::size_t Scalars(int penalties) const;
  void Lend(int l, const Eigen::MatrixXd& curvature);
  absl::Status Solve(int first, int last);
  absl::Status Advance(int first, int last, const std::string& name);
  absl::Status LeaveOut();
  LassoFit Reported(int set, int l);
  void ReportFits();
  void ReportCrossValidation();

  absl::StatusOr<RingVector> Ask(LogisticBatchRequest request);
  BatchPoint PointOf(int set, const VectorXd& beta) const;
  RidgeSums SumsOf(int set, const double*& loglik, const double*& gradient, const double*& curvature,
                   bool with_curvature) const;
  int unknowns(int set) const {
    return (settings_.intercept ? 1 : 0) + static_cast<int>(sets_[At(set)].moving.size());
  }
  int sets() const { return static_cast<int>(sets_.size()); }
  RidgeFit& FitAt(int set, int l) { return fits_[At(set) * lambda_.size() + At(l)]; }
  std::string Memory(absl::string_view what) const { return absl::StrCat("fit ", model_, ": ", what); }
  absl::Status Precondition(absl::string_view what) const { return absl::FailedPreconditionError(what); }

  Counter federation_;
  const std::string model_;
  const RidgeSettings& settings_;
  LassoPath path_;
  Round round_;
  TrainingMoments moments_;
  std::vector<StandardisedColumn> used_;  // columns that vary
  std::vector<int> original_;             // their numbers in path_.columns
  std::vector<double> factors_;           // (p) of the penalty
  std::vector<RidgeSet> sets_;            // (1 + folds)
  std::vector<double> lambda_;
  double tolerance_ = 0;
  std::vector<RidgeFit> fits_;                   // set by set, penalty by penalty
  std::vector<std::array<double, 3>> held_out_;  // as fits_, of folds' finished fits
};

absl::Status RidgeProcedure::Standardise(const std::vector<std::string>& columns,
                                         const std::vector<std::string>& sites) {
  OSTEON_ASSIGN_OR_RETURN(
      moments_, AskTrainingMoments(federation_, model_, absl::StrCat("fit ", model_), columns, sites));
  round_ = FitRound(model_, moments_.sites);
  path_.columns = columns;
  path_.roster = moments_.sites;
  path_.n = moments_.n;
  path_.events = moments_.events;
  const std::vector<double> factors = ScaledPenaltyFactors(settings_.penalty_factors, columns.size());
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const StandardisedColumn& column = moments_.columns[j];
    path_.means.push_back(column.mean);
    path_.scales.push_back(column.scale);
    if (IsConstant(column)) {
      path_.constant.push_back(column.name);
      continue;
    }
    used_.push_back({column.name, settings_.intercept ? column.mean : 0, column.scale});
    original_.push_back(static_cast<int>(j));
    factors_.push_back(factors[j]);
  }
  if (used_.empty()) return Precondition("every column is constant over all training patients");
  return absl::OkStatus();
}

absl::StatusOr<RingVector> RidgeProcedure::Ask(LogisticBatchRequest request) {
  request.columns = used_;
  request.folds = std::max(settings_.folds, 1);
  request.patients = path_.n;
  request.sites = static_cast<int>(round_.sites.size());
  return federation_.Sum(round_, request);
}

BatchPoint RidgeProcedure::PointOf(int set, const VectorXd& beta) const {
  const Index first = settings_.intercept ? 1 : 0;
  BatchPoint point{set, settings_.intercept ? beta[0] : 0, sets_[At(set)].moving, {}};
  point.coefficients.assign(beta.begin() + first, beta.end());
  return point;
}

// The gradient at the model without penalised columns, which is fitted when there are others.
absl::StatusOr<std::vector<double>> RidgeProcedure::NullGradient() {
  std::vector<std::string> names;
  std::vector<int> free;
  for (std::size_t j = 0; j < used_.size(); ++j) {
    if (sets_[0].weight[j] > 0) continue;
    names.push_back(used_[j].name);
    free.push_back(static_cast<int>(j));
  }
  if (names.empty()) return sets_[0].gradient;
  OSTEON_ASSIGN_OR_RETURN(
      const FittedModel null,
      FitLogisticWith(federation_, model_, absl::StrCat("fit ", model_, ", unpenalised columns"), moments_,
                      names, {settings_.intercept, ""}));
  BatchPoint point{0, 0, free, {}};
  for (const ModelTerm& term : null.terms) point.coefficients.push_back(term.coefficient_standardised);
  if (settings_.intercept) {
    point.intercept = point.coefficients.front();
    point.coefficients.erase(point.coefficients.begin());
  }
  LogisticBatchRequest request;
  request.points.push_back(std::move(point));
  BatchEvaluation evaluation;
  evaluation.gradient = sets_[0].moving;
  request.evaluations.push_back(std::move(evaluation));
  OSTEON_ASSIGN_OR_RETURN(const RingVector sums, Ask(std::move(request)));
  std::vector<double> gradient = sums.DecodeBlock(1);
  gradient.erase(gradient.begin());
  for (double& value : gradient) value /= sets_[0].patients;
  return gradient;
}

absl::Status RidgeProcedure::ChoosePath() {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> gradient, NullGradient());
  double largest = 0;        // per standard deviation
  double largest_ratio = 0;  // over the root of the weight: lambda's scale
  for (std::size_t j = 0; j < used_.size(); ++j) {
    const double factor = factors_[j];
    if (factor == 0) continue;
    largest = std::max(largest, std::fabs(gradient[j]));
    const double size = settings_.standardise ? 1 : 1 / used_[j].scale;
    largest_ratio = std::max(largest_ratio, std::fabs(gradient[j]) / (factor * size));
  }
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    std::vector<double> values = {kRelativeTolerance * std::max(largest, kSmallestGradient)};
    if (settings_.lambda.empty() && !(largest_ratio > 0)) {
      return Precondition("no penalised column is associated with the outcome at all, so there is no path");
    }
    const double ratio = settings_.lambda_min_ratio.value_or(path_.n >= path_.columns.size() ? 1e-4 : 1e-2);
    const std::vector<double> lambda =
        settings_.lambda.empty()
            ? LambdaSequence(largest_ratio / kAlphaOfFirstLambda, ratio, settings_.lambdas)
            : settings_.lambda;
    values.insert(values.end(), lambda.begin(), lambda.end());
    return values;
  };
  OSTEON_ASSIGN_OR_RETURN(std::vector<double> values, federation_.Remember(Memory("lambda"), compute));
  tolerance_ = values[0];
  lambda_.assign(values.begin() + 1, values.end());
  path_.lambda = lambda_;
  fits_.resize(sets_.size() * lambda_.size());
  held_out_.resize(fits_.size());
  return absl::OkStatus();
}

// How many numbers the evaluations of `penalties` penalties have, with the curvature of all rows.
std::size_t RidgeProcedure::Scalars(int penalties) const {
  std::size_t scalars = CurvatureSize({0, sets_[0].moving, 0});
  for (const RidgeSet& data : sets_) scalars += 2 + data.moving.size();
  return At(penalties) * scalars;
}

// The next fit's sums, taken from where the three blocks have come to.
RidgeSums RidgeProcedure::SumsOf(int set, const double*& loglik, const double*& gradient,
                                 const double*& curvature, bool with_curvature) const {
  const double patients = sets_[At(set)].patients;
  const auto all = static_cast<Index>(sets_[At(set)].moving.size()) + 1;  // the intercept is always there
  const Index q = unknowns(set);
  RidgeSums sums;
  sums.loglik = *loglik++ / patients;
  sums.gradient = Eigen::Map<const VectorXd>(gradient, all).tail(q) / patients;
  gradient += all;
  if (!with_curvature) return sums;
  Eigen::MatrixXd whole(all, all);
  for (Index j = 0; j < all; ++j) {
    for (Index k = 0; k <= j; ++k) whole(j, k) = whole(k, j) = *curvature++ / patients;
  }
  sums.curvature = whole.bottomRightCorner(q, q);
  return sums;
}

// Gives folds that borrow the curvature of all rows at the same penalty.
void RidgeProcedure::Lend(int l, const Eigen::MatrixXd& curvature) {
  for (int set = 1; set < sets(); ++set) {
    RidgeFit& fit = FitAt(set, l);
    if (!fit.borrows || fit.status != RidgeStatus::kActive) continue;
    std::vector<Index> rows;  // every column varies over all rows
    if (settings_.intercept) rows.push_back(0);
    for (const int column : sets_[At(set)].moving) rows.push_back(column + (settings_.intercept ? 1 : 0));
    fit.curvature = curvature(rows, rows);
  }
}

// One evaluation of every active fit at penalties `first` to `last` - 1. Fits of a data set that stand at the
// same point share it. Folds whose own curvature would make the request too long wait for it.
absl::Status RidgeProcedure::Advance(int first, int last, const std::string& name) {
  LogisticBatchRequest request;
  struct Asked {
    int set;
    std::vector<int> penalties;
    bool curvature;
  };
  std::vector<Asked> asked;
  std::size_t scalars = Scalars(last - first);
  for (int set = 0; set < sets(); ++set) {
    for (int l = first; l < last; ++l) {
      const RidgeFit& fit = FitAt(set, l);
      if (fit.status != RidgeStatus::kActive) continue;
      if (!asked.empty() && asked.back().set == set && (asked.back().curvature || !fit.asks_curvature) &&
          FitAt(set, asked.back().penalties.back()).beta == fit.beta) {
        asked.back().penalties.push_back(l);
        continue;
      }
      const BatchCurvature block{static_cast<int>(request.points.size()), sets_[At(set)].moving, 0};
      const bool curvature =
          fit.asks_curvature && (set == 0 || scalars + CurvatureSize(block) <= kMostRidgeScalars);
      if (curvature) request.curvatures.push_back(block);
      if (curvature && set > 0) scalars += CurvatureSize(block);
      BatchEvaluation evaluation;
      evaluation.point = static_cast<int>(request.points.size());
      request.points.push_back(PointOf(set, fit.beta));
      evaluation.gradient = sets_[At(set)].moving;
      request.evaluations.push_back(std::move(evaluation));
      asked.push_back({set, {l}, curvature});
    }
  }
  OSTEON_ASSIGN_OR_RETURN(const RingVector answer, Ask(std::move(request)));
  const std::vector<double> blocks[3] = {answer.DecodeBlock(0), answer.DecodeBlock(1), answer.DecodeBlock(2)};
  const double* loglik = blocks[0].data();
  const double* gradient = blocks[1].data();
  const double* curvature = blocks[2].data();
  std::vector<RidgeSums> sums;
  sums.reserve(asked.size());
  for (const Asked& one : asked) {
    sums.push_back(SumsOf(one.set, loglik, gradient, curvature, one.curvature));
    if (one.set > 0 || !one.curvature) continue;
    for (const int l : one.penalties) Lend(l, sums.back().curvature);
  }

  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    std::vector<double> values;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      for (const int l : asked[i].penalties) {
        const RidgeMove move = NextRidgeMove(FitAt(asked[i].set, l), sums[i], tolerance_);
        values.insert(values.end(), {move.accepted ? 1.0 : 0.0, static_cast<double>(move.status),
                                     move.asks_curvature ? 1.0 : 0.0, move.violation, move.step});
        values.insert(values.end(), move.beta.begin(), move.beta.end());
      }
    }
    return values;
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> values, federation_.Remember(Memory(name), compute));
  const double* next = values.data();
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const Index q = unknowns(asked[i].set);
    for (const int l : asked[i].penalties) {
      const RidgeMove move{next[0] == 1, static_cast<RidgeStatus>(next[1]),      next[2] == 1, next[3],
                           next[4],      Eigen::Map<const VectorXd>(next + 5, q)};
      Enter(sums[i], move, FitAt(asked[i].set, l));
      next += 5 + q;
    }
  }
  return absl::OkStatus();
}

absl::Status RidgeProcedure::Solve(int first, int last) {
  for (int set = 0; set < sets(); ++set) {
    const RidgeSet& data = sets_[At(set)];
    for (int l = first; l < last; ++l) {
      RidgeFit& fit = FitAt(set, l);
      const Index q = unknowns(set);
      fit.penalty.setZero(q);
      const auto m = static_cast<Index>(data.moving.size());
      for (Index j = 0; j < m; ++j) {
        fit.penalty[q - m + j] = lambda_[At(l)] * data.weight[At(data.moving[static_cast<std::size_t>(j)])];
      }
      fit.borrows = set > 0;
      fit.asks_curvature = set == 0;
      if (first > 0) {
        fit.beta = FitAt(set, first - 1).base;
      } else {
        fit.beta.setZero(q);
        if (settings_.intercept) fit.beta[0] = data.null_intercept;
      }
    }
  }
  const auto active = [&] {
    for (int set = 0; set < sets(); ++set) {
      for (int l = first; l < last; ++l) {
        if (FitAt(set, l).status == RidgeStatus::kActive) return true;
      }
    }
    return false;
  };
  for (int number = 1; active(); ++number) {
    OSTEON_RETURN_IF_ERROR(Advance(first, last, absl::StrCat("penalties from ", first, ", move ", number)));
  }
  for (int set = 0; set < sets(); ++set) {
    for (int l = first; l < last; ++l) FitAt(set, l).curvature.resize(0, 0);
  }
  return absl::OkStatus();
}

// The losses of the rows that each fold leaves out, at its finished fits.
absl::Status RidgeProcedure::LeaveOut() {
  LogisticBatchRequest request;
  std::vector<std::size_t> asked;
  std::size_t coefficients = 0;
  const auto send = [&]() -> absl::Status {
    if (asked.empty()) return absl::OkStatus();
    OSTEON_ASSIGN_OR_RETURN(const RingVector sums, Ask(std::exchange(request, {})));
    const std::vector<double> losses = sums.DecodeBlock(4);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      std::copy_n(losses.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, held_out_[asked[i]].begin());
    }
    asked.clear();
    coefficients = 0;
    return absl::OkStatus();
  };
  for (int set = 1; set < sets(); ++set) {
    for (int l = 0; l < static_cast<int>(lambda_.size()); ++l) {
      const RidgeFit& fit = FitAt(set, l);
      if (fit.status != RidgeStatus::kFinished) continue;
      const auto size = static_cast<std::size_t>(fit.base.size());
      if (coefficients + size > kMostRidgeScalars) OSTEON_RETURN_IF_ERROR(send());
      coefficients += size;
      BatchEvaluation evaluation;
      evaluation.point = static_cast<int>(request.points.size());
      evaluation.held_out = true;
      request.points.push_back(PointOf(set, fit.base));
      request.evaluations.push_back(std::move(evaluation));
      asked.push_back(At(set) * lambda_.size() + At(l));
    }
  }
  return send();
}

// The fit of a data set at a penalty on both scales.
LassoFit RidgeProcedure::Reported(int set, int l) {
  const RidgeFit& fit = FitAt(set, l);
  const RidgeSet& data = sets_[At(set)];
  const Index first = settings_.intercept ? 1 : 0;
  LassoFit reported;
  reported.lambda = lambda_[At(l)];
  reported.finished = fit.status == RidgeStatus::kFinished;
  reported.violation = fit.violation;
  reported.intercept_standardised = settings_.intercept ? fit.base[0] : 0;
  reported.intercept = reported.intercept_standardised;
  for (std::size_t i = 0; i < data.moving.size(); ++i) {
    const auto j = At(data.moving[i]);
    const double standardised = fit.base[first + static_cast<Index>(i)];
    const double raw = standardised / used_[j].scale;
    reported.intercept -= raw * used_[j].mean;
    reported.coefficients.push_back({original_[j], standardised, raw});
  }
  return reported;
}

void RidgeProcedure::ReportFits() {
  const double n = sets_[0].patients;
  const double rate = sets_[0].events / n;
  const double null =
      settings_.intercept ? rate * std::log(rate) + (1 - rate) * std::log1p(-rate) : -std::log(2.0);
  path_.null_deviance = -2 * n * null;
  for (int l = 0; l < static_cast<int>(lambda_.size()); ++l) {
    LassoFit reported = Reported(0, l);
    if (!reported.finished) path_.stopped = "unfinished";
    reported.deviance_ratio = 1 - FitAt(0, l).loglik / null;
    path_.fits.push_back(std::move(reported));
  }
}

void RidgeProcedure::ReportCrossValidation() {
  LassoCrossValidation result;
  auto common = static_cast<int>(lambda_.size());
  for (int set = 1; set < sets(); ++set) {
    for (int l = 0; l < static_cast<int>(lambda_.size()); ++l) {
      if (FitAt(set, l).status == RidgeStatus::kFinished) continue;
      ++result.unfinished;
      common = std::min(common, l);
    }
  }
  std::vector<HeldOutFold> losses[3];
  for (int set = 1; set < sets(); ++set) {
    std::vector<LassoFit>& of_fold = result.fold_fits.emplace_back();
    for (int l = 0; l < common; ++l) of_fold.push_back(Reported(set, l));
    for (std::size_t kind = 0; kind < 3; ++kind) {
      HeldOutFold fold{sets_[0].patients - sets_[At(set)].patients, {}};
      for (int l = 0; l < common; ++l) {
        fold.loss.push_back(held_out_[At(set) * lambda_.size() + At(l)][kind]);
      }
      losses[kind].push_back(std::move(fold));
    }
  }
  result.deviance = CrossValidationCurve(losses[0]);
  result.squared_error = CrossValidationCurve(losses[1]);
  result.misclassified = CrossValidationCurve(losses[2]);
  if (!result.deviance.empty()) {
    const ChosenPenalties chosen = ChoosePenalties(result.deviance);
    result.lambda_min = chosen.minimum;
    result.lambda_1se = chosen.one_se;
    result.bracketed = chosen.bracketed;
  }
  path_.cross_validation = std::move(result);
}

absl::StatusOr<LassoPath> RidgeProcedure::Run(const std::vector<std::string>& columns,
                                              const std::vector<std::string>& sites) {
  OSTEON_RETURN_IF_ERROR(Standardise(columns, sites));
  OSTEON_ASSIGN_OR_RETURN(sets_, DescribeRidgeSets(federation_, round_, absl::StrCat("fit ", model_),
                                                   settings_, used_, factors_, path_.n));
  OSTEON_RETURN_IF_ERROR(CheckRidgeSize(sets_, used_.size(), settings_.intercept));
  OSTEON_RETURN_IF_ERROR(ChoosePath());
  const auto penalties = static_cast<int>(lambda_.size());
  const int at_once = static_cast<int>(std::max<std::size_t>(1, kMostRidgeScalars / Scalars(1)));
  for (int first = 0; first < penalties; first += at_once) {
    OSTEON_RETURN_IF_ERROR(Solve(first, std::min(first + at_once, penalties)));
  }
  OSTEON_RETURN_IF_ERROR(LeaveOut());
  ReportFits();
  if (settings_.folds > 0) ReportCrossValidation();
  path_.rounds = federation_.rounds();
  return std::move(path_);
}

}  // namespace

absl::StatusOr<LassoPath> FitRidge(Federation& federation, const std::string& model,
                                   const RidgeSettings& settings, const std::vector<std::string>& columns,
                                   const std::vector<std::string>& sites) {
  OSTEON_RETURN_IF_ERROR(CheckRidgeSettings(settings, columns.size()));
  return RidgeProcedure(federation, model, settings).Run(columns, sites);
}

}  // namespace osteon::models
