#include "common/identity/nobodys_certificate.h"

#include "common/identity/certificate_builder.h"
#include "common/identity/key.h"
#include "common/status/status_macros.h"

namespace osteon {

absl::StatusOr<std::string> NobodysCertificate(absl::Time now) {
  const openssl::ErrorScope scope;
  OSTEON_ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::Generate());
  openssl::CertificateContent content;
  content.kind = openssl::CertificateKind::kAuthority;
  content.common_name = "nobody";
  content.not_before = now - absl::Hours(1);
  content.not_after = now + absl::Hours(1);
  return openssl::BuildCertificate(content, key.state().key, nullptr, key.state().key);
}

}  // namespace osteon
