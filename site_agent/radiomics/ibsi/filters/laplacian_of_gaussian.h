// The Laplacian of Gaussian filter, as IBSI defines it: a sampled kernel that is cut off.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_LAPLACIAN_OF_GAUSSIAN_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_LAPLACIAN_OF_GAUSSIAN_H_

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/ibsi/filters/boundary.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

namespace osteon::ibsi {

struct LaplacianOfGaussianSettings {
  double sigma_mm = 1;  // of the Gaussian, > 0
  double truncate = 4;  // the kernel reaches so many sigma, > 0
};

// kInvalidArgument: a width that is not positive.
absl::Status CheckSettings(const LaplacianOfGaussianSettings& settings, const FilterDomain& domain);

// How many voxels away a voxel may be and still matter.
std::size_t ReachOf(const LaplacianOfGaussianSettings& settings, double voxel_mm);

// Convolution with
//   g(k) = -1 / s^2 (2 pi s^2)^(-D/2) (D - |k|^2 / s^2) exp(-|k|^2 / (2 s^2)),   s = sigma / voxel size,
// for offsets k in voxels whose elements are at most floor(truncate s + 1/2). D is 3, or 2 by slice. The
// response is in the image's unit per voxel^2; the kernel is not scaled again after it was cut. IBSI L6PA.
//
// Errors of CheckSettings; kInvalidArgument: voxels that are not of one size along the filtered axes
// (the definition has one s).
absl::StatusOr<std::vector<double>> LaplacianOfGaussianFilter(const Volume& image, const FilterBox& box,
                                                              const LaplacianOfGaussianSettings& settings,
                                                              const FilterDomain& domain);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_LAPLACIAN_OF_GAUSSIAN_H_
