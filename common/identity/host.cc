#include "common/identity/host.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace osteon {
namespace {

std::string AddressBytes(const std::string& text) {
  std::array<char, 16> bytes{};
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return std::string(bytes.data(), 4);
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return std::string(bytes.data(), 16);
  return "";
}

// Letters, digits, - and _ (which names of containers have), not beginning or ending with a hyphen.
bool IsLabel(absl::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
         });
}

bool IsName(absl::string_view name) {
  if (name.size() > 253) return false;
  const std::vector<absl::string_view> labels = absl::StrSplit(name, '.');
  if (!std::all_of(labels.begin(), labels.end(), IsLabel)) return false;
  const absl::string_view last = labels.back();  // digits alone: a mistyped address
  return !std::all_of(last.begin(), last.end(),
                      [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

}  // namespace

absl::StatusOr<Host> ParseHost(absl::string_view text) {
  std::string bare(text);
  const bool bracketed = bare.size() > 2 && bare.front() == '[' && bare.back() == ']';
  if (bracketed) bare = bare.substr(1, bare.size() - 2);
  Host host;
  if (bare.find('\0') == std::string::npos) host.address = AddressBytes(bare);
  if (!host.address.empty() && (!bracketed || host.address.size() == 16)) return host;
  if (bracketed || !IsName(bare)) {
    return absl::InvalidArgumentError(
        absl::StrCat("host '", absl::CHexEscape(text.substr(0, 80)),
                     "' is neither a DNS name nor an IP address (no port, no wildcard)"));
  }
  host.address.clear();
  host.name = absl::AsciiStrToLower(bare);
  return host;
}

}  // namespace osteon
