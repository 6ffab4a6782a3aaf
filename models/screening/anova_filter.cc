#include "models/screening/anova_filter.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status_macros.h"

namespace osteon::models {

absl::StatusOr<StepOutcome> FilterByAnova(Evidence& evidence, const AnovaStep& step,
                                          const Candidates& candidates) {
  StepOutcome outcome;
  outcome.log.step = "anova";
  outcome.log.rule = absl::StrCat("p", step.adjust_site ? " adjusted for site" : "", " below ", step.max_p);
  outcome.log.measures = {"f", "p", "f_adjusted_for_site", "p_adjusted_for_site", "f_by_site", "p_by_site"};
  OSTEON_RETURN_IF_ERROR(evidence.LearnF(candidates));

  bool any_varies = false;
  bool any_adjusted = false;
  for (const std::size_t column : candidates) {
    const std::string& name = evidence.Name(column);
    const Univariate& of = evidence.Of(column);
    outcome.log.values[name] = {of.f, of.p, of.f_within_sites, of.p_within_sites, of.f_site, of.p_site};
    if (of.constant) {
      outcome.log.dropped[name] = "constant over all training patients";
      continue;
    }
    if (of.f_site && *of.f_site > *of.f) {
      outcome.log.flagged[name] =
          absl::StrFormat("F by site %.6g exceeds F by outcome %.6g", *of.f_site, *of.f);
    }
    any_varies = true;
    any_adjusted = any_adjusted || of.p_within_sites.has_value();
    const std::optional<double>& p = step.adjust_site ? of.p_within_sites : of.p;
    if (!p) {
      outcome.log.dropped[name] = "does not vary within any site";
    } else if (*p < step.max_p) {
      outcome.kept.push_back(column);
    } else {
      outcome.log.dropped[name] = absl::StrCat("p ", Against(*p, "is not below", step.max_p));
    }
  }
  if (step.adjust_site && any_varies && !any_adjusted) {
    return absl::FailedPreconditionError(
        "anova: neither outcome and features vary together within a site, or there are fewer patients than "
        "sites + 2, so a difference between outcomes cannot be told from one between sites; leave adjust: "
        "site out");
  }
  return outcome;
}

}  // namespace osteon::models
