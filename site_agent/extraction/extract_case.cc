#include "site_agent/extraction/extract_case.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/extraction/diagnostics.h"
#include "site_agent/imaging/geometry.h"
#include "site_agent/imaging/image_file.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/families.h"

namespace osteon {
namespace {

// The selected features of one family, in the selection's order.
absl::Status AppendSelected(const Features& features, const FamilySelection& selection,
                            std::vector<double>* values) {
  for (const std::string& name : selection.features) {
    const auto feature =
        std::find_if(features.begin(), features.end(), [&](const Feature& one) { return one.name == name; });
    if (feature == features.end()) {
      return absl::InternalError(absl::StrCat("family ", selection.family, " gave no value for ", name));
    }
    values->push_back(feature->value);
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> DiagnosticNames(const Settings& settings) {
  return settings.additional_info ? AllDiagnosticNames() : std::vector<std::string>();
}

std::vector<std::string> FeatureNames(const Settings& settings) {
  std::vector<std::string> names;
  for (const FamilySelection& selection : settings.families) {
    for (const std::string& feature : selection.features) {
      names.push_back(absl::StrCat("original_", selection.family, "_", feature));
    }
  }
  return names;
}

absl::StatusOr<CaseFeatures> ExtractVolumes(const Volume& image, const Volume& mask, std::int64_t label,
                                            const Settings& settings) {
  OSTEON_RETURN_IF_ERROR(CheckSameGeometry(image.grid, mask.grid, settings.geometry_tolerance));
  RegionLimits limits;
  limits.minimum_dimensions = settings.minimum_roi_dimensions;
  if (settings.minimum_roi_size.has_value()) {
    limits.minimum_size = static_cast<std::size_t>(*settings.minimum_roi_size);
  }
  OSTEON_ASSIGN_OR_RETURN(const Region region, CropRegion(image, mask, label, limits));

  CaseFeatures result;
  if (settings.additional_info) result.diagnostics = DescribeCase(image, mask.grid, region);
  GreyLevels levels;
  const std::vector<FeatureFamily> families = FeatureFamilies();
  for (const FamilySelection& selection : settings.families) {
    const auto family = std::find_if(families.begin(), families.end(),
                                     [&](const auto& one) { return one.name == selection.family; });
    if (family == families.end()) return absl::InternalError(absl::StrCat("no family ", selection.family));
    if (family->uses_intensities && levels.present.empty()) {
      OSTEON_ASSIGN_OR_RETURN(levels, Discretise(region, settings.binning));
    }
    OSTEON_ASSIGN_OR_RETURN(const Features features,
                            family->compute({region, levels, settings.voxel_array_shift, {}}));
    OSTEON_RETURN_IF_ERROR(AppendSelected(features, selection, &result.values));
  }
  return result;
}

absl::StatusOr<CaseFeatures> ExtractCase(const std::string& image_path, const std::string& mask_path,
                                         std::int64_t label, const Settings& settings) {
  OSTEON_ASSIGN_OR_RETURN(const Volume mask, ReadMask(mask_path));
  OSTEON_ASSIGN_OR_RETURN(const Volume image, ReadVolume(image_path));
  absl::StatusOr<CaseFeatures> features = ExtractVolumes(image, mask, label, settings);
  if (features.ok()) return features;
  return absl::Status(features.status().code(), absl::StrCat("image ", image_path, ", mask ", mask_path, ": ",
                                                             features.status().message()));
}

}  // namespace osteon
