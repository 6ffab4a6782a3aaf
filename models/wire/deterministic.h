// Bytes that depend on a message's content alone, for hashes.
#ifndef OSTEON_MODELS_WIRE_DETERMINISTIC_H_
#define OSTEON_MODELS_WIRE_DETERMINISTIC_H_

#include <string>

#include "google/protobuf/message_lite.h"

namespace osteon::models {

std::string SerialiseDeterministically(const google::protobuf::MessageLite& message);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_DETERMINISTIC_H_
