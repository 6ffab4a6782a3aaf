// The extraction settings that a study pins, with hashes to compare with what `osteon-agent extract` prints.
#ifndef OSTEON_SITE_AGENT_EXECUTOR_STUDY_SETTINGS_H_
#define OSTEON_SITE_AGENT_EXECUTOR_STUDY_SETTINGS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/study/extraction.h"
#include "site_agent/extraction/extraction_settings.h"
#include "site_agent/extraction/manifest.h"

namespace osteon {

// Image (empty: all images) -> SettingsHash of its parameter file; files that mean the same have the same.
// kInvalidArgument: this version cannot follow a file.
absl::StatusOr<std::map<std::string, std::string>> StudySettingsHashes(const models::Extraction& extraction);

// As ExtractManifest takes them: one for all images, or one for each of Manifest::images, in their order.
// Also kInvalidArgument, naming both: the manifest has other images than the study.
absl::StatusOr<std::vector<ExtractionSettings>> StudySettings(const models::Extraction& extraction,
                                                              const Manifest& manifest);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXECUTOR_STUDY_SETTINGS_H_
