#include "site_agent/quality/montage.h"

#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "site_agent/quality/labelled_region.h"
#include "site_agent/quality/test_volumes.h"
#include "tests/support/status_matchers.h"

namespace osteon::quality {
namespace {

using ::osteon::quality::testing::BoxMask;
using ::osteon::quality::testing::GridOf;
using ::osteon::quality::testing::VolumeOf;
using ::testing::ElementsAre;
using ::testing::SizeIs;

Volume Ramp(const Grid& grid) {
  return VolumeOf<std::int16_t>(grid, [](std::size_t x, std::size_t y, std::size_t z) { return x + y + z; });
}

Montage Draw(const Volume& image, const Volume& mask) {
  const std::optional<Region> region = FindRegion(image, mask, 1);
  return DrawMontage(image, *region, FactsOf(image, region));
}

// The columns or rows of a tile that the outline spans, from its left or top.
struct Span {
  std::size_t left = kTileSize, right = 0, top = kTileSize, bottom = 0, pixels = 0;
};
Span OutlineOf(const Montage& montage, std::size_t tile) {
  const std::size_t left = tile % kTilesAcross * kTileSize, top = tile / kTilesAcross * kTileSize;
  Span span;
  for (std::size_t y = 0; y < kTileSize; ++y) {
    for (std::size_t x = 0; x < kTileSize; ++x) {
      if (montage.picture.At(left + x, top + y) != kOutline) continue;
      span.left = std::min(span.left, x);
      span.right = std::max(span.right, x);
      span.top = std::min(span.top, y);
      span.bottom = std::max(span.bottom, y);
      ++span.pixels;
    }
  }
  return span;
}

// An image as wide as a tile has pixels shows the mask's own voxels.
TEST(Montage, TheOutlineIsTheRegionsOutermostPixels) {
  const Grid grid = GridOf({kTileSize, kTileSize, 3}, {1, 1, 4});
  const Montage montage = Draw(Ramp(grid), BoxMask(grid, {50, 60, 1}, {79, 99, 1}));
  ASSERT_EQ(montage.tiles.front().plane, "axial");
  EXPECT_EQ(montage.tiles.front().slice, 2U);
  const Span span = OutlineOf(montage, 0);
  EXPECT_EQ(span.left, 50U);
  EXPECT_EQ(span.right, 79U);
  EXPECT_EQ(span.top, 60U);
  EXPECT_EQ(span.bottom, 99U);
  EXPECT_EQ(span.pixels, 2 * 30U + 2 * 40U - 4);
  EXPECT_NE(montage.picture.At(60, 80), kOutline);  // inside
}

TEST(Montage, AHoleHasAnOutlineToo) {
  const Grid grid = GridOf({kTileSize, kTileSize, 1}, {1, 1, 1});
  Volume mask = BoxMask(grid, {10, 10, 0}, {50, 50, 0});
  std::get<std::vector<std::uint8_t>>(mask.voxels)[30 + kTileSize * 30] = 0;
  const Montage montage = Draw(Ramp(grid), mask);
  EXPECT_EQ(OutlineOf(montage, 0).pixels, 4 * 41U - 4 + 4);
}

TEST(Montage, PixelsAreSquareInMillimetres) {
  // 40 x 40 x 40 mm, so every plane fills its tile; the region is 20 x 20 x 20 mm.
  const Grid grid = GridOf({40, 40, 8}, {1, 1, 5});
  const Montage montage = Draw(Ramp(grid), BoxMask(grid, {10, 10, 2}, {29, 29, 5}));
  ASSERT_THAT(montage.tiles, SizeIs(8));
  EXPECT_EQ(montage.tiles[1].plane, "coronal");
  EXPECT_EQ(montage.tiles[2].plane, "sagittal");
  for (const std::size_t tile : {0U, 1U, 2U}) {
    const Span span = OutlineOf(montage, tile);
    EXPECT_EQ(span.left, 48U) << tile;
    EXPECT_EQ(span.right, 143U) << tile;
    EXPECT_EQ(span.top, 48U) << tile;
    EXPECT_EQ(span.bottom, 143U) << tile;
    EXPECT_FALSE(montage.tiles[tile].close);
  }
}

TEST(Montage, ANarrowImageStandsInTheMiddleOfItsTile) {
  const Grid grid = GridOf({20, 40, 4}, {1, 1, 1});  // 20 mm wide, 40 mm high
  const Volume white = VolumeOf<std::uint8_t>(grid, [](auto...) { return 200; });
  const Montage montage = Draw(white, BoxMask(grid, {5, 5, 1}, {9, 9, 2}));
  EXPECT_EQ(montage.picture.At(47, 100), 0);
  EXPECT_NE(montage.picture.At(48, 100), 0);
  EXPECT_NE(montage.picture.At(143, 100), 0);
  EXPECT_EQ(montage.picture.At(144, 100), 0);
}

TEST(Montage, ThePatientsRightIsOnTheLeftAndTheHeadAtTheTop) {
  // Bright towards the patient's right, and the region at the feet, in two storage orders.
  Grid grid = GridOf({40, 40, 40}, {1, 1, 1});
  const auto towards_x = [](std::size_t x, std::size_t, std::size_t) { return 100 - x; };
  const Montage lps = Draw(VolumeOf<std::int16_t>(grid, towards_x), BoxMask(grid, {15, 15, 2}, {25, 25, 8}));
  EXPECT_GT(lps.picture.At(5, 5), lps.picture.At(kTileSize - 5, 5));
  EXPECT_GT(OutlineOf(lps, 1).top, kTileSize / 2);  // coronal: the feet are below
  grid.direction = {-1, 0, 0, 0, -1, 0, 0, 0, -1};
  const auto from_x = [](std::size_t x, std::size_t, std::size_t) { return x; };
  const Montage rai = Draw(VolumeOf<std::int16_t>(grid, from_x), BoxMask(grid, {15, 15, 31}, {25, 25, 37}));
  EXPECT_GT(rai.picture.At(5, 5), rai.picture.At(kTileSize - 5, 5));
  EXPECT_GT(OutlineOf(rai, 1).top, kTileSize / 2);
}

TEST(Montage, CloseTilesRunThroughTheRegion) {
  const Grid grid = GridOf({100, 100, 50}, {1, 1, 2});
  const Montage montage = Draw(Ramp(grid), BoxMask(grid, {40, 40, 10}, {49, 49, 30}));
  std::vector<std::size_t> slices;
  for (const MontageTile& tile : montage.tiles) {
    if (tile.close) slices.push_back(tile.slice);
  }
  EXPECT_THAT(slices, ElementsAre(11, 16, 21, 26, 31));
  EXPECT_EQ(montage.tiles.back().width_mm, 24);  // no closer, whatever the region
}

TEST(Montage, NeighboursAreShownOfARegionOfOneSlice) {
  const Grid grid = GridOf({30, 30, 10}, {1, 1, 2});
  const Montage montage = Draw(Ramp(grid), BoxMask(grid, {10, 10, 9}, {19, 19, 9}));
  std::vector<std::size_t> slices;
  for (const MontageTile& tile : montage.tiles) {
    if (tile.close) slices.push_back(tile.slice);
  }
  EXPECT_THAT(slices, ElementsAre(6, 7, 8, 9, 10));
  EXPECT_EQ(OutlineOf(montage, 3).pixels, 0U);
  EXPECT_GT(OutlineOf(montage, 7).pixels, 0U);
}

TEST(Montage, AnImageOfOneSliceHasNoPlaneAcrossIt) {
  const Grid grid = GridOf({30, 20, 1}, {1, 1, 5});
  const Montage montage = Draw(Ramp(grid), BoxMask(grid, {10, 5, 0}, {19, 9, 0}));
  ASSERT_THAT(montage.tiles, SizeIs(2));
  EXPECT_EQ(montage.tiles[0].plane, "axial");
  EXPECT_TRUE(montage.tiles[1].close);
  EXPECT_EQ(montage.picture.height, kTileSize);
}

TEST(Montage, ARegionSmallerThanAPixelIsSeenAllTheSame) {
  const Grid grid = GridOf({1000, 1000, 1}, {1, 1, 1});
  for (std::size_t place = 500; place < 506; ++place) {
    const Montage montage = Draw(Ramp(grid), BoxMask(grid, {place, place, 0}, {place, place, 0}));
    EXPECT_EQ(OutlineOf(montage, 0).pixels, 1U) << place;
  }
}

TEST(Montage, AConstantImageIsGrey) {
  const Grid grid = GridOf({20, 20, 20}, {1, 1, 1});
  const Montage montage =
      Draw(VolumeOf<std::int16_t>(grid, [](auto...) { return 7; }), BoxMask(grid, {5, 5, 5}, {9, 9, 9}));
  EXPECT_EQ(montage.picture.At(10, 10), kWhite / 2);
}

TEST(Montage, VoxelsThatAreNotFiniteAreBlackAndSpoilNothing) {
  const Grid grid = GridOf({kTileSize, kTileSize, 1}, {1, 1, 1});
  Volume image = VolumeOf<float>(grid, [](std::size_t x, std::size_t, std::size_t) { return 100 + x; });
  auto& voxels = std::get<std::vector<float>>(image.voxels);
  voxels[100 + kTileSize * 100] = std::numeric_limits<float>::quiet_NaN();
  voxels[101 + kTileSize * 100] = std::numeric_limits<float>::infinity();
  const Montage montage = Draw(image, BoxMask(grid, {80, 80, 0}, {120, 120, 0}));
  EXPECT_TRUE(std::isfinite(montage.window.low) && std::isfinite(montage.window.high));
  EXPECT_EQ(montage.picture.At(100, 100), 0);
  EXPECT_EQ(montage.picture.At(101, 100), 0);
  EXPECT_GT(montage.picture.At(102, 100), 0);
  EXPECT_GT(montage.picture.At(100, 101), 0);
}

TEST(Montage, AnImageOfNothingButNaNIsBlack) {
  const Grid grid = GridOf({20, 20, 20}, {1, 1, 1});
  const Volume image = VolumeOf<float>(grid, [](auto...) { return std::numeric_limits<float>::quiet_NaN(); });
  const Montage montage = Draw(image, BoxMask(grid, {5, 5, 5}, {9, 9, 9}));
  const std::set<std::uint8_t> values(montage.picture.pixels.begin(), montage.picture.pixels.end());
  EXPECT_THAT(values, ElementsAre(0, kOutline));
}

TEST(Window, HounsfieldUnitsHaveTheRadiologistsWindows) {
  CaseFacts facts;
  facts.image_minimum = -1024;
  facts.image_maximum = 2000;
  facts.region_median = 45;
  EXPECT_EQ(ChooseWindow(facts, {}).name, "soft-tissue window");
  EXPECT_EQ(ChooseWindow(facts, {}).low, -160);
  EXPECT_EQ(ChooseWindow(facts, {}).high, 240);
  facts.region_median = -700;
  EXPECT_EQ(ChooseWindow(facts, {}).name, "lung window");
  facts.region_median = 600;
  EXPECT_EQ(ChooseWindow(facts, {}).name, "bone window");
}

TEST(Window, OtherIntensitiesAreShownByPercentiles) {
  CaseFacts facts;
  facts.image_minimum = 0;
  facts.image_maximum = 5000;
  std::vector<double> values;
  for (int i = 0; i <= 1000; ++i) values.push_back(i);
  values.push_back(std::numeric_limits<double>::quiet_NaN());
  const Window window = ChooseWindow(facts, values);
  EXPECT_EQ(window.name, "");
  EXPECT_EQ(window.low, 10);
  EXPECT_EQ(window.high, 995);
}

TEST(Picture, IsAPng) {
  Picture picture{3, 2, {0, 100, kWhite, kOutline, 0, 7}};
  ASSERT_OK_AND_ASSIGN(const std::string png, EncodePng(picture));
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(png.substr(16, 8), std::string("\0\0\0\3\0\0\0\2", 8));  // width and height
  EXPECT_NE(png.find("PLTE"), std::string::npos);
}

}  // namespace
}  // namespace osteon::quality
