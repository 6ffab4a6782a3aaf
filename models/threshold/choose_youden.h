// The threshold of a model that maximises Youden's index over a federation, from counts at fixed cuts.
#ifndef OSTEON_MODELS_THRESHOLD_CHOOSE_YOUDEN_H_
#define OSTEON_MODELS_THRESHOLD_CHOOSE_YOUDEN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"

namespace osteon::models {

struct YoudenThreshold {
  double threshold = 0;  // one of the cuts; positive at p >= threshold
  double youden = 0;     // sensitivity + specificity - 1 there
  std::uint64_t tp = 0, fp = 0, tn = 0, fn = 0;
  friend bool operator==(const YoudenThreshold&, const YoudenThreshold&) = default;
};

// For each model the smallest of `cuts` with the largest sensitivity + specificity - 1 over the training rows
// of `sites` together (sorted and made unique here), in the order of `models`. Source: Youden, Cancer 3
// (1950) 32-35. One ScoreCountsRequest; the choice compares whole numbers, so it is the same for any split of
// the rows over sites.
//
// The usual choice, among the patients' own predicted risks, would be a patient's risk. No cut can do better
// than it; the cut does equally well whenever one lies between it and the next lower patient's risk.
//
// kInvalidArgument: no site, no model, cuts that are not AreCuts (validation_requests.h).
// kFailedPrecondition: no events or no non-events among the training patients.
absl::StatusOr<std::vector<YoudenThreshold>> ChooseYouden(Federation& federation, const std::string& name,
                                                          const std::vector<ScoredModel>& models,
                                                          const std::vector<double>& cuts,
                                                          const std::vector<std::string>& sites);

// k / 1000 for k = 1 ... 999: for secure mode, where only the sum over sites is seen.
std::vector<double> FineCuts();

// `most` cuts that divide 0 to 1 evenly, each at the nearest k / 1000: for clear mode, where the rule
// `max_thresholds` bounds how many a site answers. 1 <= most <= 999.
std::vector<double> CoarseCuts(int most);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_THRESHOLD_CHOOSE_YOUDEN_H_
