#include "common/network/endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace osteon {

absl::StatusOr<Endpoint> ParseEndpoint(const std::string& address, bool any_port) {
  const std::size_t colon = address.rfind(':');
  const auto wrong = [&] {
    return absl::InvalidArgumentError(absl::StrCat("'", address, "' is not HOST or HOST:PORT"));
  };
  const std::string digits =
      colon == std::string::npos ? std::to_string(kDefaultPort) : address.substr(colon + 1);
  int port = 0;
  // SimpleAtoi alone would also take blanks and a sign.
  if (digits.find_first_not_of("0123456789") != std::string::npos || !absl::SimpleAtoi(digits, &port) ||
      port < (any_port ? 0 : 1) || port > 65535) {
    return wrong();
  }
  std::string host = address.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  // An IPv6 address without brackets has no port that one could tell from its last group.
  if (host.empty() || host.find_first_of(bracketed ? "[] \t" : ":[] \t/") != std::string::npos)
    return wrong();
  return Endpoint{std::move(host), port};
}

std::string EndpointText(const Endpoint& endpoint) {
  const bool numeric_v6 = endpoint.host.find(':') != std::string::npos;
  return numeric_v6 ? absl::StrCat("[", endpoint.host, "]:", endpoint.port)
                    : absl::StrCat(endpoint.host, ":", endpoint.port);
}

bool IsAddress(const std::string& host) {
  in6_addr ignored{};
  return ::inet_pton(AF_INET, host.c_str(), &ignored) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), &ignored) == 1;
}

}  // namespace osteon
