#include "site_agent/radiomics/pyradiomics/filters/image_type.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/radiomics/pyradiomics/filters/gradient.h"
#include "site_agent/radiomics/pyradiomics/filters/intensity_curves.h"
#include "site_agent/radiomics/pyradiomics/filters/laplacian_of_gaussian.h"

namespace osteon {
namespace {

std::string LogName(const Sigma& sigma) {
  return absl::StrCat("log-sigma-", sigma.name, "-mm-3D");
}

absl::Status VisitCurve(const Volume& image, const FilterBox& box, const FilterSettings& settings,
                        IntensityCurve curve, const FilteredImageVisitor& visit) {
  OSTEON_ASSIGN_OR_RETURN(std::vector<double> values, ApplyCurve(image, box, curve));
  return visit({ImageNames(settings)[0], std::move(values), false});
}

}  // namespace

std::vector<NamedImageType> ImageTypes() {
  return {{"Original", ImageType::kOriginal},
          {"LoG", ImageType::kLaplacianOfGaussian},
          {"Wavelet", ImageType::kWavelet},
          {"Square", ImageType::kSquare},
          {"SquareRoot", ImageType::kSquareRoot},
          {"Logarithm", ImageType::kLogarithm},
          {"Exponential", ImageType::kExponential},
          {"Gradient", ImageType::kGradient},
          {"LBP2D", ImageType::kLbp2D},
          {"LBP3D", ImageType::kLbp3D}};
}

std::vector<std::string> ImageNames(const FilterSettings& settings) {
  switch (settings.type) {
    case ImageType::kWavelet:
      return WaveletImageNames(settings.wavelet);
    case ImageType::kLaplacianOfGaussian: {
      std::vector<std::string> names;
      for (const Sigma& sigma : settings.sigma) names.push_back(LogName(sigma));
      return names;
    }
    case ImageType::kSquare:
      return {"square"};
    case ImageType::kSquareRoot:
      return {"squareroot"};
    case ImageType::kLogarithm:
      return {"logarithm"};
    case ImageType::kExponential:
      return {"exponential"};
    case ImageType::kGradient:
      return {"gradient"};
    case ImageType::kLbp2D:
      return {"lbp-2D"};
    case ImageType::kLbp3D:
      return Lbp3DImageNames(settings.lbp_3d);
    case ImageType::kOriginal:
      break;
  }
  return {"original"};
}

absl::Status ForEachFilteredImage(const Volume& image, const FilterBox& box, const FilterSettings& settings,
                                  const FilteredImageVisitor& visit) {
  switch (settings.type) {
    case ImageType::kWavelet:
      return ForEachWaveletImage(image, box, settings.wavelet, visit);
    case ImageType::kLaplacianOfGaussian:
      for (const Sigma& sigma : settings.sigma) {
        if (!LaplacianOfGaussianFits(image.grid, sigma.mm)) {
          OSTEON_RETURN_IF_ERROR(visit({LogName(sigma), {}, true}));
          continue;
        }
        OSTEON_ASSIGN_OR_RETURN(const std::vector<float> values, LaplacianOfGaussian(image, box, sigma.mm));
        OSTEON_RETURN_IF_ERROR(visit({LogName(sigma), {values.begin(), values.end()}, true}));
      }
      return absl::OkStatus();
    case ImageType::kSquare:
      return VisitCurve(image, box, settings, IntensityCurve::kSquare, visit);
    case ImageType::kSquareRoot:
      return VisitCurve(image, box, settings, IntensityCurve::kSquareRoot, visit);
    case ImageType::kLogarithm:
      return VisitCurve(image, box, settings, IntensityCurve::kLogarithm, visit);
    case ImageType::kExponential:
      return VisitCurve(image, box, settings, IntensityCurve::kExponential, visit);
    case ImageType::kGradient: {
      const std::vector<float> values = GradientMagnitude(image, box, settings.gradient_use_spacing);
      return visit({ImageNames(settings)[0], {values.begin(), values.end()}, true});
    }
    case ImageType::kLbp2D:
      return visit({"lbp-2D", LocalBinaryPattern2D(image, box, settings.lbp_2d), HoldsFloats(image)});
    case ImageType::kLbp3D:
      return ForEachLbp3DImage(image, box, settings.lbp_3d, visit);
    case ImageType::kOriginal:
      break;
  }
  return visit({"original", CropBox(image, box), HoldsFloats(image)});
}

}  // namespace osteon
