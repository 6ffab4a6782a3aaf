#include "site_agent/radiomics/ibsi/settings.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/number.h"

namespace osteon::ibsi {
namespace {

std::string TextOf(const DiscretisationSettings& levels) {
  switch (levels.method) {
    case Discretisation::kFixedBinNumber:
      return absl::StrCat("fbn ", levels.bin_count);
    case Discretisation::kFixedBinSize:
      return absl::StrCat("fbs ", FormatNumber(levels.bin_size));
    case Discretisation::kNone:
      break;
  }
  return "none";
}

std::string TextOf(const std::optional<double>& number) {
  return number.has_value() ? FormatNumber(*number) : "none";
}

}  // namespace

std::vector<Family> FamiliesOfFilteredImages() {
  std::vector<Family> families;
  for (Family& family : Families()) {
    if (family.uses_levels || family.name == "statistics" || family.name == "intensity_volume_histogram") {
      families.push_back(std::move(family));
    }
  }
  return families;
}

std::string CanonicalText(const Settings& settings) {
  std::string text = "dialect: ibsi\n";
  const auto line = [&](absl::string_view name, absl::string_view value) {
    absl::StrAppend(&text, name, ": ", value, "\n");
  };
  line("label", absl::StrCat(settings.label));
  line("geometry_tolerance", FormatNumber(settings.geometry_tolerance));
  line("round_intensities", settings.round_intensities ? "true" : "false");
  if (settings.interpolation.has_value()) {
    const InterpolationSettings& to = *settings.interpolation;
    static constexpr std::array<const char*, 3> kNames{"nearest", "linear", "cubic"};
    const auto append = [](std::string* out, double mm) { absl::StrAppend(out, FormatNumber(mm)); };
    line("interpolation spacing_mm", absl::StrJoin(to.spacing_mm, " ", append));
    line("interpolation image", kNames[static_cast<std::size_t>(to.image)]);
    line("interpolation mask", kNames[static_cast<std::size_t>(to.mask)]);
    line("interpolation partial_volume_threshold", FormatNumber(to.partial_volume_threshold));
  } else {
    line("interpolation", "none");
  }
  line("resegmentation range",
       absl::StrCat(TextOf(settings.resegmentation.lower), " ", TextOf(settings.resegmentation.upper)));
  line("resegmentation outliers", TextOf(settings.resegmentation.outliers));
  line("discretisation texture", TextOf(settings.texture_levels));
  line("discretisation ivh", TextOf(settings.ivh_levels));
  line("aggregation", absl::StrJoin(settings.aggregations, " ", [](std::string* out, Aggregation one) {
         absl::StrAppend(out, NameOf(one));
       }));
  line("texture glcm_distance", absl::StrCat(settings.texture.glcm_distance));
  line("texture ngtdm_distance", absl::StrCat(settings.texture.ngtdm_distance));
  line("texture ngldm_distance", absl::StrCat(settings.texture.ngldm_distance));
  line("texture ngldm_coarseness", absl::StrCat(settings.texture.ngldm_coarseness));
  for (const FamilySelection& selection : settings.families) {
    line(absl::StrCat("family ", selection.family), absl::StrJoin(selection.features, " "));
  }
  for (const FilterSettings& filter : settings.filtered.filters) line("filter", FilterName(filter));
  if (!settings.filtered.filters.empty()) {
    line("filtered_images discretisation texture", TextOf(settings.filtered.texture_levels));
    line("filtered_images discretisation ivh", TextOf(settings.filtered.ivh_levels));
    for (const FamilySelection& selection : settings.filtered.families) {
      line(absl::StrCat("filtered_images family ", selection.family), absl::StrJoin(selection.features, " "));
    }
  }
  static constexpr std::array<const char*, 3> kDiagnostics{"none", "region", "image"};
  line("diagnostics", kDiagnostics[static_cast<std::size_t>(settings.diagnostics)]);
  return text;
}

}  // namespace osteon::ibsi
