#include "site_agent/cohort/coding.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/nearest.h"
#include "common/text/number.h"

namespace osteon {
namespace {

std::string Found(absl::string_view cell) {
  return absl::StrCat("found \"", cell.substr(0, 40), cell.size() > 40 ? "..." : "", "\"");
}

// "18 to 110 years", "at least 0", "at most 1".
std::string Range(const NumericRule& rule) {
  const std::string unit = rule.unit.empty() ? "" : absl::StrCat(" ", rule.unit);
  if (rule.min && rule.max) return absl::StrCat(*rule.min, " to ", *rule.max, unit);
  return rule.min ? absl::StrCat("at least ", *rule.min, unit) : absl::StrCat("at most ", *rule.max, unit);
}

}  // namespace

bool IsMissing(absl::string_view cell) {
  cell = absl::StripAsciiWhitespace(cell);
  if (cell.empty() || absl::EqualsIgnoreCase(cell, "na")) return true;
  if (cell.front() == '-' || cell.front() == '+') cell.remove_prefix(1);
  return absl::EqualsIgnoreCase(cell, "nan");
}

absl::StatusOr<std::optional<double>> CodeNumber(absl::string_view cell, const NumericRule& rule) {
  cell = absl::StripAsciiWhitespace(cell);
  if (IsMissing(cell)) return std::nullopt;
  const std::optional<double> value = ParseNumber(cell);
  if (!value) {
    const bool comma = absl::StrContains(cell, ",");
    return absl::InvalidArgumentError(
        absl::StrCat(Found(cell), "; needs a number", comma ? " with a decimal point" : ""));
  }
  if ((rule.min && *value < *rule.min) || (rule.max && *value > *rule.max)) {
    return absl::InvalidArgumentError(absl::StrCat(Found(cell), "; needs ", Range(rule)));
  }
  return value;
}

absl::StatusOr<std::optional<std::size_t>> CodeLevel(absl::string_view cell,
                                                     const std::vector<std::string>& levels) {
  cell = absl::StripAsciiWhitespace(cell);
  const auto level = std::find(levels.begin(), levels.end(), cell);
  if (level != levels.end()) return static_cast<std::size_t>(level - levels.begin());
  if (IsMissing(cell)) return std::nullopt;
  const std::optional<std::string> nearest = NearestName(cell, levels);
  return absl::InvalidArgumentError(
      absl::StrCat(Found(cell), "; the levels are ", absl::StrJoin(levels, ", "),
                   nearest ? absl::StrCat("; did you mean ", *nearest, "?") : ""));
}

bool SameValue(absl::string_view a, absl::string_view b) {
  a = absl::StripAsciiWhitespace(a);
  b = absl::StripAsciiWhitespace(b);
  if (a == b) return true;
  const std::optional<double> number = ParseNumber(a), other = ParseNumber(b);
  return number && other && *number == *other;
}

}  // namespace osteon
