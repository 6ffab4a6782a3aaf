// A model of an earlier study, read from its model.json to be validated whole.
#ifndef OSTEON_COORDINATOR_STUDY_FROZEN_MODEL_H_
#define OSTEON_COORDINATOR_STUDY_FROZEN_MODEL_H_

#include <string>

#include "absl/status/statusor.h"
#include "models/study/study.h"

namespace osteon {

// The model `name` of the model.json at `path`: coefficients, imputation, harmonisation, the other models
// that it is made of, threshold and units.
//
// Errors of ReadModelFile and MakeScoringModel (coordinator/model_file): no such file or model, not a
// model.json of Osteon, a signature that is not that of its text, a model that is not whole there.
absl::StatusOr<models::GivenModel> ReadFrozenModel(const std::string& path, const std::string& name);

// The same of the file's text; `path` is its name, for messages and for the study.
absl::StatusOr<models::GivenModel> ParseFrozenModel(const std::string& text, const std::string& path,
                                                    const std::string& name);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_STUDY_FROZEN_MODEL_H_
