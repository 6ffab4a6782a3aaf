// Whether a task is one that the study implies: what a site checks before it computes anything.
#ifndef OSTEON_MODELS_PIPELINE_ALLOWED_H_
#define OSTEON_MODELS_PIPELINE_ALLOWED_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "models/federation/task.h"
#include "models/study/study.h"

namespace osteon::models {

// OK for what RunStudy asks of the study's sites and for nothing else:
//   admission   of all sites, for no fit;
//   sums        of the training rows of exactly the development sites (with internal_external also of all of
//               them but one), scaled for that number of sites; of columns that the study names (its
//               dictionary, its features, linear predictors of its models, its site effects); in views that
//               it implies (its folds, its bootstrap replicates); and only of the kinds that its steps need:
//               screening where it screens, batch sums where it harmonises, and so on;
//   counts      of the development sites, of all of them, where its sums are masked;
//   prepare     of columns of the study, at sites of it;
//   validation, comparison   of models of the study, on the rows and at the sites that `validate` names, with
//               its thresholds, and terms that are the study's columns: a given model's own, a score's own
//               column; of external sites also some, as others may lack a model's columns.
// What was selected on the way (features, penalties, predictors) a site cannot know, so any selection of the
// study's own columns passes.
// kFailedPrecondition: anything else; the message says what the study does not allow.
absl::Status CheckAllowed(const Study& study, const Task& task);

// The kinds of request that it lets through (KindOf), bundles of them aside: sums in the order of the list in
// requests.h, then records.
std::vector<std::string> AllowedKinds(const Study& study);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_ALLOWED_H_
