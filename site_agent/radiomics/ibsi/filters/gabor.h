// Gabor filters in planes.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_GABOR_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_GABOR_H_

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

// What becomes the response of the complex result of the convolution.
enum class GaborPart { kModulus, kReal, kImaginary };
std::vector<std::string> GaborPartNames();  // modulus, real, imaginary
std::string NameOf(GaborPart part);

// Invariance to rotation: angles theta, theta + step, ... of a full turn, and, unless by slice, the planes
// (x, y), (x, z) and (y, z); the responses of all of them are pooled.
struct GaborRotations {
  double step_degrees = 45;  // a whole number of steps makes 360
  Pooling pooling = Pooling::kAverage;
};

struct GaborSettings {
  double sigma_mm = 1;       // of the Gaussian envelope, IBSI 41LN
  double wavelength_mm = 2;  // lambda, IBSI S4N6
  double gamma = 1;  // the envelope's axes are sigma along the wave and sigma / gamma across, IBSI GDR5
  double theta_degrees = 0;  // of the wave in the plane, from x towards y; IBSI FQER
  GaborPart part = GaborPart::kModulus;
  std::optional<GaborRotations> rotations;  // without them: the plane (x, y), angle theta
};

// kInvalidArgument: sigma, wavelength or gamma not positive; steps that make no full turn.
absl::Status CheckSettings(const GaborSettings& settings, const FilterDomain& domain);

// How many voxels away a voxel may be and still matter.
std::size_t ReachOf(const GaborSettings& settings, double voxel_mm);

// Convolution in a plane with
//   g(k) = exp(-(a^2 + gamma^2 b^2) / (2 s^2) + 2 pi i a / l),   a = k1 cos t + k2 sin t, b = k2 cos t - k1
//   sin t,
// s and l being sigma and wavelength in voxels. The kernel is not normalised and reaches 6 s (6 s / gamma
// across where gamma < 1) along both axes, where the envelope is 1.5e-8. IBSI Q88H.
//
// Errors of CheckSettings; kInvalidArgument: voxels that are not of one size in the planes that are filtered.
absl::StatusOr<std::vector<double>> GaborFilter(const Volume& image, const FilterBox& box,
                                                const GaborSettings& settings, const FilterDomain& domain);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_GABOR_H_
