#include "coordinator/report/estimate_json.h"

#include "models/validation/auc.h"

namespace osteon::report {

Json OptionalJson(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json EstimateJson(const models::MaybeEstimate& maybe) {
  Json json;
  if (maybe.value) {
    json["estimate"] = maybe.value->estimate;
    json["se"] = maybe.value->se;
    json["lower"] = maybe.value->lower;
    json["upper"] = maybe.value->upper;
    json["method"] = maybe.value->method;
  } else if (!maybe.unavailable.empty()) {
    json = NoNumberJson(maybe.unavailable);
  }
  return json;
}

Json AucJson(const models::MaybeEstimate& auc) {
  Json json = EstimateJson(auc);
  if (!auc.value) return json;
  const models::MaybeEstimate logit = models::WithLogitInterval(auc);
  json["lower_logit"] = logit.value ? Json(logit.value->lower) : Json(nullptr);
  json["upper_logit"] = logit.value ? Json(logit.value->upper) : Json(nullptr);
  return json;
}

Json McNemarJson(const models::Maybe<models::McNemar>& maybe) {
  if (!maybe.value) return NoNumberJson(maybe.unavailable);
  const models::McNemar& test = *maybe.value;
  return {{"b", test.b},
          {"c", test.c},
          {"chi2", test.chi2_edwards},
          {"p", test.p_edwards},
          {"p_exact", test.p_exact},
          {"p_mid", test.p_mid}};
}

}  // namespace osteon::report
