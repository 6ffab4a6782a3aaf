// The features of a family that the settings ask for.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_SELECTED_FEATURES_H_
#define OSTEON_SITE_AGENT_EXTRACTION_SELECTED_FEATURES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "site_agent/radiomics/feature.h"

namespace osteon {

// Appends the values of `selected`, in that order, of what `family` computed. kInternal: one is not among
// them.
absl::Status AppendSelected(const Features& features, const std::string& family,
                            const std::vector<std::string>& selected, std::vector<double>* values);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_SELECTED_FEATURES_H_
