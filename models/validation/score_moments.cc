#include "models/validation/score_moments.h"

#include <cmath>
#include <string>
#include <vector>

namespace osteon::models {
namespace {

Maybe<MeanAndSd> OfClass(const Eigen::VectorXd& logit, const Eigen::Ref<const Eigen::VectorXd>& outcome,
                         double wanted, const char* without) {
  std::vector<double> values;
  for (Eigen::Index i = 0; i < logit.size(); ++i) {
    if (outcome[i] == wanted) values.push_back(logit[i]);
  }
  if (values.empty()) return {std::nullopt, without};
  return MeanAndSdOf(
      Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size())));
}

}  // namespace

Maybe<MeanAndSd> MeanAndSdOf(const Eigen::Ref<const Eigen::VectorXd>& values) {
  if (values.size() < 2) return {std::nullopt, "fewer than two patients"};
  MeanAndSd moments;
  moments.mean = values.mean();
  moments.sd =
      std::sqrt((values.array() - moments.mean).square().sum() / static_cast<double>(values.size() - 1));
  return {moments, ""};
}

ScoreMoments MomentsOfScores(const Eigen::Ref<const Eigen::VectorXd>& risk,
                             const Eigen::Ref<const Eigen::VectorXd>& outcome) {
  ScoreMoments moments;
  std::string why;
  if (risk.size() == 0) {
    why = "no patients";
  } else if (risk.minCoeff() <= 0 || risk.maxCoeff() >= 1) {
    why = "a predicted risk is exactly 0 or 1: its logit is infinite";
  }
  if (!why.empty()) {
    for (Maybe<MeanAndSd>* part : {&moments.all, &moments.events, &moments.non_events})
      part->unavailable = why;
    return moments;
  }
  const Eigen::VectorXd logit = risk.unaryExpr([](double p) { return std::log(p) - std::log1p(-p); });
  moments.all = MeanAndSdOf(logit);
  moments.events = OfClass(logit, outcome, 1, "no events");
  moments.non_events = OfClass(logit, outcome, 0, "no non-events");
  return moments;
}

}  // namespace osteon::models
