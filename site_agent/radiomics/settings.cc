#include "site_agent/radiomics/settings.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"
#include "common/text/number.h"

namespace osteon {

absl::StatusOr<Settings> ReadSettings(const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, std::size_t{1} << 20));
  return ParseSettings(text, path);
}

std::string CanonicalText(const Settings& settings) {
  std::string text = "dialect: pyradiomics\nimageType: Original\n";
  for (const FamilySelection& selection : settings.families) {
    absl::StrAppend(&text, "featureClass ", selection.family, ": ", absl::StrJoin(selection.features, " "),
                    "\n");
  }
  const auto line = [&](absl::string_view name, absl::string_view value) {
    absl::StrAppend(&text, name, ": ", value, "\n");
  };
  if (settings.binning.bin_count.has_value()) {
    line("binCount", absl::StrCat(*settings.binning.bin_count));
  } else {
    line("binWidth", FormatNumber(settings.binning.bin_width));
  }
  line("label", absl::StrCat(settings.label));
  line("geometryTolerance", FormatNumber(settings.geometry_tolerance));
  line("minimumROIDimensions", absl::StrCat(settings.minimum_roi_dimensions));
  line("minimumROISize",
       settings.minimum_roi_size.has_value() ? absl::StrCat(*settings.minimum_roi_size) : "none");
  line("voxelArrayShift", FormatNumber(settings.voxel_array_shift));
  line("additionalInfo", settings.additional_info ? "true" : "false");
  return text;
}

}  // namespace osteon
