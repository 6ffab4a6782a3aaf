// A member's connection to the coordinator, and in plain words why there is none.
#ifndef OSTEON_COMMON_RPC_MEMBER_CONNECTION_H_
#define OSTEON_COMMON_RPC_MEMBER_CONNECTION_H_

#include <grpcpp/channel.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/identity_file.h"

namespace osteon {

// Clocks that differ by more are worth a word: certificates begin five minutes early.
inline constexpr absl::Duration kClocksAgree = absl::Minutes(3);

// MemberChannel, and a protocol version that both sides speak. Errors as CheckProxy and Negotiate; where the
// server was reached and the handshake failed, the message says what was found: another CA, another host, a
// date, a clock.
absl::StatusOr<std::shared_ptr<grpc::Channel>> ConnectMember(const std::string& address,
                                                             const Identity& identity,
                                                             const std::string& program, absl::Time now,
                                                             absl::Duration timeout);

// What the coordinator's clock says, asked without a certificate. Its certificate must be of this CA and for
// the host that is dialled; its dates are not looked at, because they are what is in question. kUnavailable:
// not reached, or another server.
absl::StatusOr<absl::Time> CoordinatorClock(const std::string& address, const std::string& ca_fingerprint,
                                            absl::Duration timeout);

// After a connection failed: one sentence or two with what is wrong with certificates and clocks. `own`: of
// the member that dialled; nothing for somebody who enrols. Empty when nothing was found, or no TLS server
// was there.
std::string WhyNotConnected(const std::string& address, const std::string& ca_fingerprint,
                            const std::optional<PeerIdentity>& own, absl::Time now, absl::Duration timeout);

// ReadIdentity; for one that has run out, or has not begun, the message also has the coordinator's clock, if
// it can be asked, and the way back: the command `enrol_again`.
absl::StatusOr<LoadedIdentity> ReadMemberIdentity(const std::string& path, const std::string& address,
                                                  const std::string& enrol_again, absl::Time now,
                                                  const PassphraseSource& passphrase);

}  // namespace osteon

#endif  // OSTEON_COMMON_RPC_MEMBER_CONNECTION_H_
