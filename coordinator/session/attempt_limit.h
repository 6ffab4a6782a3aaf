// How often one address may try a token.
#ifndef OSTEON_COORDINATOR_SESSION_ATTEMPT_LIMIT_H_
#define OSTEON_COORDINATOR_SESSION_ATTEMPT_LIMIT_H_

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace osteon::coordinator {

// Whose tries are counted together: "ipv4:192.0.2.7:40001", as gRPC names the other end, becomes "192.0.2.7";
// of an IPv6 address the first 64 bits, which one household has. Anything else stays as it is.
std::string AddressOfPeer(const std::string& peer);

// Counts tries that were refused, in the memory of this process. From any thread.
class AttemptLimit {
 public:
  static constexpr std::size_t kTries = 5;
  static constexpr absl::Duration kWithin = absl::Minutes(1);

  // kResourceExhausted: kTries of this address were refused within the last minute; says how long to wait.
  absl::Status Check(const std::string& address, absl::Time now);
  void Refused(const std::string& address, absl::Time now);

 private:
  std::mutex mutex_;
  std::map<std::string, std::deque<absl::Time>> refused_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_ATTEMPT_LIMIT_H_
