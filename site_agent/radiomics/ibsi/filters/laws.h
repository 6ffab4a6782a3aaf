// Laws' filters.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_LAWS_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_LAWS_H_

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

struct LawsSettings {
  std::string kernels = "L5L5L5";      // for x, y and z: two characters each; without z by slice
  std::optional<Pooling> rotations;    // invariance to rotation, IBSI O1AQ
  std::optional<int> energy_distance;  // the energy image over this Chebyshev distance, >= 0; IBSI PQSD, I176
};

// The kernels' names: L5, E5, S5, W5, R5, L3, E3, S3.
std::vector<std::string> LawsKernelNames();

// The letters of "E5L5S5" one by one. kInvalidArgument: an unknown kernel, or not one for each axis.
absl::StatusOr<std::vector<std::string>> SplitLawsKernels(const std::string& kernels, bool by_slice);

// kInvalidArgument: errors of SplitLawsKernels; a negative distance.
absl::Status CheckSettings(const LawsSettings& settings, const FilterDomain& domain);

// How many voxels away a voxel may be and still matter.
std::size_t ReachOf(const LawsSettings& settings, double voxel_mm);

// Convolution with one of Laws' kernels an axis, each divided by its norm; the pooled response to all
// rotations where these are asked for; then, for the energy image, the mean absolute response within the
// distance, where the boundary is that of the response. IBSI JTXT.
// Errors of CheckSettings.
absl::StatusOr<std::vector<double>> LawsFilter(const Volume& image, const FilterBox& box,
                                               const LawsSettings& settings, const FilterDomain& domain);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_LAWS_H_
