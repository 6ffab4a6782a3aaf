// Whether a model.json still says what its coordinator signed.
#ifndef OSTEON_COORDINATOR_MODEL_FILE_MODEL_SIGNATURE_H_
#define OSTEON_COORDINATOR_MODEL_FILE_MODEL_SIGNATURE_H_

#include <string>

#include "common/json/json_text.h"

namespace osteon {

// What a coordinator puts before the text of model.json, its signature empty, when it signs it.
inline constexpr char kModelSignaturePrefix[] = "osteon model v1\n";

struct ModelSignature {
  enum class State { kAbsent, kValid, kAltered };
  State state = State::kAbsent;
  std::string by;       // the fingerprint of the key; empty when absent
  std::string problem;  // of an altered one: what does not fit
};

// "absent", "valid", "altered".
std::string StateWord(ModelSignature::State state);

// The signature of a whole model.json against its text and the certificate that it brings along. That the
// certificate is one of a consortium's is not checked: the file alone cannot show it.
// Throws Json::exception where `file` has no signature of the format.
ModelSignature CheckModelSignature(const Json& file);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_MODEL_FILE_MODEL_SIGNATURE_H_
