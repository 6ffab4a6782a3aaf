#include "models/lasso/null_models.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/lasso/fit_view.h"

namespace osteon::models {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kMostSteps = 25;
constexpr double kSmallestStep = 1e-6;  // Newton squares it: the point that it leads to is exact to 1e-12

// One Newton step of the unpenalised model from its last evaluation and block.
absl::StatusOr<FitAsk> NewtonAsk(const PathState& state, int set, const std::vector<int>& columns) {
  const Evaluation& last = state.At(set, 0).history.back();
  const Index first = state.settings.intercept ? 0 : 1;
  const Index size = static_cast<Index>(columns.size()) + 1 - first;
  const MatrixXd matrix = state.Set(set).blocks.back().matrix.bottomRightCorner(size, size);
  VectorXd gradient(static_cast<Index>(columns.size()) + 1);
  gradient[0] = last.intercept_gradient;
  for (std::size_t j = 0; j < columns.size(); ++j) gradient[static_cast<Index>(j) + 1] = last.gradient[j];
  const Eigen::LLT<MatrixXd> factor(matrix);
  const double largest = matrix.diagonal().maxCoeff();
  if (factor.info() != Eigen::Success ||
      factor.matrixLLT().diagonal().cwiseAbs2().minCoeff() < 1e-12 * largest) {
    return absl::FailedPreconditionError(
        "the columns that are not penalised are collinear or separate the outcome; penalise them or leave "
        "some out");
  }
  VectorXd step = VectorXd::Zero(gradient.size());
  step.tail(size) = factor.solve(gradient.tail(size));
  std::vector<double> dense = Dense(last.beta, state.columns);
  for (std::size_t j = 0; j < columns.size(); ++j) {
    dense[static_cast<std::size_t>(columns[j])] += step[static_cast<Index>(j) + 1];
  }
  FitAsk ask;
  ask.set = set;
  ask.step = step.cwiseAbs().maxCoeff();
  ask.beta = Sparse(last.beta.intercept + step[0], dense);
  return ask;
}

}  // namespace

absl::Status FitNullModels(const Ask& ask, PathState& state) {
  std::vector<int> free;
  for (int j = 0; j < state.columns; ++j) {
    if (state.Set(0).absolute[static_cast<std::size_t>(j)] == 0) free.push_back(j);
  }
  if (free.empty()) return absl::OkStatus();

  PathState scratch;
  scratch.settings = state.settings;
  scratch.columns = state.columns;
  scratch.lambda = {1};
  scratch.log_lambda = {0};
  scratch.sets = state.sets;
  scratch.fits.resize(state.sets.size());
  const int sets = static_cast<int>(state.sets.size());
  for (int number = 0; number <= kMostSteps; ++number) {
    const auto make = [&]() -> absl::StatusOr<Plan> {
      Plan plan;
      double largest = 0;
      for (int set = 0; set < sets; ++set) {
        FitAsk next;
        if (number == 0) {
          next.set = set;
          next.beta = scratch.Set(set).full[0].beta;
        } else {
          OSTEON_ASSIGN_OR_RETURN(next, NewtonAsk(scratch, set, free));
          largest = std::max(largest, next.step);
        }
        next.gradient = free;
        next.block = free;
        plan.asks.push_back(std::move(next));
      }
      if (number > 0 && largest < kSmallestStep) {
        for (FitAsk& last : plan.asks) {
          last.gradient.resize(static_cast<std::size_t>(state.columns));
          std::iota(last.gradient.begin(), last.gradient.end(), 0);
          last.block.clear();
        }
      }
      return plan;
    };
    OSTEON_RETURN_IF_ERROR(ask(absl::StrCat("null model ", number), make, scratch));
    if (number == 0 || scratch.At(0, 0).history.back().columns.size() == free.size()) {
      if (scratch.Set(0).full.size() == 1) continue;
    }
    for (int set = 0; set < sets; ++set) {
      state.sets[static_cast<std::size_t>(set)].full = {scratch.Set(set).full.back()};
    }
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      "the model of the columns that are not penalised does not converge: they separate the outcome; "
      "penalise them "
      "or leave some out");
}

}  // namespace osteon::models
