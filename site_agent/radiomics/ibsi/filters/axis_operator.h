// Linear maps along one axis of an image: convolutions with their boundary, one after another, or averaged.
// A convolution by a separable filter is one such map an axis. Writing a map out line by line makes what an
// edge does, which voxels are needed, and the sum or sequence of two maps exact and simple.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_AXIS_OPERATOR_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_AXIS_OPERATOR_H_

#include <array>
#include <cstddef>
#include <vector>

#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/ibsi/filters/boundary.h"

namespace osteon::ibsi {

// Voxels lower, ..., lower + size - 1 of an axis.
struct Range {
  std::size_t lower = 0, size = 0;
};

// out(i) gets weight times in(i + offset).
struct Tap {
  std::ptrdiff_t offset = 0;
  double weight = 0;
};
using Taps = std::vector<Tap>;

// The convolution out(i) = sum over j of kernel[j] in(i + dilation (centre - j)) with centre = size / 2
// (rounded down). `flipped` turns the kernel around about its centre. Weights of 0 are left out.
Taps TapsOf(const std::vector<double>& kernel, std::size_t dilation = 1, bool flipped = false);

// The map of the voxels `columns` of an axis to the voxels `rows`. Element e with starts[r] <= e <
// starts[r + 1] says that voxel rows.lower + r gets weights[e] times voxel sources[e].
struct AxisOperator {
  Range rows, columns;  // `columns` is the least range that holds the sources
  std::vector<std::size_t> starts, sources;
  std::vector<double> weights;
};

// The convolution of an axis of `length` voxels, for the voxels `rows`.
AxisOperator Convolution(const Taps& taps, std::size_t length, Boundary boundary, const Range& rows);

// Every voxel as it is.
AxisOperator Identity(const Range& rows);

// `outer` after `inner`, whose rows are `outer`'s columns.
AxisOperator Compose(const AxisOperator& outer, const AxisOperator& inner);

// a_weight a + b_weight b; both have the same rows.
AxisOperator Combine(double a_weight, const AxisOperator& a, double b_weight, const AxisOperator& b);

// The same map for some of its rows.
AxisOperator Restrict(const AxisOperator& map, const Range& rows);

// A box of an image, x fastest.
struct Block {
  std::array<Range, 3> ranges{};
  std::vector<double> values;

  std::size_t Size(std::size_t axis) const { return ranges[axis].size; }
  std::size_t Count() const { return Size(0) * Size(1) * Size(2); }
};

// The image's voxels in a box that lies inside it.
Block Gather(const Volume& image, const std::array<Range, 3>& ranges);

// Applies the map along `axis`. The block holds at least the map's columns along that axis.
Block Apply(const AxisOperator& map, std::size_t axis, const Block& block);
// The same, times `weight`, added to `sum`, which has the result's ranges.
void AddApplied(const AxisOperator& map, std::size_t axis, const Block& block, double weight, Block* sum);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_AXIS_OPERATOR_H_
