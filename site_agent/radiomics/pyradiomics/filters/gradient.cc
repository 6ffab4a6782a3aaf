#include "site_agent/radiomics/pyradiomics/filters/gradient.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <variant>

namespace osteon {

std::vector<float> GradientMagnitude(const Volume& image, const FilterBox& box, bool use_spacing) {
  const auto& size = image.grid.size;
  std::array<double, 3> factor{0.5, 0.5, 0.5};
  if (use_spacing) {
    for (std::size_t axis = 0; axis < 3; ++axis) factor[axis] = 0.5 / image.grid.spacing_mm[axis];
  }
  const std::array<std::size_t, 3> stride{1, size[0], size[0] * size[1]};
  std::vector<float> values;
  values.reserve(box.Count());
  std::visit(
      [&](const auto& voxels) {
        std::array<std::size_t, 3> at{};
        for (at[2] = box.lower[2]; at[2] < box.lower[2] + box.size[2]; ++at[2]) {
          for (at[1] = box.lower[1]; at[1] < box.lower[1] + box.size[1]; ++at[1]) {
            for (at[0] = box.lower[0]; at[0] < box.lower[0] + box.size[0]; ++at[0]) {
              const std::size_t i = at[0] + at[1] * stride[1] + at[2] * stride[2];
              double sum = 0;
              for (std::size_t axis = 0; axis < 3; ++axis) {
                const std::size_t next = at[axis] + 1 < size[axis] ? i + stride[axis] : i;
                const std::size_t previous = at[axis] > 0 ? i - stride[axis] : i;
                const double slope = factor[axis] * static_cast<double>(voxels[next]) -
                                     factor[axis] * static_cast<double>(voxels[previous]);
                sum += slope * slope;
              }
              values.push_back(static_cast<float>(std::sqrt(sum)));
            }
          }
        }
      },
      image.voxels);
  return values;
}

}  // namespace osteon
