#include "models/federation/requests.h"

#include "gtest/gtest.h"

namespace osteon::models {
namespace {

TEST(Requests, LogisticFractionBitsLeaveRoomForTheBound) {
  EXPECT_EQ(LogisticFractionBits(740, 4), 44);  // 64 * 740 * 4 = 189440 <= 2^18
  EXPECT_EQ(LogisticFractionBits(1, 1), 52);
  EXPECT_EQ(LogisticFractionBits(0, 0), 52);
  EXPECT_EQ(LogisticFractionBits(1024, 1), 46);
  EXPECT_EQ(LogisticFractionBits(1025, 1), 45);
  EXPECT_EQ(LogisticFractionBits(~std::uint64_t{0}, 1000), 0);
}

TEST(Requests, LayoutsFollowFromTheRequest) {
  const RingLayout moments = LayoutOf(MomentsRequest{{"age", "sexM"}, RowSet::kTrain, 3});
  EXPECT_EQ(moments,
            (RingLayout{{"counts", 2, kCountFormat}, {"sum", 2, kExactFormat}, {"square", 2, kExactFormat}}));
  LogisticRequest request;
  request.columns = {{"age", 60, 10}, {"sexM", 0.5, 0.5}};
  request.patients = 740;
  request.sites = 4;
  const FixedPointFormat format{1, 44};
  RingLayout logistic = {{"counts", 1, kCountFormat},
                         {"loglik", 1, format},
                         {"gradient", 3, format},
                         {"information", 6, format}};
  EXPECT_EQ(LayoutOf(request), logistic);
  request.information = false;
  logistic.pop_back();
  EXPECT_EQ(LayoutOf(request), logistic);
}

TEST(Requests, KindsAreNamed) {
  EXPECT_EQ(KindOf(SumRequest(MomentsRequest{})), "moments");
  EXPECT_EQ(KindOf(SumRequest(LogisticRequest{})), "logistic");
  EXPECT_EQ(KindOf(GatherRequest(AdmissionRequest{})), "admission");
  EXPECT_EQ(KindOf(GatherRequest(ValidationRequest{})), "validation");
}

}  // namespace
}  // namespace osteon::models
