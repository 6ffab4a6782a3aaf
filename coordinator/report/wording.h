// Numbers and counts as people read them: rounded, with a true minus sign. Files keep every digit; this is
// for the page.
#ifndef OSTEON_COORDINATOR_REPORT_WORDING_H_
#define OSTEON_COORDINATOR_REPORT_WORDING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace osteon::report {

// "0.812"; never "−0.000".
std::string Fixed(double value, int decimals);

// Four significant digits, "0.01234", "−1.5", beyond 1e-4 and 1e5 as "1.2×10^−7".
std::string Significant(double value);

// A setting, as somebody typed it: "0.35", "20".
std::string Plain(double value);

// An odds ratio: three decimals between 0.1 and 10, two up to 1000, otherwise as Significant. "beyond 10^300"
// for infinity.
std::string Ratio(double value);

// "0.034", "<0.001".
std::string PValue(double p);

// "12,345".
std::string Count(std::uint64_t count);

// "1 site", "3 sites"; `plural` where it is not the word with an s.
std::string Counted(std::uint64_t count, absl::string_view singular, absl::string_view plural = "");

// "845 bytes", "12.3 kB", "4.1 MB": powers of 1000.
std::string Bytes(std::uint64_t bytes);

// A name of the study, in typographic quotes.
std::string Quoted(absl::string_view name);

// "a", "a and b", "a, b and c".
std::string Listed(const std::vector<std::string>& items);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_WORDING_H_
