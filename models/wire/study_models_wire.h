// A study's models and screening steps as messages, and back.
#ifndef OSTEON_MODELS_WIRE_STUDY_MODELS_WIRE_H_
#define OSTEON_MODELS_WIRE_STUDY_MODELS_WIRE_H_

#include "absl/status/statusor.h"
#include "models/study/study.h"
#include "osteon/v1/study.pb.h"

namespace osteon::models {

void ToMessage(const Model& model, v1::StudyModel* message);
void ToMessage(const ScreeningStep& step, v1::ScreeningStep* message);

// kInvalidArgument: a kind or word that this version does not know.
absl::StatusOr<Model> ModelFromMessage(const v1::StudyModel& message);
absl::StatusOr<ScreeningStep> StepFromMessage(const v1::ScreeningStep& message);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_STUDY_MODELS_WIRE_H_
