// A model of an earlier study, read from its model.json to be validated whole.
#ifndef OSTEON_COORDINATOR_STUDY_FROZEN_MODEL_H_
#define OSTEON_COORDINATOR_STUDY_FROZEN_MODEL_H_

#include <string>

#include "absl/status/statusor.h"
#include "models/study/study.h"

namespace osteon {

// What a coordinator puts before the text of model.json, its signature empty, when it signs it.
inline constexpr char kModelSignaturePrefix[] = "osteon model v1\n";

// The model `name` of the model.json at `path`: coefficients, imputation, harmonisation, the other models
// that it is made of, threshold and units.
//
// kNotFound: no such file, or no such model in it, with those that it has. kInvalidArgument: not a model.json
// of Osteon; a score, which has no coefficients; a model that its study took over from another file.
// kUnauthenticated: its signature is not that of its text, or not by the key that it names.
absl::StatusOr<models::GivenModel> ReadFrozenModel(const std::string& path, const std::string& name);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_STUDY_FROZEN_MODEL_H_
