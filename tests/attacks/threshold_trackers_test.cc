// Requests whose answers count patients beyond a threshold: with a linear predictor of the coordinator's
// choice every such count follows one patient, however many stand in each cell and however small the
// coefficients.
#include <gtest/gtest.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "tests/attacks/attacker.h"
#include "tests/attacks/findings.h"
#include "tests/attacks/open_attack.h"
#include "tests/attacks/tracker.h"

namespace osteon::attacks {
namespace {

using Eigen::Index;
using Eigen::VectorXd;
using Columns = std::vector<models::StandardisedColumn>;

constexpr Index kFeatures = 8;
// Small enough for every probability to be near 1/2, and every patient's weight the same.
constexpr double kSmall = 1e-3;

models::Study TrackedStudy() {
  models::Study study = RadiomicsStudy();
  // A study whose screening looks at all features, with a logistic model and Youden's threshold.
  study.missing = models::MissingValues::kMedian;
  study.models.push_back({"l", models::LogisticModel{{"m"}}});
  study.validation.youden = true;
  return study;
}

// kSmall (direction' z - offset) in terms of the raw columns.
std::vector<models::LinearTerm> TermsOf(const Plane& plane, const Columns& columns, double slope = kSmall) {
  double intercept = -plane.offset;
  std::vector<models::LinearTerm> terms(1);
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const double over_scale = plane.direction[static_cast<Index>(j)] / columns[j].scale;
    intercept -= over_scale * columns[j].mean;
    terms.push_back({columns[j].name, slope * over_scale});
  }
  terms[0] = {"(Intercept)", slope * intercept};
  return terms;
}

using MakeCounter = std::function<Counter(Consortium&, const Columns&)>;

Finding ByTracker(Protection protection, const MakeCounter& make) {
  // As wide as a radiomics table: what may be released grows with what is held.
  const Hospitals hospitals = FourHospitals(60, Names("f_", 400));
  Consortium consortium(TrackedStudy(), hospitals, protection);
  const auto scales = PooledScales(consortium, Names("f_", kFeatures));
  if (!scales.ok()) return Refused(consortium);
  const int before = consortium.answered();
  // In the midst of the patients, so that no cell is small: the first gap that a patient stands in.
  const Counter counter = make(consortium, *scales);
  absl::StatusOr<VectorXd> z = FollowOnePatient(counter, kFeatures, 0.0, 0.1);
  for (int gap = 1; gap < 10 && absl::IsNotFound(z.status()); ++gap) {
    z = FollowOnePatient(counter, kFeatures, 0.1 * gap, 0.1 * (gap + 1));
  }
  if (!z.ok()) {
    Finding finding = Refused(consortium);
    if (finding.refusal.empty()) finding.text = std::string(z.status().message());
    return finding;
  }
  Finding finding =
      CompareRows(OnTheRawScale(z->transpose(), *scales), Together(hospitals).values.leftCols(kFeatures));
  absl::StrAppend(&finding.text, ", ", consortium.answered() - before, " answers of sites");
  return finding;
}

// The planes as models that leave the first fold out.
std::vector<models::BatchPoint> PointsOf(const std::vector<Plane>& planes) {
  std::vector<models::BatchPoint> points;
  for (const Plane& plane : planes) {
    models::BatchPoint point;
    point.data_set = 1;
    point.intercept = -kSmall * plane.offset;
    for (int j = 0; j < kFeatures; ++j) {
      point.columns.push_back(j);
      point.coefficients.push_back(kSmall * plane.direction[j]);
    }
    points.push_back(std::move(point));
  }
  return points;
}

// Rows on the wrong side of p > 0.5, among those that a fold leaves out.
Counter HeldOutErrors(Consortium& consortium, const Columns& columns) {
  return [&](const std::vector<Plane>& planes) -> absl::StatusOr<std::vector<double>> {
    models::LogisticBatchRequest request;
    request.columns = columns;
    request.folds = 5;
    request.patients = 400;
    request.sites = 4;
    request.points = PointsOf(planes);
    for (std::size_t k = 0; k < planes.size(); ++k) {
      models::BatchEvaluation evaluation;
      evaluation.point = static_cast<int>(k);
      evaluation.held_out = true;
      request.evaluations.push_back(evaluation);
    }
    const auto sum = consortium.Pooled(Prepared("nothing", {}, request, "m", {5, 1, ""}));
    if (!sum.ok()) return sum.status();
    const VectorXd held_out = Block(*sum, 5);
    std::vector<double> counts;
    for (Index k = 2; k < held_out.size(); k += 3) counts.push_back(held_out[k]);
    return counts;
  };
}

// Risks in one of two bins, among those that a fold leaves out.
Counter HeldOutScores(Consortium& consortium, const Columns& columns) {
  return [&](const std::vector<Plane>& planes) -> absl::StatusOr<std::vector<double>> {
    models::HeldOutScoresRequest request;
    request.columns = columns;
    request.folds = 5;
    request.bins = 2;
    request.sites = 4;
    request.points = PointsOf(planes);
    const auto sum = consortium.Pooled(Prepared("nothing", {}, request, "m", {5, 1, ""}));
    if (!sum.ok()) return sum.status();
    const VectorXd bins = Block(*sum, 1);
    std::vector<double> counts;
    for (Index k = 0; k < bins.size(); k += 4) counts.push_back(bins[k + 1] + bins[k + 3]);
    return counts;
  };
}

TEST(Attacks, CountsOfHeldOutRowsFollowOnePatient) {
  ExpectOpen("tracker: held-out errors", "coordinator, only pooled sums",
             ByTracker(Protection::kOff, HeldOutErrors), ByTracker(Protection::kOn, HeldOutErrors));
  ExpectOpen("tracker: held-out scores", "coordinator, only pooled sums",
             ByTracker(Protection::kOff, HeldOutScores), ByTracker(Protection::kOn, HeldOutScores));
}

// Patients at or above a risk of 0.5.
Counter ScoreCounts(Consortium& consortium, const Columns& columns) {
  return [&](const std::vector<Plane>& planes) -> absl::StatusOr<std::vector<double>> {
    models::ScoreCountsRequest request;
    for (const Plane& plane : planes) request.models.push_back({"m", TermsOf(plane, columns), ""});
    request.cuts = {0.5};
    request.sites = 4;
    const auto sum = consortium.Pooled(request);
    if (!sum.ok()) return sum.status();
    const VectorXd counts = Block(*sum, 1) + Block(*sum, 2);
    return std::vector<double>(counts.begin(), counts.end());
  };
}

TEST(Attacks, ScoreCountsFollowOnePatient) {
  ExpectOnlyWithoutProtection("tracker: score counts", "coordinator, only pooled sums",
                              ByTracker(Protection::kOff, ScoreCounts),
                              ByTracker(Protection::kOn, ScoreCounts));
}

// One preparation a plane: `ask` of its linear predictor, and what to read of the answer.
Counter ByPreparation(Consortium& consortium, const Columns& columns, double slope,
                      const std::function<models::SumRequest()>& ask,
                      const std::function<double(const RingVector&, std::size_t block)>& read) {
  auto number = std::make_shared<int>(0);
  return [&consortium, &columns, slope, ask, read,
          number](const std::vector<Plane>& planes) -> absl::StatusOr<std::vector<double>> {
    models::BundleRequest bundle;
    for (const Plane& plane : planes) {
      models::Preparation preparation;
      preparation.derived = {{kScore, TermsOf(plane, columns, slope), {}, {}}};
      const models::BundleRequest one = Prepared(absl::StrCat("plane ", (*number)++), preparation, ask());
      bundle.parts.insert(bundle.parts.end(), one.parts.begin(), one.parts.end());
    }
    const auto sum = consortium.Pooled(bundle);
    if (!sum.ok()) return sum.status();
    const std::size_t blocks = models::LayoutOf(ask()).size();
    std::vector<double> counts;
    for (std::size_t k = 0; k < planes.size(); ++k) counts.push_back(read(*sum, k * (blocks + 1) + 1));
    return counts;
  };
}

Counter CutCounts(Consortium& consortium, const Columns& columns) {
  return ByPreparation(
      consortium, columns, 1,
      [] {
        return models::CutCountsRequest{{{kScore, {0.0}}}, models::RowSet::kTrain, 4};
      },
      [](const RingVector& sum, std::size_t block) { return Block(sum, block + 1)[0]; });
}

// The squared error of a linear predictor of +-1e9 counts the patients on the wrong side.
Counter SquaredError(Consortium& consortium, const Columns& columns) {
  return ByPreparation(
      consortium, columns, 1e12,
      [] {
        return models::PerformanceRequest{{kScore}, models::RowSet::kTrain, 4};
      },
      [](const RingVector& sum, std::size_t block) { return std::round(Block(sum, block + 3)[0]); });
}

TEST(Attacks, CutsOfALinearPredictorFollowOnePatient) {
  ExpectOnlyWithoutProtection("tracker: cut counts", "coordinator, only pooled sums",
                              ByTracker(Protection::kOff, CutCounts), ByTracker(Protection::kOn, CutCounts));
}

TEST(Attacks, SquaredErrorsOfALinearPredictorFollowOnePatient) {
  ExpectOnlyWithoutProtection("tracker: squared error", "coordinator, only pooled sums",
                              ByTracker(Protection::kOff, SquaredError),
                              ByTracker(Protection::kOn, SquaredError));
}

// Hospital a's own record: the classification table at 0.5.
Counter ValidationRecords(Consortium& consortium, const Columns& columns) {
  return [&](const std::vector<Plane>& planes) -> absl::StatusOr<std::vector<double>> {
    std::vector<double> counts;
    for (const Plane& plane : planes) {
      models::ValidationRequest request;
      request.model = "m";
      request.terms = TermsOf(plane, columns);
      request.rows = models::RowSet::kTrain;
      request.threshold = 0.5;
      const auto record = consortium.Record("a", request);
      if (!record.ok()) return record.status();
      const auto& table = std::get<models::ValidationMetrics>(*record).at_threshold;
      if (!table) return absl::NotFoundError("no classification table");
      counts.push_back(static_cast<double>(table->tp + table->fp));
    }
    return counts;
  };
}

TEST(Attacks, ClassificationTablesFollowOnePatient) {
  ExpectOnlyWithoutProtection("tracker: validation records", "coordinator, with or without masks",
                              ByTracker(Protection::kOff, ValidationRecords),
                              ByTracker(Protection::kOn, ValidationRecords));
}

}  // namespace
}  // namespace osteon::attacks
