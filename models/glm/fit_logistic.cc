#include "models/glm/fit_logistic.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "models/glm/collinearity.h"
#include "models/glm/separation.h"
#include "models/validation/estimate.h"

namespace osteon::models {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kMostSteps = 50;
constexpr int kMostHalvings = 30;
constexpr double kSmallestStep = 1e-12;       // in standard deviations' log-odds
constexpr double kSmallestDecrement = 1e-20;  // times n
constexpr double kNoiseDecrement = 1e-14;     // times n: below it a decrement that stalls is rounding

// The sums at one beta.
struct Point {
  std::vector<double> beta;  // (q) standardised, intercept (if any) first
  double loglik = 0;
  VectorXd gradient;     // (q)
  MatrixXd information;  // (q, q), both triangles
  bool halved = false;   // whether the step that led here was
};

// Everything of a step that later requests depend on, as the journal keeps it.
struct Direction {
  double decrement;
  double movement;
  VectorXd step;
};

double Wald2Sided(double z) {
  return std::erfc(std::fabs(z) / std::sqrt(2.0));
}

// Marks a status whose cause is that the columns have no estimate.
constexpr char kNoEstimate[] = "osteon/no-estimate";

absl::Status NoEstimate(absl::string_view what) {
  absl::Status status = absl::FailedPreconditionError(what);
  status.SetPayload(kNoEstimate, absl::Cord());
  return status;
}

class LogisticFit {
 public:
  LogisticFit(Federation& federation, std::string model, std::string name, const TrainingMoments& moments,
              std::vector<std::string> columns, LogisticOptions options)
      : federation_(federation),
        model_(std::move(model)),
        name_(std::move(name)),
        moments_(moments),
        columns_(std::move(columns)),
        options_(std::move(options)),
        round_(FitRound(model_, moments_.sites)),
        n_(static_cast<double>(moments_.n)),
        events_(static_cast<double>(moments_.events)) {}

  absl::StatusOr<FittedModel> Run();

 private:
  absl::Status Standardise();
  absl::StatusOr<Point> Start();
  absl::StatusOr<std::vector<double>> NullModel();
  absl::Status Explained(const absl::Status& refusal) const;
  absl::Status CheckCollinear(const Point& start) const;
  absl::StatusOr<Point> At(std::vector<double> beta);
  absl::StatusOr<Direction> DirectionAt(const Point& point, int step);
  absl::StatusOr<Point> Advance(const Point& from, const VectorXd& step, int number);
  std::vector<double> RawScale(const Point& last, const VectorXd& step) const;
  absl::StatusOr<FittedModel> Finish(const Point& last, const VectorXd& step);
  absl::Status Separated(Separation kind, const VectorXd& step) const;
  std::string Runaways(const VectorXd& step) const;
  std::string Memory(absl::string_view what) const { return absl::StrCat(name_, ": ", what); }
  int sites() const { return static_cast<int>(round_.sites.size()); }
  std::size_t first() const { return options_.intercept ? 1 : 0; }  // place of the first column in beta
  std::vector<std::string> Names() const;                           // of the coefficients

  Federation& federation_;
  const std::string model_;
  const std::string name_;
  const TrainingMoments& moments_;
  const std::vector<std::string> columns_;
  const LogisticOptions options_;
  const Round round_;
  const double n_;
  const double events_;

  std::vector<StandardisedColumn> described_;  // `columns_` with their means and standard deviations
  LogisticRequest request_;                    // all but beta
  MatrixXd gram_;                              // of the standardised design
  double null_deviance_ = 0;
  std::vector<NewtonStep> steps_;  // so far
  VectorXd last_step_;             // the direction of the last of them
};

std::vector<std::string> LogisticFit::Names() const {
  std::vector<std::string> names;
  if (options_.intercept) names.emplace_back("(Intercept)");
  names.insert(names.end(), columns_.begin(), columns_.end());
  return names;
}

std::string LogisticFit::Runaways(const VectorXd& step) const {
  VectorXd with_intercept = VectorXd::Zero(static_cast<Index>(columns_.size()) + 1);
  with_intercept.tail(step.size()) = step;
  return RunawayColumns(with_intercept, columns_);
}

absl::Status LogisticFit::Standardise() {
  if (moments_.n < columns_.size() + first()) {
    return NoEstimate(absl::StrCat(moments_.n, " training patients are fewer than the model's ",
                                   columns_.size() + first(), " coefficients; leave columns out"));
  }
  std::vector<std::string> constant;
  for (const std::string& name : columns_) {
    const auto found = std::find_if(moments_.columns.begin(), moments_.columns.end(),
                                    [&](const StandardisedColumn& column) { return column.name == name; });
    if (found == moments_.columns.end()) {
      return absl::InternalError(absl::StrCat("the moments of column ", name, " are not known"));
    }
    if (IsConstant(*found)) constant.push_back(name);
    described_.push_back(*found);
    // Without an intercept nothing may be subtracted; the root of the mean square keeps sums within bounds.
    request_.columns.push_back(
        options_.intercept ? *found : StandardisedColumn{name, 0, std::hypot(found->mean, found->scale)});
  }
  if (!constant.empty()) {
    return NoEstimate(absl::StrCat("constant over all training patients: ", absl::StrJoin(constant, ", "),
                                   "; leave out what does not vary"));
  }
  request_.patients = moments_.n;
  request_.sites = sites();
  request_.intercept = options_.intercept;
  return absl::OkStatus();
}

absl::StatusOr<Point> LogisticFit::At(std::vector<double> beta) {
  request_.beta = beta;
  absl::StatusOr<RingVector> sums = federation_.Sum(round_, request_);
  if (!sums.ok()) return Explained(sums.status());
  if (sums->DecodeBlock(0)[0] != n_) {
    return absl::InternalError("the number of patients changed within the fit");
  }
  const auto size = static_cast<Index>(beta.size());
  Point point{std::move(beta), sums->DecodeBlock(1)[0], VectorXd(size), MatrixXd(size, size), false};
  const std::vector<double> gradient = sums->DecodeBlock(2);
  const std::vector<double> triangle = sums->DecodeBlock(3);
  point.gradient = Eigen::Map<const VectorXd>(gradient.data(), size);
  std::size_t at = 0;
  for (Index j = 0; j < size; ++j) {
    for (Index k = 0; k <= j; ++k) point.information(j, k) = point.information(k, j) = triangle[at++];
  }
  return point;
}

// A site refuses what goes beyond its bounds, as a runaway fit does in the end: says how far the fit was.
absl::Status LogisticFit::Explained(const absl::Status& refusal) const {
  if (refusal.code() != absl::StatusCode::kFailedPrecondition || steps_.empty()) return refusal;
  const std::string asked =
      absl::StrCat(refusal.message(), "\n  asked at Newton step ", steps_.size(), " of the fit; ");
  const std::string columns = Runaways(last_step_);
  if (LooksSeparated(steps_)) {
    return NoEstimate(absl::StrCat(
        asked, "the coefficients kept growing: complete or quasi-complete separation is likely, by ",
        columns));
  }
  return absl::FailedPreconditionError(absl::StrCat(
      asked,
      "a linear predictor that is too large comes from separation or from a value far away from the others, "
      "most likely in ",
      columns));
}

absl::Status LogisticFit::CheckCollinear(const Point& start) const {
  const std::vector<Dependence> found = FindCollinear(start.information);
  if (found.empty()) return absl::OkStatus();
  return NoEstimate(absl::StrCat("collinear columns; leave one of each combination out:\n",
                                 DescribeCollinear(found, Names())));
}

absl::StatusOr<Direction> LogisticFit::DirectionAt(const Point& point, int step) {
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    const Eigen::LLT<MatrixXd> factor(point.information);
    if (factor.info() != Eigen::Success) {
      if (steps_.empty()) return absl::InternalError("singular information");
      return Separated(options_.offset.empty() ? Separation::kQuasiComplete : Separation::kEither,
                       last_step_);
    }
    const VectorXd direction = factor.solve(point.gradient);
    std::vector<double> values = {point.gradient.dot(direction), direction.dot(gram_ * direction)};
    values.insert(values.end(), direction.begin(), direction.end());
    return values;
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> values,
                          federation_.Remember(Memory(absl::StrCat("direction ", step)), compute));
  return Direction{values[0], values[1],
                   Eigen::Map<const VectorXd>(values.data() + 2, static_cast<Index>(values.size()) - 2)};
}

// beta + step, halved until the log-likelihood does not fall.
absl::StatusOr<Point> LogisticFit::Advance(const Point& from, const VectorXd& step, int number) {
  // What rounding, in the sites' sums and in the ring, may take away.
  const double slack = 1e-12 * (1 + std::fabs(from.loglik)) +
                       std::ldexp(sites(), -LogisticFractionBits(request_.patients, request_.sites));
  double length = 1;
  for (int halving = 0; halving <= kMostHalvings; ++halving, length /= 2) {
    const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
      std::vector<double> beta = from.beta;
      for (std::size_t j = 0; j < beta.size(); ++j) beta[j] += length * step[static_cast<Index>(j)];
      return beta;
    };
    OSTEON_ASSIGN_OR_RETURN(
        std::vector<double> beta,
        federation_.Remember(Memory(absl::StrCat("beta ", number, " halved ", halving)), compute));
    OSTEON_ASSIGN_OR_RETURN(Point point, At(std::move(beta)));
    point.halved = halving > 0;
    if (point.loglik >= from.loglik - slack) return point;
  }
  return absl::InternalError("no step raises the log-likelihood");
}

absl::Status LogisticFit::Separated(Separation kind, const VectorXd& step) const {
  const std::string names = Runaways(step);
  if (kind == Separation::kEither) {
    return NoEstimate(absl::StrCat("complete or quasi-complete separation by ", names,
                                   ": beside the offset, some of its values tell the outcome without error, "
                                   "so the coefficients grow without bound and no estimate exists; join rare "
                                   "levels, leave columns out"));
  }
  return NoEstimate(
      kind == Separation::kComplete
          ? absl::StrCat(
                "complete separation by ", names,
                ": a combination of the columns predicts every training patient's outcome without "
                "error, so the coefficients grow without bound and no estimate exists; leave columns "
                "out")
          : absl::StrCat(
                "quasi-complete separation by ", names,
                ": for some of its values every training patient has the same outcome, so the "
                "coefficient grows without bound and no estimate exists; join rare levels, leave the "
                "column out"));
}

// beta; the raw coefficients, which enter validation requests; their standard errors; and the lower triangle
// of their covariance.
std::vector<double> LogisticFit::RawScale(const Point& last, const VectorXd& step) const {
  const std::size_t size = last.beta.size();
  const auto q = static_cast<Index>(size);
  const Eigen::LLT<MatrixXd> factor(last.information);
  const MatrixXd covariance = factor.solve(MatrixXd::Identity(q, q));
  std::vector<double> beta = last.beta;
  for (std::size_t j = 0; j < size; ++j) beta[j] += step[static_cast<Index>(j)];
  std::vector<double> raw = beta;
  std::vector<double> se(size);
  MatrixXd to_raw = MatrixXd::Identity(q, q);  // raw = to_raw beta
  for (std::size_t j = first(); j < size; ++j) {
    const auto& [name, mean, scale] = request_.columns[j - first()];
    const auto at = static_cast<Index>(j);
    raw[j] = beta[j] / scale;
    se[j] = std::sqrt(covariance(at, at)) / scale;
    to_raw(at, at) = 1 / scale;
    if (!options_.intercept) continue;
    raw[0] -= raw[j] * mean;
    to_raw(0, at) = -mean / scale;
  }
  if (options_.intercept) {
    const VectorXd intercept = to_raw.row(0).transpose();
    se[0] = std::sqrt(intercept.dot(covariance * intercept));
  }
  const MatrixXd of_raw = to_raw * covariance * to_raw.transpose();
  std::vector<double> values = beta;
  values.insert(values.end(), raw.begin(), raw.end());
  values.insert(values.end(), se.begin(), se.end());
  for (Index j = 0; j < q; ++j) {
    for (Index k = 0; k <= j; ++k) values.push_back(of_raw(j, k));
  }
  return values;
}

absl::StatusOr<FittedModel> LogisticFit::Finish(const Point& last, const VectorXd& step) {
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> { return RawScale(last, step); };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> values, federation_.Remember(Memory("result"), compute));

  const std::size_t size = last.beta.size();
  const std::vector<std::string> names = Names();
  FittedModel fitted;
  fitted.name = model_;
  fitted.kind = "logistic";
  for (std::size_t j = 0; j < size; ++j) {
    ModelTerm term;
    term.name = names[j];
    term.coefficient_standardised = values[j];
    term.coefficient = values[size + j];
    if (j >= first()) {
      term.mean = described_[j - first()].mean;
      term.scale = described_[j - first()].scale;
      if (!options_.intercept) term.coefficient_standardised = term.coefficient * term.scale;
    }
    const double se = values[2 * size + j];
    term.standard_error = se;
    term.lower = term.coefficient - kNormal975 * se;
    term.upper = term.coefficient + kNormal975 * se;
    term.p = Wald2Sided(term.coefficient / se);
    fitted.terms.push_back(std::move(term));
  }
  fitted.covariance.resize(static_cast<Index>(size), static_cast<Index>(size));
  std::size_t at = 3 * size;
  for (Index j = 0; j < static_cast<Index>(size); ++j) {
    for (Index k = 0; k <= j; ++k) fitted.covariance(j, k) = fitted.covariance(k, j) = values[at++];
  }
  fitted.offset = options_.offset;
  fitted.roster = round_.sites;
  fitted.n = moments_.n;
  fitted.events = moments_.events;
  fitted.converged = true;
  fitted.iterations = static_cast<int>(steps_.size());
  fitted.log_likelihood = last.loglik;
  fitted.deviance = -2 * last.loglik;
  const bool is_null = columns_.empty() && !options_.offset.empty();
  fitted.null_deviance = is_null ? *fitted.deviance : null_deviance_;
  fitted.aic = *fitted.deviance + 2 * static_cast<double>(size);
  fitted.bic = *fitted.deviance + static_cast<double>(size) * std::log(n_);
  return fitted;
}

// The coefficients of the null model, and its deviance.
absl::StatusOr<std::vector<double>> LogisticFit::NullModel() {
  std::vector<double> beta(columns_.size() + first(), 0.0);
  if (!options_.intercept) {
    null_deviance_ = 2 * n_ * std::log(2.0);  // with an offset: see Start
    return beta;
  }
  null_deviance_ = -2 * (events_ * std::log(events_ / n_) + (n_ - events_) * std::log1p(-events_ / n_));
  if (!options_.offset.empty() && !columns_.empty()) {
    OSTEON_ASSIGN_OR_RETURN(
        const FittedModel null,
        LogisticFit(federation_, model_, absl::StrCat(name_, ", null model"), moments_, {}, options_).Run());
    beta[0] = null.terms[0].coefficient;
    null_deviance_ = *null.deviance;
    return beta;
  }
  const auto log_odds = [&]() -> absl::StatusOr<std::vector<double>> {
    beta[0] = std::log(events_ / (n_ - events_));
    return beta;
  };
  return federation_.Remember(Memory("beta 0"), log_odds);
}

absl::StatusOr<Point> LogisticFit::Start() {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> null, NullModel());
  const bool has_offset = !options_.offset.empty();
  // Without an offset every patient has the same weight in the null model; with one, at 0 when it is left
  // out.
  OSTEON_ASSIGN_OR_RETURN(Point point, At(has_offset ? std::vector<double>(null.size(), 0.0) : null));
  OSTEON_RETURN_IF_ERROR(CheckCollinear(point));
  gram_ = point.information * (options_.intercept ? n_ / point.information(0, 0) : 4.0);
  if (!has_offset) return point;
  request_.offset = options_.offset;
  OSTEON_ASSIGN_OR_RETURN(point, At(null));
  if (!options_.intercept) null_deviance_ = -2 * point.loglik;
  return point;
}

absl::StatusOr<FittedModel> LogisticFit::Run() {
  OSTEON_RETURN_IF_ERROR(Standardise());
  OSTEON_ASSIGN_OR_RETURN(Point point, Start());
  for (int number = 0; number < kMostSteps; ++number) {
    OSTEON_ASSIGN_OR_RETURN(Direction direction, DirectionAt(point, number));
    const double before = steps_.empty() ? HUGE_VAL : steps_.back().decrement;
    steps_.push_back({point.loglik, direction.decrement, direction.movement, point.halved});
    last_step_ = direction.step;
    const Separation separation = DetectSeparation(steps_, !options_.offset.empty());
    if (separation != Separation::kNone) return Separated(separation, direction.step);
    if (direction.decrement < kSmallestDecrement * n_ ||
        direction.step.cwiseAbs().maxCoeff() < kSmallestStep ||
        (direction.decrement < kNoiseDecrement * n_ && direction.decrement > before / 2)) {
      return Finish(point, direction.step);
    }
    OSTEON_ASSIGN_OR_RETURN(point, Advance(point, direction.step, number + 1));
  }
  return absl::InternalError(absl::StrCat("not converged after ", kMostSteps, " Newton steps"));
}

}  // namespace

absl::StatusOr<FittedModel> FitLogisticWith(Federation& federation, const std::string& model,
                                            const std::string& name, const TrainingMoments& moments,
                                            const std::vector<std::string>& columns,
                                            const LogisticOptions& options) {
  if (columns.empty() && !options.intercept) {
    return absl::InvalidArgumentError("a model with neither a column nor an intercept");
  }
  return LogisticFit(federation, model, name, moments, columns, options).Run();
}

absl::StatusOr<FittedModel> FitLogistic(Federation& federation, const std::string& model,
                                        const std::vector<std::string>& columns,
                                        const std::vector<std::string>& sites,
                                        const LogisticOptions& options) {
  const std::string name = absl::StrCat("fit ", model);
  OSTEON_ASSIGN_OR_RETURN(const TrainingMoments moments,
                          AskTrainingMoments(federation, model, name, columns, sites));
  return FitLogisticWith(federation, model, name, moments, columns, options);
}

bool HasNoEstimate(const absl::Status& status) {
  return status.GetPayload(kNoEstimate).has_value();
}

}  // namespace osteon::models
