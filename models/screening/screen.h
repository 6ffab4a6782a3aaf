// Feature screening over the sites of a federation: a list of steps, in the order given.
#ifndef OSTEON_MODELS_SCREENING_SCREEN_H_
#define OSTEON_MODELS_SCREENING_SCREEN_H_

#include <limits>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/screening/screening_step.h"
#include "models/screening/step_log.h"

namespace osteon::models {

struct ScreeningResult {
  std::vector<std::string> columns;  // kept by every step, in the order of the study's list
  std::vector<StepLog> log;          // one entry a step
};

// Runs `steps` over the training rows of `sites` (sorted and made unique here), each on what the one before
// kept. `columns` is the study's feature list: its order settles ties. `name` is unique among the screenings
// of a study ("screening"; another one without a site) and is the purpose of its rounds.
//
// Every choice depends on exact sums, on correlations rounded to 2^-42 (correlations.h) or on what
// Federation::Remember keeps. A step may leave no column; the later ones then have nothing to do and ask for
// nothing.
//
// `most_leading`: how many columns one request may correlate with others, where it is less than a third of
// the patients.
//
// kInvalidArgument: no site, a column twice, a limit out of range (screening_step.h).
// kFailedPrecondition: as the steps' headers say; a site's own refusal.
absl::StatusOr<ScreeningResult> Screen(Federation& federation, const std::string& name,
                                       const std::vector<ScreeningStep>& steps,
                                       const std::vector<std::string>& columns,
                                       const std::vector<std::string>& sites,
                                       double most_leading = std::numeric_limits<double>::infinity());

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SCREENING_SCREEN_H_
