// Which columns of a design are linear combinations of columns before them.
#ifndef OSTEON_MODELS_GLM_COLLINEARITY_H_
#define OSTEON_MODELS_GLM_COLLINEARITY_H_

#include <Eigen/Core>
#include <cstddef>
#include <string>
#include <vector>

namespace osteon::models {

// Column `column` repeats the columns `of` (all before it, the fewest in a basis of the columns before it).
struct Dependence {
  std::size_t column;
  std::vector<std::size_t> of;
};

// A column is dependent when the columns before it leave less than this part of its variance.
inline constexpr double kCollinearVariance = 1e-10;

//   gram  (p, p)  symmetric, positive semi-definite, positive diagonal; its lower triangle is read
//
// Cholesky in the columns' order on the matrix scaled to a unit diagonal, dependent columns passed over; so
// of two equal columns the later one is named, as R's lm does.
std::vector<Dependence> FindCollinear(const Eigen::Ref<const Eigen::MatrixXd>& gram);

// "b is a linear combination of a and c", one line for each; names[column].
std::string DescribeCollinear(const std::vector<Dependence>& dependences,
                              const std::vector<std::string>& names);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_GLM_COLLINEARITY_H_
