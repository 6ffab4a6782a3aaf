#include "coordinator/cli/listener_check.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/network/dial.h"
#include "common/network/endpoint.h"
#include "common/network/tls_probe.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {
namespace {

std::string HostToDial(const std::string& listening) {
  if (listening == "0.0.0.0") return "127.0.0.1";
  if (listening == "::") return "::1";
  return listening;
}

absl::Status Probe(const std::string& address, absl::Duration timeout) {
  const Deadline deadline(timeout);
  OSTEON_ASSIGN_OR_RETURN(const Endpoint endpoint, ParseEndpoint(address));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::string> addresses,
                          Resolve(HostToDial(endpoint.host), deadline));
  OSTEON_ASSIGN_OR_RETURN(const Socket socket, Dial(addresses, endpoint.port, deadline));
  // Named by its address: gRPC logs a name that is not in the server's certificate as an error.
  return ProbeTls(socket, addresses.front(), deadline).status();
}

}  // namespace

bool ListenerCheck::FindsItDeaf(const std::string& address) {
  if (Clock::now() < next_) return false;
  const absl::Status answered = Probe(address, probes_.timeout);
  next_ = Clock::now() + absl::ToChronoMilliseconds(probes_.between);
  {
    const std::scoped_lock lock(mutex_);
    last_ = answered.ok()
                ? answered
                : absl::UnavailableError(absl::StrCat("nobody can connect at present: ", address,
                                                      " does not answer (", answered.message(), ")"));
  }
  unanswered_ = answered.ok() ? 0 : unanswered_ + 1;
  if (unanswered_ < probes_.before_deaf) return false;
  unanswered_ = 0;
  return true;
}

absl::Status ListenerCheck::Last() const {
  const std::scoped_lock lock(mutex_);
  return last_;
}

}  // namespace osteon::coordinator
