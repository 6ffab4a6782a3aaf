#include "common/text/nearest.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace osteon {
namespace {

// Wagner & Fischer, The string-to-string correction problem, J. ACM 21 (1974), one row at a time.
std::size_t EditDistance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U);
      diagonal = row[j];
      row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

// The known name that `typed` is the beginning of, where there is just one.
std::optional<std::string> OnlyContinuation(const std::string& typed, const std::vector<std::string>& known) {
  if (typed.size() < 4) return std::nullopt;
  std::optional<std::string> found;
  for (const std::string& name : known) {
    if (!absl::StartsWithIgnoreCase(name, typed)) continue;
    if (found.has_value()) return std::nullopt;
    found = name;
  }
  return found;
}

}  // namespace

std::optional<std::string> NearestName(absl::string_view word, const std::vector<std::string>& known) {
  const std::string typed = absl::AsciiStrToLower(word);
  const std::size_t longest =
      typed.size() < 4 ? typed.size() / 2 : std::max<std::size_t>(2, typed.size() / 3);
  std::size_t best = longest + 1;
  std::optional<std::string> nearest;
  for (const std::string& name : known) {
    const std::size_t distance = EditDistance(typed, absl::AsciiStrToLower(name));
    if (distance < best) {
      best = distance;
      nearest = name;
    }
  }
  return nearest.has_value() ? nearest : OnlyContinuation(typed, known);
}

}  // namespace osteon
