// The attacker's tools: requests of the closed list with numbers of its own choice, and the linear algebra
// that takes sums apart.
#ifndef OSTEON_TESTS_ATTACKS_ATTACKER_H_
#define OSTEON_TESTS_ATTACKS_ATTACKER_H_

#include <Eigen/Core>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/requests.h"
#include "models/pipeline/study_columns.h"
#include "tests/attacks/consortium.h"

namespace osteon::attacks {

// The column of the linear predictors of the study's model.
inline const std::string kScore = models::LinearPredictorColumn("m");

// Means and scales of the columns over the sites that answer, as every honest fit asks for first.
absl::StatusOr<std::vector<models::StandardisedColumn>> PooledScales(Consortium& consortium,
                                                                     const std::vector<std::string>& columns);

// The request of an honest Newton step, at whatever `beta` (intercept first). `patients` sets the binary
// places.
models::LogisticRequest LogisticAt(const std::vector<models::StandardisedColumn>& columns,
                                   const Eigen::VectorXd& beta, bool information, int sites = 4,
                                   std::uint64_t patients = 400);

// Block `block` of a sum.
Eigen::VectorXd Block(const RingVector& sum, std::size_t block);
// Its lower triangle, as a symmetric matrix.
Eigen::MatrixXd Symmetric(const Eigen::VectorXd& triangle);

// z back to x.
Eigen::MatrixXd OnTheRawScale(const Eigen::MatrixXd& z,
                              const std::vector<models::StandardisedColumn>& columns);

// `request` on the sites' tables after `preparation`; its blocks begin at 1.
models::BundleRequest Prepared(const std::string& name, const models::Preparation& preparation,
                               const models::SumRequest& request, const std::string& fit = "m",
                               const models::FoldRule& folds = {});

// X'X / 4 of `columns` taken as they are, with an intercept: the information at coefficients of 0.
models::LogisticRequest ProductsOf(const std::vector<models::StandardisedColumn>& columns);

// The row of the patient who alone differs from 0 in the last of `columns`, from ProductsOf them.
//   information  the lower triangle; result (1, columns but the last), on the raw scale
Eigen::MatrixXd RowOfTheOnlyOne(const Eigen::VectorXd& information,
                                const std::vector<models::StandardisedColumn>& columns);

// Two-Hessian inversion. From A = X'VX and B = X'WX of the same n <= q rows (V, W diagonal, positive, V/W
// without equal entries) the rows of X, whose first column is ones: the generalised eigenvectors of (B, A)
// are the rows' directions, the ones give their lengths.
//   a, b  (q, q);  result  (n, q), in no order
Eigen::MatrixXd RowsOfTwoHessians(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

}  // namespace osteon::attacks

#endif  // OSTEON_TESTS_ATTACKS_ATTACKER_H_
