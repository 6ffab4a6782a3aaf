// Simoncelli's wavelet, which is not separable and sees all directions alike.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_SIMONCELLI_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_SIMONCELLI_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

namespace osteon::ibsi {

struct SimoncelliSettings {
  int level = 1;  // of the decomposition, >= 1: the band from 2^-(level + 1) to 2^-(level - 1)
};

// kInvalidArgument: a level below 1 or above 16.
absl::Status CheckSettings(const SimoncelliSettings& settings);

// The real part of: the image's discrete Fourier transform times
//   g(f) = cos(pi / 2 log2(2 |f| / m))  for m / 4 < |f| <= m, else 0,   m = 2^-(level - 1),
// transformed back. Along each axis the frequency f of the n elements, in order from the lowest to the
// highest, runs from -1 to 1 in equal steps: -1 + 2 i / (n - 1). That is what the reference response maps
// have; for even n no element has frequency 0. The whole image (each whole slice by slice) is one period:
// there is no other boundary. IBSI 2 manual, eq. 27; IBSI PRT7.
// Errors of CheckSettings.
absl::StatusOr<std::vector<double>> SimoncelliFilter(const Volume& image, const FilterBox& box,
                                                     const SimoncelliSettings& settings, bool by_slice);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_SIMONCELLI_H_
