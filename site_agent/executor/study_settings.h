// The extraction settings that a study pins, as a hash to compare with what `osteon-agent extract` prints.
#ifndef OSTEON_SITE_AGENT_EXECUTOR_STUDY_SETTINGS_H_
#define OSTEON_SITE_AGENT_EXECUTOR_STUDY_SETTINGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "models/study/study.h"

namespace osteon {

// SettingsHash of the study's parameter file; files that mean the same have the same. kInvalidArgument: this
// version cannot follow the file.
absl::StatusOr<std::string> StudySettingsHash(const models::Extraction& extraction);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXECUTOR_STUDY_SETTINGS_H_
