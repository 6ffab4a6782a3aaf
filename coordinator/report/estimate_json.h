// Single numbers of model.json and validation.json.
#ifndef OSTEON_COORDINATOR_REPORT_ESTIMATE_JSON_H_
#define OSTEON_COORDINATOR_REPORT_ESTIMATE_JSON_H_

#include <optional>

#include "common/json/json_text.h"
#include "coordinator/report/no_number.h"
#include "models/validation/comparison.h"
#include "models/validation/estimate.h"

namespace osteon::report {

// The number, or null.
Json OptionalJson(const std::optional<double>& value);

// The number, or why there is none; null where neither is said.
template <typename Number>
Json NumberJson(const models::Maybe<Number>& number) {
  return number.value ? Json(*number.value) : NoNumberOrNull(number.unavailable);
}

// EST, or why there is none; null where neither is said.
Json EstimateJson(const models::MaybeEstimate& maybe);

// EST of an AUC: with lower_logit and upper_logit (models/validation/auc.h), null for an AUC of 0 or 1.
Json AucJson(const models::MaybeEstimate& auc);

// b, c, chi2 and p of Edwards, exact and mid-p; or why there is none.
Json McNemarJson(const models::Maybe<models::McNemar>& maybe);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_ESTIMATE_JSON_H_
