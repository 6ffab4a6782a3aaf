// The way from this machine to the coordinator, step by step, so that the first broken one has a name.
#ifndef OSTEON_SITE_AGENT_DOCTOR_NETWORK_CHECKS_H_
#define OSTEON_SITE_AGENT_DOCTOR_NETWORK_CHECKS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/network/endpoint.h"
#include "common/network/proxy.h"
#include "site_agent/doctor/finding.h"

namespace osteon {

struct NetworkQuestion {
  Endpoint coordinator;
  std::string ca_certificate;  // PEM, the consortium's CA as this site knows it; empty: not enrolled yet
  Environment environment;
  std::function<absl::Time()> clock;
  // The coordinator's, asked of the server that showed this chain (member_connection.h).
  std::function<absl::StatusOr<absl::Time>(const std::string& chain_pem)> coordinator_clock;
  absl::Duration timeout = absl::Seconds(10);  // of each step
};

// "dns", "proxy", "connection", "tls", "http2" and "clock", in this order and all of them: what comes after a
// failure is a warning that it was not checked. Sends nothing of this site's but, to a proxy, its
// credentials.
std::vector<Finding> CheckNetwork(const NetworkQuestion& question);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_DOCTOR_NETWORK_CHECKS_H_
