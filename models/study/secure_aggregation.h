// Which sums of a study are masked.
#ifndef OSTEON_MODELS_STUDY_SECURE_AGGREGATION_H_
#define OSTEON_MODELS_STUDY_SECURE_AGGREGATION_H_

#include <cstddef>
#include <string>
#include <vector>

#include "models/study/study.h"

namespace osteon::models {

// Of two sites each knows the other's summand from the sum.
inline constexpr std::size_t kLeastMaskedSites = 3;

// Whether a sum over `sites` is masked: unless the study says off, from three sites.
bool IsMasked(const Study& study, const std::vector<std::string>& sites);

// Whether a fit over `sites` may ask what only pooled counts can answer (score histograms, quantiles):
// masked, and of all development sites. With one left out the difference from all is that site's.
bool IsPooled(const Study& study, const std::vector<std::string>& sites);

// Whether the study sums over the patients of all its external sites: it validates there, and those sums are
// masked.
bool StacksExternal(const Study& study);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_STUDY_SECURE_AGGREGATION_H_
