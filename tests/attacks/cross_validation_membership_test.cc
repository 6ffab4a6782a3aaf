// Was this patient in the study? Asked of a cross-validation: of what the coordinator sums up fold by fold,
// and of the curve and path that the statistician reads.
//
// A member is in exactly one fold, and each released sum is then that of the fold's other patients and the
// member's own summand. The attacker knows the person's values and outcome, so the summand, and draws other
// people from the same population; if sums are normal, the likelihood ratio of "in the fold" and "not in the
// fold" is a linear filter matched to the person (Homer et al., PLoS Genetics 4 (2008) e1000167, is its case
// of means; Sankararaman et al., Nature Genetics 41 (2009) 965, why no test of such sums is better).
#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/pipeline/run_study.h"
#include "tests/attacks/attacker.h"
#include "tests/attacks/findings.h"
#include "tests/attacks/honest_coordinator.h"
#include "tests/attacks/membership.h"
#include "tests/attacks/open_attack.h"

namespace osteon::attacks {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Columns = std::vector<models::StandardisedColumn>;

// A linear predictor on the raw scale.
struct Point {
  double intercept = 0;
  std::vector<std::pair<Index, double>> coefficients;  // by column of the people
};

VectorXd Predictors(const Point& point, const Patients& people) {
  VectorXd eta = VectorXd::Constant(people.values.rows(), point.intercept);
  for (const auto& [column, coefficient] : point.coefficients) eta += coefficient * people.values.col(column);
  return eta;
}

// What a person adds to the deviance, the squared error and the wrong classes of the rows left out.
MatrixXd HeldOutSummands(const std::vector<Point>& points, const Patients& people) {
  MatrixXd summands(people.values.rows(), 3 * static_cast<Index>(points.size()));
  for (std::size_t k = 0; k < points.size(); ++k) {
    const VectorXd eta = Predictors(points[k], people);
    for (Index i = 0; i < eta.size(); ++i) {
      const bool event = people.outcome[i] == 1;
      const double p = 1 / (1 + std::exp(-eta[i]));
      const double miss = event ? 1 - p : p;
      const auto at = 3 * static_cast<Index>(k);
      summands(i, at) =
          -2 * std::log(1 - std::min(std::max(miss, models::kProbabilityClip), 1 - models::kProbabilityClip));
      summands(i, at + 1) = 2 * miss * miss;
      summands(i, at + 2) = (p > 0.5) == event ? 0 : 1;
    }
  }
  return summands;
}

struct FoldSums {
  double patients = 0, events = 0;
  VectorXd moments;  // sum z, sum z^2, sum z y
  std::vector<Point> points;
  std::vector<double> held_out;  // three a point
};

// An honest coordinator that keeps what it is told of each fold's patients.
class CuriousCoordinator : public HonestCoordinator {
 public:
  CuriousCoordinator(Consortium& consortium, const std::vector<std::string>& names)
      : HonestCoordinator(consortium) {
    for (const std::string& name : names) place_.emplace(name, static_cast<Index>(place_.size()));
  }

  absl::StatusOr<RingVector> Sum(const models::Round& round, const models::SumRequest& request) override {
    absl::StatusOr<RingVector> sum = HonestCoordinator::Sum(round, request);
    const auto* bundle = std::get_if<models::BundleRequest>(&request);
    if (!sum.ok() || bundle == nullptr) return sum;
    std::size_t block = 0;
    for (const models::BundlePart& part : bundle->parts) {
      if (const auto* moments = std::get_if<models::FoldMomentsRequest>(&part.request))
        Keep(*moments, *sum, block);
      if (const auto* batch = std::get_if<models::LogisticBatchRequest>(&part.request))
        Keep(*batch, *sum, block);
      block += models::LayoutOf(part.request).size();
    }
    return sum;
  }

  const std::map<int, FoldSums>& folds() const { return folds_; }
  const Columns& columns() const { return columns_; }  // of the moments

 private:
  void Keep(const models::FoldMomentsRequest& request, const RingVector& sum, std::size_t block) {
    if (request.folds < 2) return;
    columns_ = request.columns;
    const auto p = static_cast<Index>(request.columns.size());
    const VectorXd counts = Block(sum, block);
    for (int fold = 0; fold < request.folds; ++fold) {
      FoldSums& of_fold = folds_[fold];
      of_fold.patients = counts[2 * fold];
      of_fold.events = counts[2 * fold + 1];
      of_fold.moments.resize(3 * p);
      for (int kind = 0; kind < 3; ++kind) {
        of_fold.moments.segment(kind * p, p) =
            Block(sum, block + 1 + static_cast<std::size_t>(kind)).segment(fold * p, p);
      }
    }
  }

  void Keep(const models::LogisticBatchRequest& request, const RingVector& sum, std::size_t block) {
    const VectorXd numbers = Block(sum, block + 4);
    Index at = 0;
    for (const models::BatchEvaluation& evaluation : request.evaluations) {
      if (!evaluation.held_out) continue;
      const models::BatchPoint& asked = request.points[static_cast<std::size_t>(evaluation.point)];
      Point point{asked.intercept, {}};
      for (std::size_t j = 0; j < asked.columns.size(); ++j) {
        const auto& [name, mean, scale] = request.columns[static_cast<std::size_t>(asked.columns[j])];
        point.coefficients.emplace_back(place_.at(name), asked.coefficients[j] / scale);
        point.intercept -= asked.coefficients[j] * mean / scale;
      }
      FoldSums& of_fold = folds_[asked.data_set - 1];
      of_fold.points.push_back(std::move(point));
      for (Index kind = 0; kind < 3; ++kind) of_fold.held_out.push_back(numbers[at + kind]);
      at += 3;
    }
  }

  std::map<std::string, Index> place_;
  std::map<int, FoldSums> folds_;
  Columns columns_;
};

MatrixXd MomentSummands(const Columns& columns, const Patients& people) {
  const auto p = static_cast<Index>(columns.size());
  MatrixXd summands(people.values.rows(), 3 * p);
  for (Index j = 0; j < p; ++j) {
    const auto& [name, mean, scale] = columns[static_cast<std::size_t>(j)];
    const Index place =
        std::find(people.columns.begin(), people.columns.end(), name) - people.columns.begin();
    const VectorXd z = (people.values.col(place).array() - mean) / scale;
    summands.col(j) = z;
    summands.col(p + j) = z.cwiseAbs2();
    summands.col(2 * p + j) = z.cwiseProduct(people.outcome);
  }
  return summands;
}

// The filter of one sum over `without` and `with` patients of each outcome.
class MatchedFilter {
 public:
  // `population` (N, m): summands of other people like them, `outcome` (N).
  MatchedFilter(const MatrixXd& population, const VectorXd& outcome, double without, double with,
                const VectorXd& sum, double floor) {
    const double patients[2] = {without, with};
    const Index m = population.cols();
    MatrixXd covariance = MatrixXd::Zero(m, m);
    VectorXd surplus = sum;
    for (int y = 0; y < 2; ++y) {
      std::vector<Index> rows;
      for (Index i = 0; i < outcome.size(); ++i) {
        if (outcome[i] == y) rows.push_back(i);
      }
      const MatrixXd of_class = population(rows, Eigen::all);
      mean_[y] = of_class.colwise().mean();
      const MatrixXd apart = of_class.rowwise() - mean_[y];
      covariance += patients[y] / static_cast<double>(rows.size() - 1) * apart.transpose() * apart;
      surplus -= patients[y] * mean_[y].transpose();
    }
    // In standard deviations, without directions in which people hardly differ.
    const VectorXd scale = covariance.diagonal().cwiseMax(1e-300).cwiseSqrt().cwiseInverse();
    const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(scale.asDiagonal() * covariance * scale.asDiagonal());
    const Index kept = (eigen.eigenvalues().array() > floor * eigen.eigenvalues().maxCoeff()).count();
    whiten_ = scale.asDiagonal() * eigen.eigenvectors().rightCols(kept) *
              eigen.eigenvalues().tail(kept).cwiseSqrt().cwiseInverse().asDiagonal();
    surplus_ = whiten_.transpose() * surplus;
  }

  // log likelihood ratios of being in the sum, of people with these summands.
  VectorXd Ratios(const MatrixXd& summands, const VectorXd& outcome) const {
    VectorXd ratios(outcome.size());
    for (Index i = 0; i < outcome.size(); ++i) {
      const VectorXd own =
          whiten_.transpose() * (summands.row(i) - mean_[outcome[i] == 1 ? 1 : 0]).transpose();
      ratios[i] = own.dot(surplus_) - own.squaredNorm() / 2;
    }
    return ratios;
  }

 private:
  Eigen::RowVectorXd mean_[2];
  MatrixXd whiten_;
  VectorXd surplus_;
};

// In one of the folds, each as likely.
std::vector<double> InAnyFold(const std::vector<VectorXd>& by_fold) {
  std::vector<double> scores;
  for (Index i = 0; i < by_fold[0].size(); ++i) {
    double largest = -1e300, sum = 0;
    for (const VectorXd& ratios : by_fold) largest = std::max(largest, ratios[i]);
    for (const VectorXd& ratios : by_fold) sum += std::exp(ratios[i] - largest);
    scores.push_back(largest + std::log(sum / static_cast<double>(by_fold.size())));
  }
  return scores;
}

double LogOfProbability(double eta, bool event) {
  return -std::log1p(std::exp(event ? -eta : eta));
}

// What the attacker knows of the population: the model that made the outcomes, as far as 8000 other people
// show it.
Point PopulationModel(const Patients& reference) {
  const auto columns = static_cast<Index>(3);
  MatrixXd design = MatrixXd::Ones(reference.outcome.size(), columns + 1);
  design.rightCols(columns) = reference.values.leftCols(columns);
  const Eigen::RowVectorXd scale = design.colwise().norm() / std::sqrt(static_cast<double>(design.rows()));
  design.array().rowwise() /= scale.array();
  VectorXd beta = VectorXd::Zero(columns + 1);
  for (int step = 0; step < 12; ++step) {
    const VectorXd p = (1 + (-(design * beta).array()).exp()).inverse();
    const VectorXd weight = p.array() * (1 - p.array());
    const MatrixXd information = design.transpose() * weight.asDiagonal() * design;
    beta += information.ldlt().solve(design.transpose() * (reference.outcome - p));
  }
  Point model{beta[0] / scale[0], {}};
  for (Index j = 0; j < columns; ++j) model.coefficients.emplace_back(j, beta[j + 1] / scale[j + 1]);
  return model;
}

// The published path's models, on the raw scale.
std::vector<Point> PathOf(const models::LassoPath& path, const Patients& people) {
  std::vector<Point> points;
  for (const models::LassoFit& fit : path.fits) {
    if (!fit.finished) break;
    Point point{fit.intercept, {}};
    for (const models::LassoCoefficient& coefficient : fit.coefficients) {
      const std::string& name = path.columns[static_cast<std::size_t>(coefficient.column)];
      point.coefficients.emplace_back(
          std::find(people.columns.begin(), people.columns.end(), name) - people.columns.begin(),
          coefficient.raw);
    }
    points.push_back(std::move(point));
  }
  return points;
}

// Scores of members and of other people, over all worlds.
struct Scores {
  std::vector<double> members, others;
  Membership Judged() const { return JudgeScores(members, others); }
};
struct AttackedViews {
  std::map<std::string, Scores> views;
  std::string refusal;
};

// Of the filter: the least variance of a direction, over the largest.
constexpr double kFloor = 1e-6;

// A world: an honest study, and an attacker who draws people from the same population.
void AttackStudy(const models::Study& study, int columns, unsigned world, Protection protection,
                 AttackedViews& attacked) {
  const std::vector<std::string> names = Names("f_", columns);
  const Hospitals hospitals = FourHospitals(60, names, world);
  Consortium consortium(study, hospitals, protection);
  CuriousCoordinator coordinator(consortium, names);
  const auto result = models::RunStudy(coordinator, consortium.study());
  if (!result.ok()) {
    attacked.refusal = std::string(result.status().message());
    return;
  }
  const Patients members = Together(hospitals);
  const Patients others = Together(FourHospitals(750, names, 200 + world));
  const Patients reference = Together(FourHospitals(1500, names, 500 + world));
  const auto add = [&](const std::string& view, const std::vector<double>& in,
                       const std::vector<double>& out) {
    Scores& scores = attacked.views[view];
    scores.members.insert(scores.members.end(), in.begin(), in.end());
    scores.others.insert(scores.others.end(), out.begin(), out.end());
  };
  using Summands = std::function<MatrixXd(const Patients&)>;
  const auto by_fold = [&](const std::string& view, const std::function<Summands(const FoldSums&)>& summands,
                           const std::function<VectorXd(const FoldSums&)>& sum) {
    std::vector<VectorXd> in, out;
    for (const auto& [fold, sums] : coordinator.folds()) {
      const Summands of = summands(sums);
      const MatchedFilter filter(of(reference), reference.outcome, sums.patients - sums.events, sums.events,
                                 sum(sums), kFloor);
      in.push_back(filter.Ratios(of(members), members.outcome));
      out.push_back(filter.Ratios(of(others), others.outcome));
    }
    add(view, InAnyFold(in), InAnyFold(out));
  };
  by_fold(
      "held-out errors by fold",
      [](const FoldSums& sums) -> Summands {
        return [&sums](const Patients& people) { return HeldOutSummands(sums.points, people); };
      },
      [](const FoldSums& sums) -> VectorXd {
        return Eigen::Map<const VectorXd>(sums.held_out.data(), static_cast<Index>(sums.held_out.size()));
      });
  by_fold(
      "moments by fold",
      [&](const FoldSums&) -> Summands {
        return [&](const Patients& people) { return MomentSummands(coordinator.columns(), people); };
      },
      [](const FoldSums& sums) { return sums.moments; });

  // The statistician: means over all folds at each penalty, and the models of all patients.
  const models::LassoPath& path = *result->pipeline.details.at("m").path;
  const models::LassoCrossValidation& curve = *path.cross_validation;
  const std::vector<Point> models = PathOf(path, members);
  const std::size_t length = std::min(models.size(), curve.deviance.size());
  const std::vector<Point> on_curve(models.begin(), models.begin() + static_cast<std::ptrdiff_t>(length));
  VectorXd totals(3 * static_cast<Index>(length));
  for (std::size_t l = 0; l < length; ++l) {
    const double means[] = {curve.deviance[l].mean, curve.squared_error[l].mean, curve.misclassified[l].mean};
    for (Index kind = 0; kind < 3; ++kind) {
      totals[3 * static_cast<Index>(l) + kind] = static_cast<double>(path.n) * means[kind];
    }
  }
  const MatchedFilter filter(HeldOutSummands(on_curve, reference), reference.outcome,
                             static_cast<double>(path.n - path.events), static_cast<double>(path.events),
                             totals, kFloor);
  const auto vector = [](const VectorXd& v) { return std::vector<double>(v.begin(), v.end()); };
  add("the curve", vector(filter.Ratios(HeldOutSummands(on_curve, members), members.outcome)),
      vector(filter.Ratios(HeldOutSummands(on_curve, others), others.outcome)));
  const Point population = PopulationModel(reference);
  const auto ratios = [&](const Patients& people, std::size_t index) {
    const VectorXd fitted = Predictors(models[index], people), known = Predictors(population, people);
    std::vector<double> scores;
    for (Index i = 0; i < fitted.size(); ++i) {
      const bool event = people.outcome[i] == 1;
      scores.push_back(LogOfProbability(fitted[i], event) - LogOfProbability(known[i], event));
    }
    return scores;
  };
  const auto chosen = static_cast<std::size_t>(*result->pipeline.details.at("m").chosen);
  add("the chosen model", ratios(members, chosen), ratios(others, chosen));
  add("the path's last model", ratios(members, models.size() - 1), ratios(others, models.size() - 1));
}

AttackedViews AttackCrossValidation(Protection protection, int columns, std::size_t screened) {
  models::Study study = RadiomicsStudy();
  study.screen = {models::SelectKBestStep{screened}};
  AttackedViews attacked;
  for (const unsigned world : {1U, 2U, 3U}) AttackStudy(study, columns, world, protection, attacked);
  return attacked;
}

// What remains of a cross-validation to its coordinator, and no more.
constexpr double kMostFoundByFold = 0.10;
constexpr double kMostAucByFold = 0.72;

Finding FindingOf(const AttackedViews& attacked, const std::string& view, double most_found) {
  Finding finding;
  finding.refusal = attacked.refusal;
  const auto scores = attacked.views.find(view);
  if (scores == attacked.views.end()) return finding;
  const Membership judged = scores->second.Judged();
  finding.text = TextOf(judged);
  finding.succeeded = judged.found_lower > 0.01;  // better than a guess
  finding.against_prior = judged.found_upper <= most_found ? 1 : 0;
  return finding;
}

TEST(Attacks, MembershipShowsInACrossValidationToItsCoordinatorOnly) {
  const AttackedViews off = AttackCrossValidation(Protection::kOff, 120, 60);
  const AttackedViews on = AttackCrossValidation(Protection::kOn, 400, 20);
  ASSERT_TRUE(on.refusal.empty()) << on.refusal;
  for (const char* view : {"the curve", "the chosen model", "the path's last model"}) {
    const Finding found = FindingOf(on, view, kMostFound);
    Tell(absl::StrCat("membership from a cross-validation, ", view), "statistician",
         FindingOf(off, view, kMostFound), found);
    EXPECT_EQ(found.against_prior, 1);
    EXPECT_LE(on.views.at(view).Judged().auc, kMostAuc);
  }
  for (const char* view : {"held-out errors by fold", "moments by fold"}) {
    const Finding found = FindingOf(on, view, kMostFoundByFold);
    ExpectOpen(absl::StrCat("membership from a cross-validation, ", view), "coordinator, only pooled sums",
               FindingOf(off, view, kMostFoundByFold), found);
    EXPECT_EQ(found.against_prior, 1);
    EXPECT_LE(on.views.at(view).Judged().auc, kMostAucByFold);
  }
}

// A rare mutation, declared as a column of folds: the errors of its fold are one patient's at every penalty.
Finding WhoIsTheFold(Protection protection) {
  const std::vector<std::string> names = Names("f_", 30);
  Hospitals hospitals = FourHospitals(60, names);
  for (auto& [site, patients] : hospitals) {
    std::vector<std::string>& mutation = patients.texts["mutation"];
    for (Index i = 0; i < patients.outcome.size(); ++i) mutation.push_back(i % 2 == 0 ? "no" : "some");
  }
  hospitals.at("c").texts["mutation"][5] = "yes";
  models::Study study = RadiomicsStudy();
  models::ClinicalColumn fold;
  fold.name = "mutation";
  fold.type = models::ClinicalColumn::Type::kCategorical;
  fold.role = models::ClinicalColumn::Role::kFold;
  fold.levels = {"no", "some", "yes"};
  study.clinical = {fold};
  std::get<models::PenalisedModel>(study.models[0].kind).cv =
      models::CrossValidation{3, 1, "mutation", false};
  Consortium consortium(study, hospitals, protection);
  CuriousCoordinator coordinator(consortium, names);
  const auto result = models::RunStudy(coordinator, study);
  const auto rare = coordinator.folds().find(2);
  if (rare == coordinator.folds().end() || rare->second.points.empty()) {
    Finding finding = Refused(consortium);
    if (finding.refusal.empty()) finding.text = std::string(result.status().message());
    return finding;
  }
  const Patients others = Together(FourHospitals(750, names, 201));
  const Eigen::Map<const Eigen::RowVectorXd> sums(rare->second.held_out.data(),
                                                  static_cast<Index>(rare->second.held_out.size()));
  const auto misfit = [&](const Patients& people) -> VectorXd {
    return (HeldOutSummands(rare->second.points, people).rowwise() - sums).cwiseAbs().rowwise().maxCoeff();
  };
  Index nearest = 0;
  const double of_patient = misfit(hospitals.at("c")).minCoeff(&nearest);
  const double of_others = misfit(others).minCoeff();
  Finding finding;
  finding.succeeded = nearest == 5 && of_patient < 1e-6 && of_others > 1e-3;
  finding.against_prior = finding.succeeded ? 0 : 1;
  finding.text = absl::StrFormat("the patient, whose errors fit to %.0e; of %d others the nearest to %.0e",
                                 of_patient, others.outcome.size(), of_others);
  return finding;
}

TEST(Attacks, ACrossValidationWithAFoldOfOnePatientTellsWhoItIs) {
  ExpectOnlyWithoutProtection("membership from a cross-validation, a fold column that isolates",
                              "coordinator, only pooled sums", WhoIsTheFold(Protection::kOff),
                              WhoIsTheFold(Protection::kOn));
}

}  // namespace
}  // namespace osteon::attacks
