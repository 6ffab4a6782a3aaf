#include "site_agent/radiomics/filters/image_type.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/radiomics/filters/laplacian_of_gaussian.h"

namespace osteon {
namespace {

std::vector<double> Crop(const Volume& image, const FilterBox& box) {
  std::vector<double> values;
  values.reserve(box.Count());
  const auto& size = image.grid.size;
  std::visit(
      [&](const auto& voxels) {
        for (std::size_t z = 0; z < box.size[2]; ++z) {
          for (std::size_t y = 0; y < box.size[1]; ++y) {
            const auto* row =
                voxels.data() + box.lower[0] + size[0] * (box.lower[1] + y + size[1] * (box.lower[2] + z));
            values.insert(values.end(), row, row + box.size[0]);
          }
        }
      },
      image.voxels);
  return values;
}

std::string LogName(const Sigma& sigma) {
  return absl::StrCat("log-sigma-", sigma.name, "-mm-3D");
}

}  // namespace

std::vector<NamedImageType> ImageTypes() {
  return {{"Original", ImageType::kOriginal},
          {"LoG", ImageType::kLaplacianOfGaussian},
          {"Wavelet", ImageType::kWavelet}};
}

std::vector<std::string> ImageTypesNotAvailable() {
  return {"Square", "SquareRoot", "Logarithm", "Exponential", "Gradient", "LBP2D", "LBP3D"};
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
        OSTEON_ASSIGN_OR_RETURN(const std::vector<float> values, LaplacianOfGaussian(image, box, sigma.mm));
        OSTEON_RETURN_IF_ERROR(visit({LogName(sigma), {values.begin(), values.end()}, true}));
      }
      return absl::OkStatus();
    case ImageType::kOriginal:
      break;
  }
  return visit({"original", Crop(image, box), HoldsFloats(image)});
}

}  // namespace osteon
