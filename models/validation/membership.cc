#include "models/validation/membership.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <cmath>

#include "models/validation/distributions.h"

namespace osteon::models {
namespace {

// Of the smallest to the largest eigenvalue of a correlation matrix: below it a combination of variables is
// constant.
constexpr double kCollinear = 1e-10;

}  // namespace

Maybe<Membership> MembershipOf(const Eigen::Ref<const Eigen::VectorXd>& differences,
                               const Eigen::Ref<const Eigen::VectorXd>& ratios,
                               const Eigen::Ref<const Eigen::MatrixXd>& correlations, std::uint64_t site,
                               std::uint64_t development) {
  if (site == 0 || development == 0) return {std::nullopt, "no patients"};
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(correlations, Eigen::EigenvaluesOnly);
  const Eigen::VectorXd& values = parts.eigenvalues();  // ascending
  if (parts.info() != Eigen::Success || !(values(0) > kCollinear * values(values.size() - 1))) {
    return {std::nullopt, "the model's variables are collinear among the development patients"};
  }
  const Eigen::MatrixXd both = correlations + ratios.asDiagonal() * correlations * ratios.asDiagonal();
  const double distance = differences.dot(both.llt().solve(differences));
  const double chance = static_cast<double>(differences.size()) *
                        (1 / static_cast<double>(site) + 1 / static_cast<double>(development));
  return {
      Membership{1 - NormalTwoSided(std::sqrt(distance)) / 2, 1 - NormalTwoSided(std::sqrt(chance / 2)) / 2},
      ""};
}

}  // namespace osteon::models
