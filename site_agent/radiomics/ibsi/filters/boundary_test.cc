#include "site_agent/radiomics/ibsi/filters/boundary.h"

#include "gtest/gtest.h"

namespace osteon::ibsi {
namespace {

// The line abc and five voxels on both sides of it.
std::string Continued(Boundary boundary) {
  std::string text;
  for (std::ptrdiff_t place = -5; place < 8; ++place) {
    const std::optional<std::size_t> voxel = Fold(place, 3, boundary);
    text += voxel.has_value() ? "abc"[*voxel] : '0';
  }
  return text;
}

TEST(Boundary, AMirrorRepeatsTheOutermostVoxel) {
  EXPECT_EQ(Continued(Boundary::kMirror),
            "bccba"
            "abc"
            "cbaab");
}

TEST(Boundary, NearestHoldsTheOutermostVoxel) {
  EXPECT_EQ(Continued(Boundary::kNearest),
            "aaaaa"
            "abc"
            "ccccc");
}

TEST(Boundary, PeriodicBeginsAgain) {
  EXPECT_EQ(Continued(Boundary::kPeriodic),
            "bcabc"
            "abc"
            "abcab");
}

TEST(Boundary, ZeroIsZero) {
  EXPECT_EQ(Continued(Boundary::kZero),
            "00000"
            "abc"
            "00000");
}

TEST(Boundary, ALineOfOneVoxelIsThatVoxel) {
  for (const Boundary boundary : {Boundary::kMirror, Boundary::kNearest, Boundary::kPeriodic}) {
    EXPECT_EQ(Fold(-7, 1, boundary), 0U);
    EXPECT_EQ(Fold(4, 1, boundary), 0U);
  }
}

TEST(Boundary, NamesAreInTheOrderOfTheEnumerators) {
  EXPECT_EQ(NameOf(Boundary::kMirror), "mirror");
  EXPECT_EQ(NameOf(Boundary::kNearest), "nearest");
  EXPECT_EQ(NameOf(Boundary::kPeriodic), "periodic");
  EXPECT_EQ(NameOf(Boundary::kZero), "zero");
}

}  // namespace
}  // namespace osteon::ibsi
