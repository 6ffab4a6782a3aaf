#include "models/lasso/fit_view.h"

#include <algorithm>
#include <cmath>

#include "models/lasso/at.h"
#include "models/lasso/quadratic.h"

namespace osteon::models {
namespace {

constexpr double kLargestWeightSum = 6;  // the sites take 7

// Weights of the Lagrange polynomial through `x`, at `at`.
std::vector<double> LagrangeWeights(const std::vector<double>& x, double at) {
  std::vector<double> weights(x.size(), 1.0);
  for (std::size_t a = 0; a < x.size(); ++a) {
    for (std::size_t b = 0; b < x.size(); ++b) {
      if (a != b) weights[a] *= (at - x[b]) / (x[a] - x[b]);
    }
  }
  return weights;
}

}  // namespace

std::vector<double> Dense(const SparseBeta& beta, int columns) {
  std::vector<double> dense(At(columns), 0.0);
  for (std::size_t i = 0; i < beta.columns.size(); ++i) dense[At(beta.columns[i])] = beta.values[i];
  return dense;
}

SparseBeta Sparse(double intercept, const std::vector<double>& dense) {
  SparseBeta beta;
  beta.intercept = intercept;
  for (std::size_t j = 0; j < dense.size(); ++j) {
    if (dense[j] == 0) continue;
    beta.columns.push_back(static_cast<int>(j));
    beta.values.push_back(dense[j]);
  }
  return beta;
}

Distance Between(const SparseBeta& a, const SparseBeta& b, int columns) {
  std::vector<double> difference = Dense(a, columns);
  for (std::size_t i = 0; i < b.columns.size(); ++i) difference[At(b.columns[i])] -= b.values[i];
  Distance distance{std::fabs(a.intercept - b.intercept), std::fabs(a.intercept - b.intercept)};
  for (const double d : difference) {
    distance.sum += std::fabs(d);
    distance.largest = std::max(distance.largest, std::fabs(d));
  }
  return distance;
}

double Absolute(const PathState& state, int set, int l, int column) {
  return state.lambda[At(l)] * state.Set(set).absolute[At(column)];
}

double Square(const PathState& state, int set, int l, int column) {
  return state.lambda[At(l)] * state.Set(set).square[At(column)];
}

double Objective(const PathState& state, int set, int l, const Evaluation& evaluation) {
  double objective = -evaluation.loglik;
  const SparseBeta& beta = evaluation.beta;
  for (std::size_t i = 0; i < beta.columns.size(); ++i) {
    const double b = beta.values[i];
    objective += Absolute(state, set, l, beta.columns[i]) * std::fabs(b) +
                 Square(state, set, l, beta.columns[i]) * b * b / 2;
  }
  return objective;
}

Interpolation InterpolateGradient(const PathState& state, int set, int l) {
  const std::vector<FullPoint>& full = state.Set(set).full;
  // The latest point of every penalty.
  std::vector<int> latest(At(state.penalties()), -1);
  for (std::size_t i = 0; i < full.size(); ++i) latest[At(full[i].lambda)] = static_cast<int>(i);
  Interpolation result;
  const bool is_null = l == 0 && full[At(latest[0])].lambda == 0;
  if (latest[At(l)] >= 0 && !is_null) {
    result.points = {latest[At(l)]};
    result.weights = {1};
  } else {
    // The nearest on either side, then the nearest of the rest.
    std::vector<int> order;
    for (int at = 0; at < state.penalties(); ++at) {
      if (latest[At(at)] >= 0) order.push_back(at);
    }
    const auto nearer = [&](int a, int b) { return std::abs(a - l) < std::abs(b - l); };
    std::vector<int> chosen;
    for (const bool below : {true, false}) {
      int best = -1;
      for (const int at : order) {
        if ((at <= l) == below && (best < 0 || nearer(at, best))) best = at;
      }
      if (best >= 0) chosen.push_back(best);
    }
    int third = -1;
    for (const int at : order) {
      const bool taken = std::find(chosen.begin(), chosen.end(), at) != chosen.end();
      if (!taken && (third < 0 || nearer(at, third))) third = at;
    }
    if (third >= 0) chosen.push_back(third);
    double sum = 0;
    do {
      std::vector<double> x;
      for (const int at : chosen) x.push_back(state.log_lambda[At(at)]);
      result.weights = LagrangeWeights(x, state.log_lambda[At(l)]);
      sum = 0;
      for (const double weight : result.weights) sum += std::fabs(weight);
      if (sum > kLargestWeightSum) chosen.pop_back();
    } while (sum > kLargestWeightSum);
    for (const int at : chosen) result.points.push_back(latest[At(at)]);
  }
  result.gradient.assign(At(state.columns), 0.0);
  for (std::size_t a = 0; a < result.points.size(); ++a) {
    const std::vector<double>& gradient = full[At(result.points[a])].gradient;
    for (std::size_t j = 0; j < gradient.size(); ++j) result.gradient[j] += result.weights[a] * gradient[j];
  }
  return result;
}

Certificate Certify(const PathState& state, int set, const Evaluation& evaluation) {
  const DataSet& data = state.Set(set);
  Certificate certificate;
  certificate.centre.assign(At(state.columns), 0.0);
  certificate.radius.assign(At(state.columns), std::numeric_limits<double>::infinity());
  if (evaluation.references.empty()) return certificate;
  double mean = -evaluation.intercept_gradient;  // of the difference of the probabilities
  for (std::size_t a = 0; a < evaluation.references.size(); ++a) {
    const FullPoint& point = data.full[At(evaluation.references[a])];
    mean += evaluation.weights[a] * point.intercept_gradient;
    for (std::size_t j = 0; j < point.gradient.size(); ++j) {
      certificate.centre[j] += evaluation.weights[a] * point.gradient[j];
    }
  }
  const double spread = std::sqrt(std::max(0.0, evaluation.distance - mean * mean));
  for (std::size_t j = 0; j < certificate.centre.size(); ++j) {
    certificate.centre[j] -= data.mean[j] * mean;
    certificate.radius[j] = data.sd[j] * spread;
  }
  return certificate;
}

double Violation(const PathState& state, int set, int l, const Evaluation& evaluation) {
  const std::vector<double> beta = Dense(evaluation.beta, state.columns);
  double worst = state.settings.intercept ? std::fabs(evaluation.intercept_gradient) : 0;
  for (std::size_t i = 0; i < evaluation.columns.size(); ++i) {
    const int j = evaluation.columns[i];
    worst = std::max(worst, LassoViolation(evaluation.gradient[i], beta[At(j)], Absolute(state, set, l, j),
                                           Square(state, set, l, j)));
  }
  return worst;
}

std::vector<int> Doubtful(const PathState& state, int set, int l, const Fit& fit, double slack,
                          double share) {
  const DataSet& data = state.Set(set);
  const Evaluation& last = fit.history.back();
  const Certificate certificate = Certify(state, set, last);
  std::vector<bool> clear(At(state.columns), false);
  for (const int j : last.columns) clear[At(j)] = true;
  for (std::size_t e = 0; e + 1 < fit.history.size(); ++e) {
    const Evaluation& earlier = fit.history[e];
    const double movement = Between(earlier.beta, last.beta, state.columns).sum / 4;
    for (std::size_t i = 0; i < earlier.columns.size(); ++i) {
      const int j = earlier.columns[i];
      const double size = std::sqrt(data.sd[At(j)] * data.sd[At(j)] + data.mean[At(j)] * data.mean[At(j)]);
      // A quarter of the movement of the linear predictor, whose columns have at most sqrt(n / n_k) each.
      const double reach = movement * size * std::sqrt(state.Set(0).patients / data.patients);
      if (std::fabs(earlier.gradient[i]) + reach < slack * Absolute(state, set, l, j)) clear[At(j)] = true;
    }
  }
  std::vector<int> doubtful;
  for (int j = 0; j < state.columns; ++j) {
    if (clear[At(j)]) continue;
    const double limit = slack * Absolute(state, set, l, j);
    if (!(std::fabs(certificate.centre[At(j)]) + share * certificate.radius[At(j)] <= limit))
      doubtful.push_back(j);
  }
  return doubtful;
}

}  // namespace osteon::models
