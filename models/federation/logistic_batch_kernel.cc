#include <algorithm>
#include <cmath>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/batch_points.h"
#include "models/federation/kernels.h"
#include "models/federation/standardised_rows.h"
#include "models/federation/weighted_gram.h"

namespace osteon::models {
namespace {

using Eigen::Index;

constexpr char kLogisticBatch[] = "logistic batch";
constexpr double kLargestWeightSum = 7;  // of a certificate's references: (1 + 7)^2 = 64 bounds the distance

absl::Status Contradiction(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(kLogisticBatch, ": ", what));
}

absl::Status Check(const LogisticBatchRequest& request) {
  const std::size_t p = request.columns.size();
  const auto is_point = [&](int point) {
    return point >= 0 && static_cast<std::size_t>(point) < request.points.size();
  };
  for (const BatchPoint& point : request.points) {
    OSTEON_RETURN_IF_ERROR(CheckBatchPoint(kLogisticBatch, point, p, request.folds));
  }
  for (const BatchEvaluation& evaluation : request.evaluations) {
    if (!is_point(evaluation.point)) return Contradiction("the number of a point that it does not have");
    const int data_set = request.points[static_cast<std::size_t>(evaluation.point)].data_set;
    OSTEON_RETURN_IF_ERROR(CheckBatchColumns(kLogisticBatch, evaluation.gradient, p, true));
    if (evaluation.references.size() != evaluation.weights.size()) {
      return Contradiction("another number of weights than references");
    }
    double sum = 0;
    for (std::size_t a = 0; a < evaluation.references.size(); ++a) {
      if (!is_point(evaluation.references[a]))
        return Contradiction("the number of a point that it does not have");
      if (request.points[static_cast<std::size_t>(evaluation.references[a])].data_set != data_set) {
        return Contradiction("a reference on another data set");
      }
      sum += std::fabs(evaluation.weights[a]);
    }
    if (!(sum <= kLargestWeightSum)) return Contradiction("weights of references beyond their bound");
    if (evaluation.held_out && data_set == 0) return Contradiction("held-out rows of all rows");
  }
  for (const BatchCurvature& curvature : request.curvatures) {
    if (!is_point(curvature.point)) return Contradiction("the number of a point that it does not have");
    OSTEON_RETURN_IF_ERROR(CheckBatchColumns(kLogisticBatch, curvature.columns, p, false));
    if (curvature.known < 0 || static_cast<std::size_t>(curvature.known) > curvature.columns.size()) {
      return Contradiction("more known columns than columns");
    }
  }
  return absl::OkStatus();
}

// The model at one point, on every row; rows that the data set leaves out have residual and weight 0.
struct AtPoint {
  Eigen::VectorXd p;
  Eigen::VectorXd residual;
  Eigen::VectorXd weight;
  double loglik = 0;
  double held_out[3] = {0, 0, 0};
};

AtPoint EvaluatePoint(const BatchPoint& point, const StandardisedRows& data, double& largest) {
  const auto n = static_cast<Index>(data.rows.size());
  const Eigen::VectorXd eta = LinearPredictors(point, data.z);
  AtPoint at{Eigen::VectorXd(n), Eigen::VectorXd(n), Eigen::VectorXd(n), 0, {0, 0, 0}};
  for (Index i = 0; i < n; ++i) {
    const auto row = static_cast<std::size_t>(i);
    const bool event = data.event[row];
    const double size = std::fabs(eta[i]);
    if (!(size <= largest)) largest = size;
    const double small = std::exp(-size);  // no overflow, no cancellation at any eta
    const double near = 1 / (1 + small);
    const double far = small / (1 + small);
    const double p = eta[i] >= 0 ? near : far;
    const double q = eta[i] >= 0 ? far : near;
    at.p[i] = p;
    if (point.data_set == 0 || data.fold[row] != point.data_set - 1) {
      at.residual[i] = event ? q : -p;
      at.weight[i] = p * q;
      at.loglik -= (event == (eta[i] >= 0) ? 0 : size) + std::log1p(small);
      continue;
    }
    at.residual[i] = 0;
    at.weight[i] = 0;
    const double clipped = std::clamp(p, kProbabilityClip, 1 - kProbabilityClip);
    at.held_out[0] -= 2 * std::log(event ? clipped : 1 - clipped);
    const double miss = event ? q : p;
    at.held_out[1] += 2 * miss * miss;
    at.held_out[2] += (p > 0.5) == event ? 0 : 1;
  }
  return at;
}

// sum_i residual_i z_ij for the columns listed, patients first to last; four columns at a time hide the
// latency of the additions.
void Gradient(const Eigen::MatrixXd& z, const Eigen::VectorXd& residual, const std::vector<int>& columns,
              std::vector<double>& gradient) {
  constexpr std::size_t kAtOnce = 4;
  for (std::size_t j = 0; j < columns.size(); j += kAtOnce) {
    const std::size_t count = std::min(kAtOnce, columns.size() - j);
    const double* column[kAtOnce];
    double sum[kAtOnce] = {};
    for (std::size_t c = 0; c < kAtOnce; ++c) {
      column[c] = z.col(static_cast<Index>(columns[j + std::min(c, count - 1)])).data();
    }
    for (Index i = 0; i < z.rows(); ++i) {
      const double r = residual[i];
      for (std::size_t c = 0; c < kAtOnce; ++c) sum[c] += r * column[c][i];
    }
    gradient.insert(gradient.end(), sum, sum + count);
  }
}

void Curvature(const Eigen::MatrixXd& z, const Eigen::VectorXd& weight, const BatchCurvature& block,
               std::vector<double>& curvature) {
  Eigen::MatrixXd design(z.rows(), static_cast<Index>(block.columns.size()) + 1);
  design.col(0).setOnes();
  for (std::size_t j = 0; j < block.columns.size(); ++j) {
    design.col(static_cast<Index>(j) + 1) = z.col(static_cast<Index>(block.columns[j]));
  }
  const std::vector<double> triangle = WeightedGram(design, weight);
  const std::size_t size = CurvatureSize(block);
  curvature.insert(curvature.end(), triangle.end() - static_cast<std::ptrdiff_t>(size), triangle.end());
}

// Sums over other patients are other statistics.
std::string LeftOut(int data_set) {
  return data_set == 0 ? "" : absl::StrCat(" without fold ", data_set);
}

// Names for a refusal: what cannot be encoded is only then looked for.
std::vector<std::string> GradientLabels(const LogisticBatchRequest& request) {
  std::vector<std::string> labels;
  for (const BatchEvaluation& evaluation : request.evaluations) {
    labels.push_back("(Intercept)");
    for (const int j : evaluation.gradient)
      labels.push_back(request.columns[static_cast<std::size_t>(j)].name);
  }
  return labels;
}
std::vector<std::string> CurvatureLabels(const LogisticBatchRequest& request) {
  std::vector<std::string> labels;
  for (const BatchCurvature& block : request.curvatures) {
    const auto name = [&](std::size_t j) {
      return j == 0 ? std::string("(Intercept)")
                    : request.columns[static_cast<std::size_t>(block.columns[j - 1])].name;
    };
    const std::size_t first = block.known == 0 ? 0 : static_cast<std::size_t>(block.known) + 1;
    for (std::size_t j = first; j <= block.columns.size(); ++j) {
      for (std::size_t k = 0; k <= j; ++k) labels.push_back(absl::StrCat(name(j), " and ", name(k)));
    }
  }
  return labels;
}

absl::Status Encode(RingVector& summand, std::size_t block, const std::vector<double>& values, int sites,
                    std::vector<std::string> (*labels)(const LogisticBatchRequest&),
                    const LogisticBatchRequest& request) {
  absl::Status status = summand.EncodeBlock(block, values, sites, {});
  return status.ok() ? status : summand.EncodeBlock(block, values, sites, labels(request));
}

std::vector<double> Values(const Eigen::VectorXd& vector) {
  return {vector.begin(), vector.end()};
}

}  // namespace

absl::StatusOr<KernelOutput> ComputeLogisticBatch(const LogisticBatchRequest& request,
                                                  const AnalysisTable& table) {
  OSTEON_RETURN_IF_ERROR(Check(request));
  OSTEON_ASSIGN_OR_RETURN(StandardisedRows data, StandardiseRows(request.columns, request.rows, request.folds,
                                                                 request.sites, table));
  KernelOutput output{RingVector(LayoutOf(request)), data.rows, {}, 0};
  std::vector<std::optional<AtPoint>> points(request.points.size());
  const auto at = [&](int index) -> const AtPoint& {
    std::optional<AtPoint>& point = points[static_cast<std::size_t>(index)];
    if (!point) {
      point = EvaluatePoint(request.points[static_cast<std::size_t>(index)], data,
                            output.largest_linear_predictor);
    }
    return *point;
  };

  std::vector<double> loglik;
  std::vector<double> gradient;
  std::vector<double> curvature;
  std::vector<double> distance;
  std::vector<double> held_out;
  for (const BatchEvaluation& evaluation : request.evaluations) {
    const AtPoint& here = at(evaluation.point);
    const int data_set = request.points[static_cast<std::size_t>(evaluation.point)].data_set;
    loglik.push_back(here.loglik);
    double intercept = 0;
    for (const double residual : here.residual) intercept += residual;
    gradient.push_back(intercept);
    Gradient(data.z, here.residual, evaluation.gradient, gradient);
    output.statistics.push_back({"logistic gradient" + LeftOut(data_set), Values(here.residual.cwiseAbs())});
    if (!evaluation.references.empty()) {
      Eigen::VectorXd apart = here.p;
      for (std::size_t a = 0; a < evaluation.references.size(); ++a) {
        apart -= evaluation.weights[a] * at(evaluation.references[a]).p;
      }
      double squares = 0;
      for (Index i = 0; i < apart.size(); ++i) {
        if (data_set != 0 && data.fold[static_cast<std::size_t>(i)] == data_set - 1) apart[i] = 0;
        squares += apart[i] * apart[i];
      }
      distance.push_back(squares);
      output.statistics.push_back({"certificate" + LeftOut(data_set), Values(apart.cwiseAbs())});
    }
    if (evaluation.held_out) {
      held_out.insert(held_out.end(), here.held_out, here.held_out + 3);
      std::vector<double> left_out(data.rows.size(), 0.0);
      for (std::size_t i = 0; i < left_out.size(); ++i) left_out[i] = data.fold[i] == data_set - 1 ? 1 : 0;
      output.statistics.push_back({"held out", std::move(left_out)});
    }
  }
  for (const BatchCurvature& block : request.curvatures) {
    const AtPoint& here = at(block.point);
    Curvature(data.z, here.weight, block, curvature);
    const int data_set = request.points[static_cast<std::size_t>(block.point)].data_set;
    output.statistics.push_back({"logistic information" + LeftOut(data_set), Values(here.weight)});
  }

  RingVector& summand = output.summand;
  const int sites = request.sites;
  OSTEON_RETURN_IF_ERROR(summand.EncodeBlock(0, loglik, sites, {}));
  OSTEON_RETURN_IF_ERROR(Encode(summand, 1, gradient, sites, GradientLabels, request));
  OSTEON_RETURN_IF_ERROR(Encode(summand, 2, curvature, sites, CurvatureLabels, request));
  OSTEON_RETURN_IF_ERROR(summand.EncodeBlock(3, distance, sites, {}));
  OSTEON_RETURN_IF_ERROR(summand.EncodeBlock(4, held_out, sites, {}));
  return output;
}

}  // namespace osteon::models
