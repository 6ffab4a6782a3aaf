// The features of one region in one image as IBSI defines them.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_IBSI_H_
#define OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_IBSI_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/extraction/case_features.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/ibsi/settings.h"

namespace osteon {

// As DiagnosticNames, FeatureNames and FeatureCodes of ExtractionSettings.
std::vector<std::string> DiagnosticNames(const ibsi::Settings& settings);

// `{family}_{feature}`, of filtered images `{filter}_{family}_{feature}`, and for texture `_{aggregation}`
// where more than one is asked for.
std::vector<std::string> FeatureNames(const ibsi::Settings& settings);

// IBSI's code of the feature, and for texture that of the aggregation after a space, then that of the filter:
// "TU9B IAZD L6PA".
std::vector<std::string> FeatureCodes(const ibsi::Settings& settings);

// `mask` holds integers. Messages name no file.
absl::StatusOr<CaseFeatures> ExtractVolumes(const Volume& image, const Volume& mask, std::int64_t label,
                                            const ibsi::Settings& settings);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_IBSI_H_
