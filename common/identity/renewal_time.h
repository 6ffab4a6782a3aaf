// When a certificate is renewed.
#ifndef OSTEON_COMMON_IDENTITY_RENEWAL_TIME_H_
#define OSTEON_COMMON_IDENTITY_RENEWAL_TIME_H_

#include "absl/time/time.h"
#include "common/identity/certificate.h"

namespace osteon {

// From then on: two thirds of its life have passed. Of a member's 90 days, 30 are left.
inline absl::Time RenewalTime(const PeerIdentity& peer) {
  return peer.not_before + (peer.not_after - peer.not_before) * (2.0 / 3.0);
}

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_RENEWAL_TIME_H_
