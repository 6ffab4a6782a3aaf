// The kernel of harmonisation_requests.h, under the rules of kernels.h: pure, rows first to last, a message
// names the column and no value.
#ifndef OSTEON_MODELS_FEDERATION_HARMONISATION_KERNELS_H_
#define OSTEON_MODELS_FEDERATION_HARMONISATION_KERNELS_H_

#include "absl/status/statusor.h"
#include "models/federation/kernels.h"

namespace osteon::models {

// Exact but for the centred sums, which are cut at 2^-192. A site without a patient in `rows` adds nothing.
//
// Statistics: for each batch "batch_moments" (1 in its rows); for each covariate "batch_moments COVARIATE
// centred" (|c - cbar_b|), and where it has two values at the site, as a level has, "batch_moments COVARIATE
// low" and "... high" (0 or 1): a product with a level that one patient has is that patient.
//
// kFailedPrecondition: fewer than kLeastBatchPatients patients of the site, or of one of its scanners.
absl::StatusOr<KernelOutput> ComputeBatchMoments(const BatchMomentsRequest& request,
                                                 const AnalysisTable& table);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_HARMONISATION_KERNELS_H_
