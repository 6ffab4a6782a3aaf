// The coordinator's own folder.
#ifndef OSTEON_COORDINATOR_CLI_COORDINATOR_FOLDER_H_
#define OSTEON_COORDINATOR_CLI_COORDINATOR_FOLDER_H_

#include <string>

namespace osteon::coordinator {

struct CoordinatorFolder {
  std::string path;
  std::string DefaultCaFolder() const { return path + "/ca"; }
  std::string CaCertificate() const { return path + "/ca.crt"; }
  std::string ServerIdentity() const { return path + "/server.pem"; }  // key, certificate, CA certificate
  std::string Enrolments() const { return path + "/enrolments"; }
  std::string Address() const { return path + "/address"; }  // where `serve` listens: HOST:PORT
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_CLI_COORDINATOR_FOLDER_H_
