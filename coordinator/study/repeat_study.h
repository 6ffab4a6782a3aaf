// The same validation again, later: a study whose models are those of a finished one, unchanged.
#ifndef OSTEON_COORDINATOR_STUDY_REPEAT_STUDY_H_
#define OSTEON_COORDINATOR_STUDY_REPEAT_STUDY_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/study/study.h"

namespace osteon {

struct FinishedStudy {
  models::Study study;
  std::string study_sha256;
  std::string model_json;  // the text of its model.json
  // Texts of other model.json files: those that its own frozen models came from.
  std::vector<std::string> other_model_files;
};

// "lung" -> "lung-2", "lung-2" -> "lung-3".
std::string NameOfRepetition(const std::string& study);

// A study that RepeatStudy writes, as files of one folder: name -> text.
inline constexpr char kStudyFile[] = "study.yaml";

// study.yaml, the model.json files and extraction parameters that it names. Every fitted model is `given`
// from the finished study's model.json, with its imputation and threshold; given models and scores stay;
// cohort, sites, extraction, comparisons, decision curve and privacy stay; screening, harmonisation,
// bootstrap and internal-external validation, which are of fitting, are left out; `repeats` names the
// finished study.
//
// kFailedPrecondition: the study validates nothing but by refitting. kNotFound: a frozen model of the study
// whose file is not among the given. kInternal: the written file does not say what is meant (the reader is
// asked).
absl::StatusOr<std::map<std::string, std::string>> RepeatStudy(const FinishedStudy& finished,
                                                               const std::string& name);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_STUDY_REPEAT_STUDY_H_
