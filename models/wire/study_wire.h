// A study as a message, and back.
#ifndef OSTEON_MODELS_WIRE_STUDY_WIRE_H_
#define OSTEON_MODELS_WIRE_STUDY_WIRE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/study/study.h"

namespace osteon::v1 {
class Study;
}  // namespace osteon::v1

namespace osteon::models {

void ToMessage(const Study& study, v1::Study* message);

// kInvalidArgument: another format version, an unknown kind, or what Validate says.
absl::StatusOr<Study> StudyFromMessage(const v1::Study& message);

// The deterministic serialisation; StudySha256 is its SHA-256 in hexadecimal: the study's name everywhere.
std::string SerialiseStudy(const Study& study);
absl::StatusOr<Study> ParseStudy(absl::string_view bytes);
std::string StudySha256(const Study& study);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_STUDY_WIRE_H_
