#include "models/glm/collinearity.h"

#include <Eigen/Cholesky>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace osteon::models {
namespace {

using Eigen::Index;

// A combination whose coefficient is smaller than this (columns scaled to unit length) does not name a
// column.
constexpr double kNamed = 1e-4;

}  // namespace

std::vector<Dependence> FindCollinear(const Eigen::Ref<const Eigen::MatrixXd>& gram) {
  const Index p = gram.rows();
  const Eigen::VectorXd unit = gram.diagonal().cwiseSqrt().cwiseInverse();
  const Eigen::MatrixXd scaled = unit.asDiagonal() * gram * unit.asDiagonal();
  // The pivots of a plain Cholesky are the parts of variance that are left: nearly always all is well.
  const Eigen::LLT<Eigen::MatrixXd> plain(scaled);
  if (plain.info() == Eigen::Success &&
      plain.matrixLLT().diagonal().array().square().minCoeff() >= kCollinearVariance) {
    return {};
  }

  std::vector<Dependence> dependences;
  std::vector<std::size_t> basis;
  Eigen::MatrixXd factor = Eigen::MatrixXd::Zero(p, p);  // its leading block belongs to the basis
  for (Index j = 0; j < p; ++j) {
    const auto rank = static_cast<Index>(basis.size());
    const auto lower = factor.topLeftCorner(rank, rank).triangularView<Eigen::Lower>();
    Eigen::VectorXd row(rank);
    for (Index k = 0; k < rank; ++k)
      row[k] = scaled(j, static_cast<Index>(basis[static_cast<std::size_t>(k)]));
    lower.solveInPlace(row);
    const double left = scaled(j, j) - row.squaredNorm();
    if (left >= kCollinearVariance) {
      factor.row(rank).head(rank) = row.transpose();
      factor(rank, rank) = std::sqrt(left);
      basis.push_back(static_cast<std::size_t>(j));
      continue;
    }
    lower.transpose().solveInPlace(row);  // the combination
    Dependence dependence{static_cast<std::size_t>(j), {}};
    for (Index k = 0; k < rank; ++k) {
      if (std::fabs(row[k]) > kNamed) dependence.of.push_back(basis[static_cast<std::size_t>(k)]);
    }
    dependences.push_back(std::move(dependence));
  }
  return dependences;
}

std::string DescribeCollinear(const std::vector<Dependence>& dependences,
                              const std::vector<std::string>& names) {
  std::vector<std::string> lines;
  for (const Dependence& dependence : dependences) {
    std::vector<std::string> of;
    for (const std::size_t column : dependence.of) of.push_back(names[column]);
    std::string last = of.empty() ? "" : of.back();
    if (!of.empty()) of.pop_back();
    lines.push_back(absl::StrCat(names[dependence.column], " is a linear combination of ",
                                 of.empty() ? "" : absl::StrCat(absl::StrJoin(of, ", "), " and "), last));
  }
  return absl::StrJoin(lines, "\n");
}

}  // namespace osteon::models
