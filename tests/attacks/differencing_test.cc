// Two sums that differ by one hospital, or by one patient, are that hospital's or that patient's.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "absl/strings/str_format.h"
#include "tests/attacks/attacker.h"
#include "tests/attacks/findings.h"

namespace osteon::attacks {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

const std::vector<std::string> kFour = {"a", "b", "c", "d"};
const std::vector<std::string> kThree = {"a", "b", "c"};

models::Study LeaveOneOutStudy(const std::vector<std::string>& columns) {
  models::Study study = LogisticStudy(columns);
  study.validation.internal_external = true;
  return study;
}

// Pooled sums of all four and of three of them, twice: the fourth hospital's rows.
Finding ByRosters(Protection protection) {
  const std::vector<std::string> columns = Names("x", 95);
  const Hospitals hospitals = FourHospitals(60, columns);
  Consortium consortium(LeaveOneOutStudy(columns), hospitals, protection);
  const auto scales = PooledScales(consortium, columns);
  if (!scales.ok()) return Refused(consortium);
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal(0, 0.1);
  MatrixXd of_fourth[2];
  VectorXd beta = VectorXd::Zero(96);
  for (MatrixXd& information : of_fourth) {
    const auto all = consortium.Pooled(LogisticAt(*scales, beta, true, 4), kFour);
    const auto rest = consortium.Pooled(LogisticAt(*scales, beta, true, 3), kThree);
    if (!all.ok() || !rest.ok()) return Refused(consortium);
    information = Symmetric(Block(*all, 3) - Block(*rest, 3));
    for (double& b : beta) b = normal(random);
  }
  const MatrixXd rows = RowsOfTwoHessians(of_fourth[0], of_fourth[1]);
  return CompareRows(OnTheRawScale(rows.rightCols(95), *scales), hospitals.at("d").values);
}

TEST(Attacks, AllHospitalsLessAllButOneIsOneHospital) {
  ExpectOnlyWithoutProtection("rosters {a,b,c,d} - {a,b,c}, information", "coordinator, only pooled sums",
                              ByRosters(Protection::kOff), ByRosters(Protection::kOn));
}

// Sums of moments alone: the fourth hospital's mean of each column. `bundled`: both sums are parts of one
// task of all four.
Finding FourthMeans(Protection protection, bool bundled) {
  const std::vector<std::string> columns = Names("x", 6);
  const Hospitals hospitals = FourHospitals(60, columns);
  Consortium consortium(LeaveOneOutStudy(columns), hospitals, protection);
  VectorXd counts[2], sums[2];
  const models::MomentsRequest all{columns, models::RowSet::kTrain, 4},
      rest{columns, models::RowSet::kTrain, 3};
  if (bundled) {
    models::BundleRequest bundle;
    bundle.parts = {{"m", kFour, {}, all}, {"m", kThree, {}, rest}};
    const auto both = consortium.Pooled(bundle);
    if (!both.ok()) return Refused(consortium);
    for (std::size_t k : {0U, 1U}) {
      counts[k] = Block(*both, 3 * k);
      sums[k] = Block(*both, 3 * k + 1);
    }
  } else {
    const auto of_all = consortium.Pooled(all, kFour);
    const auto of_rest = consortium.Pooled(rest, kThree);
    if (!of_all.ok() || !of_rest.ok()) return Refused(consortium);
    counts[0] = Block(*of_all, 0);
    counts[1] = Block(*of_rest, 0);
    sums[0] = Block(*of_all, 1);
    sums[1] = Block(*of_rest, 1);
  }
  const VectorXd means = (sums[0] - sums[1]) / (counts[0][0] - counts[1][0]);
  const MatrixXd& truth = hospitals.at("d").values;
  const double error = ((means.transpose() - truth.colwise().mean()).array() / truth.colwise().mean().array())
                           .abs()
                           .maxCoeff();
  Finding finding;
  finding.succeeded = error < 1e-9;
  finding.against_prior = finding.succeeded ? 0 : 1;
  finding.text = absl::StrFormat("hospital d's %d patients, means of 6 columns, relative error %.0e",
                                 std::lround(counts[0][0] - counts[1][0]), error);
  return finding;
}

TEST(Attacks, LeaveOneOutSumsTellTheHospitalLeftOut) {
  ExpectOnlyWithoutProtection("leave-one-out sums, moments", "coordinator, only pooled sums",
                              FourthMeans(Protection::kOff, false), FourthMeans(Protection::kOn, false));
  ExpectOnlyWithoutProtection("bundle with a subset of sites", "coordinator, only pooled sums",
                              FourthMeans(Protection::kOff, true), FourthMeans(Protection::kOn, true));
}

// Moments of x1 ... x5 over two cohorts of hospital a that differ by patient 17.
struct TwoCohorts {
  std::vector<std::string> columns = Names("x", 5);
  Hospitals hospitals = FourHospitals(60, Names("x", 6));
  Finding Compare(const VectorXd& with, const VectorXd& without) const {
    const MatrixXd row = (with - without).transpose();
    return CompareRows(row, hospitals.at("a").values.leftCols(5));
  }
  absl::StatusOr<VectorXd> Sums(Consortium& consortium) const {
    const auto sums = consortium.OfSite("a", models::MomentsRequest{columns, models::RowSet::kTrain, 4});
    if (!sums.ok()) return sums.status();
    return Block(*sums, 1);
  }
};

// The second study also wants x6, which patient 17 lacks: a complete-case analysis leaves that patient out.
Finding ByCompleteCases(Protection protection) {
  TwoCohorts two;
  two.hospitals.at("a").values(17, 5) = std::numeric_limits<double>::quiet_NaN();
  Consortium consortium(LogisticStudy(two.columns, Sums::kClear), two.hospitals, protection);
  const auto with = two.Sums(consortium);
  models::Study second = LogisticStudy(Names("x", 6), Sums::kClear);
  second.name = "attacked-again";
  consortium.Propose(second);
  const auto without = two.Sums(consortium);
  if (!with.ok() || !without.ok()) return Refused(consortium);
  return two.Compare(*with, *without);
}

// The same two cohorts, asked in two ways, so that no two sums of one kind differ by one patient: in the
// second study at other coefficients (the same for all, so every weight is another number), or by another
// kind of sum.
Finding ByOtherWeights(Protection protection, bool other_kind) {
  TwoCohorts two;
  two.hospitals.at("a").values(17, 5) = std::numeric_limits<double>::quiet_NaN();
  Consortium consortium(LogisticStudy(two.columns, Sums::kClear), two.hospitals, protection);
  const auto scales = PooledScales(consortium, two.columns);
  if (!scales.ok()) return Refused(consortium);
  // (1, z) summed over the patients, from the information with the same linear predictor for everybody.
  const auto sums = [&](double intercept) -> absl::StatusOr<VectorXd> {
    VectorXd beta = VectorXd::Zero(6);
    beta[0] = intercept;
    const auto sum = consortium.OfSite("a", LogisticAt(*scales, beta, true));
    if (!sum.ok()) return sum.status();
    const double p = 1 / (1 + std::exp(-intercept));
    return VectorXd(Symmetric(Block(*sum, 3)).col(0) / (p * (1 - p)));
  };
  const auto moments = [&]() -> absl::StatusOr<VectorXd> {
    const auto raw = two.Sums(consortium);
    const auto n = consortium.OfSite("a", models::MomentsRequest{two.columns, models::RowSet::kTrain, 4});
    if (!raw.ok()) return raw.status();
    VectorXd sum(6);
    sum[0] = Block(*n, 0)[0];
    for (Index j = 0; j < 5; ++j) {
      const auto& [name, mean, scale] = (*scales)[static_cast<std::size_t>(j)];
      sum[j + 1] = ((*raw)[j] - sum[0] * mean) / scale;
    }
    return sum;
  };
  const auto with = other_kind ? moments() : sums(0);
  models::Study second = LogisticStudy(Names("x", 6), Sums::kClear);
  second.name = "attacked-again";
  consortium.Propose(second);
  const auto without = sums(0.5);
  if (!with.ok() || !without.ok()) return Refused(consortium);
  const MatrixXd row = (*with - *without).tail(5).transpose();
  return CompareRows(OnTheRawScale(row, *scales), two.hospitals.at("a").values.leftCols(5));
}

// Between the studies patient 17 was added to the table.
Finding ByRefresh(Protection protection) {
  TwoCohorts two;
  const Patients now = two.hospitals.at("a");
  Patients before = now;
  const Index rest = now.values.rows() - 18;
  before.values.middleRows(17, rest) = now.values.bottomRows(rest);
  before.values.conservativeResize(now.values.rows() - 1, Eigen::NoChange);
  before.outcome.segment(17, rest) = now.outcome.tail(rest);
  before.outcome.conservativeResize(now.outcome.size() - 1);
  two.hospitals["a"] = before;
  Consortium consortium(LogisticStudy(two.columns, Sums::kClear), two.hospitals, protection);
  two.hospitals["a"] = now;
  const auto without = two.Sums(consortium);
  models::Study second = LogisticStudy(two.columns, Sums::kClear);
  second.name = "attacked-again";
  consortium.Bring("a", now);
  consortium.Propose(second);
  const auto with = two.Sums(consortium);
  if (!with.ok() || !without.ok()) return Refused(consortium);
  return two.Compare(*with, *without);
}

// The second study holds patient 17 out.
Finding BySplit(Protection protection) {
  TwoCohorts two;
  for (auto& [site, patients] : two.hospitals) {
    patients.texts["part"].assign(static_cast<std::size_t>(patients.outcome.size()), "train");
  }
  two.hospitals.at("a").texts["part"][17] = "holdout";
  Consortium consortium(LogisticStudy(two.columns, Sums::kClear), two.hospitals, protection);
  const auto with = two.Sums(consortium);
  models::Study second = LogisticStudy(two.columns, Sums::kClear);
  second.name = "attacked-again";
  second.split = models::Split{"part", "train", "holdout"};
  consortium.Propose(second);
  const auto without = two.Sums(consortium);
  if (!with.ok() || !without.ok()) return Refused(consortium);
  return two.Compare(*with, *without);
}

TEST(Attacks, TwoStudiesWhoseCohortsDifferByOnePatient) {
  ExpectOnlyWithoutProtection("cohorts of two studies, complete cases", "coordinator, without masks",
                              ByCompleteCases(Protection::kOff), ByCompleteCases(Protection::kOn));
  ExpectOnlyWithoutProtection("cohorts of two studies, scaled weights", "coordinator, without masks",
                              ByOtherWeights(Protection::kOff, false),
                              ByOtherWeights(Protection::kOn, false));
  ExpectOnlyWithoutProtection("cohorts of two studies, two kinds of sum", "coordinator, without masks",
                              ByOtherWeights(Protection::kOff, true), ByOtherWeights(Protection::kOn, true));
  ExpectOnlyWithoutProtection("dataset refreshed by one patient", "coordinator, without masks",
                              ByRefresh(Protection::kOff), ByRefresh(Protection::kOn));
  ExpectOnlyWithoutProtection("split of one patient", "coordinator, without masks", BySplit(Protection::kOff),
                              BySplit(Protection::kOn));
}

// The performance of a "model" that is one column, on a hold-out of one patient: its Brier score is the risk.
Finding ByRecord(Protection protection) {
  const std::vector<std::string> columns = Names("x", 5);
  Hospitals hospitals = FourHospitals(60, columns);
  for (auto& [site, patients] : hospitals) {
    std::vector<std::string>& part = patients.texts["part"];
    part.assign(static_cast<std::size_t>(patients.outcome.size()), "train");
    part[17] = "holdout";
  }
  models::Study study = LogisticStudy(columns);
  study.split = models::Split{"part", "train", "holdout"};
  study.validation.holdout = true;
  study.validation.threshold = 0.5;
  Consortium consortium(study, hospitals, protection);
  const auto scales = PooledScales(consortium, columns);
  if (!scales.ok()) return Refused(consortium);
  MatrixXd row(1, 5);
  for (Index j = 0; j < 5; ++j) {
    const auto& [name, mean, scale] = (*scales)[static_cast<std::size_t>(j)];
    models::ValidationRequest request;
    request.model = "m";
    request.terms = {{"(Intercept)", -mean / scale}, {name, 1 / scale}};
    request.rows = models::RowSet::kHoldout;
    request.threshold = 0.5;
    const auto record = consortium.Record("a", request);
    if (!record.ok()) return Refused(consortium);
    const auto& metrics = std::get<models::ValidationMetrics>(*record);
    if (!metrics.brier) return Refused(consortium);
    const double miss = std::sqrt(*metrics.brier);
    const double risk = metrics.events == 1 ? 1 - miss : miss;
    row(0, j) = mean + scale * std::log(risk / (1 - risk));
  }
  return CompareRows(row, hospitals.at("a").values);
}

TEST(Attacks, ARecordOfOnePatientIsThatPatient) {
  ExpectOnlyWithoutProtection("validation record of one patient", "coordinator, with or without masks",
                              ByRecord(Protection::kOff), ByRecord(Protection::kOn));
}

}  // namespace
}  // namespace osteon::attacks
