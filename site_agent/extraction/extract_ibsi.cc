#include "site_agent/extraction/extract_ibsi.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "common/text/number.h"
#include "site_agent/extraction/selected_features.h"
#include "site_agent/imaging/geometry.h"
#include "site_agent/radiomics/ibsi/diagnostics.h"
#include "site_agent/radiomics/ibsi/families.h"
#include "site_agent/radiomics/ibsi/filters/filter_settings.h"
#include "site_agent/radiomics/ibsi/interpolation.h"
#include "site_agent/radiomics/ibsi/prepared_case.h"

namespace osteon {
namespace {

using ibsi::Family;
using ibsi::NamedFeature;
using ibsi::Way;

// Features of one family in one way: a stretch of columns.
struct Computation {
  Family family;
  ibsi::FamilySelection selection;
  Way way;
};

std::vector<Computation> Computations(const std::vector<ibsi::FamilySelection>& selections,
                                      const ibsi::Settings& settings) {
  std::vector<Computation> computations;
  for (const Family& family : ibsi::Families()) {
    for (const ibsi::FamilySelection& selection : selections) {
      if (selection.family != family.name) continue;
      for (const Way& way : WaysOf(family, settings.aggregations))
        computations.push_back({family, selection, way});
    }
  }
  return computations;
}

void AppendNames(const std::vector<Computation>& computations, const ibsi::Settings& settings,
                 const std::string& prefix, std::vector<std::string>* names) {
  for (const auto& [family, selection, way] : computations) {
    const bool say_way = settings.aggregations.size() > 1 && !way.name.empty();
    for (const std::string& feature : selection.features) {
      names->push_back(
          absl::StrCat(prefix, family.name, "_", feature, say_way ? "_" : "", say_way ? way.name : ""));
    }
  }
}

void AppendCodes(const std::vector<Computation>& computations, const std::string& suffix,
                 std::vector<std::string>* codes) {
  for (const auto& [family, selection, way] : computations) {
    for (const NamedFeature& feature : family.features) {
      if (std::find(selection.features.begin(), selection.features.end(), feature.name) ==
          selection.features.end()) {
        continue;
      }
      codes->push_back(absl::StrCat(feature.code, way.code.empty() ? "" : " ", way.code, suffix));
    }
  }
}

// Whether a value of the settings' families depends on what `uses` says.
bool Any(const std::vector<Computation>& computations, bool Family::*uses) {
  return std::any_of(computations.begin(), computations.end(),
                     [&](const Computation& one) { return one.family.*uses; });
}

ibsi::IvhSettings IvhOf(const ibsi::DiscretisationSettings& levels,
                        const ibsi::ResegmentationSettings& range) {
  switch (levels.method) {
    case ibsi::Discretisation::kFixedBinNumber:
      return ibsi::IvhFixedBinNumber{levels.bin_count};
    case ibsi::Discretisation::kFixedBinSize:
      return ibsi::IvhFixedBinSize{levels.bin_size, range.lower, range.upper};
    case ibsi::Discretisation::kNone:
      break;
  }
  return ibsi::IvhDiscrete{range.lower, range.upper};
}

// Images that features are computed of: as interpolated, and the responses to filters.
struct Described {
  const Region& intensity;
  const std::vector<Computation>& computations;
  const ibsi::DiscretisationSettings &texture_levels, &ivh_levels;
  const ibsi::ResegmentationSettings& range;  // bounds of the bins
};

absl::Status Describe(const ibsi::PreparedCase& prepared, const Described& image,
                      const ibsi::Settings& settings, std::vector<double>* values) {
  GreyLevels levels;
  if (Any(image.computations, &Family::uses_levels)) {
    OSTEON_ASSIGN_OR_RETURN(levels, Discretise(image.intensity, image.texture_levels, image.range.lower));
  }
  for (const auto& [family, selection, way] : image.computations) {
    OSTEON_ASSIGN_OR_RETURN(
        const Features features,
        family.compute({prepared.image, prepared.morphological, image.intensity, levels,
                        IvhOf(image.ivh_levels, image.range), settings.texture, way.aggregation}));
    OSTEON_RETURN_IF_ERROR(AppendSelected(features, selection.family, selection.features, values));
  }
  return absl::OkStatus();
}

// How far around the region the filters look, in mm; infinity where one looks at the whole image.
absl::StatusOr<double> FilterMargin(const Grid& from, const ibsi::Settings& settings) {
  if (settings.filtered.filters.empty()) return 0;
  const ibsi::InterpolationSettings to = settings.interpolation.value_or(ibsi::InterpolationSettings{});
  OSTEON_ASSIGN_OR_RETURN(const Grid grid, ibsi::InterpolationGrid(from, to.spacing_mm));
  double margin_mm = 0;
  for (const ibsi::FilterSettings& filter : settings.filtered.filters) {
    const std::optional<std::size_t> reach = FilterReach(filter, grid);
    if (!reach.has_value()) return std::numeric_limits<double>::infinity();
    for (const double spacing_mm : grid.spacing_mm) {
      margin_mm = std::max(margin_mm, static_cast<double>(*reach) * spacing_mm);
    }
  }
  return margin_mm;
}

// The response in the voxels of the intensity mask, which stays as it was re-segmented.
absl::StatusOr<Region> FilteredRegion(const ibsi::PreparedCase& prepared, const Region& intensity,
                                      const ibsi::FilterSettings& filter) {
  Region response = intensity;
  OSTEON_ASSIGN_OR_RETURN(response.intensities,
                          FilterResponse(prepared.image, {intensity.lower, intensity.size}, filter));
  if (!CheckFinite(response).ok()) {
    return absl::InvalidArgumentError(
        "the image holds NaN or infinite values that the filter spreads into the region; replace them");
  }
  return response;
}

}  // namespace

std::vector<std::string> DiagnosticNames(const ibsi::Settings& settings) {
  if (settings.diagnostics == ibsi::Diagnostics::kNone) return {};
  std::vector<std::string> names{"diagnostics_version_osteon"};
  for (const std::string& name : ibsi::StageNames(settings.diagnostics == ibsi::Diagnostics::kImage)) {
    names.push_back(absl::StrCat("diagnostics_", name));
  }
  return names;
}

std::vector<std::string> FeatureNames(const ibsi::Settings& settings) {
  std::vector<std::string> names;
  AppendNames(Computations(settings.families, settings), settings, "", &names);
  const std::vector<Computation> filtered = Computations(settings.filtered.families, settings);
  for (const ibsi::FilterSettings& filter : settings.filtered.filters) {
    AppendNames(filtered, settings, absl::StrCat(FilterName(filter), "_"), &names);
  }
  return names;
}

std::vector<std::string> FeatureCodes(const ibsi::Settings& settings) {
  std::vector<std::string> codes;
  AppendCodes(Computations(settings.families, settings), "", &codes);
  const std::vector<Computation> filtered = Computations(settings.filtered.families, settings);
  for (const ibsi::FilterSettings& filter : settings.filtered.filters) {
    AppendCodes(filtered, absl::StrCat(" ", FilterCode(filter)), &codes);
  }
  return codes;
}

absl::StatusOr<CaseFeatures> ExtractVolumes(const Volume& image, const Volume& mask, std::int64_t label,
                                            const ibsi::Settings& settings) {
  OSTEON_RETURN_IF_ERROR(CheckSameGeometry(image.grid, mask.grid, settings.geometry_tolerance));
  RegionLimits limits;
  limits.minimum_dimensions = 1;
  OSTEON_ASSIGN_OR_RETURN(const Region initial, CropRegion(image, mask, label, limits));
  const std::vector<Computation> computations = Computations(settings.families, settings);
  OSTEON_ASSIGN_OR_RETURN(double margin_mm, FilterMargin(image.grid, settings));
  if (Any(computations, &Family::uses_surroundings)) margin_mm = std::max(margin_mm, ibsi::kSurroundingsMm);
  OSTEON_ASSIGN_OR_RETURN(const ibsi::PreparedCase prepared,
                          PrepareCase(image, mask, label, initial, settings, margin_mm));
  OSTEON_ASSIGN_OR_RETURN(const Region intensity, Resegment(prepared.morphological, settings.resegmentation));

  CaseFeatures result;
  if (settings.diagnostics != ibsi::Diagnostics::kNone) {
    ibsi::Stages stages{image, prepared.grid, initial, prepared.morphological, intensity, std::nullopt};
    if (settings.diagnostics == ibsi::Diagnostics::kImage) {
      stages.interpolated_image = RangeOfInterpolated(image, prepared.grid, settings);
    }
    result.diagnostics.push_back(OSTEON_VERSION);
    for (const double value : DescribeStages(stages)) result.diagnostics.push_back(FormatNumber(value));
  }
  OSTEON_RETURN_IF_ERROR(Describe(
      prepared,
      {intensity, computations, settings.texture_levels, settings.ivh_levels, settings.resegmentation},
      settings, &result.values));
  const std::vector<Computation> filtered = Computations(settings.filtered.families, settings);
  for (const ibsi::FilterSettings& filter : settings.filtered.filters) {
    const auto describe = [&]() -> absl::Status {
      OSTEON_ASSIGN_OR_RETURN(const Region response, FilteredRegion(prepared, intensity, filter));
      return Describe(
          prepared, {response, filtered, settings.filtered.texture_levels, settings.filtered.ivh_levels, {}},
          settings, &result.values);
    };
    if (const absl::Status status = describe(); !status.ok()) {
      return absl::Status(status.code(), absl::StrCat("filter ", FilterName(filter), ": ", status.message()));
    }
  }
  return result;
}

}  // namespace osteon
