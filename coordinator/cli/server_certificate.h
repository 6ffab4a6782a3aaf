// The coordinator's own certificate, and a new one before it runs out. The key stays: it signs models and the
// journal.
#ifndef OSTEON_COORDINATOR_CLI_SERVER_CERTIFICATE_H_
#define OSTEON_COORDINATOR_CLI_SERVER_CERTIFICATE_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/identity_file.h"
#include "coordinator/cli/coordinator_folder.h"

namespace osteon::coordinator {

// The CA when its key is in the folder `ca_folder` (empty: the coordinator's own); nothing when it was taken
// elsewhere. kNotFound: a folder was named and has none.
absl::StatusOr<std::optional<CertificateAuthority>> AuthorityAtHand(const CoordinatorFolder& folder,
                                                                    const std::string& ca_folder,
                                                                    const PassphraseSource& passphrase);

// A certificate for the same key and hosts as `present`, written into server.pem: signed by `authority`, or,
// without it, taken from server.certificate if that has come; then both it and server.request are removed.
// nullopt: it waits for a signature, and server.request is there for `osteon-coordinator sign`.
//
// kFailedPrecondition: server.certificate is not for this key and these hosts, or ends no later. Otherwise as
// CertificateAuthority::SignServer and WriteIdentity.
absl::StatusOr<std::optional<LoadedIdentity>> RenewServerCertificate(
    const CoordinatorFolder& folder, const LoadedIdentity& present,
    const std::optional<CertificateAuthority>& authority, absl::Time now, const PassphraseSource& passphrase,
    absl::Duration lifetime = kServerLifetime);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_CLI_SERVER_CERTIFICATE_H_
