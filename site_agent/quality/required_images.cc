#include "site_agent/quality/required_images.h"

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/quality/requirements.h"

namespace osteon::quality {

absl::StatusOr<std::unique_ptr<RequiredImages>> RequiredImages::Create(models::ImageRequirements requirements,
                                                                       const Manifest& manifest) {
  OSTEON_ASSIGN_OR_RETURN(const std::optional<std::size_t> column,
                          FindModalityColumn(requirements, manifest.carried, manifest.file));
  return std::unique_ptr<RequiredImages>(new RequiredImages(std::move(requirements), column));
}

absl::Status RequiredImages::Examine(const CaseRegion& region, const Volume& image, const Volume& mask) {
  const std::string modality = modality_column_ ? region.one.carried[*modality_column_] : "";
  const std::optional<Refusal> refusal = FindRefusal(requirements_, image.grid, mask, region.label, modality);
  if (!refusal) return absl::OkStatus();
  const std::scoped_lock lock(mutex_);
  lacking_[region.one.patient_id].insert(refusal->requirement);
  return absl::FailedPreconditionError(absl::StrCat("image ", region.image_path, ": ", refusal->message));
}

std::string RequiredImages::LackingOf(const std::string& patient_id) const {
  const auto found = lacking_.find(patient_id);
  return found == lacking_.end() ? "" : *found->second.begin();
}

}  // namespace osteon::quality
