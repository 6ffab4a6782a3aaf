// Enrolment tokens, as they come from mail programs; with a checksum that fits, so that the fields are read
// too.
#include "common/identity/token.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/hash/encoding.h"
#include "common/hash/sha256.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

namespace {

void Read(const std::string& text) {
  const absl::StatusOr<EnrolmentToken> token = ParseToken(text);
  if (!token.ok()) {
    fuzz::RequireRefusal(token.status());
    return;
  }
  fuzz::Require(token->secret.size() == 16 && token->ca_fingerprint.size() == 64,
                "a token with half a secret");
  const absl::StatusOr<EnrolmentToken> again = ParseToken(TokenText(*token));
  fuzz::Require(again.ok(), "a token is not read again");
  fuzz::Require(again->name == token->name && again->role == token->role && again->secret == token->secret &&
                    again->ca_fingerprint == token->ca_fingerprint,
                "a token changed when written");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::Text(data, size);
  Read(text);
  const std::string body = absl::AsciiStrToLower(text.substr(0, text.rfind('.')));
  Read(absl::StrCat(body, ".", EncodeBase32(Sha256(body)).substr(0, 6)));
  return 0;
}
