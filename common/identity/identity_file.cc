#include "common/identity/identity_file.h"

#include <openssl/pem.h>

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/identity/key.h"
#include "common/identity/limits.h"
#include "common/identity/openssl_handles.h"
#include "common/identity/verify.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

absl::Status WithPath(const std::string& path, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(path, ": ", status.message()));
}

absl::StatusOr<Identity> SplitBundle(absl::string_view pem) {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<openssl::PemBlock> blocks, openssl::ReadPem(pem, "identity"));
  if (blocks.size() != 3 || blocks[0].label != PEM_STRING_PKCS8INF || blocks[1].label != PEM_STRING_X509 ||
      blocks[2].label != PEM_STRING_X509) {
    std::string found;
    for (const openssl::PemBlock& block : blocks)
      absl::StrAppend(&found, found.empty() ? "" : ", ", block.label);
    return absl::InvalidArgumentError(
        absl::StrCat("found the blocks ", found,
                     "; an identity file has PRIVATE KEY, CERTIFICATE (the member's) and "
                     "CERTIFICATE (the CA's), in this order"));
  }
  return Identity{openssl::WritePem(blocks[0].label, blocks[0].der),
                  openssl::WritePem(blocks[1].label, blocks[1].der),
                  openssl::WritePem(blocks[2].label, blocks[2].der)};
}

}  // namespace

absl::StatusOr<PeerIdentity> CheckIdentity(const Identity& identity, absl::Time now) {
  OSTEON_ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::FromPem(identity.private_key_pem));
  OSTEON_ASSIGN_OR_RETURN(PeerIdentity peer, ParsePeer(identity.certificate_pem));
  if (peer.public_key_fingerprint != key.PublicKeyFingerprint()) {
    return absl::InvalidArgumentError(absl::StrCat("the private key is not that of the certificate (",
                                                   RoleName(peer.role), " ", peer.name,
                                                   "): files of two enrolments were mixed; enrol again"));
  }
  if (peer.role == Role::kCoordinator) {
    return VerifyCoordinatorChain(identity.certificate_pem, identity.ca_certificate_pem, now);
  }
  return VerifyMemberChain(identity.certificate_pem, identity.ca_certificate_pem, now);
}

absl::Status WriteIdentity(const std::string& path, const Identity& identity, absl::string_view passphrase) {
  OSTEON_RETURN_IF_ERROR(PrivateKey::FromPem(identity.private_key_pem).status());
  OSTEON_RETURN_IF_ERROR(ParsePeer(identity.certificate_pem).status());
  OSTEON_RETURN_IF_ERROR(CertificateFingerprint(identity.ca_certificate_pem).status());
  const std::string bundle = absl::StrCat(identity.private_key_pem, "\n", identity.certificate_pem, "\n",
                                          identity.ca_certificate_pem);
  OSTEON_ASSIGN_OR_RETURN(const Identity split, SplitBundle(bundle));
  return WriteSecretFile(
      path, absl::StrCat(split.private_key_pem, split.certificate_pem, split.ca_certificate_pem), passphrase);
}

absl::StatusOr<LoadedIdentity> ReadIdentity(const std::string& path, absl::Time now,
                                            const PassphraseSource& passphrase) {
  OSTEON_ASSIGN_OR_RETURN(LoadedIdentity loaded, ReadIdentityOfAnyDate(path, passphrase));
  const absl::StatusOr<PeerIdentity> valid_now = CheckIdentity(loaded.identity, now);
  if (!valid_now.ok()) return WithPath(path, valid_now.status());
  return loaded;
}

absl::StatusOr<LoadedIdentity> ReadIdentityOfAnyDate(const std::string& path,
                                                     const PassphraseSource& passphrase) {
  OSTEON_ASSIGN_OR_RETURN(const std::string bundle, ReadSecretFile(path, kMaxPemBytes, passphrase));
  absl::StatusOr<Identity> identity = SplitBundle(bundle);
  if (!identity.ok()) return WithPath(path, identity.status());
  absl::StatusOr<PeerIdentity> peer = ParsePeer(identity->certificate_pem);
  // A moment at which certificate and CA were valid, if ever: nobody is certified for longer than the CA.
  if (peer.ok()) peer = CheckIdentity(*identity, peer->not_after - absl::Seconds(1));
  if (!peer.ok()) return WithPath(path, peer.status());
  return LoadedIdentity{*std::move(identity), *std::move(peer)};
}

}  // namespace osteon
