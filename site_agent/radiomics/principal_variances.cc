#include "site_agent/radiomics/principal_variances.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "site_agent/radiomics/eigenvalues.h"

namespace osteon {

// Sums are of whole numbers and so exact: those of a row as integers, all of them as double, up to 2^53.
std::vector<double> PrincipalVariances(const Region& region) {
  std::array<double, 3> sum{};
  std::array<double, 9> products{};
  const std::uint8_t* mask = region.mask.data();
  const auto [nx, ny, nz] = region.size;
  for (std::size_t z = 0; z < nz; ++z) {
    for (std::size_t y = 0; y < ny; ++y, mask += nx) {
      std::int64_t count = 0, sum_x = 0, sum_xx = 0;  // of this row
      for (std::size_t x = 0; x < nx; ++x) {
        const auto inside = static_cast<std::int64_t>(mask[x]);
        const auto position = static_cast<std::int64_t>(x) * inside;
        count += inside;
        sum_x += position;
        sum_xx += position * position;
      }
      const auto row = static_cast<double>(y), slice = static_cast<double>(z);
      const auto voxels = static_cast<double>(count), places = static_cast<double>(sum_x);
      sum[0] += places;
      sum[1] += row * voxels;
      sum[2] += slice * voxels;
      products[0] += static_cast<double>(sum_xx);
      products[3] += row * places;
      products[4] += row * row * voxels;
      products[6] += slice * places;
      products[7] += slice * row * voxels;
      products[8] += slice * slice * voxels;
    }
  }
  const auto n = static_cast<double>(region.voxel_count);
  std::vector<double> covariance(9, 0.0);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double mean_product = sum[i] / n * (sum[j] / n);
      covariance[3 * i + j] = covariance[3 * j + i] =
          (products[3 * i + j] / n - mean_product) * region.spacing_mm[i] * region.spacing_mm[j];
    }
  }
  std::vector<double> eigenvalues = SymmetricEigenvalues(covariance, 3);
  for (double& value : eigenvalues) {
    if (value < 0 && value > -1e-10) value = 0;  // a flat region, up to rounding
  }
  return eigenvalues;
}

}  // namespace osteon
