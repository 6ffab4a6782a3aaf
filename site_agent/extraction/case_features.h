// What extraction makes of one region in one image.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_CASE_FEATURES_H_
#define OSTEON_SITE_AGENT_EXTRACTION_CASE_FEATURES_H_

#include <string>
#include <vector>

namespace osteon {

struct CaseFeatures {
  std::vector<std::string> diagnostics;  // as DiagnosticNames of the settings
  std::vector<double> values;            // as FeatureNames of the settings
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_CASE_FEATURES_H_
