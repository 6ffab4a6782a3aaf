// What is pooled over sites, in validation.json.
#ifndef OSTEON_COORDINATOR_REPORT_META_JSON_H_
#define OSTEON_COORDINATOR_REPORT_META_JSON_H_

#include "common/json/json_text.h"
#include "models/pipeline/study_result.h"
#include "models/validation/pooled_metric.h"

namespace osteon::report {

// META, with "without": the same of the other sites for each site left out in turn.
Json MetaJson(const models::PooledMetric& metric);

// "pooled_comparisons": an entry for each pair of models.
Json PooledComparisonsJson(const std::vector<models::ComparedModels>& compared);

// "multiplicity".
Json MultiplicityJson(const models::StudyResult& result);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_META_JSON_H_
