// SumEvidence of one plain sum.
#ifndef OSTEON_MODELS_FEDERATION_GATHER_EVIDENCE_H_
#define OSTEON_MODELS_FEDERATION_GATHER_EVIDENCE_H_

#include <cstddef>

#include "models/federation/sum_evidence.h"
#include "models/federation/kernels.h"

namespace osteon::models {

// What stands behind `output`, which the kernel of `request` (neither prepare nor bundle) made of `table`: the
// site's own table of `patients` rows as `view` sees it. Weights come out by row of the site's own table.
// Adds a statistic for each level of a categorical column that the request names: its patients.
SumEvidence EvidenceOf(const SumRequest& request, const View& view, const AnalysisTable& table,
                    const KernelOutput& output, const LevelColumns& levels, std::size_t patients);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_GATHER_EVIDENCE_H_
