// A chain's head with its owner's signature: who has seen one can tell whether the chain was cut or changed
// since.
#ifndef OSTEON_COMMON_AUDIT_SIGNED_HEAD_H_
#define OSTEON_COMMON_AUDIT_SIGNED_HEAD_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/audit/hash_chain.h"
#include "common/identity/key.h"

namespace osteon {

struct SignedHead {
  ChainHead head;
  std::string signature;  // DER; empty for a chain without entries
};

// What is signed: "osteon ledger head v1", whose chain, length and hash, a line each. `who` is a site's name,
// or "journal STUDY_HASH" for the coordinator's chain of a study: names have no spaces.
std::string HeadText(const std::string& who, const ChainHead& head);

// kInternal: OpenSSL failed.
absl::StatusOr<SignedHead> SignHead(const PrivateKey& key, const std::string& who, const ChainHead& head);

// OK when the key in the certificate signed this head of this chain, or when the chain has no entry.
// kInvalidArgument: no length and hash of a chain. kUnauthenticated: another key, or another head.
absl::Status VerifyHead(absl::string_view certificate_pem, const std::string& who, const SignedHead& head);

}  // namespace osteon

#endif  // OSTEON_COMMON_AUDIT_SIGNED_HEAD_H_
