// A filter of the IBSI dialect with its settings, whichever it is.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_FILTER_SETTINGS_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_FILTER_SETTINGS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/ibsi/filters/boundary.h"
#include "site_agent/radiomics/ibsi/filters/gabor.h"
#include "site_agent/radiomics/ibsi/filters/laplacian_of_gaussian.h"
#include "site_agent/radiomics/ibsi/filters/laws.h"
#include "site_agent/radiomics/ibsi/filters/mean_filter.h"
#include "site_agent/radiomics/ibsi/filters/separable_wavelet.h"
#include "site_agent/radiomics/ibsi/filters/simoncelli.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

namespace osteon::ibsi {

struct FilterSettings {
  std::variant<MeanFilterSettings, LaplacianOfGaussianSettings, LawsSettings, GaborSettings,
               SeparableWaveletSettings, SimoncelliSettings>
      filter;
  FilterDomain domain;
};

// Everything but what depends on the image: errors of the filter's CheckSettings.
absl::Status CheckFilter(const FilterSettings& settings);

// How many voxels of `grid` a voxel may be away and still matter for the response; nullopt where all of the
// image matters. The settings are right (CheckFilter).
std::optional<std::size_t> FilterReach(const FilterSettings& settings, const Grid& grid);

// What columns of the filtered image begin with: every setting that tells it from another filter, '-' for
// '.':
//   mean-5  log-1-5-mm  laws-L5E5E5-rot-max-energy-7  gabor-s5-l2-g1-5-rot22-5-average
//   wavelet-db3-LLH-rot-average  wavelet-db3-HHH-level-2  simoncelli-1
// followed by -2d by slice and by the boundary where it is not mirror. Equal exactly when the settings are.
std::string FilterName(const FilterSettings& settings);

// The filter's code in IBSI's manual: "Q88H".
std::string FilterCode(const FilterSettings& settings);

// The response in the box, as if the whole image had been filtered; x fastest. Errors of the filters.
absl::StatusOr<std::vector<double>> FilterResponse(const Volume& image, const FilterBox& box,
                                                   const FilterSettings& settings);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_FILTER_SETTINGS_H_
