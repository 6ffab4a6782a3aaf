// Masks that hide each site's summand and add to zero over all sites of a round: all or nothing. Nothing can
// be read from the masked summands of fewer than all sites, and no step takes the masks off.
//
// For each pair of sites, of which `first` has the name that sorts first:
//
//   secret = X25519 of the pair's mask keys
//   key, nonce = HKDF-SHA256(secret, salt = SHA-256(context),
//                info = "osteon mask v1\n" first "\n" second "\n" first's public key, second's public key),
//                the first 32 bytes and the next 12
//   mask = the words of ChaCha20's key stream
//
// `first` adds the mask, `second` subtracts it, number by number in the ring, where it is uniform. So n - 1
// sites that work together learn what the last one sent, as they do from the sum itself.
//
// Sources: Bonawitz et al., Practical Secure Aggregation, CCS 2017, section 4.0.1 (pairwise masks only); RFC
// 7748, 5869, 8439.
#ifndef OSTEON_COMMON_MASKING_PAIRWISE_MASKS_H_
#define OSTEON_COMMON_MASKING_PAIRWISE_MASKS_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/fixed_point/ring.h"
#include "common/masking/mask_key.h"

namespace osteon {

// Adds to `summand` the masks of `self` with every other site of `public_keys`.
//
//   public_keys  site -> 32 bytes, the sites of the round, self among them
//   context      what the masks are for; two rounds must never share one, and all sites of a round must
//
// Keys are all tried before `summand` changes. kInvalidArgument: fewer than two sites, self not among them or
// with another public key than own's, a name that is empty or has a line break, or a public key that
// MaskKey::SharedSecret refuses. kInternal: OpenSSL failed; then `summand` may be half masked and is to be
// thrown away.
absl::Status AddPairwiseMasks(const MaskKey& own, const std::string& self,
                              const std::map<std::string, std::string>& public_keys,
                              absl::string_view context, RingVector& summand);

}  // namespace osteon

#endif  // OSTEON_COMMON_MASKING_PAIRWISE_MASKS_H_
