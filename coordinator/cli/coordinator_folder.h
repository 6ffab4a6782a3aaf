// The coordinator's own folder.
#ifndef OSTEON_COORDINATOR_CLI_COORDINATOR_FOLDER_H_
#define OSTEON_COORDINATOR_CLI_COORDINATOR_FOLDER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace osteon::coordinator {

// Of the server's certificate: as long as a public one might live.
inline constexpr absl::Duration kServerLifetime = absl::Hours(24 * 398);

struct CoordinatorFolder {
  std::string path;
  std::string DefaultCaFolder() const { return path + "/ca"; }
  std::string CaCertificate() const { return path + "/ca.crt"; }
  std::string ServerIdentity() const { return path + "/server.pem"; }     // key, certificate, CA certificate
  std::string ServerRequest() const { return path + "/server.request"; }  // waits for the offline CA
  std::string ServerCertificate() const { return path + "/server.certificate"; }  // came from it
  std::string Enrolments() const { return path + "/enrolments"; }
  std::string Lock() const { return path + "/serve.lock"; }  // held by the running `serve`
  std::string Address() const { return path + "/address"; }  // where `serve` listens: HOST:PORT
};

// kNotFound: there is none, and what to do. kDataLoss: its journal is gone. Errors of CheckRootOwns.
absl::Status CheckIsThere(const CoordinatorFolder& folder);

// Whether a `serve` is running on the folder.
bool IsServed(const CoordinatorFolder& folder);

struct NewCoordinator {
  std::string ca_folder;  // where the CA's key is made; empty: DefaultCaFolder
  std::string consortium;
  std::vector<std::string> hosts;  // names and addresses that agents will dial
  std::string passphrase{};        // of the CA's and the server's key; empty: they are not encrypted
  absl::Duration server_lifetime = kServerLifetime;
};

// Makes CA, server identity and an empty journal. Gives the fingerprint of the CA's certificate.
// kFailedPrecondition: there is a coordinator or a CA already; nothing is changed.
absl::StatusOr<std::string> MakeCoordinatorFolder(const CoordinatorFolder& folder, const NewCoordinator& made,
                                                  absl::Time now);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_CLI_COORDINATOR_FOLDER_H_
