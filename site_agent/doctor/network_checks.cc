#include "site_agent/doctor/network_checks.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/identity/certificate.h"
#include "common/identity/verify.h"
#include "common/network/dial.h"
#include "common/network/tls_probe.h"

namespace osteon {
namespace {

// Certificates begin five minutes before they are made.
constexpr absl::Duration kMostSkew = absl::Minutes(5);
constexpr absl::Duration kNoticedSkew = absl::Seconds(30);
constexpr char kRelay[] =
    "this program can show user and password as Basic only: let a relay on this machine (cntlm, px) do the "
    "rest, "
    "and set https_proxy=http://127.0.0.1:3128 (docs/operations.md, Proxies)";

std::string UtcMinute(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", time, absl::UTCTimeZone());
}

class NetworkCheck {
 public:
  explicit NetworkCheck(const NetworkQuestion& question) : question_(question) {}

  std::vector<Finding> Run() {
    const std::vector<std::pair<std::string, bool (NetworkCheck::*)()>> steps = {
        {"dns", &NetworkCheck::Dns},         {"proxy", &NetworkCheck::ThroughProxy},
        {"connection", &NetworkCheck::Open}, {"tls", &NetworkCheck::Tls},
        {"http2", &NetworkCheck::Http2},     {"clock", &NetworkCheck::Clock}};
    FindProxy();
    bool goes_on = true;
    for (const auto& [name, step] : steps) {
      if (goes_on) {
        goes_on = (this->*step)();
      } else {
        Add(Warning(name, "not checked", ""));
      }
    }
    return std::move(findings_);
  }

 private:
  void Add(Finding finding) { findings_.push_back(std::move(finding)); }
  bool Fail(std::string check, std::string found, std::string to_do) {
    Add(Failure(std::move(check), std::move(found), std::move(to_do)));
    return false;
  }
  std::string Target() const { return EndpointText(question_.coordinator); }

  void FindProxy() {
    absl::StatusOr<std::optional<Proxy>> found = ProxyFor(question_.coordinator.host, question_.environment);
    if (found.ok()) {
      proxy_ = *std::move(found);
    } else {
      proxy_problem_ = found.status();
    }
  }
  // Whom this machine itself dials.
  const Endpoint& FirstHop() const { return proxy_ ? proxy_->endpoint : question_.coordinator; }

  bool Dns() {
    if (absl::IsFailedPrecondition(proxy_problem_)) {
      Add(Warning("dns", "not checked: see proxy", ""));
      return true;
    }
    const std::string& host = FirstHop().host;
    absl::StatusOr<std::vector<std::string>> addresses = Resolve(host, Deadline(question_.timeout));
    if (!addresses.ok()) {
      return Fail("dns", std::string(addresses.status().message()),
                  proxy_
                      ? absl::StrCat("the proxy of ", proxy_->variable, " must have an address here")
                      : "check the name in agent.yaml, then this machine's name servers; where only a proxy "
                        "may resolve names outside, set https_proxy");
    }
    addresses_ = *std::move(addresses);
    Add(Ok("dns", absl::StrCat(proxy_ ? "the proxy " : "", host, " is ", absl::StrJoin(addresses_, ", "))));
    return true;
  }

  bool ThroughProxy() {
    if (absl::IsFailedPrecondition(proxy_problem_)) {
      return Fail("proxy", std::string(proxy_problem_.message()),
                  "correct it where the service's environment is set (docs/operations.md, Proxies)");
    }
    if (!proxy_problem_.ok()) {
      Add(Warning("proxy", std::string(proxy_problem_.message()),
                  "only http://[USER:PASSWORD@]HOST:PORT is understood, without @ in user and password; the "
                  "connection goes without a proxy"));
      return true;
    }
    if (!proxy_) {
      Add(Ok("proxy", "none: https_proxy is not set for this program, or no_proxy names the coordinator"));
      return true;
    }
    const std::string name = EndpointText(proxy_->endpoint);
    absl::StatusOr<Socket> socket = Dial(addresses_, proxy_->endpoint.port, Deadline(question_.timeout));
    if (!socket.ok()) {
      return Fail("proxy", absl::StrCat("the proxy ", name, " does not answer: ", socket.status().message()),
                  absl::StrCat("check ", proxy_->variable, " and the firewall between here and the proxy"));
    }
    const absl::StatusOr<ProxyReply> reply =
        AskProxy(*socket, question_.coordinator, proxy_->user_info, Deadline(question_.timeout));
    if (!reply.ok()) {
      return Fail(
          "proxy",
          absl::StrCat("the proxy ", name, " was asked for ", Target(), ": ", reply.status().message()),
          absl::StrCat("check ", proxy_->variable, "; ask the IT department whether CONNECT to ", Target(),
                       " is allowed"));
    }
    if (reply->code == 407) return FailOnCredentials(name, *reply);
    if (reply->code != 200) {
      return Fail("proxy", absl::StrCat("the proxy ", name, " refuses ", Target(), ": ", reply->line),
                  absl::StrCat("ask the IT department to allow CONNECT to ", Target(),
                               " for this machine: osteon-agent doctor --firewall-request"));
    }
    Add(Ok("proxy",
           absl::StrCat("the proxy ", name, " (", proxy_->variable,
                        proxy_->user_info.empty() ? "" : ", with user and password", ") opens ", Target())));
    socket_.emplace(*std::move(socket));
    return true;
  }

  bool FailOnCredentials(const std::string& name, const ProxyReply& reply) {
    const bool basic = std::any_of(reply.schemes.begin(), reply.schemes.end(), [](const std::string& scheme) {
      return absl::AsciiStrToLower(scheme) == "basic";
    });
    const std::string wanted =
        reply.schemes.empty() ? "" : absl::StrCat(" (", absl::StrJoin(reply.schemes, ", "), ")");
    std::string to_do = kRelay;
    if (basic) {
      to_do =
          absl::StrCat(proxy_->user_info.empty() ? "set " : "it does not accept what stands there: correct ",
                       proxy_->variable, "=http://USER:PASSWORD@", name, " for the service");
    }
    return Fail("proxy",
                absl::StrCat("the proxy ", name, " wants to know who asks", wanted, ": ", reply.line),
                std::move(to_do));
  }

  bool Open() {
    if (socket_) {
      Add(Ok("connection", absl::StrCat("to ", Target(), " through the proxy")));
      return true;
    }
    absl::StatusOr<Socket> socket = Dial(addresses_, question_.coordinator.port, Deadline(question_.timeout));
    if (!socket.ok()) {
      const bool silent = absl::IsDeadlineExceeded(socket.status());
      return Fail("connection", absl::StrCat(Target(), ": ", socket.status().message()),
                  silent
                      ? "a firewall drops what is sent, or the way out is a proxy: give the IT department "
                        "what osteon-agent doctor --firewall-request prints"
                      : "the coordinator is not running, listens at another port, or a firewall refuses: ask "
                        "the coordinator's operator, then the IT department");
    }
    Add(Ok("connection", absl::StrCat("to ", Target())));
    socket_.emplace(*std::move(socket));
    return true;
  }

  bool Tls() {
    absl::StatusOr<TlsAnswer> answer =
        ProbeTls(*socket_, question_.coordinator.host, Deadline(question_.timeout));
    if (!answer.ok()) {
      return Fail("tls", std::string(answer.status().message()),
                  "a middlebox stops TLS, or something else than a coordinator listens there: ask the IT "
                  "department for an exception from inspection for this host and port");
    }
    answer_ = *std::move(answer);
    const std::string met = absl::StrCat(answer_->version, ", a certificate issued by ", answer_->issuer);
    if (question_.ca_certificate.empty()) {
      const absl::StatusOr<PeerIdentity> peer = ParsePeer(answer_->chain.front());
      if (!peer.ok()) {
        return FailOnInterception(met, "which is no certificate of a consortium");
      }
      Add(Warning("tls", absl::StrCat(met, ", of the consortium ", peer->name, "; not checked against a CA"),
                  "enrol: the token tells which CA is the right one"));
      return true;
    }
    // Whether it is the consortium's does not depend on the time; whether it can be used does.
    const absl::Time its_beginning = answer_->not_before;
    const absl::Status ours =
        VerifyCoordinatorChain(answer_->chain.front(), question_.ca_certificate, its_beginning).status();
    if (!ours.ok()) return FailOnInterception(met, "which is not the consortium's CA");
    const absl::StatusOr<std::string> ca = CertificateFingerprint(question_.ca_certificate);
    const absl::Status usable = ca.ok() ? VerifyServerChain(absl::StrJoin(answer_->chain, ""), *ca,
                                                            question_.coordinator.host, question_.clock())
                                              .status()
                                        : ca.status();
    if (!usable.ok()) {
      Add(Failure("tls", absl::StrCat(met, ": ", usable.message()),
                  "tell the coordinator's operator, unless this machine's clock is wrong (see clock)"));
      return true;
    }
    Add(Ok("tls", absl::StrCat(met, ", the consortium's CA")));
    return true;
  }

  bool FailOnInterception(const std::string& met, const std::string& why) {
    const absl::StatusOr<std::string> fingerprint = CertificateFingerprint(answer_->chain.back());
    return Fail(
        "tls",
        absl::StrCat(met, ", ", why, fingerprint.ok() ? absl::StrCat(" (SHA-256 ", *fingerprint, ")") : ""),
        absl::StrCat("a proxy or firewall opens TLS, or this is another coordinator: ask the IT department "
                     "not to inspect ",
                     Target(), ". Nothing was sent"));
  }

  bool Http2() {
    if (!answer_->http2.ok()) {
      return Fail(
          "http2", std::string(answer_->http2.message()),
          "a middlebox lets no HTTP/2 through: ask the IT department to pass this connection on as it is");
    }
    Add(Ok("http2", "HTTP/2 comes through"));
    return true;
  }

  bool Clock() {
    const absl::Time before = question_.clock();
    const absl::StatusOr<absl::Time> theirs = question_.coordinator_clock(absl::StrJoin(answer_->chain, ""));
    const absl::Time after = question_.clock();
    if (!theirs.ok()) {
      Add(Warning("clock", absl::StrCat("not compared: ", theirs.status().message()),
                  "see that this machine's clock is set by NTP"));
      return true;
    }
    // It is told in whole seconds, somewhere between the two.
    const absl::Duration skew = before + (after - before) / 2 - (*theirs + absl::Milliseconds(500));
    const std::string found = absl::StrCat("this machine's clock says ", UtcMinute(after),
                                           ", the coordinator's ", UtcMinute(*theirs), "; they differ by ",
                                           absl::ToInt64Seconds(absl::AbsDuration(skew)), " s");
    const std::string to_do =
        "set this machine's clock (timedatectl set-ntp true), or tell the operator if it is "
        "the coordinator's that is wrong";
    if (absl::AbsDuration(skew) > kMostSkew) return Fail("clock", found, to_do);
    if (absl::AbsDuration(skew) > kNoticedSkew) {
      Add(Warning("clock", found, to_do));
    } else {
      Add(Ok("clock", found));
    }
    return true;
  }

  const NetworkQuestion& question_;
  std::vector<Finding> findings_;
  std::optional<Proxy> proxy_;
  absl::Status proxy_problem_;
  std::vector<std::string> addresses_;  // of the first hop
  std::optional<Socket> socket_;        // to the coordinator
  std::optional<TlsAnswer> answer_;
};

}  // namespace

std::vector<Finding> CheckNetwork(const NetworkQuestion& question) {
  return NetworkCheck(question).Run();
}

}  // namespace osteon
