#include "models/federation/exact_column.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "common/fixed_point/exact_sum.h"

namespace osteon::models {

absl::Status CheckExactColumn(absl::string_view kind, const std::string& name,
                              const Eigen::Ref<const Eigen::VectorXd>& values,
                              const std::vector<std::size_t>& rows, std::size_t terms_per_row, int sites) {
  double largest = 0;
  bool finite = true;
  for (const std::size_t row : rows) {
    const double size = std::fabs(values[static_cast<Eigen::Index>(row)]);
    finite = finite && std::isfinite(size);
    largest = std::max(largest, size);
  }
  if (!finite) {
    return absl::OutOfRangeError(absl::StrCat(kind, ", column ", name, ": holds a value that is not finite"));
  }
  if (!ExactSumHolds(largest, rows.size() * terms_per_row, sites)) {
    return absl::OutOfRangeError(
        absl::StrCat(kind, ", column ", name, ": too large for the sum's fixed-point numbers"));
  }
  return absl::OkStatus();
}

}  // namespace osteon::models
