// A connection to the coordinator. TLS always; with the member's certificate for everything but enrolment.
#ifndef OSTEON_COMMON_RPC_CHANNEL_H_
#define OSTEON_COMMON_RPC_CHANNEL_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/identity_file.h"
#include "common/network/endpoint.h"

namespace osteon {

// Whether gRPC would read the proxy for `address` as this program does; asked before every channel.
// kFailedPrecondition: it would not, and would show a part of its password (ProxyFor). Nothing is dialled.
absl::Status CheckProxy(const std::string& address);

// For what has passed CheckProxy, as in ConnectMember. Mutual TLS 1.2 or newer; the server must show a
// certificate of the same CA for the host that is dialled.
std::shared_ptr<grpc::Channel> MemberChannel(const std::string& address, const Identity& identity);

// For enrolment: no client certificate, and the server is known by nothing but its CA's fingerprint in the
// token. The connection is refused before anything is sent unless the server's chain ends in that CA. Errors
// as CheckProxy.
absl::StatusOr<std::shared_ptr<grpc::Channel>> EnrolmentChannel(const std::string& address,
                                                                const std::string& ca_fingerprint,
                                                                absl::Time now);

// Agrees on a protocol version. kFailedPrecondition: none in common, with what each side speaks.
// kUnavailable: not reached; the message says what usually causes it.
absl::Status Negotiate(grpc::Channel& channel, const std::string& program, const std::string& address,
                       absl::Duration timeout);

// Sets how long a call may take.
void SetDeadline(grpc::ClientContext& context, absl::Duration timeout);

}  // namespace osteon

#endif  // OSTEON_COMMON_RPC_CHANNEL_H_
