#include "site_agent/radiomics/ibsi/filters/boundary.h"

#include <algorithm>

namespace osteon::ibsi {

std::vector<std::string> BoundaryNames() {
  return {"mirror", "nearest", "periodic", "zero"};
}

std::string NameOf(Boundary boundary) {
  return BoundaryNames()[static_cast<std::size_t>(boundary)];
}

std::optional<std::size_t> Fold(std::ptrdiff_t place, std::size_t length, Boundary boundary) {
  const std::ptrdiff_t n = static_cast<std::ptrdiff_t>(length);
  if (place >= 0 && place < n) return static_cast<std::size_t>(place);
  switch (boundary) {
    case Boundary::kZero:
      return std::nullopt;
    case Boundary::kNearest:
      return static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(place, 0, n - 1));
    case Boundary::kPeriodic:
      return static_cast<std::size_t>((place % n + n) % n);
    case Boundary::kMirror:
      break;
  }
  const std::ptrdiff_t period = (place % (2 * n) + 2 * n) % (2 * n);
  return static_cast<std::size_t>(period < n ? period : 2 * n - 1 - period);
}

}  // namespace osteon::ibsi
