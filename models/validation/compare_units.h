// Whether the sites measure a variable in the same unit: the poison that no other check finds is a column
// that is off by a factor of 10 or 1000.
#ifndef OSTEON_MODELS_VALIDATION_COMPARE_UNITS_H_
#define OSTEON_MODELS_VALIDATION_COMPARE_UNITS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/validation/variable_summary.h"

namespace osteon::models {

struct NumericAtSite {
  Maybe<Quartiles> quartiles;
  // Absent where there is nothing to compare with.
  std::optional<double> shift;         // of the median from the typical one, in typical IQRs
  std::optional<double> spread_ratio;  // of the IQR to the typical one
  std::string finding;                 // why it is flagged, "looks like a factor 1000"; empty: it is not
};

struct ComparedNumeric {
  std::string variable;
  std::map<std::string, NumericAtSite> sites;
  bool IsFlagged() const;
};

struct ComparedLevels {
  std::string variable;
  std::map<std::string, Maybe<Shares>> sites;
};

struct UnitsComparison {
  std::vector<ComparedNumeric> numeric;
  std::vector<ComparedLevels> categorical;
};

// The IQR of 20 patients is within a factor of 2.5 of the true one with more than 99 % (normal values),
// scanners and case mixes rarely change a spread more than twice, and units differ by 10 or more. So beyond 5
// is neither chance nor case mix.
inline constexpr double kLargestSpreadRatio = 5;
// Two hospitals whose middle halves are five of their lengths apart have hardly a patient in common.
inline constexpr double kLargestShift = 5;

// `sites`: what each site told, all about the same variables in the same order. The typical median is the
// median of the sites' medians, the typical IQR the geometric median of their IQRs; of two sites each is
// compared with the other. Flagged: a spread beyond 5 times or below a fifth of the typical one whose median
// is moved by the same factor (within 3 times; where the typical median is within an IQR of 0 a factor does
// not show in it, and the spread alone counts); or a median more than 5 typical IQRs away. A finding names
// the factor where it is near a power of ten. Shares are put side by side and not flagged.
UnitsComparison CompareUnits(const std::map<std::string, VariableSummary>& sites);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_COMPARE_UNITS_H_
