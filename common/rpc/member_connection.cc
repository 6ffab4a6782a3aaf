#include "common/rpc/member_connection.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/tls_certificate_verifier.h>

#include <algorithm>
#include <functional>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/identity/certificate.h"
#include "common/identity/verify.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "common/rpc/verifying_credentials.h"
#include "common/status/status_macros.h"
#include "common/version/version.h"
#include "osteon/v1/session.grpc.pb.h"

namespace osteon {
namespace {

constexpr absl::Duration kLongestQuestion = absl::Seconds(5);

std::string Moment(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", time, absl::UTCTimeZone());
}

// What a server showed in the handshake.
struct Shown {
  std::mutex mutex;
  std::optional<absl::Status> verdict;  // of the chain at `now`; nothing: no chain was shown
};

// When the first certificate of a chain begins: a moment at which its dates are good.
absl::StatusOr<absl::Time> Beginning(absl::string_view chain) {
  constexpr absl::string_view kEnd = "-----END CERTIFICATE-----\n";
  const std::size_t end = chain.find(kEnd);
  if (end == absl::string_view::npos) return absl::InvalidArgumentError("no certificate");
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity peer, ParsePeer(chain.substr(0, end + kEnd.size())));
  return peer.not_before;
}

// Believes a server of this CA for this host whatever the dates, and notes what it makes of them.
class DatelessVerifier : public grpc::experimental::ExternalCertificateVerifier {
 public:
  DatelessVerifier(std::shared_ptr<Shown> shown, std::string ca_fingerprint, std::string host, absl::Time now)
      : shown_(std::move(shown)),
        ca_fingerprint_(std::move(ca_fingerprint)),
        host_(std::move(host)),
        now_(now) {}

  bool Verify(grpc::experimental::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)> /*callback*/, grpc::Status* sync_status) override {
    const grpc::string_ref text = request->peer_cert_full_chain();
    const absl::string_view chain(text.data(), text.size());
    absl::Status verdict = VerifyServerChain(chain, ca_fingerprint_, host_, now_).status();
    bool believed = verdict.ok();
    if (absl::IsFailedPrecondition(verdict)) {
      const absl::StatusOr<absl::Time> beginning = Beginning(chain);
      const absl::Status otherwise =
          beginning.ok() ? VerifyServerChain(chain, ca_fingerprint_, host_, *beginning).status()
                         : beginning.status();
      believed = otherwise.ok();
      if (!believed) verdict = otherwise;
    }
    const std::scoped_lock lock(shown_->mutex);
    shown_->verdict = verdict;
    *sync_status = believed ? grpc::Status::OK
                            : grpc::Status(grpc::StatusCode::UNAUTHENTICATED, std::string(verdict.message()));
    return true;
  }
  void Cancel(grpc::experimental::TlsCustomVerificationCheckRequest* /*request*/) override {}

 private:
  std::shared_ptr<Shown> shown_;
  std::string ca_fingerprint_;
  std::string host_;
  absl::Time now_;
};

struct Seen {
  std::optional<absl::Status> verdict;
  absl::StatusOr<absl::Time> clock = absl::UnavailableError("not asked");
};

Seen LookAtServer(const std::string& address, const std::string& ca_fingerprint, absl::Time now,
                  absl::Duration timeout) {
  Seen seen;
  const absl::StatusOr<Endpoint> endpoint = ParseEndpoint(address);
  if (!endpoint.ok()) return seen;
  if (const absl::Status proxy = CheckProxy(address); !proxy.ok()) {
    seen.clock = proxy;
    return seen;
  }
  const auto shown = std::make_shared<Shown>();
  const auto credentials =
      VerifyingCredentials(grpc::experimental::ExternalCertificateVerifier::Create<DatelessVerifier>(
                               shown, ca_fingerprint, endpoint->host, now),
                           now);
  if (!credentials.ok()) return seen;
  const std::shared_ptr<grpc::Channel> channel = grpc::CreateChannel(address, *credentials);
  const std::unique_ptr<v1::Gate::Stub> gate = v1::Gate::NewStub(channel);
  grpc::ClientContext context;
  SetDeadline(context, std::min(timeout, kLongestQuestion));
  v1::NegotiateRequest request;
  request.set_program("clock");
  request.set_software(SoftwareVersion());
  request.set_oldest_protocol(kOldestProtocol);
  request.set_newest_protocol(kNewestProtocol);
  v1::NegotiateReply reply;
  const absl::Status called = FromRpc(gate->Negotiate(&context, request, &reply));
  if (called.ok() && reply.unix_seconds() > 0) {
    seen.clock = absl::FromUnixSeconds(reply.unix_seconds());
  } else {
    seen.clock =
        absl::UnavailableError(called.ok() ? "the coordinator does not tell its clock" : called.message());
  }
  const std::scoped_lock lock(shown->mutex);
  seen.verdict = shown->verdict;
  return seen;
}

bool Apart(absl::Time a, absl::Time b) {
  return absl::AbsDuration(a - b) > kClocksAgree;
}

std::string TwoClocks(absl::Time here, absl::Time there) {
  return absl::StrCat("this machine's clock says ", Moment(here), ", the coordinator's ", Moment(there),
                      ". Set the one that is wrong");
}

}  // namespace

absl::StatusOr<absl::Time> CoordinatorClock(const std::string& address, const std::string& ca_fingerprint,
                                            absl::Duration timeout) {
  return LookAtServer(address, ca_fingerprint, absl::UnixEpoch(), timeout).clock;
}

std::string WhyNotConnected(const std::string& address, const std::string& ca_fingerprint,
                            const std::optional<PeerIdentity>& own, absl::Time now, absl::Duration timeout) {
  const Seen seen = LookAtServer(address, ca_fingerprint, now, timeout);
  if (!seen.verdict) return "";
  if (!seen.verdict->ok() && !absl::IsFailedPrecondition(*seen.verdict)) {
    return std::string(seen.verdict->message());
  }
  if (seen.clock.ok() && Apart(*seen.clock, now)) return TwoClocks(now, *seen.clock);
  if (!seen.verdict->ok()) {
    return absl::StrCat("of the coordinator, ", seen.verdict->message(),
                        ". Where the clock here is right, its operator renews it: osteon-coordinator renew");
  }
  if (!own || !seen.clock.ok()) return "";
  if (now < own->not_before) {
    return absl::StrCat("the certificate of ", RoleName(own->role), " ", own->name, " is valid from ",
                        Moment(own->not_before), " on; this machine's clock says ", Moment(now),
                        ", the coordinator's ", Moment(*seen.clock), ". Wait, or set the clocks");
  }
  if (now > own->not_after) {
    return absl::StrCat("the certificate of ", RoleName(own->role), " ", own->name, " expired on ",
                        Moment(own->not_after), ". Ask the coordinator's operator to invite ", own->name,
                        " again");
  }
  return absl::StrCat("the coordinator answers, and does not accept the certificate of ", RoleName(own->role),
                      " ", own->name, " (valid from ", Moment(own->not_before), " to ",
                      Moment(own->not_after), "). Ask its operator whether ", own->name,
                      " is still a member");
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> ConnectMember(const std::string& address,
                                                             const Identity& identity,
                                                             const std::string& program, absl::Time now,
                                                             absl::Duration timeout) {
  OSTEON_RETURN_IF_ERROR(CheckProxy(address));
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity own, ParsePeer(identity.certificate_pem));
  OSTEON_ASSIGN_OR_RETURN(const std::string ca_fingerprint,
                          CertificateFingerprint(identity.ca_certificate_pem));
  std::shared_ptr<grpc::Channel> channel = MemberChannel(address, identity);
  const absl::Status negotiated = Negotiate(*channel, program, address, timeout);
  if (negotiated.ok()) return channel;
  if (!absl::IsUnavailable(negotiated)) return negotiated;
  const std::string why = WhyNotConnected(address, ca_fingerprint, own, now, timeout);
  if (why.empty()) return negotiated;
  return absl::UnavailableError(
      absl::StrCat("no connection with the coordinator at ", address, ": ", why, ". Nothing was sent"));
}

absl::StatusOr<LoadedIdentity> ReadMemberIdentity(const std::string& path, const std::string& address,
                                                  const std::string& enrol_again, absl::Time now,
                                                  const PassphraseSource& passphrase) {
  absl::StatusOr<LoadedIdentity> identity = ReadIdentity(path, now, passphrase);
  if (!absl::IsFailedPrecondition(identity.status())) return identity;
  const absl::StatusOr<LoadedIdentity> anyway = ReadIdentityOfAnyDate(path, passphrase);
  if (!anyway.ok()) return identity;  // not its dates
  OSTEON_ASSIGN_OR_RETURN(const std::string ca_fingerprint,
                          CertificateFingerprint(anyway->identity.ca_certificate_pem));
  const absl::StatusOr<absl::Time> clock = CoordinatorClock(address, ca_fingerprint, kLongestQuestion);
  if (clock.ok() && Apart(*clock, now)) {
    return absl::FailedPreconditionError(
        absl::StrCat(identity.status().message(), ": ", TwoClocks(now, *clock)));
  }
  return absl::FailedPreconditionError(
      absl::StrCat(identity.status().message(), ". When the clock is right, the operator invites ",
                   anyway->peer.name, " again (osteon-coordinator invite ", anyway->peer.name, " --role ",
                   RoleName(anyway->peer.role), "); then here: ", enrol_again));
}

}  // namespace osteon
