// The sums that harmonisation asks for: an alternative of SumRequest (requests.h).
#ifndef OSTEON_MODELS_FEDERATION_HARMONISATION_REQUESTS_H_
#define OSTEON_MODELS_FEDERATION_HARMONISATION_REQUESTS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "common/fixed_point/ring.h"
#include "models/data/analysis_table.h"
#include "models/harmonisation/combat_model.h"

namespace osteon::models {

// What the regression of every feature x on the covariates c needs once the batches' means are taken out, so
// that no sum over one batch leaves a site. Means with b are over the patients of batch b at the site.
//
//   "counts"            (2)              patients, batches with a patient
//   "sum"               (p) exact        sum of x
//   "covariate sum"     (q) exact        sum of c
//   "centred square"    (p) exact        sum over batches of sum_i (x_i - xbar_b)^2
//   "centred product"   (q p) exact      sum over batches of sum_i (c_i - cbar_b)(x_i - xbar_b), covariate by
//                                        covariate
//   "centred covariate" (q (q + 1) / 2) exact  sum over batches of sum_i (c_ij - cbar_bj)(c_ik - cbar_bk) for
//                                        k <= j, row by row
//
// A batch's centred sum is a fraction with its number of patients below; each is cut at 2^-192, so the totals
// have the same bits wherever the batches are.
struct BatchMomentsRequest {
  std::vector<std::string> features;    // (p)
  std::vector<std::string> covariates;  // (q) none of the features
  RowSet rows = RowSet::kTrain;
  int sites = 1;  // how many summands are added; bounds each one
  friend bool operator==(const BatchMomentsRequest&, const BatchMomentsRequest&) = default;
};

RingLayout Layout(const BatchMomentsRequest& request);

// "batch_moments"
std::string Kind(const BatchMomentsRequest& request);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_HARMONISATION_REQUESTS_H_
