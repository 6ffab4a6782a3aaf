// What contradicts itself in a study, said so that a reader of study.yaml can point at the place.
#ifndef OSTEON_MODELS_STUDY_PROBLEMS_H_
#define OSTEON_MODELS_STUDY_PROBLEMS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "models/study/study.h"

namespace osteon::models {

// What a request may name of columns, and more than anybody has of sites, models, levels, comparisons or
// thresholds.
inline constexpr std::size_t kMostStudyColumns = 20000;
inline constexpr std::size_t kMostStudyParts = 1000;

struct StudyProblem {
  // Where in study.yaml: keys of maps; for an item of a list its text, or its `name`.
  // {"cohort", "clinical", "age", "min"}, {"sites", "external", "zeta"}. Not every part needs to be in the
  // file.
  std::vector<std::string> path;
  std::string message;  // complete without the path
  // What else of the study the problem follows from, besides its own place.
  enum class Basis { kPlace, kDictionary, kSites, kSplit };
  Basis basis = Basis::kPlace;
};

// Every problem of `study`, in the order of the format; of one that is larger than the two limits only that.
// Empty: Validate(study) is OK.
std::vector<StudyProblem> ProblemsOf(const Study& study);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_STUDY_PROBLEMS_H_
