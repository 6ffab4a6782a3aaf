#include "common/network/tls_probe.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>
#include <functional>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/network/endpoint.h"
#include "common/status/status_macros.h"
#include "common/text/one_line.h"

namespace osteon {
namespace {

struct Deleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* session) const { SSL_free(session); }
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};

constexpr std::size_t kLongestName = 300;
constexpr std::size_t kMostAtOnce = 16384;
constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr char kEmptySettings[] = {0, 0, 0, 4, 0, 0, 0, 0, 0};
constexpr std::size_t kFrameHead = 9;

absl::Status OpenSslSaid(const std::string& what) {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return absl::UnavailableError(
      absl::StrCat(what, ": ", reason == nullptr ? "the other side closed the connection" : reason));
}

// TLS over memory, so that writing to a connection that is gone is an error and no signal.
class Session {
 public:
  Session(SSL* session, const Socket& socket, const Deadline& deadline)
      : session_(session),
        socket_(socket),
        deadline_(deadline),
        in_(BIO_new(BIO_s_mem())),
        out_(BIO_new(BIO_s_mem())) {
    SSL_set_bio(session, in_, out_);  // which owns them now
  }

  // Repeats `step` until it has done its work, and carries what goes in and out meanwhile.
  absl::Status Drive(const std::string& what, const std::function<int()>& step) {
    while (true) {
      ERR_clear_error();
      const int result = step();
      const int error = result > 0 ? SSL_ERROR_NONE : SSL_get_error(session_, result);
      OSTEON_RETURN_IF_ERROR(Flush());
      if (error == SSL_ERROR_NONE) return absl::OkStatus();
      if (error != SSL_ERROR_WANT_READ) return OpenSslSaid(what);
      const absl::StatusOr<std::string> bytes = socket_.Read(kMostAtOnce, deadline_);
      if (!bytes.ok()) {
        return absl::Status(bytes.status().code(), absl::StrCat(what, ": ", bytes.status().message()));
      }
      BIO_write(in_, bytes->data(), static_cast<int>(bytes->size()));
    }
  }

 private:
  absl::Status Flush() {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(out_, &bytes);
    if (size <= 0) return absl::OkStatus();
    const std::string waiting(bytes, static_cast<std::size_t>(size));
    BIO_reset(out_);
    return socket_.Write(waiting, deadline_);
  }

  SSL* session_;
  const Socket& socket_;
  const Deadline& deadline_;
  BIO* in_;
  BIO* out_;
};

std::string Pem(X509* certificate) {
  const std::unique_ptr<BIO, Deleter> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return std::string(bytes, static_cast<std::size_t>(size));
}

std::string NameText(const X509_NAME* name) {
  const std::unique_ptr<BIO, Deleter> bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return OneLine(absl::string_view(bytes, static_cast<std::size_t>(size)), kLongestName);
}

absl::Time TimeOf(const ASN1_TIME* time) {
  std::tm parts{};
  return ASN1_TIME_to_tm(time, &parts) == 1 ? absl::FromTM(parts, absl::UTCTimeZone()) : absl::InfinitePast();
}

absl::Status ExchangeSettings(SSL* session, Session& driver) {
  const std::string first = absl::StrCat(kPreface, absl::string_view(kEmptySettings, sizeof(kEmptySettings)));
  OSTEON_RETURN_IF_ERROR(driver.Drive(
      "HTTP/2", [&] { return SSL_write(session, first.data(), static_cast<int>(first.size())); }));
  std::string head(kFrameHead, '\0');
  std::size_t have = 0;
  while (have < kFrameHead) {
    OSTEON_RETURN_IF_ERROR(driver.Drive("HTTP/2", [&] {
      const int got = SSL_read(session, head.data() + have, static_cast<int>(kFrameHead - have));
      if (got > 0) have += static_cast<std::size_t>(got);
      return got;
    }));
  }
  if (head[3] == 4) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("the answer is not HTTP/2: ", OneLine(head, kFrameHead)));
}

}  // namespace

absl::StatusOr<TlsAnswer> ProbeTls(const Socket& socket, const std::string& host, const Deadline& deadline) {
  const std::unique_ptr<SSL_CTX, Deleter> context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr) return OpenSslSaid("TLS");
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  constexpr unsigned char kH2[] = {2, 'h', '2'};
  SSL_CTX_set_alpn_protos(context.get(), kH2, sizeof(kH2));
  const std::unique_ptr<SSL, Deleter> session(SSL_new(context.get()));
  if (session == nullptr) return OpenSslSaid("TLS");
  Session driver(session.get(), socket, deadline);
  // RFC 6066, 3: a server is named by its name, never by an address.
  if (!IsAddress(host)) SSL_set_tlsext_host_name(session.get(), host.c_str());
  OSTEON_RETURN_IF_ERROR(driver.Drive("TLS", [&] { return SSL_connect(session.get()); }));

  TlsAnswer answer;
  answer.version = SSL_get_version(session.get());
  const unsigned char* protocol = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(session.get(), &protocol, &length);
  answer.protocol.assign(reinterpret_cast<const char*>(protocol), length);
  const STACK_OF(X509)* shown = SSL_get_peer_cert_chain(session.get());
  for (int i = 0; shown != nullptr && i < sk_X509_num(shown); ++i) {
    answer.chain.push_back(Pem(sk_X509_value(shown, i)));
  }
  if (answer.chain.empty()) return absl::UnavailableError("TLS: the other side showed no certificate");
  const X509* first = sk_X509_value(shown, 0);
  answer.issuer = NameText(X509_get_issuer_name(first));
  answer.not_before = TimeOf(X509_get0_notBefore(first));
  answer.not_after = TimeOf(X509_get0_notAfter(first));
  answer.http2 = answer.protocol == "h2"
                     ? ExchangeSettings(session.get(), driver)
                     : absl::UnavailableError("the other side does not choose HTTP/2 (ALPN h2)");
  ERR_clear_error();
  return answer;
}

}  // namespace osteon
