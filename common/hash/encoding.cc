#include "common/hash/encoding.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace osteon {
namespace {

constexpr absl::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";

// npos when the character is not a digit.
std::size_t Base32Value(char typed) {
  char c = absl::ascii_tolower(static_cast<unsigned char>(typed));
  if (c == 'o') c = '0';
  if (c == 'i' || c == 'l') c = '1';
  return kDigits.find(c);
}

}  // namespace

absl::StatusOr<std::string> DecodeHex(absl::string_view text) {
  if (text.size() % 2 != 0) {
    return absl::InvalidArgumentError(absl::StrCat("hexadecimal text of odd length ", text.size()));
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(text[i]))) {
      return absl::InvalidArgumentError(absl::StrCat("character ", i + 1, " is not a hexadecimal digit"));
    }
  }
  return absl::HexStringToBytes(text);
}

std::string EncodeBase32(absl::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 8 + 4) / 5);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(byte);
    count += 8;
    for (; count >= 5; count -= 5) text += kDigits[(bits >> (count - 5)) & 31U];
  }
  if (count > 0) text += kDigits[(bits << (5 - count)) & 31U];
  return text;
}

absl::StatusOr<std::string> DecodeBase32(absl::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() * 5 / 8);
  std::uint32_t bits = 0;
  int count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t value = Base32Value(text[i]);
    if (value == absl::string_view::npos) {
      return absl::InvalidArgumentError(absl::StrCat("character ", i + 1, " is not a base32 digit"));
    }
    bits = (bits << 5) | static_cast<std::uint32_t>(value);
    count += 5;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>((bits >> count) & 255U);
    }
  }
  if (count >= 5 || (bits & ((1U << count) - 1U)) != 0) {
    return absl::InvalidArgumentError("base32 text with characters missing or wrong at its end");
  }
  return bytes;
}

}  // namespace osteon
