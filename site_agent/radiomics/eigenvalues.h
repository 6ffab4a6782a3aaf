// Eigenvalues of small symmetric matrices.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_EIGENVALUES_H_
#define OSTEON_SITE_AGENT_RADIOMICS_EIGENVALUES_H_

#include <cstddef>
#include <vector>

namespace osteon {

// Ascending. `matrix` is (n, n), row by row; only its lower triangle is read.
std::vector<double> SymmetricEigenvalues(const std::vector<double>& matrix, std::size_t n);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_EIGENVALUES_H_
