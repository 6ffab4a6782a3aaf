// Cells of the report's CSV files.
#ifndef OSTEON_COORDINATOR_REPORT_CSV_CELLS_H_
#define OSTEON_COORDINATOR_REPORT_CSV_CELLS_H_

#include <cstdint>
#include <optional>
#include <string>

namespace osteon::report {

// 17 significant digits; empty where there is no number, or none that a double can hold.
std::string NumberText(const std::optional<double>& value);

// A setting inside a name: the fewest digits that read back as the same double, "0.2".
std::string ShortNumber(double value);

std::string CountText(std::uint64_t count);

// "yes", "no".
std::string YesText(bool yes);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_CSV_CELLS_H_
