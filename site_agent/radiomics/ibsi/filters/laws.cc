#include "site_agent/radiomics/ibsi/filters/laws.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "site_agent/radiomics/ibsi/filters/separable.h"
#include "site_agent/radiomics/ibsi/filters/voxel_size.h"

namespace osteon::ibsi {
namespace {

struct NamedKernel {
  const char* name;
  std::vector<double> weights;
};

// Laws, Textured image segmentation, 1980; IBSI 2 manual, "Laws kernels": level, edge, spot, wave, ripple.
const std::vector<NamedKernel>& Kernels() {
  static const std::vector<NamedKernel> kernels = {{"L5", {1, 4, 6, 4, 1}},   {"E5", {-1, -2, 0, 2, 1}},
                                                   {"S5", {-1, 0, 2, 0, -1}}, {"W5", {-1, 2, 0, -2, 1}},
                                                   {"R5", {1, -4, 6, -4, 1}}, {"L3", {1, 2, 1}},
                                                   {"E3", {-1, 0, 1}},        {"S3", {-1, 2, -1}}};
  return kernels;
}

AxisKernel KernelOf(const std::string& name) {
  std::vector<double> weights;
  for (const NamedKernel& kernel : Kernels()) {
    if (kernel.name == name) weights = kernel.weights;
  }
  double squares = 0;
  for (const double weight : weights) squares += weight * weight;
  for (double& weight : weights) weight /= std::sqrt(squares);
  return {{weights}};
}

// The mean within a distance, of a response that is known in the voxels that this needs.
Block MeanAround(Block response, const std::array<AxisOperator, 3>& means) {
  for (const std::size_t axis : {2UL, 1UL, 0UL}) response = Apply(means[axis], axis, response);
  return response;
}

}  // namespace

std::vector<std::string> LawsKernelNames() {
  std::vector<std::string> names;
  for (const NamedKernel& kernel : Kernels()) names.emplace_back(kernel.name);
  return names;
}

absl::StatusOr<std::vector<std::string>> SplitLawsKernels(const std::string& kernels, bool by_slice) {
  const std::size_t axes = by_slice ? 2 : 3;
  const std::vector<std::string> known = LawsKernelNames();
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kernels.size(); i += 2) {
    names.push_back(kernels.substr(i, 2));
    bool is_known = false;
    for (const std::string& name : known) is_known = is_known || name == names.back();
    if (!is_known) {
      return absl::InvalidArgumentError(absl::StrCat("unknown Laws kernel '", names.back(), "' in '", kernels,
                                                     "'; there are ", absl::StrJoin(known, ", ")));
    }
  }
  if (names.size() != axes) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", kernels, "' has ", names.size(), " Laws kernels; ",
                     by_slice ? "by slice two are needed, for x and y (L5E5)"
                              : "three are needed, for x, y and z (L5E5E5), or two with by_slice: true"));
  }
  return names;
}

absl::Status CheckSettings(const LawsSettings& settings, const FilterDomain& domain) {
  OSTEON_RETURN_IF_ERROR(SplitLawsKernels(settings.kernels, domain.by_slice).status());
  if (settings.energy_distance.value_or(0) >= 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "the distance of Laws' energy image must not be negative; it is ", *settings.energy_distance));
}

std::size_t ReachOf(const LawsSettings& settings, double) {
  constexpr std::size_t kHalfOfAKernel = 2;
  return kHalfOfAKernel + static_cast<std::size_t>(settings.energy_distance.value_or(0));
}

absl::StatusOr<std::vector<double>> LawsFilter(const Volume& image, const FilterBox& box,
                                               const LawsSettings& settings, const FilterDomain& domain) {
  OSTEON_RETURN_IF_ERROR(CheckSettings(settings, domain));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                          SplitLawsKernels(settings.kernels, domain.by_slice));
  std::vector<AxisKernel> kernels;
  kernels.reserve(names.size());
  for (const std::string& name : names) kernels.push_back(KernelOf(name));
  OSTEON_RETURN_IF_ERROR(CheckReach(ReachOf(settings, 1), "Laws' energy image"));
  std::array<Range, 3> ranges = RangesOf(box);
  if (!settings.energy_distance.has_value()) {
    return SeparableResponse(image, ranges, kernels, domain, settings.rotations).values;
  }
  const std::size_t width = 2 * static_cast<std::size_t>(*settings.energy_distance) + 1;
  const Taps mean = TapsOf(std::vector<double>(width, 1 / static_cast<double>(width)));
  std::array<AxisOperator, 3> means;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    means[axis] = axis == 2 && domain.by_slice
                      ? Identity(ranges[axis])
                      : Convolution(mean, image.grid.size[axis], domain.boundary, ranges[axis]);
    ranges[axis] = means[axis].columns;
  }
  Block response = SeparableResponse(image, ranges, kernels, domain, settings.rotations);
  for (double& value : response.values) value = std::abs(value);
  return MeanAround(std::move(response), means).values;
}

}  // namespace osteon::ibsi
