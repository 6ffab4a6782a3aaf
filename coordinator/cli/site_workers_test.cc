#include "coordinator/cli/site_workers.h"

#include <gtest/gtest.h>

#include <latch>
#include <vector>

namespace osteon {
namespace {

TEST(SiteWorkers, OneSiteDoesOneThingAfterTheOther) {
  constexpr int kCount = 200;
  std::vector<int> alpha, beta;  // unguarded: nobody else writes while a site works
  std::latch done(2 * kCount);
  SiteWorkers workers(4);
  for (int i = 0; i < kCount; ++i) {
    workers.Do("alpha", [&, i] { alpha.push_back(i), done.count_down(); });
    workers.Do("beta", [&, i] { beta.push_back(i), done.count_down(); });
  }
  done.wait();
  std::vector<int> in_order(kCount);
  for (int i = 0; i < kCount; ++i) in_order[static_cast<std::size_t>(i)] = i;
  EXPECT_EQ(alpha, in_order);
  EXPECT_EQ(beta, in_order);
}

TEST(SiteWorkers, DifferentSitesWorkSideBySide) {
  std::latch both(2);
  std::latch done(2);
  SiteWorkers workers(2);
  for (const char* site : {"alpha", "beta"}) {
    workers.Do(site, [&] { both.arrive_and_wait(), done.count_down(); });  // each waits for the other
  }
  done.wait();
}

}  // namespace
}  // namespace osteon
