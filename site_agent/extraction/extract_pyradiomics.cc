#include "site_agent/extraction/extract_pyradiomics.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/extraction/diagnostics.h"
#include "site_agent/imaging/geometry.h"
#include "site_agent/imaging/normalise.h"
#include "site_agent/imaging/region.h"
#include "site_agent/imaging/resample.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/pyradiomics/families.h"
#include "site_agent/radiomics/pyradiomics/resegment.h"

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
    OSTEON_RETURN_IF_ERROR(AppendSelected(features, selection, values));
  }
  return absl::OkStatus();
}

// The image in the region's box with a margin; `region` is counted from its first voxel then.
Volume CropAround(const Volume& image, std::size_t margin, Region* region) {
  std::array<std::size_t, 3> lower{}, size{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    lower[axis] = region->lower[axis] - std::min(region->lower[axis], margin);
    const std::size_t end =
        std::min(region->lower[axis] + region->size[axis] + margin, image.grid.size[axis]);
    size[axis] = end - lower[axis];
    region->lower[axis] -= lower[axis];
  }
  return CropVolume(image, lower, size);
}

}  // namespace

std::vector<std::string> DiagnosticNames(const PyRadiomicsSettings& settings) {
  return settings.additional_info ? AllDiagnosticNames() : std::vector<std::string>();
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
  OSTEON_RETURN_IF_ERROR(CheckSameGeometry(image.grid, mask.grid, settings.geometry_tolerance));
  RegionLimits limits;
  limits.minimum_dimensions = settings.minimum_roi_dimensions;
  if (settings.minimum_roi_size.has_value()) {
    limits.minimum_size = static_cast<std::size_t>(*settings.minimum_roi_size);
  }
  OSTEON_ASSIGN_OR_RETURN(Region region, CropRegion(image, mask, label, limits));

  CaseFeatures result;
  if (settings.additional_info) result.diagnostics = DescribeCase(image, mask.grid, region);
  Volume changed;  // empty while the image is used as it was read
  if (settings.normalise.has_value()) {
    OSTEON_ASSIGN_OR_RETURN(changed,
                            Normalise(image, settings.normalise->scale, settings.normalise->outliers));
    OSTEON_ASSIGN_OR_RETURN(region, CropRegion(changed, mask, label, limits));
  }
  if (settings.resample.has_value()) {
    OSTEON_ASSIGN_OR_RETURN(
        ResampledCase resampled,
        Resample(settings.normalise.has_value() ? changed : image, mask, label, region, *settings.resample));
    changed = std::move(resampled.image);
    absl::StatusOr<Region> found = CropRegion(changed, resampled.mask, 1, limits);
    if (!found.ok()) {
      return absl::Status(found.status().code(),
                          absl::StrCat("after resampling: ", found.status().message()));
    }
    region = *std::move(found);
  }
  if (settings.pre_crop_margin.has_value()) {
    changed =
        CropAround(settings.normalise.has_value() ? changed : image, *settings.pre_crop_margin, &region);
  }
  const Volume& seen = changed.grid.VoxelCount() > 0 ? changed : image;

  Region shape_region;
  if (settings.resegment.has_value()) {
    OSTEON_ASSIGN_OR_RETURN(Region kept, Resegment(region, *settings.resegment, limits));
    // Without resegmentShape PyRadiomics takes the shape of the whole region, cut to the box of what is kept.
    shape_region = settings.resegment_shape ? kept : CutToBox(region, kept.lower, kept.size);
    region = std::move(kept);
  }
  const std::vector<Selected> families = SelectedFamilies(settings);
  for (const auto& [family, selection] : families) {
    if (family.uses_intensities) continue;
    const Region& shape = settings.resegment.has_value() ? shape_region : region;
    OSTEON_ASSIGN_OR_RETURN(const Features features, family.compute({shape, {}, 0, {}}));
    OSTEON_RETURN_IF_ERROR(AppendSelected(features, selection, &result.values));
  }
  if (std::none_of(families.begin(), families.end(),
                   [](const Selected& one) { return one.family.uses_intensities; }))
    return result;
  for (const ImageTypeSettings& type : settings.image_types) {
    OSTEON_RETURN_IF_ERROR(ForEachFilteredImage(
        seen, {region.lower, region.size}, type.filter, [&](FilteredImage filtered) -> absl::Status {
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
