// The page for a hospital's IT department: what this one connection is and what it needs.
#ifndef OSTEON_SITE_AGENT_DOCTOR_FIREWALL_REQUEST_H_
#define OSTEON_SITE_AGENT_DOCTOR_FIREWALL_REQUEST_H_

#include <string>

#include "common/network/endpoint.h"

namespace osteon {

// Plain text of at most 60 lines of 90 characters, unless a name is very long. `machine` is this machine's
// name, `ca_fingerprint` the SHA-256 of the consortium's CA or empty.
std::string FirewallRequest(const Endpoint& coordinator, const std::string& machine,
                            const std::string& ca_fingerprint);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_DOCTOR_FIREWALL_REQUEST_H_
