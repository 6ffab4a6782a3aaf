#include "site_agent/executor/study_settings.h"

#include "common/status/status_macros.h"
#include "site_agent/extraction/extraction_settings.h"

namespace osteon {

absl::StatusOr<std::string> StudySettingsHash(const models::Extraction& extraction) {
  OSTEON_ASSIGN_OR_RETURN(const ExtractionSettings settings,
                          ParseExtractionSettings(extraction.params_text, extraction.params_name));
  return SettingsHash(settings);
}

}  // namespace osteon
