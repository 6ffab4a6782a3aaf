#include "common/identity/token.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/hash/encoding.h"
#include "common/hash/random.h"
#include "common/hash/sha256.h"
#include "common/identity/limits.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr absl::string_view kVersion = "osteon1";
constexpr std::size_t kSecretBytes = 16;
constexpr std::size_t kFingerprintBytes = 32;
constexpr std::size_t kChecksumDigits = 6;

std::string Body(const EnrolmentToken& token) {
  return absl::StrCat(kVersion, ".", token.name, ".", RoleName(token.role), ".", EncodeBase32(token.secret),
                      ".", EncodeBase32(absl::HexStringToBytes(token.ca_fingerprint)));
}

std::string Checksum(absl::string_view body) {
  return EncodeBase32(Sha256(body)).substr(0, kChecksumDigits);
}

absl::Status Mistyped() {
  return absl::InvalidArgumentError(
      "the enrolment token was mistyped or altered (its checksum does not fit); copy the whole line again");
}

absl::Status CheckNameAndRole(absl::string_view name, Role role) {
  OSTEON_RETURN_IF_ERROR(ValidateMemberName(name));
  if (role == Role::kCoordinator) {
    return absl::InvalidArgumentError(
        "a coordinator is not enrolled with a token; roles of members are site, statistician, operator, "
        "auditor");
  }
  return absl::OkStatus();
}

// Capitals and look-alikes as EncodeBase32 writes them. The text has only base32 digits when `text` had.
std::string Canonical(absl::string_view text) {
  std::string digits = absl::AsciiStrToLower(text);
  std::replace(digits.begin(), digits.end(), 'o', '0');
  std::replace(digits.begin(), digits.end(), 'i', '1');
  std::replace(digits.begin(), digits.end(), 'l', '1');
  return digits;
}

}  // namespace

absl::StatusOr<EnrolmentToken> MakeToken(absl::string_view name, Role role,
                                         absl::string_view ca_fingerprint) {
  OSTEON_RETURN_IF_ERROR(CheckNameAndRole(name, role));
  OSTEON_ASSIGN_OR_RETURN(const std::string fingerprint, DecodeHex(ca_fingerprint));
  if (fingerprint.size() != kFingerprintBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("the CA's fingerprint has ", fingerprint.size(), " bytes, not 32"));
  }
  OSTEON_ASSIGN_OR_RETURN(std::string secret, RandomBytes(kSecretBytes));
  return EnrolmentToken{std::string(name), role, std::move(secret), absl::BytesToHexString(fingerprint)};
}

std::string TokenText(const EnrolmentToken& token) {
  const std::string body = Body(token);
  return absl::StrCat(body, ".", Checksum(body));
}

absl::StatusOr<EnrolmentToken> ParseToken(absl::string_view text) {
  if (text.size() > kMaxTokenBytes) {
    return absl::InvalidArgumentError(absl::StrCat("an enrolment token has fewer than ", kMaxTokenBytes,
                                                   " characters; ", text.size(), " were given"));
  }
  std::string line(text);
  line.erase(std::remove_if(line.begin(), line.end(),
                            [](char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); }),
             line.end());
  const std::vector<std::string> parts = absl::StrSplit(line, '.');
  if (!absl::StartsWithIgnoreCase(parts[0], "osteon")) {
    return absl::InvalidArgumentError("this is no enrolment token: one begins with osteon1.");
  }
  if (!absl::EqualsIgnoreCase(parts[0], kVersion)) {
    return absl::InvalidArgumentError(
        absl::StrCat("this enrolment token is of a kind that this version does not know: '",
                     absl::CHexEscape(parts[0].substr(0, 20)), "', not osteon1"));
  }
  if (parts.size() != 6 || parts[5].size() < kChecksumDigits) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the enrolment token is cut short or joined with other text: ", parts.size(),
        " parts between dots were found, needed are 6, the last of 6 characters; copy the whole line"));
  }
  EnrolmentToken token;
  token.name = absl::AsciiStrToLower(parts[1]);
  const absl::StatusOr<Role> role = ParseRole(absl::AsciiStrToLower(parts[2]));
  const absl::StatusOr<std::string> secret = DecodeBase32(parts[3]);
  const absl::StatusOr<std::string> fingerprint = DecodeBase32(parts[4]);
  if (!role.ok() || !secret.ok() || secret->size() != kSecretBytes || !fingerprint.ok() ||
      fingerprint->size() != kFingerprintBytes) {
    return Mistyped();
  }
  token.role = *role;
  token.secret = *secret;
  token.ca_fingerprint = absl::BytesToHexString(*fingerprint);
  if (Checksum(Body(token)) != Canonical(parts[5])) return Mistyped();
  OSTEON_RETURN_IF_ERROR(CheckNameAndRole(token.name, token.role));
  return token;
}

std::string TokenSecretHash(absl::string_view secret) {
  return Sha256Hex(secret);
}

}  // namespace osteon
