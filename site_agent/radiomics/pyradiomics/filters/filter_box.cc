#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

#include <variant>

namespace osteon {

std::vector<double> CropBox(const Volume& image, const FilterBox& box) {
  std::vector<double> values;
  values.reserve(box.Count());
  const auto& size = image.grid.size;
  std::visit(
      [&](const auto& voxels) {
        for (std::size_t z = 0; z < box.size[2]; ++z) {
          for (std::size_t y = 0; y < box.size[1]; ++y) {
            const auto* row =
                voxels.data() + box.lower[0] + size[0] * (box.lower[1] + y + size[1] * (box.lower[2] + z));
            values.insert(values.end(), row, row + box.size[0]);
          }
        }
      },
      image.voxels);
  return values;
}

}  // namespace osteon
