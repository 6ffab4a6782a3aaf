// What to compute and how, in IBSI's terms: what stands under `ibsi:` in a parameter file.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_SETTINGS_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_SETTINGS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/geometry.h"
#include "site_agent/radiomics/ibsi/aggregation.h"
#include "site_agent/radiomics/ibsi/discretisation.h"
#include "site_agent/radiomics/ibsi/families.h"
#include "site_agent/radiomics/ibsi/filters/filter_settings.h"
#include "site_agent/radiomics/ibsi/interpolation.h"
#include "site_agent/radiomics/ibsi/resegmentation.h"

namespace osteon::ibsi {

// Names in comments are keys of the parameter file; values here are its defaults.

struct InterpolationSettings {
  std::array<double, 3> spacing_mm{};            // spacing_mm; 0 keeps that of the image (by_slice: z)
  Interpolation image = Interpolation::kLinear;  // image
  Interpolation mask = Interpolation::kLinear;   // mask: nearest or linear
  double partial_volume_threshold = 0.5;         // partial_volume_threshold
};

struct FamilySelection {
  std::string family;                 // Family::name
  std::vector<std::string> features;  // in the family's order, no name twice
};

// Images that filters make of the interpolated image, with features of their own. Units of a response are not
// the image's, so its bins are its own too, and the range of re-segmentation is no bound of theirs.
struct FilteredImages {
  std::vector<FilterSettings> filters;    // filters; none twice
  std::vector<FamilySelection> families;  // filtered_images families; of FamiliesOfFilteredImages()
  DiscretisationSettings texture_levels{.method = Discretisation::kFixedBinNumber, .bin_count = 32};
  DiscretisationSettings ivh_levels{.method = Discretisation::kFixedBinNumber, .bin_count = 1000};
};

// Those that describe intensities by themselves: statistics, histograms, textures.
std::vector<Family> FamiliesOfFilteredImages();

enum class Diagnostics {
  kNone,
  kRegion,  // everything but the intensities of the whole interpolated image
  kImage,   // these too, for which all of it must be interpolated
};

struct Settings {
  std::int64_t label = 1;                                 // label
  double geometry_tolerance = kDefaultGeometryTolerance;  // geometry_tolerance
  bool round_intensities = false;                         // round_intensities
  std::optional<InterpolationSettings> interpolation;     // interpolation
  ResegmentationSettings resegmentation;                  // resegmentation: range, outliers
  DiscretisationSettings texture_levels{.method = Discretisation::kFixedBinNumber, .bin_count = 32};
  DiscretisationSettings ivh_levels{.method = Discretisation::kFixedBinNumber, .bin_count = 1000};
  std::vector<Aggregation> aggregations{Aggregation::k3DMerged};  // aggregation; none twice
  TextureSettings texture;                                        // texture
  std::vector<FamilySelection> families;                          // families, in the order of Families()
  FilteredImages filtered;                                        // filters, filtered_images
  Diagnostics diagnostics = Diagnostics::kRegion;                 // diagnostics
};

// Parses the text of a parameter file (YAML or JSON) whose only key is `ibsi`. `file` is for messages.
//
// kInvalidArgument lists every problem, one a line, each with file, line and column: text that is not YAML; a
// key, family or feature that does not exist (with the nearest that does); a value of the wrong kind or out
// of range; keys that exclude each other.
absl::StatusOr<Settings> ParseSettings(const std::string& text, const std::string& file);

// The settings as text that is equal exactly when the settings are: one `name: value` a line, every setting
// written out. Its hash identifies the settings.
std::string CanonicalText(const Settings& settings);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_SETTINGS_H_
