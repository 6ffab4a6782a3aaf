// Whether a task is one that the study implies: what a site checks before it computes anything.
#ifndef OSTEON_MODELS_PIPELINE_ALLOWED_H_
#define OSTEON_MODELS_PIPELINE_ALLOWED_H_

#include "absl/status/status.h"
#include "models/federation/task.h"
#include "models/study/study.h"

namespace osteon::models {

// OK for what RunStudy asks of the study's sites and for nothing else:
//   admission     of all sites, for no fit;
//   moments, logistic   for a logistic model of the study (the task's fit), of the training rows of exactly
//   the
//                       development sites, in exactly the model's design columns, scaled for that number of
//                       sites;
//   validation    of a model of the study, on the rows and at the sites that `validate` names, with its
//   threshold and
//                 its terms: a given model's own, a score's own column, a fitted model's design columns.
// kFailedPrecondition: anything else; the message says what the study does not allow.
absl::Status CheckAllowed(const Study& study, const Task& task);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_ALLOWED_H_
