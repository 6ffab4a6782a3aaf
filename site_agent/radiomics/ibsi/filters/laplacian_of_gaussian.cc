#include "site_agent/radiomics/ibsi/filters/laplacian_of_gaussian.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/radiomics/ibsi/filters/separable.h"
#include "site_agent/radiomics/ibsi/filters/voxel_size.h"

namespace osteon::ibsi {

absl::Status CheckSettings(const LaplacianOfGaussianSettings& settings, const FilterDomain&) {
  if (settings.sigma_mm > 0 && settings.truncate > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the Laplacian of Gaussian's sigma and cut-off must be positive; they are ",
                   settings.sigma_mm, " mm and ", settings.truncate));
}

std::size_t ReachOf(const LaplacianOfGaussianSettings& settings, double voxel_mm) {
  constexpr double kBeyondAll = 1e9;
  return static_cast<std::size_t>(
      std::min(std::floor(settings.truncate * settings.sigma_mm / voxel_mm + 0.5), kBeyondAll));
}

// |k|^2 is a sum over axes, so the kernel is a sum of D products: with the Gaussian G and
// S(k) = (k^2 / s^2 - 1) / s^2 G(k), g = S G G + G S G + G G S.
absl::StatusOr<std::vector<double>> LaplacianOfGaussianFilter(const Volume& image, const FilterBox& box,
                                                              const LaplacianOfGaussianSettings& settings,
                                                              const FilterDomain& domain) {
  OSTEON_RETURN_IF_ERROR(CheckSettings(settings, domain));
  OSTEON_ASSIGN_OR_RETURN(
      const double voxel_mm,
      OneVoxelSize(image.grid,
                   domain.by_slice ? std::vector<std::size_t>{0, 1} : std::vector<std::size_t>{0, 1, 2},
                   "the Laplacian of Gaussian"));
  OSTEON_RETURN_IF_ERROR(CheckReach(ReachOf(settings, voxel_mm), "the Laplacian of Gaussian"));
  const double sigma = settings.sigma_mm / voxel_mm, variance = sigma * sigma;
  const std::ptrdiff_t reach = static_cast<std::ptrdiff_t>(ReachOf(settings, voxel_mm));
  Taps gaussian, second;
  for (std::ptrdiff_t offset = -reach; offset <= reach; ++offset) {
    const double square = static_cast<double>(offset * offset);
    const double weight = std::exp(-square / (2 * variance)) / (sigma * std::sqrt(2 * std::numbers::pi));
    gaussian.push_back({offset, weight});
    second.push_back({offset, (square / variance - 1) / variance * weight});
  }

  const std::array<Range, 3> ranges = RangesOf(box);
  constexpr std::size_t kSmooth = 0, kSecond = 1;
  AxisMaps maps;
  std::vector<Product> products;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (axis == 2 && domain.by_slice) {
      maps[axis] = {Identity(ranges[axis])};
      continue;
    }
    for (const Taps* taps : {&gaussian, &second}) {
      maps[axis].push_back(Convolution(*taps, image.grid.size[axis], domain.boundary, ranges[axis]));
    }
    Product product{{kSmooth, kSmooth, kSmooth}, 1};
    product.map[axis] = kSecond;
    products.push_back(product);
  }
  return SumOfProducts(image, maps, products).values;
}

}  // namespace osteon::ibsi
