#include "models/harmonisation/fit_combat.h"

#include <Eigen/Cholesky>
#include <cmath>
#include <cstddef>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/fixed_point/exact_integer.h"
#include "common/fixed_point/exact_sum.h"
#include "common/status/status_macros.h"
#include "models/glm/collinearity.h"

namespace osteon::models {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

enum Block : std::size_t { kCounts, kSum, kCovariateSum, kCentredSquare, kCentredProduct, kCentredCovariate };

constexpr double kSmallestRelativeScale = 1e-11;  // as in the fits: less is rounding of a constant

absl::Status CheckNames(const std::vector<std::string>& features,
                        const std::vector<std::string>& covariates) {
  if (features.empty()) return absl::InvalidArgumentError("harmonisation: no feature");
  std::set<std::string> names;
  for (const auto* columns : {&features, &covariates}) {
    for (const std::string& column : *columns) {
      if (names.insert(column).second) continue;
      return absl::InvalidArgumentError(absl::StrCat("harmonisation: column ", column, " is named twice"));
    }
  }
  return absl::OkStatus();
}

// The answer to a BatchMomentsRequest in double precision, every number rounded once.
struct WithinBatches {
  double patients;
  VectorXd mean;            // (p) of the features, over all patients
  VectorXd covariate_mean;  // (q)
  VectorXd square;          // (p) centred
  MatrixXd products;        // (q, p) centred, of covariates with features
  MatrixXd covariates;      // (q, q) centred

  WithinBatches(const RingVector& sums, Index p, Index q)
      : patients(sums.DecodeBlock(kCounts)[0]),
        mean(p),
        covariate_mean(q),
        square(p),
        products(q, p),
        covariates(q, q) {
    const auto number = [&](Block block, Index at) {
      return ReadExact(sums.Number(block, static_cast<std::size_t>(at)));
    };
    const auto n = static_cast<std::uint64_t>(patients);
    const auto mean_of = [&](Block block, Index at) {
      return RoundedRatio(number(block, at), ExactOne() * n);
    };
    const auto value = [&](Block block, Index at) { return RoundedRatio(number(block, at), ExactOne()); };
    for (Index j = 0; j < p; ++j) {
      mean[j] = mean_of(kSum, j);
      square[j] = value(kCentredSquare, j);
      for (Index k = 0; k < q; ++k) products(k, j) = value(kCentredProduct, k * p + j);
    }
    Index at = 0;
    for (Index j = 0; j < q; ++j) {
      covariate_mean[j] = mean_of(kCovariateSum, j);
      for (Index k = 0; k <= j; ++k) covariates(j, k) = covariates(k, j) = value(kCentredCovariate, at++);
    }
  }

  bool Varies(double centred_square, double about) const {
    return std::sqrt(centred_square / patients) > kSmallestRelativeScale * std::fabs(about);
  }
};

absl::Status CheckCovariates(const WithinBatches& sums, const std::vector<std::string>& names) {
  std::vector<std::string> constant;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto at = static_cast<Index>(k);
    if (!sums.Varies(sums.covariates(at, at), sums.covariate_mean[at])) constant.push_back(names[k]);
  }
  if (!constant.empty()) {
    return absl::FailedPreconditionError(absl::StrCat("harmonisation: ", absl::StrJoin(constant, ", "),
                                                      " does not vary within any site or scanner, so its "
                                                      "effect cannot be told from theirs; leave it out of "
                                                      "the covariates"));
  }
  const std::vector<Dependence> dependences = FindCollinear(sums.covariates);
  if (!dependences.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("harmonisation: the covariates are collinear within sites or scanners; leave some out\n",
                     DescribeCollinear(dependences, names)));
  }
  return absl::OkStatus();
}

// Of each feature grand mean and scale (0: constant), then the coefficients covariate by covariate.
absl::StatusOr<std::vector<double>> Solve(const WithinBatches& sums,
                                          const std::vector<std::string>& covariates) {
  const Index p = sums.mean.size();
  const Index q = sums.covariate_mean.size();
  MatrixXd beta = MatrixXd::Zero(q, p);
  if (q > 0) {
    OSTEON_RETURN_IF_ERROR(CheckCovariates(sums, covariates));
    const VectorXd unit = sums.covariates.diagonal().cwiseSqrt().cwiseInverse();
    const Eigen::LLT<MatrixXd> factor(unit.asDiagonal() * sums.covariates * unit.asDiagonal());
    beta = unit.asDiagonal() * factor.solve(unit.asDiagonal() * sums.products);
  }
  std::vector<double> values;
  for (Index j = 0; j < p; ++j) {
    const double left = sums.square[j] - sums.products.col(j).dot(beta.col(j));
    const bool varies =
        sums.Varies(sums.square[j], sums.mean[j]) && left > kCollinearVariance * sums.square[j];
    values.push_back(sums.mean[j] - sums.covariate_mean.dot(beta.col(j)));
    values.push_back(varies ? std::sqrt(left / sums.patients) : 0);
  }
  for (Index k = 0; k < q; ++k) {
    for (Index j = 0; j < p; ++j) values.push_back(beta(k, j));
  }
  return values;
}

CombatModel ModelOf(const std::vector<double>& values, const std::vector<std::string>& features,
                    const std::vector<std::string>& covariates) {
  CombatModel model;
  model.covariates = covariates;
  const std::size_t p = features.size();
  std::vector<std::size_t> kept;
  for (std::size_t j = 0; j < p; ++j) {
    if (values[2 * j + 1] == 0) {
      model.constant.push_back(features[j]);
      continue;
    }
    kept.push_back(j);
    model.features.push_back(features[j]);
    model.grand_mean.push_back(values[2 * j]);
    model.scale.push_back(values[2 * j + 1]);
  }
  for (std::size_t k = 0; k < covariates.size(); ++k) {
    for (const std::size_t j : kept) model.coefficients.push_back(values[2 * p + k * p + j]);
  }
  return model;
}

}  // namespace

absl::StatusOr<CombatModel> FitCombat(Federation& federation, const std::string& name,
                                      const std::vector<std::string>& features,
                                      const std::vector<std::string>& covariates,
                                      const std::vector<std::string>& sites) {
  const std::set<std::string> roster(sites.begin(), sites.end());
  if (roster.empty()) return absl::InvalidArgumentError("harmonisation: no site");
  OSTEON_RETURN_IF_ERROR(CheckNames(features, covariates));
  const Round round{name, "", {roster.begin(), roster.end()}};
  OSTEON_ASSIGN_OR_RETURN(const RingVector sums,
                          federation.Sum(round, BatchMomentsRequest{features, covariates, RowSet::kTrain,
                                                                    static_cast<int>(round.sites.size())}));
  const std::vector<double> counts = sums.DecodeBlock(kCounts);
  if (counts[1] == 0) return absl::FailedPreconditionError("harmonisation: there is no training patient");
  if (counts[1] == 1) {
    return absl::FailedPreconditionError(
        "harmonisation: all training patients are of one site and scanner, so there is nothing to harmonise; "
        "leave harmonise: combat out");
  }
  const auto compute = [&] {
    return Solve(
        WithinBatches(sums, static_cast<Index>(features.size()), static_cast<Index>(covariates.size())),
        covariates);
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> values,
                          federation.Remember(absl::StrCat(name, ": combat"), compute));
  CombatModel model = ModelOf(values, features, covariates);
  model.patients = static_cast<std::uint64_t>(counts[0]);
  model.batches = static_cast<std::uint64_t>(counts[1]);
  if (model.features.size() < 2) {
    return absl::FailedPreconditionError(absl::StrCat(
        "harmonisation: it learns from all features together and needs at least 2 that vary within sites; ",
        model.features.size(), " of ", features.size(), " do"));
  }
  return model;
}

}  // namespace osteon::models
