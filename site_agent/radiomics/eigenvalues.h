// Eigenvalues and eigenvectors of small symmetric matrices.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_EIGENVALUES_H_
#define OSTEON_SITE_AGENT_RADIOMICS_EIGENVALUES_H_

#include <cstddef>
#include <vector>

namespace osteon {

// Ascending. `matrix` is (n, n), row by row; only its lower triangle is read.
std::vector<double> SymmetricEigenvalues(const std::vector<double>& matrix, std::size_t n);

// A vector of length 1 that belongs to `eigenvalue`, one of SymmetricEigenvalues(matrix, n), and is
// orthogonal to each of `others`, which are eigenvectors of length 1 (so of an eigenvalue that occurs twice
// it is the other vector). By inverse iteration.
std::vector<double> SymmetricEigenvector(const std::vector<double>& matrix, std::size_t n, double eigenvalue,
                                         const std::vector<std::vector<double>>& others);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_EIGENVALUES_H_
