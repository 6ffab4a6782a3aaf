// Who really answers at an address, whatever they call themselves: a TLS handshake that believes nobody.
#ifndef OSTEON_COMMON_NETWORK_TLS_PROBE_H_
#define OSTEON_COMMON_NETWORK_TLS_PROBE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/network/dial.h"

namespace osteon {

struct TlsAnswer {
  std::string version;               // "TLSv1.3"
  std::string protocol;              // chosen by ALPN: "h2"; empty: none
  std::vector<std::string> chain;    // PEM, as shown, the server's own first; not verified
  std::string issuer;                // of the first, one line: "CN = ..., O = ..."
  absl::Time not_before, not_after;  // of the first
  absl::Status http2;                // not OK: no HTTP/2 came through, and why
};

// Shakes hands naming `host`, where it is a name and no address, and offering h2, and exchanges HTTP/2's
// first frames (RFC 9113, 3.4). Neither a certificate nor anything else of this machine is shown.
// kUnavailable: closed or no TLS, with OpenSSL's words. kDeadlineExceeded.
absl::StatusOr<TlsAnswer> ProbeTls(const Socket& socket, const std::string& host, const Deadline& deadline);

}  // namespace osteon

#endif  // OSTEON_COMMON_NETWORK_TLS_PROBE_H_
