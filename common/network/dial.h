// Plain TCP with deadlines, to find out where a connection ends. Everything else goes through gRPC.
#ifndef OSTEON_COMMON_NETWORK_DIAL_H_
#define OSTEON_COMMON_NETWORK_DIAL_H_

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/network/endpoint.h"
#include "common/network/proxy.h"

namespace osteon {

// When to give up; not moved by somebody who sets the clock.
class Deadline {
 public:
  explicit Deadline(absl::Duration timeout)
      : end_(std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(timeout)) {}
  absl::Duration Left() const;  // never below zero

 private:
  std::chrono::steady_clock::time_point end_;
};

// A connection that is closed with this object; never blocks longer than it is told.
class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  ~Socket();

  int descriptor() const { return descriptor_; }
  // Waits until it can be read or written. kDeadlineExceeded.
  absl::Status WaitToRead(const Deadline& deadline) const;
  absl::Status WaitToWrite(const Deadline& deadline) const;

  absl::Status Write(absl::string_view bytes, const Deadline& deadline) const;
  // Up to `most` bytes, at least one. kUnavailable: closed by the other side. kDeadlineExceeded.
  absl::StatusOr<std::string> Read(std::size_t most, const Deadline& deadline) const;

 private:
  int descriptor_;
};

// A host's addresses as numbers, in the resolver's order, at least one; an address is itself. kNotFound:
// there is no such name; kUnavailable: the resolver does not work; kDeadlineExceeded.
absl::StatusOr<std::vector<std::string>> Resolve(const std::string& host, const Deadline& deadline);

// To the first of `addresses` that answers. kUnavailable: none, with what the last one said.
// kDeadlineExceeded: silence, as of a firewall that drops.
absl::StatusOr<Socket> Dial(const std::vector<std::string>& addresses, int port, const Deadline& deadline);

// What a proxy said to "CONNECT host:port".
struct ProxyReply {
  int code = 0;      // 200: the connection is now one to `target`
  std::string line;  // "HTTP/1.1 407 Proxy Authentication Required"
  std::vector<std::string>
      schemes;  // that it accepts, where it wants to know who: "Basic", "NTLM", "Negotiate"
};
// kDataLoss: not an answer of HTTP. kUnavailable, kDeadlineExceeded.
absl::StatusOr<ProxyReply> AskProxy(const Socket& socket, const Endpoint& target,
                                    const std::string& user_info, const Deadline& deadline);

}  // namespace osteon

#endif  // OSTEON_COMMON_NETWORK_DIAL_H_
