#include "coordinator/model_file/model_signature.h"

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/identity/certificate.h"
#include "common/identity/key.h"

namespace osteon {

std::string StateWord(ModelSignature::State state) {
  switch (state) {
    case ModelSignature::State::kAbsent:
      return "absent";
    case ModelSignature::State::kValid:
      return "valid";
    case ModelSignature::State::kAltered:
      return "altered";
  }
  return "";
}

// The signature is over the text with an empty one in its place.
ModelSignature CheckModelSignature(const Json& file) {
  const Json& signature = file.at("signature");
  if (signature.empty()) return {};
  ModelSignature checked;
  checked.state = ModelSignature::State::kAltered;
  checked.by = signature.at("by").get<std::string>();
  Json unsigned_file = file;
  unsigned_file["signature"] = Json::object();
  const absl::StatusOr<std::string> text = JsonText(unsigned_file);
  std::string value;
  if (!text.ok()) {
    checked.problem = std::string(text.status().message());
  } else if (!absl::Base64Unescape(signature.at("value").get<std::string>(), &value)) {
    checked.problem = "it is not base64";
  } else {
    const std::string certificate = signature.at("certificate").get<std::string>();
    const absl::Status fits = VerifySignature(certificate, absl::StrCat(kModelSignaturePrefix, *text), value);
    const absl::StatusOr<PeerIdentity> peer = ParsePeer(certificate);
    if (!fits.ok()) {
      checked.problem = std::string(fits.message());
    } else if (!peer.ok() || peer->public_key_fingerprint != checked.by) {
      checked.problem = "the key that it names is not the certificate's";
    } else {
      checked.state = ModelSignature::State::kValid;
    }
  }
  return checked;
}

}  // namespace osteon
