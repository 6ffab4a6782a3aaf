// Certificates, keys, requests, sealed secrets and identity files: text as it came, and bytes as what stands
// between BEGIN and END, which a fuzzer would not get past base64 with.
#include <sys/stat.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/identity/certificate.h"
#include "common/identity/certificate_request.h"
#include "common/identity/identity_file.h"
#include "common/identity/key.h"
#include "common/identity/sealed_secret.h"
#include "common/identity/verify.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

namespace {

void Check(const absl::Status& status) {
  if (!status.ok()) fuzz::RequireRefusal(status);
}

std::string Pem(absl::string_view label, absl::string_view der) {
  return absl::StrCat("-----BEGIN ", label, "-----\n", absl::Base64Escape(der), "\n-----END ", label,
                      "-----\n");
}

void ReadText(const std::string& text) {
  const absl::Time now = absl::FromUnixSeconds(1800000000);
  const absl::StatusOr<PeerIdentity> peer = ParsePeer(text);
  Check(peer.status());
  if (peer.ok())
    fuzz::Require(ValidateMemberName(peer->name).ok(), "a certificate with another kind of name");
  Check(CertificateFingerprint(text).status());
  const absl::StatusOr<PrivateKey> key = PrivateKey::FromPem(text);
  Check(key.status());
  Check(VerifyMemberChain(text, text, now).status());
  Check(VerifySignature(text, "message", text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::size_t choice = fuzz::TakeChoice(data, size, 4);
  const std::string bytes = fuzz::Text(data, size);
  switch (choice) {
    case 0:
      ReadText(bytes);
      break;
    case 1:
      ReadText(Pem("CERTIFICATE", bytes));
      break;
    case 2:
      ReadText(Pem("PRIVATE KEY", bytes));
      break;
    default: {
      // A key of scrypt takes a tenth of a second; without one nothing is decrypted.
      const std::string path = fuzz::ScratchFile("me.pem", bytes);
      ::chmod(path.c_str(), 0600);
      Check(ReadIdentity(path, absl::FromUnixSeconds(1800000000)).status());
    }
  }
  return 0;
}
