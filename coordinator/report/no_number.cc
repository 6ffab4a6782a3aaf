#include "coordinator/report/no_number.h"

#include <optional>

#include "models/disclosure/breach.h"

namespace osteon::report {

Json NoNumberJson(const std::string& why) {
  std::optional<std::string> rule = models::SuppressedBy(why);
  if (!rule) rule = models::RuleNamedIn(why);
  return rule ? Json{{"suppressed", *rule}} : Json{{"unavailable", why}};
}

Json NoNumberOrNull(const std::string& why) {
  return why.empty() ? Json(nullptr) : NoNumberJson(why);
}

}  // namespace osteon::report
