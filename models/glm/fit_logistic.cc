#include "models/glm/fit_logistic.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/fixed_point/exact_sum.h"
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
constexpr double kSmallestStep = 1e-12;           // in standard deviations' log-odds
constexpr double kSmallestDecrement = 1e-20;      // times n
constexpr double kNoiseDecrement = 1e-14;         // times n: below it a decrement that stalls is rounding
constexpr double kSmallestRelativeScale = 1e-11;  // a column that varies less than this part of its mean

// The sums at one beta.
struct Point {
  std::vector<double> beta;  // (1 + p) standardised, intercept first
  double loglik = 0;
  VectorXd gradient;     // (1 + p)
  MatrixXd information;  // (1 + p, 1 + p), both triangles
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

class LogisticFit {
 public:
  LogisticFit(Federation& federation, std::string model, std::vector<std::string> columns,
              std::vector<std::string> sites)
      : federation_(federation),
        model_(std::move(model)),
        columns_(std::move(columns)),
        round_{absl::StrCat("fit ", model_), model_, std::move(sites)} {}

  absl::StatusOr<FittedModel> Run();

 private:
  absl::Status Standardise();
  absl::Status Explained(const absl::Status& refusal) const;
  absl::Status CheckCollinear(const Point& start) const;
  absl::StatusOr<Point> At(std::vector<double> beta);
  absl::StatusOr<Direction> DirectionAt(const Point& point, int step);
  absl::StatusOr<Point> Advance(const Point& from, const VectorXd& step, int number);
  absl::StatusOr<FittedModel> Finish(const Point& last, const VectorXd& step);
  absl::Status Separated(Separation kind, const VectorXd& step) const;
  absl::Status Precondition(absl::string_view what) const { return absl::FailedPreconditionError(what); }
  std::string Memory(absl::string_view what) const { return absl::StrCat("fit ", model_, ": ", what); }
  std::uint64_t Patients() const { return static_cast<std::uint64_t>(n_); }
  int sites() const { return static_cast<int>(round_.sites.size()); }

  Federation& federation_;
  const std::string model_;
  const std::vector<std::string> columns_;
  const Round round_;

  double n_ = 0;
  double events_ = 0;
  LogisticRequest request_;        // all but beta
  MatrixXd gram_;                  // of the standardised design
  std::vector<NewtonStep> steps_;  // so far
  VectorXd last_step_;             // the direction of the last of them
};

absl::Status LogisticFit::Standardise() {
  const MomentsRequest request{columns_, RowSet::kTrain, sites()};
  OSTEON_ASSIGN_OR_RETURN(const RingVector sums, federation_.Sum(round_, request));
  const std::vector<double> counts = sums.DecodeBlock(0);
  n_ = counts[0];
  events_ = counts[1];
  if (n_ == 0) return Precondition("no site has a training patient");
  if (events_ == 0 || events_ == n_) {
    return Precondition(absl::StrCat("all ", Patients(), " training patients have the same outcome (",
                                     events_ == 0 ? "no event" : "no non-event",
                                     "), so there is nothing to fit"));
  }
  if (n_ < static_cast<double>(columns_.size()) + 1) {
    return Precondition(absl::StrCat(Patients(), " training patients are fewer than the model's ",
                                     columns_.size() + 1, " coefficients; leave columns out"));
  }
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    std::vector<double> means_and_scales;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      const MeanAndVariance moments = ExactMeanAndVariance(sums.Number(1, j), sums.Number(2, j), Patients());
      means_and_scales.push_back(moments.mean);
      means_and_scales.push_back(std::sqrt(moments.variance));
    }
    return means_and_scales;
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> moments,
                          federation_.Remember(Memory("standardisation"), compute));
  std::vector<std::string> constant;
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    const double mean = moments[2 * j];
    const double scale = moments[2 * j + 1];
    if (!(scale > kSmallestRelativeScale * std::fabs(mean))) constant.push_back(columns_[j]);
    request_.columns.push_back({columns_[j], mean, scale});
  }
  if (!constant.empty()) {
    return Precondition(absl::StrCat("constant over all training patients: ", absl::StrJoin(constant, ", "),
                                     "; leave out what does not vary"));
  }
  request_.patients = Patients();
  request_.sites = sites();
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
  const std::string columns = RunawayColumns(last_step_, columns_);
  return absl::FailedPreconditionError(absl::StrCat(
      refusal.message(), "\n  asked at Newton step ", steps_.size(), " of the fit; ",
      LooksSeparated(steps_)
          ? absl::StrCat(
                "the coefficients kept growing: complete or quasi-complete separation is likely, by ",
                columns)
          : absl::StrCat(
                "a linear predictor that is too large comes from separation or from a value far away "
                "from the others, most likely in ",
                columns)));
}

absl::Status LogisticFit::CheckCollinear(const Point& start) const {
  const std::vector<Dependence> found = FindCollinear(start.information);
  if (found.empty()) return absl::OkStatus();
  std::vector<std::string> names = {"(Intercept)"};
  names.insert(names.end(), columns_.begin(), columns_.end());
  return Precondition(absl::StrCat("collinear columns; leave one of each combination out:\n",
                                   DescribeCollinear(found, names)));
}

absl::StatusOr<Direction> LogisticFit::DirectionAt(const Point& point, int step) {
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    const Eigen::LLT<MatrixXd> factor(point.information);
    if (factor.info() != Eigen::Success) {
      if (steps_.empty()) return absl::InternalError("singular information");
      return Separated(Separation::kQuasiComplete, last_step_);
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
  const std::string names = RunawayColumns(step, columns_);
  return Precondition(
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

absl::StatusOr<FittedModel> LogisticFit::Finish(const Point& last, const VectorXd& step) {
  // beta, then the raw coefficients and standard errors: the coefficients enter validation requests.
  const std::size_t size = last.beta.size();
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    const Eigen::LLT<MatrixXd> factor(last.information);
    const MatrixXd covariance =
        factor.solve(MatrixXd::Identity(last.information.rows(), last.information.cols()));
    std::vector<double> beta = last.beta;
    for (std::size_t j = 0; j < size; ++j) beta[j] += step[static_cast<Index>(j)];
    std::vector<double> raw(size);
    std::vector<double> se(size);
    VectorXd intercept = VectorXd::Zero(static_cast<Index>(size));  // the raw one, from beta
    intercept[0] = 1;
    raw[0] = beta[0];
    for (std::size_t j = 1; j < size; ++j) {
      const auto& [name, mean, scale] = request_.columns[j - 1];
      const auto at = static_cast<Index>(j);
      raw[j] = beta[j] / scale;
      raw[0] -= raw[j] * mean;
      se[j] = std::sqrt(covariance(at, at)) / scale;
      intercept[at] = -mean / scale;
    }
    se[0] = std::sqrt(intercept.dot(covariance * intercept));
    std::vector<double> values = beta;
    values.insert(values.end(), raw.begin(), raw.end());
    values.insert(values.end(), se.begin(), se.end());
    return values;
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> values, federation_.Remember(Memory("result"), compute));

  FittedModel fitted;
  fitted.name = model_;
  fitted.kind = "logistic";
  for (std::size_t j = 0; j < size; ++j) {
    ModelTerm term;
    term.name = j == 0 ? "(Intercept)" : columns_[j - 1];
    term.coefficient_standardised = values[j];
    term.coefficient = values[size + j];
    if (j > 0) {
      term.mean = request_.columns[j - 1].mean;
      term.scale = request_.columns[j - 1].scale;
    }
    const double se = values[2 * size + j];
    term.standard_error = se;
    term.lower = term.coefficient - kNormal975 * se;
    term.upper = term.coefficient + kNormal975 * se;
    term.p = Wald2Sided(term.coefficient / se);
    fitted.terms.push_back(std::move(term));
  }
  fitted.roster = round_.sites;
  fitted.n = Patients();
  fitted.events = static_cast<std::uint64_t>(events_);
  fitted.converged = true;
  fitted.iterations = static_cast<int>(steps_.size());
  fitted.log_likelihood = last.loglik;
  fitted.deviance = -2 * last.loglik;
  fitted.null_deviance = -2 * (events_ * std::log(events_ / n_) + (n_ - events_) * std::log1p(-events_ / n_));
  fitted.aic = *fitted.deviance + 2 * static_cast<double>(size);
  fitted.bic = *fitted.deviance + static_cast<double>(size) * std::log(n_);
  return fitted;
}

absl::StatusOr<FittedModel> LogisticFit::Run() {
  OSTEON_RETURN_IF_ERROR(Standardise());
  const auto null_model = [&]() -> absl::StatusOr<std::vector<double>> {
    std::vector<double> beta(columns_.size() + 1, 0.0);
    beta[0] = std::log(events_ / (n_ - events_));
    return beta;
  };
  OSTEON_ASSIGN_OR_RETURN(std::vector<double> start, federation_.Remember(Memory("beta 0"), null_model));
  OSTEON_ASSIGN_OR_RETURN(Point point, At(std::move(start)));
  OSTEON_RETURN_IF_ERROR(CheckCollinear(point));
  // In the null model every patient has the same weight.
  gram_ = point.information * (n_ / point.information(0, 0));

  for (int number = 0; number < kMostSteps; ++number) {
    OSTEON_ASSIGN_OR_RETURN(Direction direction, DirectionAt(point, number));
    const double before = steps_.empty() ? HUGE_VAL : steps_.back().decrement;
    steps_.push_back({point.loglik, direction.decrement, direction.movement, point.halved});
    last_step_ = direction.step;
    if (const Separation separation = DetectSeparation(steps_); separation != Separation::kNone) {
      return Separated(separation, direction.step);
    }
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

absl::StatusOr<FittedModel> FitLogistic(Federation& federation, const std::string& model,
                                        const std::vector<std::string>& columns,
                                        const std::vector<std::string>& sites) {
  const std::set<std::string> roster(sites.begin(), sites.end());
  const std::set<std::string> distinct(columns.begin(), columns.end());
  if (roster.empty()) return absl::InvalidArgumentError("no site to fit on");
  if (distinct.size() != columns.size()) {
    return absl::InvalidArgumentError("a column is named twice");
  }
  return LogisticFit(federation, model, columns, {roster.begin(), roster.end()}).Run();
}

}  // namespace osteon::models
