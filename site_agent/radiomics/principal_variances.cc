#include "site_agent/radiomics/principal_variances.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "site_agent/radiomics/eigenvalues.h"

namespace osteon {

// Sums are of whole numbers and so exact.
std::vector<double> PrincipalVariances(const Region& region) {
  std::array<std::int64_t, 3> sum{};
  std::array<std::int64_t, 9> products{};
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
      const auto row = static_cast<std::int64_t>(y), slice = static_cast<std::int64_t>(z);
      sum[0] += sum_x;
      sum[1] += row * count;
      sum[2] += slice * count;
      products[0] += sum_xx;
      products[3] += row * sum_x;
      products[4] += row * row * count;
      products[6] += slice * sum_x;
      products[7] += slice * row * count;
      products[8] += slice * slice * count;
    }
  }
  const auto n = static_cast<double>(region.voxel_count);
  std::vector<double> covariance(9, 0.0);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double mean_product = static_cast<double>(sum[i]) / n * (static_cast<double>(sum[j]) / n);
      covariance[3 * i + j] = covariance[3 * j + i] =
          (static_cast<double>(products[3 * i + j]) / n - mean_product) * region.spacing_mm[i] *
          region.spacing_mm[j];
    }
  }
  std::vector<double> eigenvalues = SymmetricEigenvalues(covariance, 3);
  for (double& value : eigenvalues) {
    if (value < 0 && value > -1e-10) value = 0;  // a flat region, up to rounding
  }
  return eigenvalues;
}

}  // namespace osteon
