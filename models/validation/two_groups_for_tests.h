// Patients of two predicted risks, for which calibration is worked by hand.
#ifndef OSTEON_MODELS_VALIDATION_TWO_GROUPS_FOR_TESTS_H_
#define OSTEON_MODELS_VALIDATION_TWO_GROUPS_FOR_TESTS_H_

#include <Eigen/Core>
#include <cmath>

namespace osteon::models {

inline double Logit(double p) {
  return std::log(p / (1 - p));
}

// Two risk groups with `n1`, `n2` patients and `e1`, `e2` events.
struct Groups {
  Eigen::VectorXd risk;
  Eigen::VectorXd outcome;
};
inline Groups TwoGroups(double risk1, int n1, int e1, double risk2, int n2, int e2) {
  Groups groups{Eigen::VectorXd::Constant(n1 + n2, risk1), Eigen::VectorXd::Zero(n1 + n2)};
  groups.risk.tail(n2).setConstant(risk2);
  groups.outcome.head(e1).setOnes();
  groups.outcome.segment(n1, e2).setOnes();
  return groups;
}

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_TWO_GROUPS_FOR_TESTS_H_
