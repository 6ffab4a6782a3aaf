// The features of one region in one image, by the dialect that the settings are written in.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_CASE_H_
#define OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_CASE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "site_agent/extraction/case_features.h"
#include "site_agent/extraction/extraction_settings.h"
#include "site_agent/imaging/volume.h"

namespace osteon {

// kInvalidArgument and the codes of ReadVolume and ReadMask; the message names the file at fault, or both.
absl::StatusOr<CaseFeatures> ExtractCase(const std::string& image_path, const std::string& mask_path,
                                         std::int64_t label, const ExtractionSettings& settings);

// The same for volumes in memory; `mask` holds integers. Messages name no file.
absl::StatusOr<CaseFeatures> ExtractVolumes(const Volume& image, const Volume& mask, std::int64_t label,
                                            const ExtractionSettings& settings);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_CASE_H_
