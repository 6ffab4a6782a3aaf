#include "site_agent/radiomics/pyradiomics/filters/intensity_curves.h"

#include <cmath>
#include <limits>

#include "site_agent/radiomics/pyradiomics/filters/test_volumes.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::DoubleEq;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The largest size, 100, lies outside the box, which holds 25, -4 and 0.
Volume Line() {
  Volume image;
  image.grid.size = {4, 1, 1};
  image.voxels = std::vector<std::int16_t>{-100, 25, -4, 0};
  return image;
}
constexpr FilterBox kBox{{1, 0, 0}, {3, 1, 1}};

std::vector<double> Curve(IntensityCurve curve) {
  return ApplyCurve(Line(), kBox, curve).value();
}

TEST(IntensityCurves, FollowTheirFormulas) {
  EXPECT_THAT(Curve(IntensityCurve::kSquare),
              ElementsAre(DoubleNear(6.25, 1e-14), DoubleNear(0.16, 1e-14), 0));
  EXPECT_THAT(Curve(IntensityCurve::kSquareRoot), ElementsAre(DoubleEq(50), DoubleEq(-20), 0));
  const double c = 100 / std::log(101.0);
  EXPECT_THAT(Curve(IntensityCurve::kLogarithm),
              ElementsAre(DoubleEq(c * std::log(26.0)), DoubleEq(-c * std::log(5.0)), 0));
  EXPECT_THAT(Curve(IntensityCurve::kExponential), ElementsAre(DoubleNear(std::pow(100, 0.25), 1e-12),
                                                               DoubleNear(std::pow(100, -0.04), 1e-12), 1));
}

TEST(IntensityCurves, AnImageWithoutAScaleIsRefused) {
  Volume image = Line();
  image.voxels = std::vector<std::int16_t>(4, 0);
  EXPECT_THAT(ApplyCurve(image, kBox, IntensityCurve::kLogarithm),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("every voxel of the image is 0")));
  image.voxels = std::vector<float>{1, 2, std::numeric_limits<float>::quiet_NaN(), 3};
  EXPECT_THAT(ApplyCurve(image, kBox, IntensityCurve::kSquare),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("NaN")));
}

}  // namespace
}  // namespace osteon
