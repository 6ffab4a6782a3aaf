#include "models/validation/suppressed.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace osteon::models {
namespace {

constexpr char kSuppressed[] = "suppressed: ";

}  // namespace

std::string Suppressed(absl::string_view rule) {
  return absl::StrCat(kSuppressed, rule);
}

std::optional<std::string> SuppressedBy(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, kSuppressed)) return std::nullopt;
  return std::string(text);
}

}  // namespace osteon::models
