// The features of one region in one image as PyRadiomics computes them.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_PYRADIOMICS_H_
#define OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_PYRADIOMICS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/extraction/case_features.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/pyradiomics/settings.h"

namespace osteon {

// As DiagnosticNames and FeatureNames of ExtractionSettings.
std::vector<std::string> DiagnosticNames(const PyRadiomicsSettings& settings);
std::vector<std::string> FeatureNames(const PyRadiomicsSettings& settings);

// `mask` holds integers. Messages name no file.
absl::StatusOr<CaseFeatures> ExtractVolumes(const Volume& image, const Volume& mask, std::int64_t label,
                                            const PyRadiomicsSettings& settings);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_PYRADIOMICS_H_
