#include "models/disclosure/breach.h"

#include <map>

#include "absl/strings/str_cat.h"

namespace osteon::models {
namespace {

constexpr char kBegin[] = "disclosure rule ";

// What to do about each rule.
const std::map<std::string, std::string>& Advice() {
  static const std::map<std::string, std::string> advice = {
      {"min_patients", "bring more patients, leave the site out, or the hospital changes its policy"},
      {"min_cell", "merge levels, use fewer folds or cuts, or leave the column out"},
      {"max_columns_per_patient", "screen to fewer columns, or bring more patients"},
      {"min_sites", "masked sums need more sites that the hospital trusts"},
      {"min_effective_patients", "single patients would show; leave the column out, or change the fit"},
      {"max_linear_predictor", "the model separates patients; use fewer predictors or a penalty"},
      {"max_releases", "the hospital decides whether it releases more of these data"},
      {"lost_ledger",
       "this hospital accepted that for good and releases nothing more; a study without it is a new study"},
      {"max_scalars_ratio",
       "ask for less (fewer features, folds or replicates), or the hospital decides whether it releases more "
       "of these data"},
      {"max_thresholds", "ask for fewer thresholds"},
      {"leave_one_site_out", "each hospital must allow it in its policy (leave_one_site_out: true)"},
      {"max_products_per_patient",
       "too many blocks of products of the same columns; screen to fewer columns"},
      {"once", "the study asks for this once"},
      {"max_refusals", "withdraw the study or submit another one"},
      {"counts_first", "the pooled counts of the study must be confirmed before"},
  };
  return advice;
}

}  // namespace

absl::Status ToStatus(const Breach& breach) {
  const auto advice = Advice().find(breach.rule);
  return absl::FailedPreconditionError(absl::StrCat(kBegin, breach.rule, ": ", breach.what,
                                                    advice == Advice().end() ? "" : "; ",
                                                    advice == Advice().end() ? "" : advice->second));
}

std::optional<std::string> RuleNamedIn(absl::string_view message) {
  const std::size_t at = message.find(kBegin);
  if (at == absl::string_view::npos) return std::nullopt;
  message.remove_prefix(at + sizeof(kBegin) - 1);
  const std::size_t end = message.find(':');
  if (end == absl::string_view::npos) return std::nullopt;
  return std::string(message.substr(0, end));
}

}  // namespace osteon::models
