#include "models/validation/flexible_calibration.h"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "models/validation/calibration.h"
#include "models/validation/quantile.h"
#include "models/validation/spline_basis.h"

namespace osteon::models {
namespace {

using Eigen::Index;
using Vector = Eigen::Ref<const Eigen::VectorXd>;

Eigen::VectorXd Logit(const Vector& risk) {
  return risk.unaryExpr([](double p) { return std::log(p) - std::log1p(-p); });
}

// Residuals y - p, weights p (1 - p) and the log-likelihood at linear predictors.
struct State {
  Eigen::VectorXd residual, weight;
  double loglik = 0;
};
State StateAt(const Eigen::VectorXd& eta, const Vector& y) {
  State state{Eigen::VectorXd(eta.size()), Eigen::VectorXd(eta.size()), 0};
  for (Index i = 0; i < eta.size(); ++i) {
    const double small = std::exp(-std::fabs(eta[i]));
    const bool likely = (y[i] == 1) == (eta[i] >= 0);
    const double miss = likely ? small / (1 + small) : 1 / (1 + small);  // probability of the other class
    state.residual[i] = y[i] == 1 ? miss : -miss;
    state.weight[i] = small / ((1 + small) * (1 + small));
    state.loglik -= (likely ? 0 : std::fabs(eta[i])) + std::log1p(small);
  }
  return state;
}

// Coefficients of the columns of a basis, and the inverse of their Fisher information.
struct Maximum {
  Eigen::VectorXd beta;
  Eigen::MatrixXd covariance;
};

// Of an orthonormal basis `q` (n, k). nullopt: none are finite, or no convergence. Where the classes can be
// separated the likelihood rises for ever, in steps that do not get smaller, so the step's size decides, not
// the gain.
std::optional<Maximum> Maximise(const Eigen::MatrixXd& q, const Vector& y) {
  constexpr int kMostSteps = 100;
  Eigen::VectorXd beta = Eigen::VectorXd::Zero(q.cols());
  Eigen::VectorXd eta = Eigen::VectorXd::Zero(q.rows());
  State here = StateAt(eta, y);
  for (int iteration = 0; iteration < kMostSteps; ++iteration) {
    const Eigen::MatrixXd information = q.transpose() * here.weight.asDiagonal() * q;
    const Eigen::LLT<Eigen::MatrixXd> factor(information);
    if (factor.info() != Eigen::Success) return std::nullopt;
    Eigen::VectorXd step = factor.solve(q.transpose() * here.residual);
    Eigen::VectorXd change = q * step;
    if (!change.allFinite()) return std::nullopt;
    if (change.cwiseAbs().maxCoeff() < 1e-11 * (1 + eta.cwiseAbs().maxCoeff())) {
      return Maximum{beta + step, factor.solve(Eigen::MatrixXd::Identity(q.cols(), q.cols()))};
    }
    const double slack = 1e-13 * (1 + std::fabs(here.loglik));
    State next = StateAt(eta + change, y);
    for (int halving = 0; halving < 60 && !(next.loglik >= here.loglik - slack); ++halving) {
      step /= 2;
      change /= 2;
      next = StateAt(eta + change, y);
    }
    beta += step;
    eta += change;
    here = next;
  }
  return std::nullopt;
}

// The share of `sorted` that equals `value`.
double ShareAt(const std::vector<double>& sorted, double value) {
  const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), value);
  return static_cast<double>(last - first) / static_cast<double>(sorted.size());
}

// Whether a value other than the smallest and the largest is that of 5 % or more.
bool HasInnerTies(const std::vector<double>& sorted, double share) {
  for (auto at = sorted.begin(); at != sorted.end(); at = std::upper_bound(at, sorted.end(), *at)) {
    if (*at != sorted.front() && *at != sorted.back() && ShareAt(sorted, *at) >= share) return true;
  }
  return false;
}

std::vector<double> Rounded(std::vector<double> knots) {
  for (double& knot : knots) knot = std::round(10 * knot) / 10;
  return knots;
}

}  // namespace

Eigen::VectorXd CurveAt(const CalibrationCurve& curve, const Vector& risk) {
  const Eigen::Map<const Eigen::VectorXd> coefficients(curve.coefficients.data(),
                                                       static_cast<Index>(curve.coefficients.size()));
  const Eigen::VectorXd eta = SplineBasis(Logit(risk), curve.knots) * coefficients;
  return eta.unaryExpr([](double x) {
    const double small = std::exp(-std::fabs(x));
    return x >= 0 ? 1 / (1 + small) : small / (1 + small);
  });
}

Maybe<CalibrationCurve> FitCurve(const Vector& risk, const Vector& outcome,
                                 const std::vector<double>& knots) {
  if (std::string why = WhyNoLogisticFit(risk, outcome.sum()); !why.empty()) return {std::nullopt, why};
  if (knots.size() < 3 ||
      std::adjacent_find(knots.begin(), knots.end(), std::greater_equal<>()) != knots.end()) {
    return {std::nullopt, "too many equal risks: the knots of the curve coincide"};
  }
  const Eigen::MatrixXd basis = SplineBasis(Logit(risk), knots);
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(basis);
  if (basis.rows() < basis.cols() || qr.rank() < basis.cols()) {
    return {std::nullopt, "too few different risks for the knots of the curve"};
  }
  const Eigen::MatrixXd q = qr.householderQ() * Eigen::MatrixXd::Identity(basis.rows(), basis.cols());
  const std::optional<Maximum> fit = Maximise(q, outcome);
  if (!fit) return {std::nullopt, "no finite curve: it can separate events from non-events"};
  const Index k = basis.cols();
  // From q's coefficients back to the basis's: basis = q R P'.
  const Eigen::MatrixXd back = qr.colsPermutation() * qr.matrixR()
                                                          .topLeftCorner(k, k)
                                                          .triangularView<Eigen::Upper>()
                                                          .solve(Eigen::MatrixXd::Identity(k, k))
                                                          .eval();
  const Eigen::VectorXd coefficients = back * fit->beta;
  const Eigen::MatrixXd covariance = back * fit->covariance * back.transpose();
  CalibrationCurve curve{knots, {coefficients.begin(), coefficients.end()}};
  for (Index i = 0; i < k; ++i) {
    for (Index j = 0; j <= i; ++j) curve.covariance.push_back(covariance(i, j));
  }
  return {std::move(curve), ""};
}

std::vector<double> HarrellKnots(const Vector& values, int count) {
  constexpr double kTied = 0.05;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  std::optional<double> first;
  std::optional<double> last;
  if (!sorted.empty() && !HasInnerTies(sorted, kTied)) {
    const std::vector<double> all = sorted;
    const auto above = std::upper_bound(all.begin(), all.end(), all.front());
    if (above != all.end() && ShareAt(all, all.front()) >= kTied) {
      first = *above;
      sorted.erase(sorted.begin(), std::upper_bound(sorted.begin(), sorted.end(), *first));
    }
    const auto from = std::lower_bound(all.begin(), all.end(), all.back());
    if (from != all.begin() && ShareAt(all, all.back()) >= kTied) {
      last = *std::prev(from);
      sorted.erase(std::lower_bound(sorted.begin(), sorted.end(), *last), sorted.end());
    }
  }
  const int inner = count - (first ? 1 : 0) - (last ? 1 : 0);
  if (sorted.size() < 5) return {};
  const double outer = count > 3 ? 0.05 : 0.1;
  std::vector<double> knots;
  for (int j = 0; j < inner; ++j) {
    const double from = inner <= 2 ? 0.5 : outer;
    const double share = inner == 1 ? 0 : static_cast<double>(j) / (inner - 1);
    knots.push_back(Quantile7(sorted, from + (1 - outer - from) * share));
  }
  if (sorted.size() < 100 && inner > 1) {
    if (!first) knots.front() = sorted[4];
    if (!last) knots.back() = sorted[sorted.size() - 5];
  }
  if (first) knots.insert(knots.begin(), *first);
  if (last) knots.push_back(*last);
  return knots;
}

FlexibleCalibration CalibrateFlexibly(const Vector& risk, const Vector& outcome, int knots) {
  FlexibleCalibration calibration;
  Maybe<CalibrationCurve> curve;
  if (std::string why = WhyNoLogisticFit(risk, outcome.sum()); !why.empty()) {
    curve.unavailable = std::move(why);
  } else {
    curve = FitCurve(risk, outcome, HarrellKnots(Logit(risk), knots));
  }
  if (!curve.value) {
    for (Maybe<double>* number : {&calibration.ici, &calibration.e50, &calibration.e90}) {
      number->unavailable = curve.unavailable;
    }
    calibration.curve.unavailable = std::move(curve.unavailable);
    return calibration;
  }
  calibration.curve = FitCurve(risk, outcome, Rounded(curve.value->knots));
  const Eigen::VectorXd off = (risk - CurveAt(*curve.value, risk)).cwiseAbs();
  std::vector<double> sorted(off.begin(), off.end());
  std::sort(sorted.begin(), sorted.end());
  double sum = 0;
  for (const double value : off) sum += value;
  calibration.ici.value = sum / static_cast<double>(off.size());
  if (static_cast<std::uint64_t>(off.size()) < kPatientsForQuantiles) {
    calibration.e50.unavailable = calibration.e90.unavailable = "fewer than 40 patients";
  } else {
    calibration.e50.value = Quantile7(sorted, 0.5);
    calibration.e90.value = Quantile7(sorted, 0.9);
  }
  return calibration;
}

}  // namespace osteon::models
