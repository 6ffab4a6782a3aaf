#include "site_agent/imaging/geometry.h"

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace osteon {
namespace {

template <typename T, std::size_t n>
std::string Vector(const std::array<T, n>& values) {
  return absl::StrCat("(",
                      absl::StrJoin(values, ", ",
                                    [](std::string* out, T value) {
                                      if constexpr (std::is_floating_point_v<T>) {
                                        char text[32];
                                        std::snprintf(text, sizeof(text), "%.9g", value);
                                        out->append(text);
                                      } else {
                                        absl::StrAppend(out, value);
                                      }
                                    }),
                      ")");
}

template <std::size_t n>
bool Near(const std::array<double, n>& a, const std::array<double, n>& b, double tolerance) {
  for (std::size_t i = 0; i < n; ++i) {
    if (!(std::abs(a[i] - b[i]) <= tolerance)) return false;  // also when one of them is not a number
  }
  return true;
}

template <typename T, std::size_t n>
std::string Difference(const char* what, const std::array<T, n>& image, const std::array<T, n>& mask) {
  return absl::StrCat(what, ": image ", Vector(image), ", mask ", Vector(mask));
}

}  // namespace

absl::Status CheckSameGeometry(const Grid& image, const Grid& mask, double tolerance) {
  std::vector<std::string> differences;
  const double tolerance_mm = std::abs(tolerance * image.spacing_mm[0]);
  if (image.size != mask.size) differences.push_back(Difference("size in voxels", image.size, mask.size));
  if (!Near(image.spacing_mm, mask.spacing_mm, tolerance_mm)) {
    differences.push_back(Difference("spacing in mm", image.spacing_mm, mask.spacing_mm));
  }
  if (!Near(image.origin_mm, mask.origin_mm, tolerance_mm)) {
    differences.push_back(Difference("origin in mm", image.origin_mm, mask.origin_mm));
  }
  if (!Near(image.direction, mask.direction, tolerance)) {
    differences.push_back(Difference("direction", image.direction, mask.direction));
  }
  if (differences.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("image and mask are not on the same grid: ", absl::StrJoin(differences, "; ")));
}

std::array<double, 3> PhysicalPoint(const Grid& grid, const std::array<double, 3>& index) {
  std::array<double, 3> point = grid.origin_mm;
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      point[row] += grid.direction[3 * row + axis] * grid.spacing_mm[axis] * index[axis];
    }
  }
  return point;
}

}  // namespace osteon
