#include "coordinator/session/attempt_limit.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace osteon::coordinator {
namespace {

constexpr std::size_t kMostAddresses = 10'000;

void Forget(std::deque<absl::Time>& times, absl::Time now) {
  while (!times.empty() && now - times.front() >= AttemptLimit::kWithin) times.pop_front();
}

}  // namespace

std::string AddressOfPeer(const std::string& peer) {
  const std::size_t scheme = peer.find(':');
  const std::size_t port = peer.rfind(':');
  if (port == std::string::npos || port <= scheme) return peer;
  std::string address = peer.substr(scheme + 1, port - scheme - 1);
  if (absl::StartsWith(peer, "ipv4:")) return address;
  if (!absl::StartsWith(peer, "ipv6:")) return peer;
  address = absl::StrReplaceAll(address, {{"%5B", ""}, {"%5D", ""}, {"[", ""}, {"]", ""}});
  address = address.substr(0, address.find('%'));  // a zone
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return peer;
  const bool is_ipv4 = std::all_of(bytes.begin(), bytes.begin() + 10, [](auto byte) { return byte == 0; }) &&
                       bytes[10] == 0xff && bytes[11] == 0xff;
  if (is_ipv4) return absl::StrCat(bytes[12], ".", bytes[13], ".", bytes[14], ".", bytes[15]);
  std::fill(bytes.begin() + 8, bytes.end(), 0);
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
  return absl::StrCat(text.data(), "/64");
}

absl::Status AttemptLimit::Check(const std::string& address, absl::Time now) {
  const std::scoped_lock lock(mutex_);
  const auto found = refused_.find(address);
  if (found == refused_.end()) return absl::OkStatus();
  Forget(found->second, now);
  if (found->second.empty()) {
    refused_.erase(found);
    return absl::OkStatus();
  }
  if (found->second.size() < kTries) return absl::OkStatus();
  const absl::Duration wait = absl::Ceil(kWithin - (now - found->second.front()), absl::Seconds(1));
  return absl::ResourceExhaustedError(absl::StrCat(
      "too many tries: ", kTries, " enrolments from this address were refused within a minute. Wait ",
      absl::ToInt64Seconds(wait), " s; the token is not used up"));
}

void AttemptLimit::Refused(const std::string& address, absl::Time now) {
  const std::scoped_lock lock(mutex_);
  if (refused_.size() >= kMostAddresses) {
    std::erase_if(refused_, [&](const auto& entry) { return now - entry.second.back() >= kWithin; });
    if (refused_.size() >= kMostAddresses) refused_.clear();
  }
  refused_[address].push_back(now);
}

}  // namespace osteon::coordinator
