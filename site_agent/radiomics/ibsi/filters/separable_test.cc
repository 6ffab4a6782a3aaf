#include "site_agent/radiomics/ibsi/filters/separable.h"

#include <numeric>

#include "site_agent/radiomics/ibsi/filters/rotations.h"
#include "site_agent/radiomics/ibsi/filters/slow_convolution.h"

namespace osteon::ibsi {
namespace {

using testing::Image;
using testing::RandomImage;

// One stage after another, along every axis.
Volume SlowResponse(const Volume& image, const std::vector<AxisKernel>& kernels, Boundary boundary) {
  Volume response = image;
  for (std::size_t stage = 0; stage < kernels[0].size(); ++stage) {
    for (std::size_t axis = 0; axis < kernels.size(); ++axis) {
      response = testing::ConvolveAlong(response, axis, kernels[axis][stage].kernel,
                                        kernels[axis][stage].dilation, boundary);
    }
  }
  return response;
}

const FilterBox kInside{{1, 2, 0}, {3, 2, 4}};

// Even, odd, and neither, of even and odd length, one and two stages.
const std::vector<std::vector<AxisKernel>> kFilters = {
    {{{{1, 2, 1}}}, {{{-1, 0, 1}}}, {{{1, 4, 6, 4, 1}}}},
    {{{{-1, -2, 0, 2, 1}}}, {{{-1, 0, 1}}}, {{{-1, 2, 0, -2, 1}}}},
    {{{{-1, 0, 1}}}, {{{-1, 0, 1}}}, {{{1, 2, 1}}}},
    {{{{1, 2, 1}}}, {{{1, 2, 1}}}, {{{1, 2, 1}}}},
    {{{{1, 2, 3, 5}}}, {{{2, -1}}}, {{{3, 1, -7}}}},
    {{{{1, 2, 3, 5}, 1}, {{2, -1}, 2}}, {{{1, 2, 3, 5}, 1}, {{2, -1}, 2}}, {{{1, 2, 3, 5}, 1}, {{1, 1}, 2}}}};

TEST(Separable, EveryBoundaryAndBoxIsThatOfTheWholeImageFilteredByDefinition) {
  const Volume image = RandomImage(1, {6, 5, 4});
  for (const Boundary boundary : testing::kBoundaries) {
    for (const std::vector<AxisKernel>& kernels : kFilters) {
      const Volume slow = SlowResponse(image, kernels, boundary);
      for (const FilterBox& box : {kInside, testing::WholeBox(image)}) {
        const Block fast = SeparableResponse(image, RangesOf(box), kernels, {false, boundary}, std::nullopt);
        testing::ExpectBox(fast.values, box, slow, 1e-9);
      }
    }
  }
}

TEST(Separable, RotationsOfTheFilterAreRotationsOfTheImage) {
  const Volume image = RandomImage(2, {6, 5, 4});
  for (const Boundary boundary : testing::kBoundaries) {
    for (const Pooling pooling : {Pooling::kAverage, Pooling::kMax, Pooling::kMin}) {
      for (const std::vector<AxisKernel>& kernels : kFilters) {
        const Volume slow = testing::PoolOverTurns(image, false, pooling, [&](const Volume& turned) {
          return SlowResponse(turned, kernels, boundary);
        });
        const Block fast = SeparableResponse(image, RangesOf(kInside), kernels, {false, boundary}, pooling);
        testing::ExpectBox(fast.values, kInside, slow, 1e-9);
      }
    }
  }
}

TEST(Separable, BySliceTheFilterTurnsInTheSlice) {
  const Volume image = RandomImage(3, {6, 5, 4});
  for (const Pooling pooling : {Pooling::kAverage, Pooling::kMax, Pooling::kMin}) {
    for (std::vector<AxisKernel> kernels : kFilters) {
      kernels.pop_back();
      const Volume slow = testing::PoolOverTurns(image, true, pooling, [&](const Volume& turned) {
        return SlowResponse(turned, kernels, Boundary::kMirror);
      });
      const Block fast =
          SeparableResponse(image, RangesOf(kInside), kernels, {true, Boundary::kMirror}, pooling);
      testing::ExpectBox(fast.values, kInside, slow, 1e-9);
    }
  }
}

TEST(Separable, AKernelLongerThanTheImageIsFine) {
  const Volume image = RandomImage(4, {3, 2, 1});
  std::vector<double> kernel(12);
  std::iota(kernel.begin(), kernel.end(), 1);
  const std::vector<AxisKernel> kernels(3, AxisKernel{{kernel}});
  for (const Boundary boundary : testing::kBoundaries) {
    const FilterBox box = testing::WholeBox(image);
    const Block fast = SeparableResponse(image, RangesOf(box), kernels, {false, boundary}, std::nullopt);
    testing::ExpectBox(fast.values, box, SlowResponse(image, kernels, boundary), 1e-6);
  }
}

// There are more slices than are computed at once.
TEST(Separable, SlabsOfSlicesFitTogether) {
  const Volume image = RandomImage(6, {200, 200, 20});
  const FilterBox whole = testing::WholeBox(image), seam{{90, 80, 13}, {3, 4, 6}};
  for (const std::optional<Pooling> pooling : {std::optional<Pooling>(), std::optional(Pooling::kMax)}) {
    const FilterDomain domain{false, Boundary::kPeriodic};
    const Block all = SeparableResponse(image, RangesOf(whole), kFilters[1], domain, pooling);
    const Block some = SeparableResponse(image, RangesOf(seam), kFilters[1], domain, pooling);
    testing::ExpectBox(some.values, seam, Image(image.grid.size, all.values), 0);
  }
}

TEST(Separable, EveryVoxelTypeIsRead) {
  Volume image = testing::RandomVolume<std::int16_t>(5, {5, 5, 5});
  const std::vector<AxisKernel> kernels(3, AxisKernel{{{1, 2, 1}}});
  const FilterBox box = testing::WholeBox(image);
  const Block whole_numbers = SeparableResponse(image, RangesOf(box), kernels, {}, std::nullopt);
  image.voxels = CropBox(image, box);
  EXPECT_EQ(SeparableResponse(image, RangesOf(box), kernels, {}, std::nullopt).values, whole_numbers.values);
}

TEST(Rotations, ThereAre24InAVolumeAnd4InASlice) {
  EXPECT_EQ(Rotations(false).size(), 24U);
  EXPECT_EQ(Rotations(true).size(), 4U);
}

}  // namespace
}  // namespace osteon::ibsi
