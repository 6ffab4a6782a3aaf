// Whether a study has enough patients: for its development, and for validation at each external site.
#ifndef OSTEON_MODELS_PIPELINE_SAMPLE_SIZES_H_
#define OSTEON_MODELS_PIPELINE_SAMPLE_SIZES_H_

#include <map>
#include <string>
#include <vector>

#include "models/pipeline/study_result.h"
#include "models/study/study.h"

namespace osteon::models {

// Candidate parameters are counted before screening: all features where the study begins with all, every
// other predictor of a fitted model, a categorical one once for each level but the first.
std::uint64_t CandidateParameters(const Study& study, const std::vector<std::string>& features);

SampleSizes AssessSampleSizes(const Study& study, const std::vector<std::string>& features,
                              const std::map<std::string, Admission>& admissions,
                              const std::map<std::string, ModelPerformance>& apparent);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_SAMPLE_SIZES_H_
