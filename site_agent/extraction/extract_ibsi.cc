#include "site_agent/extraction/extract_ibsi.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "common/text/number.h"
#include "site_agent/imaging/geometry.h"
#include "site_agent/radiomics/ibsi/diagnostics.h"
#include "site_agent/radiomics/ibsi/families.h"
#include "site_agent/radiomics/ibsi/prepared_case.h"

namespace osteon {
namespace {

using ibsi::Family;
using ibsi::FamilySelection;
using ibsi::NamedFeature;
using ibsi::Way;

// Features of one family in one way: a stretch of columns.
struct Computation {
  Family family;
  FamilySelection selection;
  Way way;
};

std::vector<Computation> Computations(const ibsi::Settings& settings) {
  std::vector<Computation> computations;
  for (const Family& family : ibsi::Families()) {
    for (const FamilySelection& selection : settings.families) {
      if (selection.family != family.name) continue;
      for (const Way& way : WaysOf(family, settings.aggregations))
        computations.push_back({family, selection, way});
    }
  }
  return computations;
}

// Whether a value of the settings' families depends on what `uses` says.
bool Any(const std::vector<Computation>& computations, bool Family::*uses) {
  return std::any_of(computations.begin(), computations.end(),
                     [&](const Computation& one) { return one.family.*uses; });
}

ibsi::IvhSettings IvhOf(const ibsi::Settings& settings) {
  switch (settings.ivh_levels.method) {
    case ibsi::Discretisation::kFixedBinNumber:
      return ibsi::IvhFixedBinNumber{settings.ivh_levels.bin_count};
    case ibsi::Discretisation::kFixedBinSize:
      return ibsi::IvhFixedBinSize{settings.ivh_levels.bin_size, settings.resegmentation.lower,
                                   settings.resegmentation.upper};
    case ibsi::Discretisation::kNone:
      break;
  }
  return ibsi::IvhDiscrete{settings.resegmentation.lower, settings.resegmentation.upper};
}

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
  for (const auto& [family, selection, way] : Computations(settings)) {
    const bool say_way = settings.aggregations.size() > 1 && !way.name.empty();
    for (const std::string& feature : selection.features) {
      names.push_back(absl::StrCat(family.name, "_", feature, say_way ? "_" : "", say_way ? way.name : ""));
    }
  }
  return names;
}

std::vector<std::string> FeatureCodes(const ibsi::Settings& settings) {
  std::vector<std::string> codes;
  for (const auto& [family, selection, way] : Computations(settings)) {
    for (const NamedFeature& feature : family.features) {
      if (std::find(selection.features.begin(), selection.features.end(), feature.name) ==
          selection.features.end()) {
        continue;
      }
      codes.push_back(absl::StrCat(feature.code, way.code.empty() ? "" : " ", way.code));
    }
  }
  return codes;
}

absl::StatusOr<CaseFeatures> ExtractVolumes(const Volume& image, const Volume& mask, std::int64_t label,
                                            const ibsi::Settings& settings) {
  OSTEON_RETURN_IF_ERROR(CheckSameGeometry(image.grid, mask.grid, settings.geometry_tolerance));
  RegionLimits limits;
  limits.minimum_dimensions = 1;
  OSTEON_ASSIGN_OR_RETURN(const Region initial, CropRegion(image, mask, label, limits));
  const std::vector<Computation> computations = Computations(settings);
  const double margin_mm = Any(computations, &Family::uses_surroundings) ? ibsi::kSurroundingsMm : 0;
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
  GreyLevels levels;
  if (Any(computations, &Family::uses_levels)) {
    OSTEON_ASSIGN_OR_RETURN(levels,
                            Discretise(intensity, settings.texture_levels, settings.resegmentation.lower));
  }
  for (const auto& [family, selection, way] : computations) {
    OSTEON_ASSIGN_OR_RETURN(const Features features,
                            family.compute({prepared.image, prepared.morphological, intensity, levels,
                                            IvhOf(settings), settings.texture, way.aggregation}));
    OSTEON_RETURN_IF_ERROR(AppendSelected(features, selection, &result.values));
  }
  return result;
}

}  // namespace osteon
