#include "site_agent/extraction/extract_case.h"

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/extraction/extract_ibsi.h"
#include "site_agent/extraction/extract_pyradiomics.h"
#include "site_agent/imaging/image_file.h"

namespace osteon {

absl::StatusOr<CaseFeatures> ExtractVolumes(const Volume& image, const Volume& mask, std::int64_t label,
                                            const ExtractionSettings& settings) {
  return std::visit([&](const auto& dialect) { return ExtractVolumes(image, mask, label, dialect); },
                    settings);
}

absl::StatusOr<CaseFeatures> ExtractCase(const std::string& image_path, const std::string& mask_path,
                                         std::int64_t label, const ExtractionSettings& settings) {
  OSTEON_ASSIGN_OR_RETURN(const Volume mask, ReadMask(mask_path));
  OSTEON_ASSIGN_OR_RETURN(const Volume image, ReadVolume(image_path));
  absl::StatusOr<CaseFeatures> features = ExtractVolumes(image, mask, label, settings);
  if (features.ok()) return features;
  return absl::Status(features.status().code(), absl::StrCat("image ", image_path, ", mask ", mask_path, ": ",
                                                             features.status().message()));
}

}  // namespace osteon
