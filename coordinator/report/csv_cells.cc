#include "coordinator/report/csv_cells.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "common/text/number.h"

namespace osteon::report {

std::string NumberText(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? FormatNumber(*value) : "";
}

std::string CountText(std::uint64_t count) {
  return absl::StrCat(count);
}

std::string YesText(bool yes) {
  return yes ? "yes" : "no";
}

}  // namespace osteon::report
