#include "models/lasso/batch.h"

#include <algorithm>
#include <map>
#include <utility>

#include "models/lasso/at.h"
#include "models/lasso/fit_view.h"

namespace osteon::models {
namespace {

using Eigen::Index;

// The columns that a plan uses, and where they stand in the request.
class UsedColumns {
 public:
  UsedColumns(const PathState& state, const Plan& plan) : local_(At(state.columns), -1) {
    for (const FitAsk& ask : plan.asks) {
      Use(ask.beta.columns);
      Use(ask.gradient);
      Use(ask.block);
      for (const int point : ask.references) Use(state.Set(ask.set).full[At(point)].beta.columns);
    }
    for (const BorderAsk& border : plan.borders) {
      const Block& block = state.Set(border.set).blocks[At(border.block)];
      Use(block.beta.columns);
      Use(block.columns);
      Use(border.columns);
    }
    int count = 0;
    for (int& index : local_) {
      if (index >= 0) index = count++;
    }
  }

  std::vector<int> Local(const std::vector<int>& columns) const {
    std::vector<int> local;
    local.reserve(columns.size());
    for (const int column : columns) local.push_back(local_[At(column)]);
    return local;
  }
  bool Uses(std::size_t column) const { return local_[column] >= 0; }

 private:
  void Use(const std::vector<int>& columns) {
    for (const int column : columns) local_[At(column)] = 0;
  }
  std::vector<int> local_;
};

BatchPoint PointOf(int set, const SparseBeta& beta, const UsedColumns& used) {
  return {set, beta.intercept, used.Local(beta.columns), beta.values};
}

void PlaceColumns(Block& block, int columns) {
  block.position.assign(At(columns), -1);
  for (std::size_t i = 0; i < block.columns.size(); ++i) {
    block.position[At(block.columns[i])] = static_cast<int>(i) + 1;
  }
}

// The block's columns that stay when a border is laid on it.
std::vector<int> Kept(const Block& block, const BorderAsk& border) {
  std::vector<int> kept;
  for (const int column : block.columns) {
    if (!std::binary_search(border.dropped.begin(), border.dropped.end(), column)) kept.push_back(column);
  }
  return kept;
}

// Reads rows `first`, ... of a lower triangle into both triangles.
void ReadRows(const double*& numbers, Index first, double patients, Eigen::MatrixXd& matrix) {
  for (Index r = first; r < matrix.rows(); ++r) {
    for (Index c = 0; c <= r; ++c) matrix(r, c) = matrix(c, r) = *numbers++ / patients;
  }
}

}  // namespace

LogisticBatchRequest MakeBatch(const PathState& state, const Plan& plan,
                               const std::vector<StandardisedColumn>& columns, int sites) {
  const UsedColumns used(state, plan);
  LogisticBatchRequest request;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (used.Uses(j)) request.columns.push_back(columns[j]);
  }
  request.folds = std::max(state.settings.folds, 1);
  request.patients = static_cast<std::uint64_t>(state.Set(0).patients);
  request.sites = sites;
  std::map<std::pair<int, int>, int> points;  // of (data set, full point)
  for (const FitAsk& ask : plan.asks) {
    BatchEvaluation evaluation;
    evaluation.point = static_cast<int>(request.points.size());
    request.points.push_back(PointOf(ask.set, ask.beta, used));
    if (!ask.block.empty()) request.curvatures.push_back({evaluation.point, used.Local(ask.block), 0});
    evaluation.gradient = used.Local(ask.gradient);
    evaluation.weights = ask.weights;
    evaluation.held_out = ask.held_out;
    for (const int reference : ask.references) {
      const auto [found, added] =
          points.emplace(std::make_pair(ask.set, reference), static_cast<int>(request.points.size()));
      if (added)
        request.points.push_back(PointOf(ask.set, state.Set(ask.set).full[At(reference)].beta, used));
      evaluation.references.push_back(found->second);
    }
    request.evaluations.push_back(std::move(evaluation));
  }
  for (const BorderAsk& border : plan.borders) {
    const Block& block = state.Set(border.set).blocks[At(border.block)];
    BatchCurvature curvature;
    curvature.point = static_cast<int>(request.points.size());
    request.points.push_back(PointOf(border.set, block.beta, used));
    std::vector<int> all = Kept(block, border);
    curvature.known = static_cast<int>(all.size());
    all.insert(all.end(), border.columns.begin(), border.columns.end());
    curvature.columns = used.Local(all);
    request.curvatures.push_back(std::move(curvature));
  }
  return request;
}

void Enter(const Plan& plan, const RingVector& sums, PathState& state) {
  const std::vector<double> loglik = sums.DecodeBlock(0);
  const std::vector<double> gradients = sums.DecodeBlock(1);
  const std::vector<double> curvatures = sums.DecodeBlock(2);
  const std::vector<double> distances = sums.DecodeBlock(3);
  const std::vector<double> held_out = sums.DecodeBlock(4);
  const double* gradient = gradients.data();
  const double* curvature = curvatures.data();
  const double* distance = distances.data();
  const double* left_out = held_out.data();
  std::vector<std::pair<int, Block>> blocks;
  for (std::size_t i = 0; i < plan.asks.size(); ++i) {
    const FitAsk& ask = plan.asks[i];
    DataSet& data = state.sets[At(ask.set)];
    Fit& fit = state.At(ask.set, ask.l);
    Evaluation evaluation;
    evaluation.beta = ask.beta;
    evaluation.loglik = loglik[i] / data.patients;
    evaluation.intercept_gradient = *gradient++ / data.patients;
    evaluation.columns = ask.gradient;
    for (std::size_t j = 0; j < ask.gradient.size(); ++j)
      evaluation.gradient.push_back(*gradient++ / data.patients);
    evaluation.references = ask.references;
    evaluation.weights = ask.weights;
    if (!ask.references.empty()) evaluation.distance = *distance++ / data.patients;
    if (ask.held_out) {
      evaluation.held_out = {left_out[0], left_out[1], left_out[2]};
      left_out += 3;
    }
    if (static_cast<int>(ask.gradient.size()) == state.columns) {
      data.full.push_back({ask.l, ask.beta, evaluation.intercept_gradient, evaluation.gradient});
    }
    if (!ask.block.empty()) {
      Block block{ask.l, ask.beta, ask.block, {}, {}};
      const auto size = static_cast<Index>(ask.block.size()) + 1;
      block.matrix.resize(size, size);
      ReadRows(curvature, 0, data.patients, block.matrix);
      PlaceColumns(block, state.columns);
      blocks.emplace_back(ask.set, std::move(block));
      ++fit.own_blocks;
    }
    fit.step = ask.step;
    fit.status = FitStatus::kActive;
    fit.history.push_back(std::move(evaluation));
    fit.violation = Violation(state, ask.set, ask.l, fit.history.back());
  }
  for (const BorderAsk& border : plan.borders) {
    DataSet& data = state.sets[At(border.set)];
    Block& block = data.blocks[At(border.block)];
    const std::vector<int> kept = Kept(block, border);
    std::vector<Index> rows;
    if (block.matrix.rows() > 0) rows.push_back(0);
    for (const int column : kept) rows.push_back(block.position[At(column)]);
    const Eigen::MatrixXd smaller = block.matrix(rows, rows);
    block.matrix = smaller;
    block.columns = kept;
    const Index known = block.matrix.rows();
    block.columns.insert(block.columns.end(), border.columns.begin(), border.columns.end());
    const auto size = static_cast<Index>(block.columns.size()) + 1;
    block.matrix.conservativeResize(size, size);
    ReadRows(curvature, known, data.patients, block.matrix);
    PlaceColumns(block, state.columns);
  }
  // A new block of the same penalty takes the place of the old one.
  for (auto& [set, block] : blocks) {
    std::vector<Block>& all = state.sets[At(set)].blocks;
    const auto old = std::find_if(all.begin(), all.end(), [lambda = block.lambda](const Block& other) {
      return other.lambda == lambda;
    });
    if (old == all.end()) {
      all.push_back(std::move(block));
    } else {
      *old = std::move(block);
    }
  }
  for (const Verdict& verdict : plan.verdicts) {
    Fit& fit = state.At(verdict.set, verdict.l);
    fit.status = verdict.status;
    fit.step = verdict.step;
  }
  state.anchors = plan.anchors;
  state.last = plan.last;
  state.curve_last = plan.curve_last;
  ++state.round;
}

}  // namespace osteon::models
