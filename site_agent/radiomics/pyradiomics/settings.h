// What to compute and how: PyRadiomics' parameter files, unchanged.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_SETTINGS_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_SETTINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/resample.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/neighbourhood.h"
#include "site_agent/radiomics/pyradiomics/filters/image_type.h"
#include "site_agent/radiomics/pyradiomics/resegment.h"

namespace osteon {

struct FamilySelection {
  std::string family;                 // FeatureFamily::name
  std::vector<std::string> features;  // in the family's order, no name twice
};

// Names in comments are PyRadiomics' settings; values here are its defaults.

// How the features of an image type are computed; each may have its own.
struct ImageTypeSettings {
  FilterSettings filter;    // sigma, wavelet, start_level, level, lbp2D..., lbp3D...
  Binning binning;          // binWidth, binCount
  TextureSettings texture;  // distances, weightingNorm, symmetricalGLCM, gldm_a, force2D, force2Ddimension
  double voxel_array_shift = 0;  // voxelArrayShift
};

// normalize, normalizeScale, removeOutliers: see Normalise.
struct NormaliseSettings {
  double scale = 1;
  std::optional<double> outliers;
};

struct PyRadiomicsSettings {
  std::vector<FamilySelection> families;         // featureClass, in the order of FeatureFamilies
  std::vector<ImageTypeSettings> image_types;    // imageType, in the file's order; no type twice
  std::optional<std::size_t> flat_axis;          // force2D under `setting`: 0 x, 1 y, 2 z
  bool correct_mask = false;                     // correctMask
  std::int64_t label = 1;                        // label
  double geometry_tolerance = 1e-6;              // geometryTolerance
  int minimum_roi_dimensions = 2;                // minimumROIDimensions
  std::optional<std::int64_t> minimum_roi_size;  // minimumROISize
  std::optional<NormaliseSettings> normalise;    // normalize
  std::optional<ResampleSettings> resample;      // resampledPixelSpacing, interpolator, padDistance
  std::optional<std::size_t>
      pre_crop_margin;  // preCrop with padDistance: voxels around the region that are kept
  std::optional<ResegmentSettings> resegment;  // resegmentRange, resegmentMode
  bool resegment_shape = false;                // resegmentShape
  bool additional_info = true;                 // additionalInfo: the diagnostics_* columns
  // What the file says, as Python writes it: PyRadiomics' settings with their defaults, in its order, and the
  // image types. For diagnostics only; CanonicalText is what identifies settings.
  std::vector<std::pair<std::string, std::string>> configuration;
  std::string configured_image_types;
};

// Parses the text of a parameter file (YAML or JSON: `imageType`, `featureClass`, `setting`, `voxelSetting`).
// `file` is for messages.
//
// kInvalidArgument lists every problem, one a line, each with file, line and column: text that is not YAML; a
// key, class, feature or image type that PyRadiomics does not have (with the nearest one it has); a value of
// the wrong kind or out of range; a key given twice; and what PyRadiomics accepts but gives no value for, so
// that no file gives other values than PyRadiomics would. Without imageType the original image is meant,
// without featureClass every family but shape2D, which is also left out without force2D. What an image type
// sets for itself comes before `setting`. Settings of a step that is not switched on (normalizeScale without
// normalize) are checked and change nothing.
absl::StatusOr<PyRadiomicsSettings> ParsePyRadiomicsSettings(const std::string& text,
                                                             const std::string& file);

// The settings as text that is equal exactly when the settings are: one `name: value` a line, every setting
// written out. Its hash identifies the settings.
std::string CanonicalText(const PyRadiomicsSettings& settings);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_SETTINGS_H_
