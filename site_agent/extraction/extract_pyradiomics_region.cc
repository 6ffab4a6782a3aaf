#include "site_agent/extraction/extract_pyradiomics_region.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/extraction/diagnostics.h"
#include "site_agent/imaging/geometry.h"
#include "site_agent/imaging/normalise.h"
#include "site_agent/imaging/resample.h"
#include "site_agent/imaging/resample_grid.h"
#include "site_agent/radiomics/pyradiomics/resegment.h"

namespace osteon {
namespace {

RegionLimits LimitsOf(const PyRadiomicsSettings& settings) {
  RegionLimits limits;
  limits.minimum_dimensions = settings.minimum_roi_dimensions;
  if (settings.minimum_roi_size.has_value()) {
    limits.minimum_size = static_cast<std::size_t>(*settings.minimum_roi_size);
  }
  return limits;
}

absl::Status After(const std::string& step, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat("after ", step, ": ", status.message()));
}

// The region by itself: the mask may lie on another grid than the image.
absl::StatusOr<Region> RegionOfMask(const Volume& mask, std::int64_t label) {
  return CropRegion(mask, mask, label, {.minimum_dimensions = 0, .minimum_size = {}});
}

// The image in the region's box with a margin; `region` is counted from its first voxel then, and `grid`
// cropped.
Volume CropAround(const Volume& image, std::size_t margin, Region* region, Grid* grid) {
  std::array<std::size_t, 3> lower{}, size{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    lower[axis] = region->lower[axis] - std::min(region->lower[axis], margin);
    const std::size_t end =
        std::min(region->lower[axis] + region->size[axis] + margin, image.grid.size[axis]);
    size[axis] = end - lower[axis];
    region->lower[axis] -= lower[axis];
  }
  grid->origin_mm = PointOfPlace(
      *grid, {static_cast<double>(lower[0]), static_cast<double>(lower[1]), static_cast<double>(lower[2])});
  grid->size = size;
  return CropVolume(image, lower, size);
}

}  // namespace

absl::StatusOr<PreparedRegion> PrepareRegion(const Volume& image, const Volume& mask, std::int64_t label,
                                             const PyRadiomicsSettings& settings) {
  const RegionLimits limits = LimitsOf(settings);
  const absl::Status same_grid = CheckSameGeometry(image.grid, mask.grid, settings.geometry_tolerance);
  if (!same_grid.ok() && !settings.resample.has_value() && !settings.correct_mask) {
    return absl::Status(
        same_grid.code(),
        absl::StrCat(same_grid.message(),
                     "; a larger geometryTolerance accepts small differences, and correctMask: "
                     "true puts the mask on the image's grid"));
  }
  const bool in_place = same_grid.ok() && !settings.resample.has_value();
  PreparedRegion result;
  Region& region = result.region;
  CaseDiagnostics diagnostics;
  if (settings.normalise.has_value()) {
    OSTEON_ASSIGN_OR_RETURN(result.changed,
                            Normalise(image, settings.normalise->scale, settings.normalise->outliers));
  }
  const auto seen = [&]() -> const Volume& { return result.changed.has_value() ? *result.changed : image; };
  if (in_place) {
    OSTEON_ASSIGN_OR_RETURN(region, CropRegion(seen(), mask, label, limits));
  } else {
    OSTEON_ASSIGN_OR_RETURN(region, RegionOfMask(mask, label));
  }
  if (settings.additional_info) {
    diagnostics.AddConfiguration(settings, label);
    diagnostics.AddImage(image, true);
    diagnostics.AddMaskHash(mask);
    diagnostics.AddMask(mask.grid, region, false);
  }

  Grid grid = mask.grid;  // of the mask that the region belongs to
  if (settings.resample.has_value()) {
    OSTEON_ASSIGN_OR_RETURN(ResampledCase resampled,
                            Resample(seen(), mask, label, region, *settings.resample));
    result.changed = std::move(resampled.image);
    grid = resampled.mask.grid;
    absl::StatusOr<Region> found = CropRegion(*result.changed, resampled.mask, 1, limits);
    if (!found.ok()) {
      const auto& [x, y, z] = grid.spacing_mm;
      return After(absl::StrCat("resampling to ", x, " x ", y, " x ", z, " mm"), found.status());
    }
    region = *std::move(found);
    if (settings.additional_info) {
      diagnostics.AddImage(*result.changed, false);
      diagnostics.AddMask(grid, region, true);
    }
  } else {
    if (!in_place) {
      OSTEON_ASSIGN_OR_RETURN(const Volume corrected, MaskOnGrid(mask, label, region, image.grid));
      grid = image.grid;
      absl::StatusOr<Region> found = CropRegion(seen(), corrected, 1, limits);
      if (!found.ok()) return After("correctMask", found.status());
      region = *std::move(found);
    }
    if (settings.pre_crop_margin.has_value()) {
      Volume cropped = CropAround(seen(), *settings.pre_crop_margin, &region, &grid);
      result.changed = std::move(cropped);
    } else if (settings.correct_mask && settings.additional_info) {
      if (in_place) {
        diagnostics.AddNoMask();
      } else {
        diagnostics.AddMask(grid, region, true);
      }
    }
  }
  if (settings.resegment.has_value()) {
    OSTEON_ASSIGN_OR_RETURN(Region kept, Resegment(region, *settings.resegment, limits));
    if (settings.additional_info) diagnostics.AddMask(grid, kept, true);
    // Without resegmentShape PyRadiomics takes the shape of the whole region, cut to the box of what is kept.
    result.shape = settings.resegment_shape ? kept : CutToBox(region, kept.lower, kept.size);
    region = std::move(kept);
  } else {
    result.shape = region;
  }
  result.diagnostics = std::move(diagnostics.cells);
  return result;
}

}  // namespace osteon
