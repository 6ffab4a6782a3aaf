// The features of one region in one image.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_CASE_H_
#define OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_CASE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/settings.h"

namespace osteon {

struct CaseFeatures {
  std::vector<std::string> diagnostics;  // as DiagnosticNames; PyRadiomics' text
  std::vector<double> values;            // as FeatureNames
};

// The columns that every case under these settings has: `diagnostics_...` (none without additionalInfo), and
// `<image>_<family>_<feature>`, those of shape first.
std::vector<std::string> DiagnosticNames(const Settings& settings);
std::vector<std::string> FeatureNames(const Settings& settings);

// kInvalidArgument and the codes of ReadVolume and ReadMask; the message names the file at fault, or both.
absl::StatusOr<CaseFeatures> ExtractCase(const std::string& image_path, const std::string& mask_path,
                                         std::int64_t label, const Settings& settings);

// The same for volumes in memory; `mask` holds integers. Messages name no file.
absl::StatusOr<CaseFeatures> ExtractVolumes(const Volume& image, const Volume& mask, std::int64_t label,
                                            const Settings& settings);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_CASE_H_
