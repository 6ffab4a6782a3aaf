// What is wrong with the extraction of a study.
#ifndef OSTEON_MODELS_STUDY_EXTRACTION_PROBLEMS_H_
#define OSTEON_MODELS_STUDY_EXTRACTION_PROBLEMS_H_

#include <vector>

#include "models/study/extraction.h"
#include "models/study/problems.h"

namespace osteon::models {

// No parameter file; an image's name that no manifest can have, that stands twice, out of order, or missing
// beside others; a range upside down; a modality that is empty or stands twice; a number of voxels that is
// none.
std::vector<StudyProblem> ProblemsOf(const Extraction& extraction);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_STUDY_EXTRACTION_PROBLEMS_H_
