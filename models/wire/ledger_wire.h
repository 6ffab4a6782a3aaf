// The signed head of a site's ledger as a message, and back.
#ifndef OSTEON_MODELS_WIRE_LEDGER_WIRE_H_
#define OSTEON_MODELS_WIRE_LEDGER_WIRE_H_

#include "absl/status/statusor.h"
#include "common/audit/signed_head.h"

namespace osteon::v1 {
class LedgerHead;
}

namespace osteon::models {

void ToMessage(const SignedHead& head, v1::LedgerHead* message);

// Who signed it is VerifyHead's to say. kInvalidArgument: a hash that is none, a length over 2^48, or a
// signature over 128 bytes.
absl::StatusOr<SignedHead> HeadFromMessage(const v1::LedgerHead& message);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_LEDGER_WIRE_H_
