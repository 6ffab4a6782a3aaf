// Many information matrices over few columns, each at coefficients of the coordinator's choice: none of them,
// and no two of them, tells a patient. Together they span the patients' own outer products x x', and those
// are the only matrices of rank one in the span.
#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <cmath>
#include <random>

#include "absl/strings/str_cat.h"
#include "tests/attacks/attacker.h"
#include "tests/attacks/findings.h"

namespace osteon::attacks {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Rows x (first entry 1) from matrices sum_i w_ik x_i x_i'. Subspace power method: Kileel & Pereira, Subspace
// power method for symmetric tensor decomposition (2019): x <- P(x x') x climbs to a rank-one matrix of the
// subspace.
MatrixXd RowsOfManyHessians(const std::vector<MatrixXd>& hessians, Index patients, unsigned tries) {
  const Index q = hessians[0].rows();
  MatrixXd stacked(q * q, static_cast<Index>(hessians.size()));
  for (std::size_t k = 0; k < hessians.size(); ++k) {
    stacked.col(static_cast<Index>(k)) = hessians[k].reshaped();
    stacked.col(static_cast<Index>(k)).normalize();
  }
  const Eigen::BDCSVD<MatrixXd> svd(stacked, Eigen::ComputeThinU);
  const MatrixXd span = svd.matrixU().leftCols(std::min<Index>(patients, svd.matrixU().cols()));
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  MatrixXd rows(0, q);
  for (unsigned attempt = 0; attempt < tries && rows.rows() < patients; ++attempt) {
    VectorXd x(q);
    for (double& v : x) v = normal(random);
    x.normalize();
    double inside = 0;
    for (int step = 0; step < 3000; ++step) {
      const VectorXd coordinates = span.transpose() * (x * x.transpose()).reshaped();
      const VectorXd projected = span * coordinates;
      const VectorXd next = (projected.reshaped(q, q) * x + 0.3 * x).normalized();
      const double now = coordinates.squaredNorm();  // 1: x x' lies in the span
      if (1 - now < 1e-15 && (next - x).norm() < 1e-13) {
        inside = now;
        break;
      }
      inside = now;
      x = next;
    }
    if (1 - inside > 1e-9) continue;
    x /= double{x[0]};
    bool known = false;
    for (Index i = 0; i < rows.rows(); ++i)
      known = known || (rows.row(i).transpose() - x).norm() < 1e-4 * x.norm();
    if (known) continue;
    rows.conservativeResize(rows.rows() + 1, q);
    rows.row(rows.rows() - 1) = x.transpose();
  }
  return rows;
}

// `block` of the `features` columns; one request with `points` points.
Finding ByManyHessians(Protection protection, int features, int block, int points, bool pooled) {
  const std::vector<std::string> names = Names("f_", features);
  const Hospitals hospitals = FourHospitals(60, names);
  Consortium consortium(RadiomicsStudy(pooled ? Sums::kMasked : Sums::kClear), hospitals, protection);
  const std::vector<std::string> chosen = Names("f_", block);
  const auto scales = PooledScales(consortium, chosen);
  if (!scales.ok()) return Refused(consortium);
  models::LogisticBatchRequest request;
  request.columns = *scales;
  request.patients = 400;
  request.sites = 4;
  std::mt19937_64 random(13);
  std::normal_distribution<double> normal;
  std::vector<int> all;
  for (int j = 0; j < block; ++j) all.push_back(j);
  for (int k = 0; k < points; ++k) {
    models::BatchPoint point;
    point.columns = all;
    for (int j = 0; j < block; ++j) point.coefficients.push_back(normal(random) * 3 / std::sqrt(block));
    request.points.push_back(point);
    request.curvatures.push_back({k, all, 0});
  }
  const auto sum = pooled ? consortium.Pooled(request) : consortium.OfSite("a", request);
  if (!sum.ok()) return Refused(consortium);
  const VectorXd curvatures = Block(*sum, 2);
  const Index size = curvatures.size() / points;
  std::vector<MatrixXd> hessians;
  for (Index k = 0; k < points; ++k) hessians.push_back(Symmetric(curvatures.segment(k * size, size)));
  const MatrixXd truth = (pooled ? Together(hospitals).values : hospitals.at("a").values).leftCols(block);
  const MatrixXd rows = RowsOfManyHessians(hessians, truth.rows(), pooled ? 6 : 600);
  if (rows.rows() == 0) return Refused(consortium);
  Finding finding = CompareRows(OnTheRawScale(rows.rightCols(block), *scales), truth);
  const Ledger& ledger = consortium.LedgerOf("a");
  std::uint64_t scalars = 0;
  for (const LedgerEntry& entry : ledger.Entries()) scalars += entry.scalars;
  absl::StrAppend(&finding.text, ", 2 releases, ", scalars, " numbers of ", hospitals.at("a").values.size(),
                  " held");
  return finding;
}

TEST(Attacks, ManyHessiansOverAThirdOfThePatientsAreTheirRows) {
  const auto attack = [](Protection protection) { return ByManyHessians(protection, 400, 15, 75, false); };
  ExpectOnlyWithoutProtection("many Hessians of one site", "coordinator, without masks",
                              attack(Protection::kOff), attack(Protection::kOn));
}

// The same on sums over all four hospitals; six attempts, each of which finds a patient or none.
TEST(Attacks, ManyPooledHessiansAreRowsToo) {
  const auto attack = [](Protection protection) { return ByManyHessians(protection, 700, 29, 320, true); };
  ExpectOnlyWithoutProtection("many Hessians of the sum", "coordinator, only pooled sums",
                              attack(Protection::kOff), attack(Protection::kOn));
}

}  // namespace
}  // namespace osteon::attacks
