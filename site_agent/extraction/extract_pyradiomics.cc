#include "site_agent/extraction/extract_pyradiomics.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/extraction/diagnostics.h"
#include "site_agent/extraction/extract_pyradiomics_region.h"
#include "site_agent/extraction/selected_features.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/pyradiomics/families.h"

namespace osteon {
namespace {

struct Selected {
  FeatureFamily family;
  FamilySelection selection;
};

std::vector<Selected> SelectedFamilies(const PyRadiomicsSettings& settings) {
  std::vector<Selected> selected;
  for (const FeatureFamily& family : FeatureFamilies()) {
    for (const FamilySelection& selection : settings.families) {
      if (selection.family == family.name) selected.push_back({family, selection});
    }
  }
  return selected;
}

// Features of every family that uses intensities, of the image that the region holds.
absl::Status DescribeImage(const Region& region, const ImageTypeSettings& type,
                           const std::vector<Selected>& families, std::vector<double>* values) {
  OSTEON_RETURN_IF_ERROR(CheckFinite(region));
  OSTEON_ASSIGN_OR_RETURN(const GreyLevels levels, Discretise(region, type.binning));
  for (const auto& [family, selection] : families) {
    if (!family.uses_intensities) continue;
    OSTEON_ASSIGN_OR_RETURN(const Features features,
                            family.compute({region, levels, type.voxel_array_shift, type.texture}));
    OSTEON_RETURN_IF_ERROR(AppendSelected(features, selection.family, selection.features, values));
  }
  return absl::OkStatus();
}

// NaN for every feature that DescribeImage would give.
void AppendUndefined(const std::vector<Selected>& families, std::vector<double>* values) {
  for (const auto& [family, selection] : families) {
    if (family.uses_intensities) values->resize(values->size() + selection.features.size(), std::nan(""));
  }
}

}  // namespace

std::vector<std::string> DiagnosticNames(const PyRadiomicsSettings& settings) {
  return settings.additional_info ? DiagnosticColumns(settings) : std::vector<std::string>();
}

std::vector<std::string> FeatureNames(const PyRadiomicsSettings& settings) {
  std::vector<std::string> names;
  const auto append = [&](const std::string& image, const FamilySelection& selection) {
    for (const std::string& feature : selection.features) {
      names.push_back(absl::StrCat(image, "_", selection.family, "_", feature));
    }
  };
  const std::vector<Selected> families = SelectedFamilies(settings);
  for (const auto& [family, selection] : families) {
    if (!family.uses_intensities) append("original", selection);
  }
  for (const ImageTypeSettings& type : settings.image_types) {
    for (const std::string& image : ImageNames(type.filter)) {
      for (const auto& [family, selection] : families) {
        if (family.uses_intensities) append(image, selection);
      }
    }
  }
  return names;
}

absl::StatusOr<CaseFeatures> ExtractVolumes(const Volume& image, const Volume& mask, std::int64_t label,
                                            const PyRadiomicsSettings& settings) {
  OSTEON_ASSIGN_OR_RETURN(PreparedRegion prepared, PrepareRegion(image, mask, label, settings));
  const Volume& seen = prepared.changed.has_value() ? *prepared.changed : image;
  CaseFeatures result;
  result.diagnostics = std::move(prepared.diagnostics);
  const std::vector<Selected> families = SelectedFamilies(settings);
  TextureSettings flat;  // of shapes: only the axis counts
  flat.flat_axis = settings.flat_axis;
  for (const auto& [family, selection] : families) {
    if (family.uses_intensities) continue;
    OSTEON_ASSIGN_OR_RETURN(const Features features, family.compute({prepared.shape, {}, 0, flat}));
    OSTEON_RETURN_IF_ERROR(AppendSelected(features, selection.family, selection.features, &result.values));
  }
  if (std::none_of(families.begin(), families.end(),
                   [](const Selected& one) { return one.family.uses_intensities; }))
    return result;
  Region& region = prepared.region;
  const FilterBox box{region.lower, region.size, region.mask.data()};
  for (const ImageTypeSettings& type : settings.image_types) {
    OSTEON_RETURN_IF_ERROR(
        ForEachFilteredImage(seen, box, type.filter, [&](FilteredImage filtered) -> absl::Status {
          if (filtered.intensities.empty()) {  // PyRadiomics leaves the image out
            AppendUndefined(families, &result.values);
            return absl::OkStatus();
          }
          region.intensities = std::move(filtered.intensities);
          region.single_precision = filtered.single_precision;
          const absl::Status status = DescribeImage(region, type, families, &result.values);
          if (status.ok() || filtered.name == "original") return status;
          return absl::Status(status.code(), absl::StrCat("image ", filtered.name, ": ", status.message()));
        }));
  }
  return result;
}

}  // namespace osteon
