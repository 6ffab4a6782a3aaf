#include "common/audit/signed_head.h"

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon {

std::string HeadText(const std::string& who, const ChainHead& head) {
  return absl::StrCat("osteon ledger head v1\n", who, "\n", head.length, "\n", head.hash, "\n");
}

absl::StatusOr<SignedHead> SignHead(const PrivateKey& key, const std::string& who, const ChainHead& head) {
  if (head.length == 0) return SignedHead{head, ""};
  OSTEON_ASSIGN_OR_RETURN(std::string signature, key.Sign(HeadText(who, head)));
  return SignedHead{head, std::move(signature)};
}

absl::Status VerifyHead(absl::string_view certificate_pem, const std::string& who, const SignedHead& head) {
  const std::string& hash = head.head.hash;
  if (hash.size() != 64 || hash.find_first_not_of("0123456789abcdef") != std::string::npos ||
      (head.head.length == 0) != (hash == EmptyChainHash())) {
    return absl::InvalidArgumentError(absl::StrCat("what is said to be the ledger's head of ", who,
                                                   " is none: length ", head.head.length,
                                                   " without its hash"));
  }
  if (head.head.length == 0) return absl::OkStatus();
  const absl::Status verified = VerifySignature(certificate_pem, HeadText(who, head.head), head.signature);
  if (!absl::IsUnauthenticated(verified)) return verified;
  return absl::UnauthenticatedError(absl::StrCat("the head of ", who, " at entry ", head.head.length,
                                                 " was not signed by the key of this certificate"));
}

}  // namespace osteon
