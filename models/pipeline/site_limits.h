// What the sites' disclosure rules leave a study room for, as its admissions say.
#ifndef OSTEON_MODELS_PIPELINE_SITE_LIMITS_H_
#define OSTEON_MODELS_PIPELINE_SITE_LIMITS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/federation/records.h"
#include "models/study/study.h"

namespace osteon::models {

using Admissions = std::map<std::string, Admission>;

// Columns of a block of products over `sites`, the intercept counted: the strictest site's
// max_columns_per_patient times the patients that it is judged on, all sites' where the sums are pooled, else
// the fewest of one site. Of a bootstrap replicate the patients that a Poisson draw leaves, less a tenth for
// chance. Infinite where every site's rules are off.
double MostBlockColumns(const Study& study, const Admissions& admissions,
                        const std::vector<std::string>& sites, bool replicate);

// Numbers that every one of the sites may still release.
std::uint64_t ScalarsLeft(const Admissions& admissions, const std::vector<std::string>& sites);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_SITE_LIMITS_H_
