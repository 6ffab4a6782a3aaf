// SumEvidence of one plain sum.
#ifndef OSTEON_MODELS_FEDERATION_GATHER_EVIDENCE_H_
#define OSTEON_MODELS_FEDERATION_GATHER_EVIDENCE_H_

#include <cstddef>

#include "models/federation/kernels.h"
#include "models/federation/sum_evidence.h"

namespace osteon::models {

// What stands behind `output`, which the kernel of `request` (neither prepare nor bundle) made of `table`:
// the site's own table of `patients` rows as `view` sees it. Weights come out by row of the site's own table.
// Adds a statistic for each level of a categorical column that the request names: its patients; and one of
// all patients, "cohort".
SumEvidence EvidenceOf(const SumRequest& request, const View& view, const AnalysisTable& table,
                       const KernelOutput& output, const DictionaryColumns& dictionary, std::size_t patients);

// Adds what the rows of `table`, made from `own` by `preparation`, show of the columns that somebody else
// made: their size and range, patients who differ from all others in them, and which patients' missing cells
// were filled with what.
void AddPrepared(const Preparation& preparation, const AnalysisTable& own, const AnalysisTable& table,
                 SumEvidence& evidence);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_GATHER_EVIDENCE_H_
