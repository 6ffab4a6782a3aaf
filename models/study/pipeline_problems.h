// What contradicts itself in the steps of a study beyond its cohort: harmonisation, screening, penalised
// models, comparisons, bootstrap.
#ifndef OSTEON_MODELS_STUDY_PIPELINE_PROBLEMS_H_
#define OSTEON_MODELS_STUDY_PIPELINE_PROBLEMS_H_

#include <string>
#include <vector>

#include "models/study/problems.h"
#include "models/study/study.h"

namespace osteon::models {

// In the order of the format.
std::vector<StudyProblem> PipelineProblemsOf(const Study& study);

// "lasso", "elastic_net", "ridge": the key in study.yaml, and the kind in model.json.
std::string KindWord(Penalty penalty);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_STUDY_PIPELINE_PROBLEMS_H_
