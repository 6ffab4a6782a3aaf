// The hot spot of every Newton step: the information matrix of one site.
#ifndef OSTEON_MODELS_FEDERATION_WEIGHTED_GRAM_H_
#define OSTEON_MODELS_FEDERATION_WEIGHTED_GRAM_H_

#include <Eigen/Core>
#include <vector>

namespace osteon::models {

// sum_i w_i z_i z_i', its lower triangle row by row: (0,0), (1,0), (1,1), (2,0), ... : p (p + 1) / 2 numbers.
//
//   z  (n, p)  design
//   w  (n)     weights, >= 0
//
// Entry (j, k) is the sum of (sqrt(w_i) z_ij) (sqrt(w_i) z_ik) over i from first to last, by fused
// multiply-add: the same bits on every processor that has it (AVX2 and FMA, since 2013), whatever its vector
// width. On an older one the last digits may differ.
std::vector<double> WeightedGram(const Eigen::Ref<const Eigen::MatrixXd>& z,
                                 const Eigen::Ref<const Eigen::VectorXd>& w);

// The versions of the inner loop, and the same sum by one of them. `unit` must be supported here.
enum class VectorUnit { kPlain, kFused256, kFused512 };
bool IsSupported(VectorUnit unit);
std::vector<double> WeightedGramWith(VectorUnit unit, const Eigen::Ref<const Eigen::MatrixXd>& z,
                                     const Eigen::Ref<const Eigen::VectorXd>& w);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_WEIGHTED_GRAM_H_
