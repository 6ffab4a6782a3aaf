#include "site_agent/imaging/geometry.h"

#include <limits>

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Grid SomeGrid() {
  Grid grid;
  grid.size = {10, 20, 30};
  grid.spacing_mm = {0.5, 0.5, 3};
  grid.origin_mm = {-10, 5, 100};
  return grid;
}

TEST(Geometry, EqualGridsAreTheSame) {
  EXPECT_THAT(CheckSameGeometry(SomeGrid(), SomeGrid()), IsOk());
}

TEST(Geometry, TheMessageHasTheDifferingNumbersAndOnlyThose) {
  Grid mask = SomeGrid();
  mask.size[1] = 21;
  mask.spacing_mm[2] = 2.5;
  EXPECT_THAT(CheckSameGeometry(SomeGrid(), mask),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("size in voxels: image (10, 20, 30), mask (10, 21, 30)"),
                             HasSubstr("spacing in mm: image (0.5, 0.5, 3), mask (0.5, 0.5, 2.5)"),
                             Not(HasSubstr("origin")), Not(HasSubstr("direction")))));
}

TEST(Geometry, OriginMayDifferByTheToleranceTimesTheSpacing) {
  Grid mask = SomeGrid();
  mask.origin_mm[0] += 0.4e-6;  // spacing 0.5 mm, tolerance 1e-6
  EXPECT_THAT(CheckSameGeometry(SomeGrid(), mask), IsOk());
  mask.origin_mm[0] += 0.4e-6;
  EXPECT_THAT(CheckSameGeometry(SomeGrid(), mask),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("origin")));
  EXPECT_THAT(CheckSameGeometry(SomeGrid(), mask, 1e-5), IsOk());
}

TEST(Geometry, AnotherDirectionIsRefused) {
  Grid mask = SomeGrid();
  mask.direction[0] = -1;
  EXPECT_THAT(CheckSameGeometry(SomeGrid(), mask),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("direction: image (1, 0, 0, 0, 1, 0, 0, 0, 1)")));
}

TEST(Geometry, AnOriginThatIsNotANumberIsNeverTheSame) {
  Grid grid = SomeGrid();
  grid.origin_mm[1] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(CheckSameGeometry(grid, grid), Not(IsOk()));
}

TEST(Geometry, APointGoesThroughSpacingDirectionAndOrigin) {
  Grid grid = SomeGrid();
  grid.direction = {0, -1, 0, 1, 0, 0, 0, 0, 1};  // x to the patient's y, y to minus x
  EXPECT_THAT(PhysicalPoint(grid, {2, 4, 1}), ElementsAre(DoubleEq(-12), DoubleEq(6), DoubleEq(103)));
}

}  // namespace
}  // namespace osteon
