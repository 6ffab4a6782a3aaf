#include "site_agent/doctor/firewall_request.h"

#include "absl/strings/str_cat.h"

namespace osteon {

std::string FirewallRequest(const Endpoint& coordinator, const std::string& machine,
                            const std::string& ca_fingerprint) {
  const std::string target = EndpointText(coordinator);
  return absl::StrCat(
      "REQUEST TO THE IT DEPARTMENT: ONE OUTBOUND CONNECTION\n"
      "\n"
      "  from          ",
      machine,
      " (this machine alone)\n"
      "  to            ",
      coordinator.host,
      "\n"
      "  port          ",
      coordinator.port,
      "/tcp\n"
      "  direction     outbound only; nothing is opened towards this machine\n"
      "  protocol      TLS 1.2 or newer with HTTP/2 (gRPC) inside, ALPN \"h2\"\n"
      "  authenticated on both sides, by certificates of the study consortium's own authority\n",
      ca_fingerprint.empty() ? ""
                             : absl::StrCat("                SHA-256 of its certificate:\n                ",
                                            ca_fingerprint, "\n"),
      "\n"
      "Please\n"
      "  1. allow this connection, directly or through the HTTP proxy by\n     CONNECT ",
      target,
      ";\n"
      "  2. do NOT inspect (open and encrypt anew) its TLS. Both ends check each other's\n"
      "     certificate; an inspected connection is refused by the program, by design;\n"
      "  3. let it stay open for hours. It carries a ping every 30 seconds. An idle limit below\n"
      "     60 seconds is bridged by these pings; a limit on total duration is survived by\n"
      "     dialling again;\n"
      "  4. where the proxy wants a user: Basic works as it is, NTLM and Kerberos need a local\n"
      "     relay on this machine (cntlm, px).\n"
      "\n"
      "How much\n"
      "  A few kilobytes an hour while idle. In a study some 50 to 3000 messages each way, mostly\n"
      "  below 1 MB, at most 256 MB each; 1 MB/s is plenty.\n"
      "\n"
      "What for\n"
      "  Osteon's agent computes statistics here for research studies that this hospital has\n"
      "  approved. Sums and counts leave; no image, no row of a table, no patient's name or\n"
      "  number does. Each answer is written to a ledger on this machine before it is sent. The\n"
      "  program takes no commands: it answers a closed list of statistical requests.\n"
      "\n"
      "Not needed: inbound ports, a VPN, remote access, any other host, updates from\n"
      "the internet, DNS beyond ",
      coordinator.host,
      " (none with a proxy).\n"
      "\n"
      "How to check afterwards, on this machine:  osteon-agent doctor\n");
}

}  // namespace osteon
