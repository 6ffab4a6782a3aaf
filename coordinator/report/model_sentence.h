// What a study asked of a model, in a sentence or two.
#ifndef OSTEON_COORDINATOR_REPORT_MODEL_SENTENCE_H_
#define OSTEON_COORDINATOR_REPORT_MODEL_SENTENCE_H_

#include <string>

#include "models/study/study.h"

namespace osteon::report {

// "Model signature: lasso on the features that screening left, ...".
std::string ModelSentence(const models::Study& study, const models::Model& model);

// "Cross-validation in 10 folds, dealt at each site with seed 1".
std::string FoldsSentence(const models::CrossValidation& cv);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_MODEL_SENTENCE_H_
