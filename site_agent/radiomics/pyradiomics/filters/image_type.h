// PyRadiomics' image types: the original image and what filters make of it.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_IMAGE_TYPE_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_IMAGE_TYPE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"
#include "site_agent/radiomics/pyradiomics/filters/lbp_2d.h"
#include "site_agent/radiomics/pyradiomics/filters/lbp_3d.h"
#include "site_agent/radiomics/pyradiomics/filters/wavelet.h"

namespace osteon {

enum class ImageType {
  kOriginal,
  kWavelet,
  kLaplacianOfGaussian,
  kSquare,
  kSquareRoot,
  kLogarithm,
  kExponential,
  kGradient,
  kLbp2D,
  kLbp3D
};

// A width, with its text in the image's name: Python's str with '-' for '.' (1.0 is "1-0", 1 is "1").
struct Sigma {
  double mm = 0;
  std::string name;
};

struct FilterSettings {
  ImageType type = ImageType::kOriginal;
  WaveletSettings wavelet;           // of kWavelet
  std::vector<Sigma> sigma;          // of kLaplacianOfGaussian
  bool gradient_use_spacing = true;  // gradientUseSpacing, of kGradient
  Lbp2DSettings lbp_2d;              // of kLbp2D
  Lbp3DSettings lbp_3d;              // of kLbp3D
};

// By PyRadiomics' name.
struct NamedImageType {
  std::string name;
  ImageType type;
};
std::vector<NamedImageType> ImageTypes();

// The names of the images that the filter makes, in the order in which ForEachFilteredImage gives them:
// "original", "wavelet-LLH", "log-sigma-1-0-mm-3D".
std::vector<std::string> ImageNames(const FilterSettings& settings);

// Values are those of filtering the whole image. An image that PyRadiomics leaves out, of a Laplacian of
// Gaussian that is too wide for the image, has no intensities. Errors of the filters, and of `visit`.
absl::Status ForEachFilteredImage(const Volume& image, const FilterBox& box, const FilterSettings& settings,
                                  const FilteredImageVisitor& visit);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_IMAGE_TYPE_H_
