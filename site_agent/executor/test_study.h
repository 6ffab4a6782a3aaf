// A study for the tests of this folder.
#ifndef OSTEON_SITE_AGENT_EXECUTOR_TEST_STUDY_H_
#define OSTEON_SITE_AGENT_EXECUTOR_TEST_STUDY_H_

#include <string>

#include "models/study/study.h"

namespace osteon::testing {

// At alpha alone, with a model of age alone.
inline models::Study AgeStudy() {
  models::Study study;
  study.name = "age-study";
  study.outcome_column = "event";
  study.outcome_positive = "1";
  study.id_column = "patient_id";
  models::ClinicalColumn age;
  age.name = "age";
  study.clinical = {age};
  study.development = {"alpha"};
  study.models = {{"m", models::LogisticModel{{"age"}}}};
  return study;
}

// Stands for the hash of a study.
inline const std::string kStudy(64, 'a');

}  // namespace osteon::testing

#endif  // OSTEON_SITE_AGENT_EXECUTOR_TEST_STUDY_H_
