// A model.json for tests, small enough to score by hand.
#ifndef OSTEON_COORDINATOR_MODEL_FILE_EXAMPLE_MODEL_JSON_H_
#define OSTEON_COORDINATOR_MODEL_FILE_EXAMPLE_MODEL_JSON_H_

#include "common/json/json_text.h"

namespace osteon {

// Dictionary: age (years, 18 to 110), sex (F, M), stage (I, II, III); features f1 and wavelet-f2. Missing
// values of age (60), sex (0.5), f1 (2) have one that stands in, stage and wavelet-f2 have none. Models:
//   signature  lasso      0.5 + 2 f1 - 0.25 wavelet-f2
//   nomogram   logistic   -3 + 0.5 signature + 0.04 age + 0.75 sexM, positive at 0.3, with a nomogram
//   staged     logistic   -1 + 0.5 stageII + 1.5 stageIII, no threshold
//   sites      logistic   -2 + 0.03 age + 0.7 sitebeta, at a new site -1.5; offset age_offset
//   reader     a column of risks
//   frozen     given      0.5 signature + 1 f1, taken over from another study
// f1 is harmonised. Not signed.
Json ExampleModelJson();

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_MODEL_FILE_EXAMPLE_MODEL_JSON_H_
