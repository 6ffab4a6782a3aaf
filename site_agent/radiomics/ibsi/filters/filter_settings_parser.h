// The grammar of `filters` in the IBSI dialect's parameter files.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_FILTER_SETTINGS_PARSER_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_FILTER_SETTINGS_PARSER_H_

#include <vector>

#include "common/config/yaml.h"
#include "site_agent/radiomics/ibsi/filters/filter_settings.h"

namespace osteon::ibsi {

// A list of filters, each a map of its name to its settings:
//
//   filters:
//     - mean: {support: 5}
//     - laplacian_of_gaussian: {sigma_mm: 1.5, truncate: 4}
//     - laws: {kernels: L5E5E5, rotation_invariant: true, pooling: max, energy_distance: 7}
//     - gabor: {sigma_mm: 5, wavelength_mm: 2, gamma: 1.5, rotation_invariant: true, pooling: average,
//               theta_step_degrees: 22.5}
//     - separable_wavelet: {wavelet: db3, bands: LLH, level: 2, rotation_invariant: true, pooling: average}
//     - simoncelli: {level: 1}
//
// Every filter takes `by_slice` (false) and, but for simoncelli, `boundary` (mirror). Added to `problems`: an
// unknown filter or key (with the nearest that there is); a value of the wrong kind, or one that the filter
// refuses (CheckFilter); a key that means nothing without another one; a filter given twice.
std::vector<FilterSettings> ReadFilters(const YamlNode& node, YamlProblems& problems);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_FILTER_SETTINGS_PARSER_H_
