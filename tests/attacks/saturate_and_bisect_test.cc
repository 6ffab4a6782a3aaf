// On the pooled gradient of four hospitals, so with perfect secure aggregation: with coefficients so large
// that every probability is 0 or 1, the gradient counts the patients beyond a plane. Moving the plane until
// it passes one patient gives that patient's row.
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "tests/attacks/attacker.h"
#include "tests/attacks/findings.h"

namespace osteon::attacks {
namespace {

using Eigen::VectorXd;

// Along `direction` (of length 1), with slope `steepness`; the plane is moved until between `least` and
// `most` patients are beyond it.
Finding Bisect(Protection protection, const VectorXd& direction, double steepness, double least,
               double most) {
  const std::vector<std::string> columns = Names("x", 13);
  const Hospitals hospitals = FourHospitals(60, columns);
  Consortium consortium(LogisticStudy(columns), hospitals, protection);
  const auto scales = PooledScales(consortium, columns);
  if (!scales.ok()) return Refused(consortium);
  const int before = consortium.answered();
  const auto gradient = [&](double plane) -> absl::StatusOr<VectorXd> {
    VectorXd beta(14);
    beta << -steepness * plane, steepness * direction;
    const auto sum = consortium.Pooled(LogisticAt(*scales, beta, false, 4, 10000));
    if (!sum.ok()) return sum.status();
    return Block(*sum, 2);
  };
  // Nobody is beyond 6 standard deviations, some are beyond 1.
  double low = 1, high = 6;
  const absl::StatusOr<VectorXd> none = gradient(high);
  if (!none.ok()) return Refused(consortium);
  for (int step = 0; step < 40; ++step) {
    const double plane = (low + high) / 2;
    const absl::StatusOr<VectorXd> beyond = gradient(plane);
    if (!beyond.ok()) return Refused(consortium);
    const VectorXd passed = *none - *beyond;  // sum over the patients beyond of (1, z)
    if (passed[0] < least) {
      high = plane;
    } else if (passed[0] > most) {
      low = plane;
    } else {
      const Eigen::MatrixXd row = (passed.tail(13) / double{passed[0]}).transpose();
      Finding finding = CompareRows(OnTheRawScale(row, *scales), Together(hospitals).values);
      absl::StrAppend(&finding.text, ", ", (consortium.answered() - before) / 4, " requests");
      return finding;
    }
  }
  return Refused(consortium);
}

TEST(Attacks, SaturateAndBisectFindsOnePatientInThePooledGradient) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  VectorXd direction(13);
  for (double& d : direction) d = normal(random);
  direction.normalize();
  ExpectOnlyWithoutProtection("saturate and bisect", "coordinator, only pooled sums",
                              Bisect(Protection::kOff, direction, 3000, 0.999, 1.001),
                              Bisect(Protection::kOn, direction, 3000, 0.999, 1.001));
}

// No linear predictor beyond 30, so less sharp: enough for a patient who is far from all others.
TEST(Attacks, BisectingWithinTheBoundOfTheLinearPredictorIsNearlyAsGood) {
  const VectorXd third = VectorXd::Unit(13, 2);  // a skewed column
  const Finding off = Bisect(Protection::kOff, third, 3.5, 0.5, 0.7);
  const Finding on = Bisect(Protection::kOn, third, 3.5, 0.5, 0.7);
  Tell("bisect within |30|", "coordinator, only pooled sums", off, on);
  EXPECT_LT(off.against_prior, 0.5);
  EXPECT_TRUE(!on.refusal.empty() || on.against_prior >= 0.9);
}

}  // namespace
}  // namespace osteon::attacks
