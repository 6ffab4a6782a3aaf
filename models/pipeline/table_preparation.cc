#include "models/pipeline/table_preparation.h"

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::models {

absl::StatusOr<std::string> TablePreparation::NameOf(const Preparation& preparation) {
  if (preparation == Preparation()) return std::string();
  for (const auto& [told, name] : told_) {
    if (told == preparation) return name;
  }
  const std::string name =
      absl::StrCat(scope_.name.empty() ? "study" : scope_.name, ", preparation ", told_.size() + 1);
  const Round round{"preparation", "", scope_.prepared_at};
  OSTEON_RETURN_IF_ERROR(
      federation_.Sum(round, PrepareRequest{name, preparation, static_cast<int>(round.sites.size())})
          .status());
  told_.emplace_back(preparation, name);
  return name;
}

absl::StatusOr<PreparedFederation> TablePreparation::Seen(const Preparation& preparation,
                                                          const FoldRule& folds) {
  View view;
  OSTEON_ASSIGN_OR_RETURN(view.preparation, NameOf(preparation));
  view.replicate = scope_.replicate;
  view.seed = scope_.replicate == 0 ? 0 : scope_.seed;
  view.folds = folds;
  return PreparedFederation(federation_, view);
}

}  // namespace osteon::models
