#include "tests/support/fake_peers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace osteon::testing {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void Send(int connection, const std::string& text) {
  if (send(connection, text.data(), text.size(), MSG_NOSIGNAL) < 0) return;
}

// Up to an empty line; what there is when the other side closes.
std::string ReadHead(int connection) {
  std::string head;
  char byte = 0;
  while (!absl::EndsWith(head, "\r\n\r\n") && recv(connection, &byte, 1, 0) == 1) head += byte;
  return head;
}

// Copies until one side closes.
void Copy(int one, int other) {
  std::array<pollfd, 2> ends = {pollfd{one, POLLIN, 0}, pollfd{other, POLLIN, 0}};
  std::array<char, 16384> bytes{};
  while (poll(ends.data(), ends.size(), -1) > 0) {
    for (std::size_t i = 0; i < 2; ++i) {
      if (ends[i].revents == 0) continue;
      const ssize_t got = recv(ends[i].fd, bytes.data(), bytes.size(), 0);
      if (got <= 0) return;
      for (ssize_t sent = 0; sent < got;) {
        const ssize_t now =
            send(ends[1 - i].fd, bytes.data() + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
        if (now <= 0) return;
        sent += now;
      }
    }
  }
}

int ChooseH2(SSL* /*session*/, const unsigned char** out, unsigned char* length, const unsigned char* offered,
             unsigned offered_length, void* /*nothing*/) {
  static constexpr unsigned char kH2[] = {2, 'h', '2'};
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, length, kH2, sizeof(kH2), offered, offered_length);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

void UsePem(SSL_CTX* context, const std::string& key_pem, const std::string& chain_pem) {
  BIO* bio = BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  bio = BIO_new_mem_buf(chain_pem.data(), static_cast<int>(chain_pem.size()));
  X509* own = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  SSL_CTX_use_certificate(context, own);
  X509_free(own);
  while (X509* next = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr))
    SSL_CTX_add_extra_chain_cert(context, next);
  BIO_free(bio);
  SSL_CTX_use_PrivateKey(context, key);
  EVP_PKEY_free(key);
}

}  // namespace

FakeServer::FakeServer(std::function<void(int)> serve)
    : serve_(std::move(serve)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to connections that are gone
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 16) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();
  }
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { Accept(); });
}

FakeServer::~FakeServer() {
  shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  for (const int connection : connections_) shutdown(connection, SHUT_RDWR);
  for (std::thread& thread : threads_) thread.join();
  for (const int connection : connections_) close(connection);
  close(listener_);
}

void FakeServer::Accept() {
  while (true) {
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    const std::scoped_lock lock(mutex_);
    connections_.push_back(connection);
    threads_.emplace_back([this, connection] {
      serve_(connection);
      shutdown(connection, SHUT_RDWR);
    });
  }
}

std::function<void(int)> Silence() {
  return [](int connection) {
    std::array<char, 1024> bytes{};
    while (recv(connection, bytes.data(), bytes.size(), 0) > 0) {
    }
  };
}

std::function<void(int)> Says(std::string text) {
  return [text = std::move(text)](int connection) {
    ReadHead(connection);
    Send(connection, text);
  };
}

std::function<void(int)> SpeaksTls(std::string key_pem, std::string chain_pem, bool h2) {
  return [key_pem = std::move(key_pem), chain_pem = std::move(chain_pem), h2](int connection) {
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    UsePem(context, key_pem, chain_pem);
    if (h2) SSL_CTX_set_alpn_select_cb(context, ChooseH2, nullptr);
    SSL* session = SSL_new(context);
    SSL_set_fd(session, connection);
    if (SSL_accept(session) == 1) {
      constexpr char kSettings[] = {0, 0, 0, 4, 0, 0, 0, 0, 0};
      if (h2) SSL_write(session, kSettings, sizeof(kSettings));
      std::array<char, 1024> bytes{};
      while (SSL_read(session, bytes.data(), bytes.size()) > 0) {
      }
    }
    SSL_free(session);
    SSL_CTX_free(context);
  };
}

std::function<void(int)> Tunnels(std::string credentials, std::atomic<int>* let_through) {
  return [credentials = std::move(credentials), let_through](int connection) {
    const std::string head = ReadHead(connection);
    const std::string wanted = absl::StrCat("proxy-authorization: basic ", absl::Base64Escape(credentials));
    const std::string wanted_without_blank =
        absl::StrCat("proxy-authorization:basic ", absl::Base64Escape(credentials));
    bool known = credentials.empty();
    for (const absl::string_view line : absl::StrSplit(head, "\r\n")) {
      known =
          known || absl::EqualsIgnoreCase(line, wanted) || absl::EqualsIgnoreCase(line, wanted_without_blank);
    }
    if (!known) {
      Send(
          connection,
          "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"clinic\"\r\n\r\n");
      return;
    }
    const std::vector<std::string> words = absl::StrSplit(head, absl::ByAnyChar(" :"));
    int port = 0;
    const int out = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (words.size() > 2 && words[0] == "CONNECT" && absl::SimpleAtoi(words[2], &port)) {
      const sockaddr_in address = Loopback(port);
      if (connect(out, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
        ++*let_through;
        Send(connection, "HTTP/1.1 200 Connection established\r\n\r\n");
        Copy(connection, out);
      }
    }
    close(out);
  };
}

}  // namespace osteon::testing
