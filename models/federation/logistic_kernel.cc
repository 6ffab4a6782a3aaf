#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/kernels.h"
#include "models/federation/weighted_gram.h"

namespace osteon::models {
namespace {

using Eigen::Index;

// The names of the coefficients.
std::vector<std::string> Labels(const LogisticRequest& request) {
  std::vector<std::string> labels;
  if (request.intercept) labels.emplace_back("(Intercept)");
  for (const StandardisedColumn& column : request.columns) labels.push_back(column.name);
  return labels;
}

absl::Status Check(const LogisticRequest& request) {
  if (request.sites < 1) return absl::InvalidArgumentError("logistic: a sum over no site");
  const std::vector<std::string> labels = Labels(request);
  if (request.beta.size() != labels.size() || labels.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("logistic: ", request.beta.size(), " coefficients for ",
                                                   request.columns.size(), " columns and ",
                                                   request.intercept ? "an" : "no", " intercept"));
  }
  for (std::size_t j = 0; j < labels.size(); ++j) {
    if (!std::isfinite(request.beta[j])) {
      return absl::InvalidArgumentError(
          absl::StrCat("logistic: the coefficient of ", labels[j], " is not finite"));
    }
  }
  for (const StandardisedColumn& column : request.columns) {
    if (!std::isfinite(column.mean) || !std::isfinite(column.scale) || column.scale <= 0) {
      return absl::InvalidArgumentError(absl::StrCat("logistic: the mean and scale of ", column.name,
                                                     " are not those of a column that varies"));
    }
  }
  return absl::OkStatus();
}

// (n, q): a column of ones with the intercept, then (x - mean) / scale.
Eigen::MatrixXd StandardisedDesign(const LogisticRequest& request, const AnalysisTable& table,
                                   const std::vector<std::size_t>& columns,
                                   const std::vector<std::size_t>& rows) {
  const Index first = request.intercept ? 1 : 0;
  Eigen::MatrixXd design(static_cast<Index>(rows.size()), static_cast<Index>(columns.size()) + first);
  if (request.intercept) design.col(0).setOnes();
  const bool whole = rows.size() == static_cast<std::size_t>(table.values.rows());
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const double* x = table.values.col(static_cast<Index>(columns[j])).data();
    double* z = design.col(static_cast<Index>(j) + first).data();
    const auto [name, mean, scale] = request.columns[j];
    if (whole) {
      for (std::size_t i = 0; i < rows.size(); ++i) z[i] = (x[i] - mean) / scale;
    } else {
      for (std::size_t i = 0; i < rows.size(); ++i) z[i] = (x[rows[i]] - mean) / scale;
    }
  }
  return design;
}

// (n) what the linear predictor is before any coefficient.
absl::StatusOr<Eigen::VectorXd> OffsetOf(const LogisticRequest& request, const AnalysisTable& table,
                                         const std::vector<std::size_t>& rows) {
  Eigen::VectorXd offset = Eigen::VectorXd::Zero(static_cast<Index>(rows.size()));
  if (request.offset.empty()) return offset;
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> column, ColumnsOf(table, {request.offset}));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double x = table.values(static_cast<Index>(rows[i]), static_cast<Index>(column[0]));
    if (!std::isfinite(x)) {
      return absl::OutOfRangeError(
          absl::StrCat("logistic: the offset ", request.offset, " holds a value that is not finite"));
    }
    offset[static_cast<Index>(i)] = x;
  }
  return offset;
}

// What a patient with linear predictor eta and outcome y adds, without overflow or cancellation at any eta.
struct Contribution {
  double loglik;    // y log p + (1 - y) log(1 - p)
  double residual;  // y - p
  double weight;    // p (1 - p)
};
Contribution Contribute(double eta, bool event) {
  const double small = std::exp(-std::fabs(eta));  // in (0, 1]
  const double near = 1 / (1 + small);             // the probability of the likelier class
  const double far = small / (1 + small);
  const double p = eta >= 0 ? near : far;
  const double q = eta >= 0 ? far : near;
  const double against = event == (eta >= 0) ? 0 : std::fabs(eta);
  return {-(against + std::log1p(small)), event ? q : -p, p * q};
}

// sum_i residual_i z_ij for each column, patients first to last. Four columns at a time hide the latency of
// the additions.
std::vector<double> Gradient(const Eigen::MatrixXd& design, const Eigen::VectorXd& residual) {
  std::vector<double> gradient(static_cast<std::size_t>(design.cols()), 0.0);
  constexpr Index kAtOnce = 4;
  for (Index j = 0; j < design.cols(); j += kAtOnce) {
    const Index columns = std::min(kAtOnce, design.cols() - j);
    const double* z[kAtOnce];
    double sum[kAtOnce] = {};
    for (Index c = 0; c < kAtOnce; ++c) z[c] = design.col(j + std::min(c, columns - 1)).data();
    for (Index i = 0; i < design.rows(); ++i) {
      for (Index c = 0; c < kAtOnce; ++c) sum[c] += residual[i] * z[c][i];
    }
    for (Index c = 0; c < columns; ++c) gradient[static_cast<std::size_t>(j + c)] = sum[c];
  }
  return gradient;
}

}  // namespace

absl::StatusOr<KernelOutput> ComputeLogistic(const LogisticRequest& request, const AnalysisTable& table) {
  OSTEON_RETURN_IF_ERROR(Check(request));
  std::vector<std::string> names;
  names.reserve(request.columns.size());
  for (const StandardisedColumn& column : request.columns) names.push_back(column.name);
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> columns, ColumnsOf(table, names));

  KernelOutput output{RingVector(LayoutOf(request)), RowsOf(table, request.rows), {}, 0};
  const auto n = static_cast<Index>(output.rows.size());
  const Eigen::MatrixXd design = StandardisedDesign(request, table, columns, output.rows);

  OSTEON_ASSIGN_OR_RETURN(Eigen::VectorXd eta, OffsetOf(request, table, output.rows));
  for (std::size_t j = 0; j < request.beta.size(); ++j) {
    if (request.beta[j] != 0) eta += request.beta[j] * design.col(static_cast<Index>(j));
  }

  double loglik = 0;
  Eigen::VectorXd residual(n);
  Eigen::VectorXd weight(n);
  for (Index i = 0; i < n; ++i) {
    const bool event = table.outcome[static_cast<Index>(output.rows[static_cast<std::size_t>(i)])] == 1;
    const Contribution contribution = Contribute(eta[i], event);
    loglik += contribution.loglik;
    residual[i] = contribution.residual;
    weight[i] = contribution.weight;
    if (!(std::fabs(eta[i]) <= output.largest_linear_predictor)) {
      output.largest_linear_predictor = std::fabs(eta[i]);
    }
  }

  const std::vector<std::string> labels = Labels(request);
  RingVector& summand = output.summand;
  OSTEON_RETURN_IF_ERROR(summand.EncodeBlock(0, {static_cast<double>(n)}, request.sites, {"patients"}));
  OSTEON_RETURN_IF_ERROR(summand.EncodeBlock(1, {loglik}, request.sites, {"log-likelihood"}));
  OSTEON_RETURN_IF_ERROR(summand.EncodeBlock(2, Gradient(design, residual), request.sites, labels));
  const Eigen::VectorXd size = residual.cwiseAbs();
  output.statistics.push_back({"logistic gradient", {size.begin(), size.end()}});
  if (request.information) {
    const std::vector<double> information = WeightedGram(design, weight);
    if (absl::Status status = summand.EncodeBlock(3, information, request.sites, {}); !status.ok()) {
      // Only now find out whose numbers they are.
      std::vector<std::string> pairs;
      pairs.reserve(information.size());
      for (std::size_t j = 0; j < labels.size(); ++j) {
        for (std::size_t k = 0; k <= j; ++k) pairs.push_back(absl::StrCat(labels[j], " and ", labels[k]));
      }
      return summand.EncodeBlock(3, information, request.sites, pairs);
    }
    output.statistics.push_back({"logistic information", {weight.begin(), weight.end()}});
  }
  return output;
}

}  // namespace osteon::models
