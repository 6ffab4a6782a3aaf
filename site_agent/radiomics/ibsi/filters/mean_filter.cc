#include "site_agent/radiomics/ibsi/filters/mean_filter.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/radiomics/ibsi/filters/separable.h"
#include "site_agent/radiomics/ibsi/filters/voxel_size.h"

namespace osteon::ibsi {

absl::Status CheckSettings(const MeanFilterSettings& settings, const FilterDomain&) {
  if (settings.support > 0 && settings.support % 2 == 1) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the mean filter's support must be an odd number of voxels; it is ", settings.support));
}

std::size_t ReachOf(const MeanFilterSettings& settings, double) {
  return static_cast<std::size_t>(settings.support / 2);
}

absl::StatusOr<std::vector<double>> MeanFilter(const Volume& image, const FilterBox& box,
                                               const MeanFilterSettings& settings,
                                               const FilterDomain& domain) {
  OSTEON_RETURN_IF_ERROR(CheckSettings(settings, domain));
  OSTEON_RETURN_IF_ERROR(CheckReach(ReachOf(settings, 1), "the mean filter"));
  const std::size_t size = static_cast<std::size_t>(settings.support);
  const AxisKernel kernel{{std::vector<double>(size, 1 / static_cast<double>(size))}};
  const std::vector<AxisKernel> kernels(domain.by_slice ? 2 : 3, kernel);
  return SeparableResponse(image, RangesOf(box), kernels, domain, std::nullopt).values;
}

}  // namespace osteon::ibsi
