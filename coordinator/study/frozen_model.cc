#include "coordinator/study/frozen_model.h"

#include "absl/strings/str_cat.h"

namespace osteon {

absl::StatusOr<models::GivenModel> ReadFrozenModel(const std::string& path, const std::string& name) {
  return absl::UnimplementedError(absl::StrCat(path, name));
}

}  // namespace osteon
