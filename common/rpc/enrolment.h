// Becoming a member: make a key here, prove to hold it, bring back a certificate.
#ifndef OSTEON_COMMON_RPC_ENROLMENT_H_
#define OSTEON_COMMON_RPC_ENROLMENT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/certificate.h"
#include "common/identity/secret_file.h"

namespace osteon {

struct EnrolmentOptions {
  std::string program;   // for the version negotiation
  std::string address;   // HOST:PORT
  std::string token;     // as the coordinator printed it
  std::string key_path;  // the private key is made here once (0600) and used again when enrolment is repeated
  std::string identity_path;  // written when the certificate has come
  absl::Duration timeout;
  PassphraseSource passphrase = nullptr;  // of a key that is there already
  std::string new_passphrase{};           // of the files that are written; empty: they are not encrypted
};

// The private key never leaves this machine. Repeating a call that was interrupted is safe: the same key gets
// the same certificate; a key that the coordinator has revoked is replaced by a new one. kInvalidArgument:
// the token has a typing error, or is for a site where a person's is needed or the other way round.
// kFailedPrecondition: refused by the coordinator (used, expired, protocol). kAborted: the request waits for
// a signature by the offline CA: repeat later. kUnavailable: not reached, or the server is not the one that
// the token names. `role`: kSite for an agent; for people any other role, the token says which.
absl::StatusOr<PeerIdentity> Enrol(const EnrolmentOptions& options, Role role, absl::Time now);

}  // namespace osteon

#endif  // OSTEON_COMMON_RPC_ENROLMENT_H_
