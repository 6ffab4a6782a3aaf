// The undecimated (stationary) wavelet transform, with periodic boundaries.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_WAVELET_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_WAVELET_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

namespace osteon {

// Decomposition filters, all of one length: for images of type double, and for those of type float, which are
// not always the same numbers rounded.
struct WaveletFilters {
  std::vector<double> low, high;
  std::vector<float> low_single, high_single;
};

// By PyWavelets' name. kInvalidArgument: a name that PyWavelets does not have (with the nearest one it has),
// or that of a continuous wavelet, which has no filters.
absl::StatusOr<WaveletFilters> FindWavelet(const std::string& name);

// PyRadiomics' settings of the same names.
struct WaveletSettings {
  std::string wavelet = "coif1";
  int start_level = 0;                   // transforms before the first whose details are given
  int level = 1;                         // transforms whose details are given
  std::optional<std::size_t> flat_axis;  // force2D: this axis is not filtered
};

// wavelet-LLH, ..., wavelet2-LLH, ...; letters for x, y and z (those filtered), L the low-pass filter and H
// the high-pass one. The approximation (LLL) comes last, once, under the highest level.
std::vector<std::string> WaveletImageNames(const WaveletSettings& settings);

// One level is out(i) = sum over j of filter[j] in(i + F/2 - j) for each axis in turn, where F is the length
// of the filter. An axis of odd length gets its first voxel again at its end, and then the image repeats. The
// next level has the approximation as its image; filters are not stretched (PyRadiomics transforms anew).
// Numbers are of type float where the image's are, else double; the order of additions is PyWavelets'.
//
// Only the box, and what its values depend on, is computed.
absl::Status ForEachWaveletImage(const Volume& image, const FilterBox& box, const WaveletSettings& settings,
                                 const FilteredImageVisitor& visit);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_WAVELET_H_
