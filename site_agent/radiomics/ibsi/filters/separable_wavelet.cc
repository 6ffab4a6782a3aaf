#include "site_agent/radiomics/ibsi/filters/separable_wavelet.h"

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/radiomics/ibsi/filters/separable.h"
#include "site_agent/radiomics/pyradiomics/filters/wavelet.h"

namespace osteon::ibsi {

absl::Status CheckSettings(const SeparableWaveletSettings& settings, const FilterDomain& domain) {
  OSTEON_RETURN_IF_ERROR(FindWavelet(settings.wavelet).status());
  if (settings.bands.find_first_not_of("LH") != std::string::npos ||
      settings.bands.size() != (domain.by_slice ? 2U : 3U)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "'", settings.bands, "' are no wavelet bands; ",
        domain.by_slice ? "by slice they are two letters L or H, for x and y (LH)"
                        : "they are three letters L or H, for x, y and z (LLH), or two with by_slice: true"));
  }
  if (settings.level >= 1 && settings.level <= 16) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the wavelet's level must be from 1 to 16; it is ", settings.level));
}

std::size_t ReachOf(const SeparableWaveletSettings& settings, double) {
  const std::size_t half = FindWavelet(settings.wavelet)->low.size() / 2;
  return half * ((std::size_t{1} << settings.level) - 1);  // half (1 + 2 + 4 + ...)
}

absl::StatusOr<std::vector<double>> SeparableWaveletFilter(const Volume& image, const FilterBox& box,
                                                           const SeparableWaveletSettings& settings,
                                                           const FilterDomain& domain) {
  OSTEON_RETURN_IF_ERROR(CheckSettings(settings, domain));
  OSTEON_ASSIGN_OR_RETURN(const WaveletFilters filters, FindWavelet(settings.wavelet));
  std::vector<AxisKernel> kernels;
  for (const char band : settings.bands) {
    AxisKernel kernel;
    std::size_t dilation = 1;
    for (int level = 1; level < settings.level; ++level, dilation *= 2)
      kernel.push_back({filters.low, dilation});
    kernel.push_back({band == 'L' ? filters.low : filters.high, dilation});
    kernels.push_back(kernel);
  }
  return SeparableResponse(image, RangesOf(box), kernels, domain, settings.rotations).values;
}

}  // namespace osteon::ibsi
