// Two information matrices of one hospital with no more patients than columns, seen without masks, are its
// table.
#include <gtest/gtest.h>

#include <random>

#include "tests/attacks/attacker.h"
#include "tests/attacks/findings.h"

namespace osteon::attacks {
namespace {

Finding ByTwoHessians(Protection protection) {
  const std::vector<std::string> columns = Names("x", 95);
  const Hospitals hospitals = FourHospitals(60, columns);  // 60, 67, 74 and 81 patients
  Consortium consortium(LogisticStudy(columns, Sums::kClear), hospitals, protection);
  const auto scales = PooledScales(consortium, columns);
  if (!scales.ok()) return Refused(consortium);
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal(0, 0.1);
  Eigen::VectorXd beta = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(columns.size()) + 1);
  const auto first = consortium.OfSite("a", LogisticAt(*scales, beta, true));
  for (double& b : beta) b = normal(random);
  const auto second = consortium.OfSite("a", LogisticAt(*scales, beta, true));
  if (!first.ok() || !second.ok()) return Refused(consortium);
  const Eigen::MatrixXd rows = RowsOfTwoHessians(Symmetric(Block(*first, 3)), Symmetric(Block(*second, 3)));
  return CompareRows(OnTheRawScale(rows.rightCols(rows.cols() - 1), *scales), hospitals.at("a").values);
}

TEST(Attacks, TwoHessiansOfASmallHospitalAreItsTable) {
  ExpectOnlyWithoutProtection("two-Hessian inversion", "coordinator, without masks",
                              ByTwoHessians(Protection::kOff), ByTwoHessians(Protection::kOn));
}

}  // namespace
}  // namespace osteon::attacks
