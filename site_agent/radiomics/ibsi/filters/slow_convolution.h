// Convolutions by their definition, voxel by voxel over the whole image: what the fast filters are tested
// against.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_SLOW_CONVOLUTION_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_SLOW_CONVOLUTION_H_

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

#include "gtest/gtest.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/ibsi/filters/boundary.h"
#include "site_agent/radiomics/ibsi/filters/pooling.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"
#include "site_agent/radiomics/pyradiomics/filters/test_volumes.h"

namespace osteon::ibsi::testing {

using ::osteon::testing::At;
using ::osteon::testing::RandomVolume;
using ::osteon::testing::WholeBox;

inline const std::vector<Boundary> kBoundaries = {Boundary::kMirror, Boundary::kNearest, Boundary::kPeriodic,
                                                  Boundary::kZero};

// A whole image in double, and one with voxels of 1 mm.
inline Volume Image(const std::array<std::size_t, 3>& size, std::vector<double> values) {
  Volume image;
  image.grid.size = size;
  image.voxels = std::move(values);
  return image;
}

inline Volume RandomImage(unsigned seed, const std::array<std::size_t, 3>& size) {
  Volume image = RandomVolume<double>(seed, size);
  image.grid.spacing_mm = {1, 1, 1};
  return image;
}

inline const std::vector<double>& ValuesOf(const Volume& image) {
  return std::get<std::vector<double>>(image.voxels);
}

// Calls visit(x, y, z), x fastest.
inline void ForEachVoxel(const std::array<std::size_t, 3>& size,
                         const std::function<void(std::size_t, std::size_t, std::size_t)>& visit) {
  for (std::size_t z = 0; z < size[2]; ++z) {
    for (std::size_t y = 0; y < size[1]; ++y) {
      for (std::size_t x = 0; x < size[0]; ++x) visit(x, y, z);
    }
  }
}

// The image at any place, also outside.
inline double Beyond(const Volume& image, const std::array<std::ptrdiff_t, 3>& place, Boundary boundary) {
  std::array<std::size_t, 3> inside{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto folded = Fold(place[axis], image.grid.size[axis], boundary);
    if (!folded.has_value()) return 0;
    inside[axis] = *folded;
  }
  return At(image, inside[0], inside[1], inside[2]);
}

// out(p) = sum over j of kernel[j] in(p + dilation (size / 2 - j)) along one axis.
inline Volume ConvolveAlong(const Volume& image, std::size_t axis, const std::vector<double>& kernel,
                            std::size_t dilation, Boundary boundary) {
  std::vector<double> values;
  ForEachVoxel(image.grid.size, [&](std::size_t x, std::size_t y, std::size_t z) {
    double sum = 0;
    for (std::size_t j = 0; j < kernel.size(); ++j) {
      std::array<std::ptrdiff_t, 3> place{static_cast<std::ptrdiff_t>(x), static_cast<std::ptrdiff_t>(y),
                                          static_cast<std::ptrdiff_t>(z)};
      place[axis] += static_cast<std::ptrdiff_t>(dilation) *
                     (static_cast<std::ptrdiff_t>(kernel.size() / 2) - static_cast<std::ptrdiff_t>(j));
      sum += kernel[j] * Beyond(image, place, boundary);
    }
    values.push_back(sum);
  });
  return Image(image.grid.size, values);
}

// The image turned so that its axis a is the old axis order[a], run backwards where flipped[a].
inline Volume Turned(const Volume& image, const std::array<std::size_t, 3>& order,
                     const std::array<bool, 3>& flipped) {
  std::array<std::size_t, 3> size{};
  for (std::size_t axis = 0; axis < 3; ++axis) size[axis] = image.grid.size[order[axis]];
  std::vector<double> values;
  ForEachVoxel(size, [&](std::size_t x, std::size_t y, std::size_t z) {
    const std::array<std::size_t, 3> here{x, y, z};
    std::array<std::size_t, 3> from{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      from[order[axis]] = flipped[axis] ? size[axis] - 1 - here[axis] : here[axis];
    }
    values.push_back(At(image, from[0], from[1], from[2]));
  });
  return Image(size, values);
}

inline Volume TurnedBack(const Volume& image, const std::array<std::size_t, 3>& order,
                         const std::array<bool, 3>& flipped) {
  std::array<std::size_t, 3> back{};
  std::array<bool, 3> back_flipped{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    back[order[axis]] = axis;
    back_flipped[order[axis]] = flipped[axis];
  }
  return Turned(image, back, back_flipped);
}

// Turns the image in every way that is no reflection (4 ways in a slice), filters it, turns it back, and
// pools.
inline Volume PoolOverTurns(const Volume& image, bool by_slice, Pooling pooling,
                            const std::function<Volume(const Volume&)>& filter) {
  const std::vector<std::array<std::size_t, 3>> orders = {{0, 1, 2}, {1, 0, 2}, {0, 2, 1},
                                                          {2, 1, 0}, {1, 2, 0}, {2, 0, 1}};
  const std::vector<int> parities = {0, 1, 1, 1, 0, 0};
  Pool pool(pooling, image.grid.VoxelCount());
  std::size_t count = 0;
  for (std::size_t o = 0; o < (by_slice ? 2U : 6U); ++o) {
    for (int flips = 0; flips < (by_slice ? 4 : 8); ++flips) {
      const std::array<bool, 3> flipped{(flips & 1) != 0, (flips & 2) != 0, (flips & 4) != 0};
      if ((flipped[0] + flipped[1] + flipped[2] + parities[o]) % 2 != 0) continue;
      const Volume response = TurnedBack(filter(Turned(image, orders[o], flipped)), orders[o], flipped);
      for (std::size_t i = 0; i < ValuesOf(response).size(); ++i) pool.Add(i, ValuesOf(response)[i]);
      ++count;
    }
  }
  EXPECT_EQ(count, by_slice ? 4U : 24U);
  return Image(image.grid.size, pool.Take(count));
}

// Every voxel of the box is that of the whole image.
inline void ExpectBox(const std::vector<double>& box_values, const FilterBox& box, const Volume& whole,
                      double tolerance) {
  ASSERT_EQ(box_values.size(), box.Count());
  ::osteon::testing::ForEachInBox(box, [&](std::size_t i, std::size_t x, std::size_t y, std::size_t z) {
    ASSERT_NEAR(box_values[i], At(whole, x, y, z), tolerance) << x << " " << y << " " << z;
  });
}

}  // namespace osteon::ibsi::testing

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_SLOW_CONVOLUTION_H_
