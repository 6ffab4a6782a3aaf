#include "site_agent/radiomics/ibsi/filters/separable.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "site_agent/radiomics/ibsi/filters/rotations.h"

namespace osteon::ibsi {
namespace {

constexpr std::size_t kX = 0, kY = 1, kZ = 2;

// The voxels that the maps together need.
std::array<Range, 3> SourcesOf(const AxisMaps& maps) {
  std::array<Range, 3> ranges;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::size_t lower = maps[axis][0].columns.lower, end = 0;
    for (const AxisOperator& map : maps[axis]) {
      lower = std::min(lower, map.columns.lower);
      end = std::max(end, map.columns.lower + map.columns.size);
    }
    ranges[axis] = {lower, end - lower};
  }
  return ranges;
}

std::array<Range, 3> RowsOf(const AxisMaps& maps) {
  return {maps[kX][0].rows, maps[kY][0].rows, maps[kZ][0].rows};
}

enum class Symmetry { kNone, kEven, kOdd };

// Of the kernel turned around about its centre.
Symmetry SymmetryOf(const std::vector<double>& kernel) {
  std::map<std::ptrdiff_t, double> weights;
  for (const Tap& tap : TapsOf(kernel)) weights[tap.offset] = tap.weight;
  const auto mirrored = [&](double sign) {
    return std::all_of(weights.begin(), weights.end(), [&](const auto& entry) {
      const auto other = weights.find(-entry.first);
      return other != weights.end() && other->second == sign * entry.second;
    });
  };
  return mirrored(1) ? Symmetry::kEven : mirrored(-1) ? Symmetry::kOdd : Symmetry::kNone;
}

Symmetry SymmetryOf(const AxisKernel& kernel) {
  bool odd = false;
  for (const KernelStage& stage : kernel) {
    const Symmetry symmetry = SymmetryOf(stage.kernel);
    if (symmetry == Symmetry::kNone) return Symmetry::kNone;
    odd = odd != (symmetry == Symmetry::kOdd);
  }
  return odd ? Symmetry::kOdd : Symmetry::kEven;
}

AxisOperator MapOf(const AxisKernel& kernel, bool flipped, std::size_t length, Boundary boundary,
                   const Range& rows) {
  AxisOperator map = Identity(rows);
  for (auto stage = kernel.rbegin(); stage != kernel.rend(); ++stage) {
    const Taps taps = TapsOf(stage->kernel, stage->dilation, flipped);
    map = Compose(map, Convolution(taps, length, boundary, map.columns));
  }
  return map;
}

// The different kernels of a filter, and the maps that were made of them.
class KernelMaps {
 public:
  enum class Form { kPlain, kFlipped, kEvenPart, kOddPart };

  KernelMaps(const std::vector<AxisKernel>& kernels, const std::array<std::size_t, 3>& size,
             const std::array<Range, 3>& ranges, const FilterDomain& domain)
      : size_(size), ranges_(ranges), domain_(domain) {
    for (const AxisKernel& kernel : kernels) {
      const auto found = std::find(different_.begin(), different_.end(), kernel);
      number_.push_back(static_cast<std::size_t>(found - different_.begin()));
      if (found == different_.end()) different_.push_back(kernel);
    }
    for (const AxisKernel& kernel : different_) symmetry_.push_back(SymmetryOf(kernel));
  }

  Symmetry SymmetryOfKernel(std::size_t kernel) const { return symmetry_[number_[kernel]]; }

  // The place among maps()[axis].
  std::size_t Find(std::size_t axis, std::size_t kernel, Form form) {
    const auto [entry, is_new] = places_.try_emplace({axis, number_[kernel], form}, maps_[axis].size());
    if (is_new) maps_[axis].push_back(Make(axis, different_[number_[kernel]], form));
    return entry->second;
  }

  // Slices stay as they are.
  void LeaveZ() { maps_[kZ].push_back(Identity(ranges_[kZ])); }

  const AxisMaps& maps() const { return maps_; }

 private:
  AxisOperator Make(std::size_t axis, const AxisKernel& kernel, Form form) const {
    const auto make = [&](bool flipped) {
      return MapOf(kernel, flipped, size_[axis], domain_.boundary, ranges_[axis]);
    };
    switch (form) {
      case Form::kFlipped:
        return make(true);
      case Form::kEvenPart:
        return Combine(0.5, make(false), 0.5, make(true));
      case Form::kOddPart:
        return Combine(0.5, make(false), -0.5, make(true));
      case Form::kPlain:
        break;
    }
    return make(false);
  }

  std::array<std::size_t, 3> size_;
  std::array<Range, 3> ranges_;
  FilterDomain domain_;
  std::vector<AxisKernel> different_;
  std::vector<Symmetry> symmetry_;   // of the different kernels
  std::vector<std::size_t> number_;  // of each kernel among the different ones
  std::map<std::tuple<std::size_t, std::size_t, Form>, std::size_t> places_;
  AxisMaps maps_;
};

// The average over the rotations. With g = e + o, its even and odd parts, and J g = e - o, the rotations of
// one permutation add up to a multiple of e e e + o o o (even permutations) or e e e - o o o (odd ones): the
// other products occur as often with one sign as with the other.
std::vector<Product> AverageOverRotations(std::size_t axes, KernelMaps* maps) {
  const std::vector<Rotation> permutations = Permutations(axes == 2);
  std::map<std::array<std::size_t, 3>, double> weights;
  for (const Rotation& one : permutations) {
    for (const bool even : {true, false}) {
      bool nothing = false;
      for (std::size_t axis = 0; axis < axes; ++axis) {
        const Symmetry symmetry = maps->SymmetryOfKernel(one.kernel[axis]);
        nothing = nothing || symmetry == (even ? Symmetry::kOdd : Symmetry::kEven);
      }
      if (nothing) continue;
      std::array<std::size_t, 3> map{};
      for (std::size_t axis = 0; axis < axes; ++axis) {
        map[axis] = maps->Find(axis, one.kernel[axis],
                               even ? KernelMaps::Form::kEvenPart : KernelMaps::Form::kOddPart);
      }
      weights[map] += even || one.even ? 1 : -1;
    }
  }
  std::vector<Product> products;
  for (const auto& [map, weight] : weights) {
    if (weight != 0) products.push_back({map, weight / static_cast<double>(permutations.size())});
  }
  return products;
}

// Which signs a product occurs with among the rotations.
struct Signs {
  bool plus = false, minus = false;
};
using SignedProducts = std::map<std::array<std::size_t, 3>, Signs>;

// A kernel that is its own mirror image, perhaps with the other sign, needs no flipped map.
SignedProducts DifferentRotations(std::size_t axes, KernelMaps* maps) {
  SignedProducts products;
  for (const Rotation& one : Rotations(axes == 2)) {
    std::array<std::size_t, 3> map{};
    bool minus = false;
    for (std::size_t axis = 0; axis < axes; ++axis) {
      const Symmetry symmetry = maps->SymmetryOfKernel(one.kernel[axis]);
      const bool flipped = one.flipped[axis] && symmetry == Symmetry::kNone;
      if (one.flipped[axis] && symmetry == Symmetry::kOdd) minus = !minus;
      map[axis] =
          maps->Find(axis, one.kernel[axis], flipped ? KernelMaps::Form::kFlipped : KernelMaps::Form::kPlain);
    }
    (minus ? products[map].minus : products[map].plus) = true;
  }
  return products;
}

// The maps for some slices only.
AxisMaps ForSlices(const AxisMaps& maps, const Range& slices) {
  AxisMaps restricted = maps;
  for (AxisOperator& map : restricted[kZ]) map = Restrict(map, slices);
  return restricted;
}

// Calls compute(maps) for a slab of slices after the other and puts what it gives together, so that what is
// in between costs the memory of a slab.
template <typename Compute>
Block SlabBySlab(const AxisMaps& maps, Compute compute) {
  constexpr std::size_t kVoxels = 1 << 19, kLeastSlices = 16;
  Block result;
  result.ranges = RowsOf(maps);
  result.values.reserve(result.Count());
  const std::size_t slices = result.Size(2);
  const std::size_t thickness = std::max(kLeastSlices, kVoxels / (result.Size(0) * result.Size(1)));
  for (std::size_t first = 0; first < slices; first += thickness) {
    const Range slab{result.ranges[kZ].lower + first, std::min(thickness, slices - first)};
    const Block block = compute(ForSlices(maps, slab));
    result.values.insert(result.values.end(), block.values.begin(), block.values.end());
  }
  return result;
}

// The greatest, or least, of the products. They are taken so that those with the same maps of z, then of y,
// follow one another.
Block PoolSlab(const Volume& image, const AxisMaps& maps, const SignedProducts& products, Pooling pooling) {
  std::vector<std::pair<std::array<std::size_t, 3>, Signs>> ordered(products.begin(), products.end());
  std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return std::lexicographical_compare(a.first.rbegin(), a.first.rend(), b.first.rbegin(), b.first.rend());
  });
  const Block source = Gather(image, SourcesOf(maps));
  Block along_z, along_zy, result;
  result.ranges = RowsOf(maps);
  Pool pool(pooling, result.Count());
  for (std::size_t p = 0; p < ordered.size(); ++p) {
    const auto& [map, signs] = ordered[p];
    const bool same_z = p > 0 && ordered[p - 1].first[kZ] == map[kZ];
    if (!same_z) along_z = Apply(maps[kZ][map[kZ]], kZ, source);
    if (!same_z || ordered[p - 1].first[kY] != map[kY]) along_zy = Apply(maps[kY][map[kY]], kY, along_z);
    const Block response = Apply(maps[kX][map[kX]], kX, along_zy);
    for (std::size_t i = 0; i < response.values.size(); ++i) {
      const double value = response.values[i];
      if (signs.plus && signs.minus) {
        pool.Add(i, pooling == Pooling::kMax ? std::abs(value) : -std::abs(value));
      } else {
        pool.Add(i, signs.plus ? value : -value);
      }
    }
  }
  result.values = pool.Take(ordered.size());
  return result;
}

// For each map of z: what it gives goes through the maps of y, and is added up by the map of x that follows.
// Every pair of z and y is made once, every map of x is applied once.
Block SumSlab(const Volume& image, const AxisMaps& maps, const std::vector<Product>& products) {
  const Block source = Gather(image, SourcesOf(maps));
  std::array<Range, 3> before_x = RowsOf(maps);
  before_x[kX] = source.ranges[kX];
  std::vector<Block> sums(maps[kX].size());
  for (std::size_t z = 0; z < maps[kZ].size(); ++z) {
    Block along_z;
    for (const Product& product : products) {
      if (product.map[kZ] != z) continue;
      if (along_z.values.empty()) along_z = Apply(maps[kZ][z], kZ, source);
      Block& sum = sums[product.map[kX]];
      if (sum.values.empty()) {
        sum.ranges = before_x;
        sum.values.assign(sum.Count(), 0.0);
      }
      AddApplied(maps[kY][product.map[kY]], kY, along_z, product.weight, &sum);
    }
  }
  Block result;
  result.ranges = RowsOf(maps);
  result.values.assign(result.Count(), 0.0);
  for (std::size_t x = 0; x < sums.size(); ++x) {
    if (!sums[x].values.empty()) AddApplied(maps[kX][x], kX, sums[x], 1, &result);
    sums[x] = {};
  }
  return result;
}

}  // namespace

Block SumOfProducts(const Volume& image, const AxisMaps& maps, const std::vector<Product>& products) {
  return SlabBySlab(maps, [&](const AxisMaps& slab) { return SumSlab(image, slab, products); });
}

Block SeparableResponse(const Volume& image, const std::array<Range, 3>& ranges,
                        const std::vector<AxisKernel>& kernels, const FilterDomain& domain,
                        std::optional<Pooling> rotations) {
  KernelMaps maps(kernels, image.grid.size, ranges, domain);
  const std::size_t axes = domain.by_slice ? 2 : 3;
  if (domain.by_slice) maps.LeaveZ();
  if (rotations == Pooling::kAverage) {
    const std::vector<Product> products = AverageOverRotations(axes, &maps);
    if (products.empty()) {
      Block zero{ranges, {}};
      zero.values.assign(zero.Count(), 0.0);
      return zero;
    }
    return SumOfProducts(image, maps.maps(), products);
  }
  if (rotations.has_value()) {
    const SignedProducts products = DifferentRotations(axes, &maps);
    return SlabBySlab(maps.maps(),
                      [&](const AxisMaps& slab) { return PoolSlab(image, slab, products, *rotations); });
  }
  Product product;
  for (std::size_t axis = 0; axis < axes; ++axis) {
    product.map[axis] = maps.Find(axis, axis, KernelMaps::Form::kPlain);
  }
  return SumOfProducts(image, maps.maps(), {product});
}

}  // namespace osteon::ibsi
