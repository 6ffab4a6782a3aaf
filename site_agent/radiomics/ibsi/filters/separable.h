// Filters that are a product of one kernel an axis, or a sum of such products, and their rotations.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_SEPARABLE_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_SEPARABLE_H_

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/ibsi/filters/axis_operator.h"
#include "site_agent/radiomics/ibsi/filters/boundary.h"
#include "site_agent/radiomics/ibsi/filters/pooling.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

namespace osteon::ibsi {

// The maps that are used along x, y and z; those of one axis have the same rows.
using AxisMaps = std::array<std::vector<AxisOperator>, 3>;

// `weight` times the maps number map[0] along x, map[1] along y and map[2] along z.
struct Product {
  std::array<std::size_t, 3> map{};
  double weight = 1;
};

// The sum of products, for the maps' rows. Products that share maps share work.
Block SumOfProducts(const Volume& image, const AxisMaps& maps, const std::vector<Product>& products);

// The convolutions that a filter does along one axis, first to last, each with the boundary of its own.
struct KernelStage {
  std::vector<double> kernel;
  std::size_t dilation = 1;  // kernel elements lie so many voxels apart

  bool operator==(const KernelStage& other) const = default;
};
using AxisKernel = std::vector<KernelStage>;

// The response in `ranges` to the filter with kernels[0] along x, kernels[1] along y and, unless by slice,
// kernels[2] along z. With `rotations`, the responses to all rotations of the filter (Rotations), pooled.
Block SeparableResponse(const Volume& image, const std::array<Range, 3>& ranges,
                        const std::vector<AxisKernel>& kernels, const FilterDomain& domain,
                        std::optional<Pooling> rotations);

inline std::array<Range, 3> RangesOf(const FilterBox& box) {
  return {Range{box.lower[0], box.size[0]}, Range{box.lower[1], box.size[1]},
          Range{box.lower[2], box.size[2]}};
}

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_SEPARABLE_H_
