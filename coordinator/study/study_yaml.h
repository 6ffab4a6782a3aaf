// study.yaml -> models::Study. The reader knows every key of the format: what this version does not compute
// is refused by name, never passed over.
#ifndef OSTEON_COORDINATOR_STUDY_STUDY_YAML_H_
#define OSTEON_COORDINATOR_STUDY_STUDY_YAML_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "models/study/study.h"

namespace osteon {

// The text of the extraction parameter file that a study names.
using ParamsReader = std::function<absl::StatusOr<std::string>(const std::string& name)>;

// The model NAME of the model.json that a study names.
using FrozenReader =
    std::function<absl::StatusOr<models::GivenModel>(const std::string& file, const std::string& name)>;

// `file` is the name for messages.
//
// kInvalidArgument: one line "FILE:LINE:COLUMN: MESSAGE" for every problem, in the order of the file: unknown
// keys with the nearest known one, wrong types, missing and repeated keys, what this version does not have
// ("... is not available in this version"), parameters or models that cannot be read, contradictions
// (models::Validate). What merely follows from a problem told already is left out. Another format version
// than 1 is told alone.
absl::StatusOr<models::Study> ParseStudyYaml(const std::string& text, const std::string& file,
                                             const ParamsReader& read_params,
                                             const FrozenReader& read_frozen);

// The file at `path`; parameters and models relative to its folder (frozen_model.h). Also ReadFile's errors.
absl::StatusOr<models::Study> ReadStudy(const std::string& path);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_STUDY_STUDY_YAML_H_
