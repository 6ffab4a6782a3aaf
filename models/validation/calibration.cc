#include "models/validation/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

namespace osteon::models {
namespace {

// Log-likelihood, gradient and information of logit P(y = 1) = offset + a + b x at (a, b).
struct Likelihood {
  double loglik = 0;
  double gradient_a = 0, gradient_b = 0;
  double information_aa = 0, information_ab = 0, information_bb = 0;
};
Likelihood LikelihoodAt(const Eigen::VectorXd& offset, const Eigen::VectorXd& x, const Eigen::VectorXd& y,
                        double a, double b) {
  Likelihood sums;
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    const double eta = offset[i] + a + b * x[i];
    const double small = std::exp(-std::fabs(eta));
    const double near = 1 / (1 + small);
    const double far = small / (1 + small);
    const bool event = y[i] == 1;
    const bool likely = event == (eta >= 0);
    const double miss = likely ? far : near;  // probability of the other class
    const double residual = event ? miss : -miss;
    const double weight = near * far;
    sums.loglik -= (likely ? 0 : std::fabs(eta)) + std::log1p(small);
    sums.gradient_a += residual;
    sums.gradient_b += residual * x[i];
    sums.information_aa += weight;
    sums.information_ab += weight * x[i];
    sums.information_bb += weight * x[i] * x[i];
  }
  return sums;
}

struct Fit {
  double a, b;
  double variance_a, variance_b, covariance;
};

// Newton's method with step halving; b stays 0 unless `with_slope`. nullopt: no convergence.
std::optional<Fit> Maximise(const Eigen::VectorXd& offset, const Eigen::VectorXd& x, const Eigen::VectorXd& y,
                            bool with_slope) {
  constexpr int kMostSteps = 200;
  double a = 0;
  double b = 0;
  Likelihood here = LikelihoodAt(offset, x, y, a, b);
  for (int step = 0; step < kMostSteps; ++step) {
    const double determinant =
        with_slope ? here.information_aa * here.information_bb - here.information_ab * here.information_ab
                   : here.information_aa;
    if (!(determinant > 0)) return std::nullopt;
    double step_a = here.gradient_a / here.information_aa;
    double step_b = 0;
    if (with_slope) {
      step_a = (here.information_bb * here.gradient_a - here.information_ab * here.gradient_b) / determinant;
      step_b = (here.information_aa * here.gradient_b - here.information_ab * here.gradient_a) / determinant;
    }
    const double decrement = step_a * here.gradient_a + step_b * here.gradient_b;
    if (decrement < 1e-24 * static_cast<double>(y.size())) {
      const double variance_a = with_slope ? here.information_bb / determinant : 1 / determinant;
      const double variance_b = with_slope ? here.information_aa / determinant : 0;
      const double covariance = with_slope ? -here.information_ab / determinant : 0;
      return Fit{a + step_a, b + step_b, variance_a, variance_b, covariance};
    }
    const double slack = 1e-13 * (1 + std::fabs(here.loglik));
    Likelihood next = LikelihoodAt(offset, x, y, a + step_a, b + step_b);
    for (int halving = 0; halving < 60 && !(next.loglik >= here.loglik - slack); ++halving) {
      step_a /= 2;
      step_b /= 2;
      next = LikelihoodAt(offset, x, y, a + step_a, b + step_b);
    }
    a += step_a;
    b += step_b;
    here = next;
  }
  return std::nullopt;
}

std::string WhyNoSlope(const Eigen::VectorXd& logit, const Eigen::Ref<const Eigen::VectorXd>& outcome) {
  if (logit.minCoeff() == logit.maxCoeff()) return "all predicted risks are equal";
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  double low[2] = {kInfinity, kInfinity};
  double high[2] = {-kInfinity, -kInfinity};
  for (Eigen::Index i = 0; i < logit.size(); ++i) {
    const int group = outcome[i] == 1 ? 1 : 0;
    low[group] = std::min(low[group], logit[i]);
    high[group] = std::max(high[group], logit[i]);
  }
  if (high[0] <= low[1] || high[1] <= low[0]) return "the predicted risks separate events from non-events";
  return "";
}

MaybeEstimate InTheLarge(const Eigen::VectorXd& logit, const Eigen::VectorXd& outcome) {
  const std::optional<Fit> fit = Maximise(logit, Eigen::VectorXd::Zero(logit.size()), outcome, false);
  return fit ? Wald(fit->a, std::sqrt(fit->variance_a), "Wald")
             : Unavailable("the intercept did not converge");
}

// Slope and intercept together.
void FitLogistic(const Eigen::VectorXd& logit, const Eigen::VectorXd& outcome, Calibration& calibration) {
  if (std::string why = WhyNoSlope(logit, outcome); !why.empty()) {
    calibration.slope = calibration.intercept = Unavailable(std::move(why));
    return;
  }
  // Standardised, so that the information is well conditioned wherever the risks lie.
  const double mean = logit.mean();
  const double scale = std::sqrt((logit.array() - mean).square().mean());
  const Eigen::VectorXd x = (logit.array() - mean) / scale;
  const std::optional<Fit> fit = Maximise(Eigen::VectorXd::Zero(logit.size()), x, outcome, true);
  if (!fit) {
    calibration.slope = calibration.intercept = Unavailable("the slope did not converge");
    return;
  }
  const double shift = mean / scale;
  calibration.slope = Wald(fit->b / scale, std::sqrt(fit->variance_b) / scale, "Wald");
  calibration.intercept = Wald(
      fit->a - shift * fit->b,
      std::sqrt(fit->variance_a - 2 * shift * fit->covariance + shift * shift * fit->variance_b), "Wald");
  calibration.covariance = (fit->covariance - shift * fit->variance_b) / scale;
}

}  // namespace

MaybeEstimate ObservedOverExpected(double observed, double expected, double n) {
  if (n == 0) return Unavailable("no patients");
  if (observed == 0) return Unavailable("no events");
  if (!(expected > 0)) return Unavailable("all predicted risks are 0");
  const double oe = observed / expected;
  const double se_log = std::sqrt((1 - observed / n) / observed);
  if (!std::isfinite(oe * std::exp(kNormal975 * se_log)))
    return Unavailable("the predicted risks are as good as 0");
  return {Estimate{oe, oe * se_log, oe * std::exp(-kNormal975 * se_log), oe * std::exp(kNormal975 * se_log),
                   "binomial, on the log scale"},
          ""};
}

std::string WhyNoLogisticFit(const Eigen::Ref<const Eigen::VectorXd>& risk, double events) {
  if (risk.size() == 0) return "no patients";
  if (events == 0) return "no events";
  if (events == static_cast<double>(risk.size())) return "no non-events";
  if (risk.minCoeff() <= 0 || risk.maxCoeff() >= 1)
    return "a predicted risk is exactly 0 or 1: its logit is infinite";
  return "";
}

Calibration Calibrate(const Eigen::Ref<const Eigen::VectorXd>& risk,
                      const Eigen::Ref<const Eigen::VectorXd>& outcome) {
  double events = 0;
  double expected = 0;
  for (Eigen::Index i = 0; i < risk.size(); ++i) {
    events += outcome[i];
    expected += risk[i];
  }
  Calibration calibration;
  calibration.oe = ObservedOverExpected(events, expected, static_cast<double>(risk.size()));
  if (const std::string why = WhyNoLogisticFit(risk, events); !why.empty()) {
    calibration.in_the_large = Unavailable(why);
    calibration.slope = calibration.intercept = Unavailable(why);
    return calibration;
  }
  const Eigen::VectorXd logit = risk.unaryExpr([](double p) { return std::log(p) - std::log1p(-p); });
  calibration.in_the_large = InTheLarge(logit, outcome);
  FitLogistic(logit, outcome, calibration);
  return calibration;
}

}  // namespace osteon::models
