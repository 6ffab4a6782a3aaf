#include "coordinator/report/equation.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "coordinator/report/wording.h"
#include "models/study/model_specs.h"

namespace osteon::report {
namespace {

constexpr std::size_t kMostTerms = 15;

}  // namespace

std::string Equation(const models::FittedModel& model) {
  if (model.kind == "score") return "";
  std::string out = "log-odds =";
  std::size_t shown = 0, hidden = 0;
  const auto add = [&](double coefficient, const std::string& name) {
    const bool first = shown == 0;
    const std::string sign =
        coefficient < 0 ? (first ? " \xE2\x88\x92" : " \xE2\x88\x92 ") : (first ? " " : " + ");
    absl::StrAppend(&out, sign, Significant(std::fabs(coefficient)),
                    name.empty() ? "" : absl::StrCat(" \xC3\x97 ", name));
    ++shown;
  };
  if (model.new_site_intercept) add(*model.new_site_intercept, "");
  for (const models::ModelTerm& term : model.terms) {
    const bool intercept = term.name == models::kInterceptTerm;
    const bool site_effect = std::find(model.site_effects.begin(), model.site_effects.end(), term.name) !=
                             model.site_effects.end();
    if (model.new_site_intercept && (intercept || site_effect)) continue;
    if (shown > kMostTerms) {
      ++hidden;
      continue;
    }
    add(term.coefficient, intercept ? "" : term.name);
  }
  if (!model.offset.empty()) absl::StrAppend(&out, " + ", model.offset);
  if (shown == 0 && model.offset.empty()) out += " 0";
  if (hidden > 0) absl::StrAppend(&out, " + ", Counted(hidden, "more term"));
  return out;
}

}  // namespace osteon::report
