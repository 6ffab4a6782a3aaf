#include "models/validation/membership.h"

#include <Eigen/Eigenvalues>
#include <cmath>

namespace osteon::models {
namespace {

// Of the smallest to the largest eigenvalue of a correlation matrix: below it a combination of variables is
// constant.
constexpr double kCollinear = 1e-10;

double Concordance(double squared_distance) {
  return std::erfc(-std::sqrt(squared_distance) / 2) / 2;  // Phi(D / sqrt 2)
}

}  // namespace

Maybe<Membership> MembershipOf(const Eigen::Ref<const Eigen::VectorXd>& differences,
                               const Eigen::Ref<const Eigen::MatrixXd>& correlations, std::uint64_t site,
                               std::uint64_t development) {
  if (site == 0 || development == 0) return {std::nullopt, "no patients"};
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(correlations);
  const Eigen::VectorXd& values = parts.eigenvalues();  // ascending
  if (parts.info() != Eigen::Success || !(values(0) > kCollinear * values(values.size() - 1))) {
    return {std::nullopt, "the model's variables are collinear among the development patients"};
  }
  const Eigen::VectorXd along = parts.eigenvectors().transpose() * differences;
  const double distance = (along.array().square() / values.array()).sum();
  const double chance = static_cast<double>(differences.size()) *
                        (1 / static_cast<double>(site) + 1 / static_cast<double>(development));
  return {Membership{Concordance(distance), Concordance(chance)}, ""};
}

}  // namespace osteon::models
