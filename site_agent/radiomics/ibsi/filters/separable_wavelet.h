// Separable wavelets, undecimated.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_SEPARABLE_WAVELET_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_SEPARABLE_WAVELET_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/ibsi/filters/boundary.h"
#include "site_agent/radiomics/ibsi/filters/pooling.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

namespace osteon::ibsi {

struct SeparableWaveletSettings {
  std::string wavelet = "haar";      // by PyWavelets' name: haar, db2, coif1
  std::string bands = "LLL";         // L the low-pass, H the high-pass filter for x, y and z; no z by slice
  int level = 1;                     // of the decomposition, >= 1
  std::optional<Pooling> rotations;  // invariance to rotation
};

// kInvalidArgument: a wavelet that there is not; bands that are not letters L and H, one for each axis; a
// level below 1 or above 16.
absl::Status CheckSettings(const SeparableWaveletSettings& settings, const FilterDomain& domain);

// How many voxels away a voxel may be and still matter. The settings are right (CheckSettings).
std::size_t ReachOf(const SeparableWaveletSettings& settings, double voxel_mm);

// The a trous algorithm: at each level but the last the low-pass filter along every axis, at the last the
// filters of `bands`; at level l filter elements lie 2^(l - 1) voxels apart, and the boundary is that of the
// level's own input. Filters are turned around together, at all levels, for rotations. A filter of even
// length has its centre at half its length. IBSI 25BO.
// Errors of CheckSettings.
absl::StatusOr<std::vector<double>> SeparableWaveletFilter(const Volume& image, const FilterBox& box,
                                                           const SeparableWaveletSettings& settings,
                                                           const FilterDomain& domain);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_SEPARABLE_WAVELET_H_
