// Which certificates are believed, at what time, for what.
//
// There are no intermediate certificates: a certificate is signed by the consortium's CA or not at all. Both
// functions use X.509's strict rules (RFC 5280), the time that is passed in, and keys and hashes of at least
// 112 bits.
#ifndef OSTEON_COMMON_IDENTITY_VERIFY_H_
#define OSTEON_COMMON_IDENTITY_VERIFY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/identity/certificate.h"

namespace osteon {

// What a new member checks before it sends its enrolment token, when all it knows of the CA is the
// fingerprint in the token.
//
//   chain_pem                what the server showed in the handshake: its own certificate, then the CA's
//   expected_ca_fingerprint  CertificateFingerprint of the CA: SHA-256 of the DER, 64 digits
//   host                     what was dialled, a DNS name or an IP address without port; compared with the
//                            certificate's alternative names only, without wildcards
//
// Returns the CA's certificate in PEM. Certificates are public: the answer says that this chain belongs to
// the consortium, not that whoever showed it holds the key. Send the token only over the TLS connection whose
// handshake showed this very chain, or over one that has the returned certificate as its only root.
//
// kUnauthenticated: another CA, not signed by it, another host, not a coordinator's certificate, not for
// servers. kFailedPrecondition: expired or not valid yet (also: this machine's clock is wrong).
// kInvalidArgument, kDataLoss: chain, fingerprint or host cannot be read; over 64 KB; not exactly two
// certificates.
absl::StatusOr<std::string> VerifyServerChain(absl::string_view chain_pem,
                                              absl::string_view expected_ca_fingerprint,
                                              absl::string_view host, absl::Time now);

// What the coordinator checks of a member, beyond the TLS handshake, whenever a stream opens (and what
// anybody checks before VerifySignature): signed by the CA, valid now, for clients only, a member's role.
// Revocation is a list of the coordinator's: compare serial_hex.
//
// kUnauthenticated: not signed by this CA, not for clients, or the coordinator's role.
// kFailedPrecondition: expired or not valid yet. kInvalidArgument, kDataLoss: as in ParsePeer.
absl::StatusOr<PeerIdentity> VerifyMemberChain(absl::string_view certificate_pem, absl::string_view ca_pem,
                                               absl::Time now);

// The same for the coordinator's own certificate, without comparing a host: for servers only, the role
// kCoordinator.
absl::StatusOr<PeerIdentity> VerifyCoordinatorChain(absl::string_view certificate_pem,
                                                    absl::string_view ca_pem, absl::Time now);

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_VERIFY_H_
