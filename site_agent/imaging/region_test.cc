#include "site_agent/imaging/region.h"

#include <cmath>
#include <limits>
#include <random>

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::array<std::size_t, 3> kSize{5, 4, 3};

std::size_t At(std::size_t x, std::size_t y, std::size_t z) {
  return x + kSize[0] * (y + kSize[1] * z);
}

struct Pair {
  Volume image, mask;
  std::vector<float>& intensities() { return std::get<std::vector<float>>(image.voxels); }
  std::vector<std::uint8_t>& labels() { return std::get<std::vector<std::uint8_t>>(mask.voxels); }
};

// Intensities are 0, 1, 2, ...; label 1 is a 2 x 2 x 2 block from (1, 1, 1); label 7 a single voxel.
Pair SomePair() {
  Pair pair;
  pair.image.grid.size = pair.mask.grid.size = kSize;
  pair.image.grid.spacing_mm = {1, 2, 3};
  std::vector<float> intensities(60);
  for (std::size_t i = 0; i < 60; ++i) intensities[i] = static_cast<float>(i);
  pair.image.voxels = intensities;
  std::vector<std::uint8_t> labels(60, 0);
  for (std::size_t z = 1; z <= 2; ++z) {
    for (std::size_t y = 1; y <= 2; ++y) labels[At(1, y, z)] = labels[At(2, y, z)] = 1;
  }
  labels[At(4, 3, 0)] = 7;
  pair.mask.voxels = labels;
  return pair;
}

TEST(Region, IsTheBoxAroundTheLabel) {
  Pair pair = SomePair();
  pair.labels()[At(2, 2, 2)] = 0;
  ASSERT_OK_AND_ASSIGN(const Region region, CropRegion(pair.image, pair.mask, 1));
  EXPECT_THAT(region.lower, ElementsAre(1, 1, 1));
  EXPECT_THAT(region.size, ElementsAre(2, 2, 2));
  EXPECT_THAT(region.spacing_mm, ElementsAre(1, 2, 3));
  EXPECT_THAT(region.mask, ElementsAre(1, 1, 1, 1, 1, 1, 1, 0));
  EXPECT_THAT(region.intensities, ElementsAre(26, 27, 31, 32, 46, 47, 51, 52));
  EXPECT_EQ(region.voxel_count, 7U);
}

TEST(Region, EveryVoxelTypeGivesTheSameNumbers) {
  Pair pair = SomePair();
  ASSERT_OK_AND_ASSIGN(const Region expected, CropRegion(pair.image, pair.mask, 1));
  const std::vector<float> values = pair.intensities();
  pair.image.voxels = std::vector<std::int16_t>(values.begin(), values.end());
  ASSERT_OK_AND_ASSIGN(const Region region, CropRegion(pair.image, pair.mask, 1));
  EXPECT_EQ(region.intensities, expected.intensities);
}

TEST(Region, AnAbsentLabelIsAnErrorThatListsThoseThereAre) {
  const Pair pair = SomePair();
  EXPECT_THAT(CropRegion(pair.image, pair.mask, 2),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("label 2 is not in the mask; labels there are: 1, 7")));
  EXPECT_THAT(CropRegion(pair.image, pair.mask, 300),  // does not even fit the mask's type
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("label 300 is not in the mask")));
}

TEST(Region, ManyLabelsAreListedInPart) {
  Pair pair = SomePair();
  for (std::size_t i = 0; i < 60; ++i) pair.labels()[i] = static_cast<std::uint8_t>(i + 1);
  EXPECT_THAT(CropRegion(pair.image, pair.mask, 200),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(", 20, ...")));
}

TEST(Region, AnEmptyMaskIsAnError) {
  Pair pair = SomePair();
  pair.labels().assign(60, 0);
  EXPECT_THAT(CropRegion(pair.image, pair.mask, 1),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the mask is empty")));
}

TEST(Region, ASingleVoxelIsAnError) {
  const Pair pair = SomePair();
  EXPECT_THAT(CropRegion(pair.image, pair.mask, 7, {.minimum_dimensions = 1, .minimum_size = {}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("single voxel")));
}

TEST(Region, FewerDimensionsThanAskedForIsAnError) {
  Pair pair = SomePair();
  pair.labels().assign(60, 0);
  pair.labels()[At(1, 1, 1)] = pair.labels()[At(2, 1, 1)] = 1;
  EXPECT_THAT(CropRegion(pair.image, pair.mask, 1),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("extends along 1 axis; minimumROIDimensions asks for 2")));
  EXPECT_THAT(CropRegion(pair.image, pair.mask, 1, {.minimum_dimensions = 1, .minimum_size = {}}), IsOk());
}

TEST(Region, MoreVoxelsThanTheMinimumAreNeeded) {
  const Pair pair = SomePair();  // 8 voxels
  EXPECT_THAT(CropRegion(pair.image, pair.mask, 1, {.minimum_dimensions = 2, .minimum_size = 7}), IsOk());
  EXPECT_THAT(CropRegion(pair.image, pair.mask, 1, {.minimum_dimensions = 2, .minimum_size = 8}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has 8 voxels")));
}

TEST(Region, AValueThatIsNotFiniteCountsOnlyInsideTheRegion) {
  Pair pair = SomePair();
  pair.intensities()[At(0, 0, 0)] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(CropRegion(pair.image, pair.mask, 1), IsOk());
  pair.intensities()[At(2, 1, 2)] = std::numeric_limits<float>::infinity();
  EXPECT_THAT(CropRegion(pair.image, pair.mask, 1),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("infinite value inside the region, first at voxel (2, 1, 2)")));
  pair.intensities()[At(1, 1, 1)] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(CropRegion(pair.image, pair.mask, 1),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("NaN")));
}

TEST(Region, SizesThatDisagreeAreOurOwnMistake) {
  Pair pair = SomePair();
  pair.mask.grid.size[0] = 4;
  EXPECT_THAT(CropRegion(pair.image, pair.mask, 1),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("same size")));
  pair = SomePair();
  pair.mask.voxels = pair.image.voxels;
  EXPECT_THAT(CropRegion(pair.image, pair.mask, 1),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("integers")));
}

TEST(Region, CentreOfMassIsInVoxelsOfTheImage) {
  const Pair pair = SomePair();
  ASSERT_OK_AND_ASSIGN(const Region region, CropRegion(pair.image, pair.mask, 1));
  EXPECT_THAT(CentreOfMassIndex(region), ElementsAre(1.5, 1.5, 1.5));
}

// The oracle: fill from voxel to voxel.
std::size_t CountPiecesByFilling(const Region& region) {
  std::vector<std::uint8_t> left = region.mask;
  const auto n = [&](std::size_t axis) { return static_cast<int>(region.size[axis]); };
  std::size_t pieces = 0;
  for (std::size_t start = 0; start < left.size(); ++start) {
    if (left[start] == 0) continue;
    ++pieces;
    std::vector<int> stack{static_cast<int>(start)};
    left[start] = 0;
    while (!stack.empty()) {
      const int at = stack.back();
      stack.pop_back();
      const int x = at % n(0), y = at / n(0) % n(1), z = at / (n(0) * n(1));
      for (int i = 0; i < 27; ++i) {
        const int u = x + i % 3 - 1, v = y + i / 3 % 3 - 1, w = z + i / 9 - 1;
        if (u < 0 || v < 0 || w < 0 || u >= n(0) || v >= n(1) || w >= n(2)) continue;
        const int other = u + n(0) * (v + n(1) * w);
        if (left[static_cast<std::size_t>(other)] == 0) continue;
        left[static_cast<std::size_t>(other)] = 0;
        stack.push_back(other);
      }
    }
  }
  return pieces;
}

TEST(Region, PiecesAreThoseThatFillingFinds) {
  std::mt19937 random(1);
  for (int trial = 0; trial < 60; ++trial) {
    Region region;
    region.size = {9, 7, 5};
    region.mask.resize(region.BoxCount());
    const unsigned share = 3 + static_cast<unsigned>(trial) % 30;  // one voxel in so many
    for (auto& voxel : region.mask) voxel = random() % share == 0 ? 1 : 0;
    EXPECT_EQ(CountPieces(region), CountPiecesByFilling(region)) << trial;
  }
}

}  // namespace
}  // namespace osteon
