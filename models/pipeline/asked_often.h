// How often a study asks for what could be asked again with other numbers until it tells a patient: counts at
// thresholds of predicted risks and columns, and performance.
#ifndef OSTEON_MODELS_PIPELINE_ASKED_OFTEN_H_
#define OSTEON_MODELS_PIPELINE_ASKED_OFTEN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "models/federation/task.h"
#include "models/study/study.h"

namespace osteon::models {

struct AskedOften {
  std::string what;        // "validation of nomogram on all patients", "counts of age at cuts"
  std::uint64_t most = 0;  // of one site, in the whole study
};

// What of it the task has, for each part of a bundle.
std::vector<AskedOften> AskedOftenIn(const Study& study, const Task& task);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_ASKED_OFTEN_H_
