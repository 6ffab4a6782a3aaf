#include "models/validation/multiplicity.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::models {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Multiplicity, HolmsAdjustmentIsThatOfR) {
  // R: p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.04, 1, 0.2), "holm")
  EXPECT_THAT(HolmAdjusted({0.01, 0.04, 0.03, 0.005, 0.04, 1, 0.2}),
              ElementsAre(DoubleNear(0.06, 1e-15), DoubleNear(0.16, 1e-15), DoubleNear(0.15, 1e-15),
                          DoubleNear(0.035, 1e-15), DoubleNear(0.16, 1e-15), 1, DoubleNear(0.4, 1e-15)));
}

TEST(Multiplicity, OneTestIsNotAdjustedAndNoneIsNone) {
  EXPECT_THAT(HolmAdjusted({0.3}), ElementsAre(0.3));
  EXPECT_THAT(HolmAdjusted({}), IsEmpty());
}

}  // namespace
}  // namespace osteon::models
