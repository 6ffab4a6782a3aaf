#include "common/network/dial.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/status/status_macros.h"
#include "common/text/one_line.h"

namespace osteon {
namespace {

constexpr std::size_t kLongestReply = 16384;
constexpr std::size_t kLongestLine = 200;

absl::Status WaitFor(int descriptor, short events, const Deadline& deadline) {
  pollfd waiting{descriptor, events, 0};
  while (true) {
    const absl::Duration left = deadline.Left();
    const int ready = poll(
        &waiting, 1, static_cast<int>(absl::ToInt64Milliseconds(absl::Ceil(left, absl::Milliseconds(1)))));
    if (ready > 0) return absl::OkStatus();
    if (ready == 0) return absl::DeadlineExceededError("no answer");
    if (errno != EINTR) return absl::UnavailableError(std::strerror(errno));
  }
}

absl::StatusOr<Socket> DialOne(const addrinfo& address, const Deadline& deadline) {
  Socket socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (socket.descriptor() < 0) return absl::UnavailableError(std::strerror(errno));
  if (connect(socket.descriptor(), address.ai_addr, address.ai_addrlen) == 0) return socket;
  if (errno != EINPROGRESS) return absl::UnavailableError(std::strerror(errno));
  OSTEON_RETURN_IF_ERROR(socket.WaitToWrite(deadline));
  int error = 0;
  socklen_t size = sizeof(error);
  getsockopt(socket.descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return absl::UnavailableError(std::strerror(error));
  return socket;
}

struct AddressesDeleter {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, AddressesDeleter>;

absl::Status ResolverSaid(int code, const std::string& host) {
  const std::string said = absl::StrCat(host, ": ", gai_strerror(code));
  return code == EAI_NONAME || code == EAI_NODATA ? absl::NotFoundError(said) : absl::UnavailableError(said);
}

// What a lookup needs as long as it goes on, which may be longer than anybody waits for it.
struct Lookup {
  std::string host;
  addrinfo hints{};
  gaicb request{};
};

}  // namespace

absl::Duration Deadline::Left() const {
  return std::max(absl::ZeroDuration(), absl::FromChrono(end_ - std::chrono::steady_clock::now()));
}

Socket::~Socket() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::Status Socket::WaitToRead(const Deadline& deadline) const {
  return WaitFor(descriptor_, POLLIN, deadline);
}

absl::Status Socket::WaitToWrite(const Deadline& deadline) const {
  return WaitFor(descriptor_, POLLOUT, deadline);
}

absl::Status Socket::Write(absl::string_view bytes, const Deadline& deadline) const {
  while (!bytes.empty()) {
    OSTEON_RETURN_IF_ERROR(WaitToWrite(deadline));
    const ssize_t sent = send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return absl::UnavailableError(std::strerror(errno));
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Socket::Read(std::size_t most, const Deadline& deadline) const {
  std::string bytes(most, '\0');
  while (true) {
    OSTEON_RETURN_IF_ERROR(WaitToRead(deadline));
    const ssize_t got = recv(descriptor_, bytes.data(), most, 0);
    if (got == 0) return absl::UnavailableError("the other side closed the connection");
    if (got > 0) {
      bytes.resize(static_cast<std::size_t>(got));
      return bytes;
    }
    if (errno != EAGAIN && errno != EINTR) return absl::UnavailableError(std::strerror(errno));
  }
}

absl::StatusOr<std::vector<std::string>> Resolve(const std::string& host, const Deadline& deadline) {
  if (IsAddress(host)) return std::vector<std::string>{host};
  auto lookup = std::make_unique<Lookup>();
  lookup->host = host;
  lookup->hints.ai_socktype = SOCK_STREAM;
  lookup->request.ar_name = lookup->host.c_str();
  lookup->request.ar_request = &lookup->hints;
  std::array<gaicb*, 1> requests = {&lookup->request};
  if (const int code = getaddrinfo_a(GAI_NOWAIT, requests.data(), 1, nullptr); code != 0) {
    return ResolverSaid(code, host);
  }
  const std::array<const gaicb*, 1> awaited = {&lookup->request};
  while (gai_error(&lookup->request) == EAI_INPROGRESS) {
    const absl::Duration left = deadline.Left();
    if (left == absl::ZeroDuration()) {
      // The system's resolver cannot always be stopped; then it keeps what it writes to.
      if (gai_cancel(&lookup->request) != EAI_CANCELED) lookup.release();
      return absl::DeadlineExceededError(absl::StrCat(host, ": the name servers do not answer"));
    }
    const timespec wait = absl::ToTimespec(left);
    gai_suspend(awaited.data(), 1, &wait);
  }
  const Addresses found(lookup->request.ar_result);
  if (const int code = gai_error(&lookup->request); code != 0) return ResolverSaid(code, host);
  std::vector<std::string> addresses;
  for (const addrinfo* one = found.get(); one != nullptr; one = one->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) ==
        0) {
      addresses.emplace_back(text.data());
    }
  }
  if (addresses.empty()) return absl::NotFoundError(absl::StrCat(host, ": no address"));
  return addresses;
}

absl::StatusOr<Socket> Dial(const std::vector<std::string>& addresses, int port, const Deadline& deadline) {
  absl::Status last = absl::UnavailableError("no address");
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    addrinfo* list = nullptr;
    const int code = getaddrinfo(addresses[i].c_str(), std::to_string(port).c_str(), &hints, &list);
    if (code != 0) {
      last = ResolverSaid(code, addresses[i]);
      continue;
    }
    const Addresses address(list);
    // Those that come after a silent one get their share of the time.
    const Deadline share(deadline.Left() / static_cast<double>(addresses.size() - i));
    absl::StatusOr<Socket> socket = DialOne(*address, share);
    if (socket.ok()) return socket;
    last = absl::Status(socket.status().code(), absl::StrCat(addresses[i], ": ", socket.status().message()));
  }
  return last;
}

absl::StatusOr<ProxyReply> AskProxy(const Socket& socket, const Endpoint& target,
                                    const std::string& user_info, const Deadline& deadline) {
  const std::string name = EndpointText(target);
  std::string request = absl::StrCat("CONNECT ", name, " HTTP/1.1\r\nHost: ", name, "\r\n");
  if (!user_info.empty()) {
    absl::StrAppend(&request, "Proxy-Authorization: Basic ", absl::Base64Escape(user_info), "\r\n");
  }
  OSTEON_RETURN_IF_ERROR(socket.Write(absl::StrCat(request, "\r\n"), deadline));
  // Byte by byte: what comes after the head belongs to `target`.
  std::string head;
  while (!absl::EndsWith(head, "\r\n\r\n")) {
    if (head.size() > kLongestReply) return absl::DataLossError("an answer without an end");
    OSTEON_ASSIGN_OR_RETURN(const std::string byte, socket.Read(1, deadline));
    head += byte;
    if (head.size() == 5 && head != "HTTP/") return absl::DataLossError("what answers is not an HTTP proxy");
  }
  const std::vector<absl::string_view> lines = absl::StrSplit(head, "\r\n", absl::SkipEmpty());
  ProxyReply reply;
  reply.line = OneLine(lines.front(), kLongestLine);
  const std::vector<absl::string_view> words = absl::StrSplit(lines.front(), absl::MaxSplits(' ', 2));
  if (words.size() < 2 || !absl::SimpleAtoi(words[1], &reply.code)) {
    return absl::DataLossError(absl::StrCat("what answers is not an HTTP proxy: ", reply.line));
  }
  constexpr absl::string_view kHeader = "proxy-authenticate:";
  for (const absl::string_view line : lines) {
    if (!absl::StartsWithIgnoreCase(line, kHeader)) continue;
    const absl::string_view value = absl::StripAsciiWhitespace(line.substr(kHeader.size()));
    reply.schemes.push_back(OneLine(value.substr(0, value.find(' ')), kLongestLine));
  }
  return reply;
}

}  // namespace osteon
