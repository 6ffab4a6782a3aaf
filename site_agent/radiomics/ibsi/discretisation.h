// Intensities as grey levels, as IBSI has it (4R0B).
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_DISCRETISATION_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_DISCRETISATION_H_

#include <optional>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"

namespace osteon::ibsi {

enum class Discretisation {
  kNone,            // intensities are the levels
  kFixedBinNumber,  // K15C
  kFixedBinSize,    // Q3RU
};

struct DiscretisationSettings {
  Discretisation method = Discretisation::kFixedBinNumber;
  int bin_count = 32;   // of kFixedBinNumber
  double bin_size = 0;  // of kFixedBinSize, in units of the image
};

// The levels of the region's voxels x, from 1:
//   fixed bin number n  floor(n (x - min) / (max - min)) + 1, and n for the maximum (so a region of one
//                       intensity has level n)
//   fixed bin size w    floor((x - low) / w) + 1
//   none                x
// where min and max are the region's, and low is `lower_bound`, that of the range of re-segmentation, or min
// where there is none. GreyLevels::histogram ends with the highest level that occurs.
//
// kInvalidArgument: more than 65535 levels (the message gives range and width); without discretisation an
// intensity that is not a whole number from 1 to 65535.
absl::StatusOr<GreyLevels> Discretise(const Region& region, const DiscretisationSettings& settings,
                                      std::optional<double> lower_bound);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_DISCRETISATION_H_
