// models::Study -> study.yaml, of studies that fit nothing.
#ifndef OSTEON_COORDINATOR_STUDY_WRITE_STUDY_YAML_H_
#define OSTEON_COORDINATOR_STUDY_WRITE_STUDY_YAML_H_

#include <string>

#include "absl/status/statusor.h"
#include "models/study/study.h"

namespace osteon {

// A line for each part, in flow style, that ParseStudyYaml reads back as the same study. Extraction
// parameters and frozen models are named as the study names them (params_name; FrozenOrigin's file and model)
// and stand in files of their own.
//
// kInvalidArgument: a study with screening, harmonisation or a model that is fitted.
absl::StatusOr<std::string> WriteStudyYaml(const models::Study& study);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_STUDY_WRITE_STUDY_YAML_H_
