#include "coordinator/report/figure_id.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/hash/sha256.h"

namespace osteon::report {
namespace {

constexpr std::size_t kLongestPlain = 60, kLongestCleaned = 40, kDigits = 8;

bool IsWordCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
}

bool IsLowerHex(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'f');
}

// Whether `name` could be the slug of another.
bool EndsInHash(absl::string_view name) {
  if (name.size() <= kDigits || name[name.size() - kDigits - 1] != '-') return false;
  const absl::string_view end = name.substr(name.size() - kDigits);
  return std::all_of(end.begin(), end.end(), IsLowerHex);
}

// Runs of other characters become one '-', none at either end.
std::string Cleaned(absl::string_view name, std::size_t most) {
  std::string clean;
  bool gap = false;
  for (const char c : name) {
    if (!IsWordCharacter(c)) {
      gap = true;
      continue;
    }
    if (gap && !clean.empty()) clean += '-';
    gap = false;
    clean += c;
  }
  clean.resize(std::min(clean.size(), most));
  while (!clean.empty() && clean.back() == '-') clean.pop_back();
  return clean;
}

}  // namespace

std::string Slug(absl::string_view name) {
  const bool plain = !name.empty() && name.size() <= kLongestPlain && Cleaned(name, name.size()) == name;
  if (plain && !EndsInHash(name)) return std::string(name);
  const std::string clean = Cleaned(name, kLongestCleaned);
  return absl::StrCat(clean.empty() ? "x" : clean, "-", Sha256Hex(name).substr(0, kDigits));
}

std::string FigureId(absl::string_view kind, absl::string_view model) {
  return absl::StrCat(kind, "--", Slug(model));
}

}  // namespace osteon::report
