// Image QA as a table.
#ifndef OSTEON_SITE_AGENT_QUALITY_QUALITY_CSV_H_
#define OSTEON_SITE_AGENT_QUALITY_QUALITY_CSV_H_

#include <string>
#include <vector>

#include "site_agent/quality/quality_case.h"

namespace osteon::quality {

// One line a case, in the order given: who, `status` (failed, flagged or unremarkable), `findings`, the
// facts, z_* for each of Measures(), the montage's file, `error`. Numbers have 17 significant digits; what
// there is none of is empty. Voxels and slices count from 0 here, as features' diagnostics do.
std::string QualityCsv(const std::vector<QualityCase>& cases);

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_QUALITY_CSV_H_
