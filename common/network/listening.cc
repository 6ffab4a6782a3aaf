#include "common/network/listening.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

namespace osteon {
namespace {

std::string WhyNot(int error) {
  switch (error) {
    case EADDRINUSE:
      return "another program has the port; stop that one, or choose another port";
    case EACCES:
      return "this user may not open that port; choose one from 1024 on, or allow it (CAP_NET_BIND_SERVICE)";
    case EADDRNOTAVAIL:
      return "the address is not this machine's; 0.0.0.0 stands for all that it has";
    default:
      return std::strerror(error);
  }
}

// 0, or why not.
int ListenOnce(const addrinfo& address) {
  const int socket = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return errno;
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  const bool can = ::bind(socket, address.ai_addr, address.ai_addrlen) == 0 && ::listen(socket, 1) == 0;
  const int error = can ? 0 : errno;
  ::close(socket);
  return error;
}

}  // namespace

absl::Status CheckCanListen(const Endpoint& endpoint) {
  const std::string text = EndpointText(endpoint);
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found) != 0) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", text, ": no such address or name"));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  int error = EADDRNOTAVAIL;
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    error = ListenOnce(*address);
    if (error == 0) return absl::OkStatus();
  }
  return absl::UnavailableError(absl::StrCat("cannot listen on ", text, ": ", WhyNot(error)));
}

}  // namespace osteon
