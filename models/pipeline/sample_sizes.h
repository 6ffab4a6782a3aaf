// Whether a study has enough patients: for its development, and for validation at each external site.
#ifndef OSTEON_MODELS_PIPELINE_SAMPLE_SIZES_H_
#define OSTEON_MODELS_PIPELINE_SAMPLE_SIZES_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "models/pipeline/study_result.h"
#include "models/study/study.h"

namespace osteon::models {

// Design columns of a site's table that the study needs: `features` where it begins with all, and every
// other, a categorical one once for each level but the first.
std::set<std::string> CandidateColumns(const Study& study, const std::vector<std::string>& features);

// Patients of a site times those of these columns that it has.
std::uint64_t ScalarsHeld(const Study& study, const Admission& admission);

// Candidate parameters are counted before screening: `features`, and every other predictor of a fitted model.
std::uint64_t CandidateParameters(const Study& study, const std::vector<std::string>& features);

SampleSizes AssessSampleSizes(const Study& study, const std::vector<std::string>& features,
                              const std::map<std::string, Admission>& admissions,
                              const std::map<std::string, ModelPerformance>& apparent);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_SAMPLE_SIZES_H_
