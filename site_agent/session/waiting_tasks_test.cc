#include "site_agent/session/waiting_tasks.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"

namespace osteon {
namespace {

using Clock = WaitingTasks::Clock;
using ::testing::Optional;

const Clock::time_point kStart;

models::Task NumberedTask(std::size_t number) {
  models::Task task;
  task.key.fit = absl::StrCat(number);
  return task;
}

TEST(WaitingTasks, ATaskBeyondTheThousandthIsNotTaken) {
  WaitingTasks waiting;
  for (std::size_t i = 0; i < 1000; ++i) ASSERT_TRUE(waiting.Add(NumberedTask(i), kStart)) << i;
  EXPECT_FALSE(waiting.Add(NumberedTask(1000), kStart));
  EXPECT_EQ(waiting.size(), 1000U);
  // One that waits already is no further one.
  EXPECT_TRUE(waiting.Add(NumberedTask(999), kStart));
  EXPECT_EQ(waiting.size(), 1000U);
  // With one less there is room for one more.
  EXPECT_EQ(waiting.TakeNext().key.fit, "0");
  EXPECT_TRUE(waiting.Add(NumberedTask(1000), kStart));
  EXPECT_FALSE(waiting.Add(NumberedTask(1001), kStart));
}

TEST(WaitingTasks, TheEarliestComesFirstAndAmongEqualOnesTheFirst) {
  WaitingTasks waiting;
  EXPECT_EQ(waiting.Next(), std::nullopt);
  waiting.Add(NumberedTask(1), kStart + std::chrono::seconds(15));
  waiting.Add(NumberedTask(2), kStart);
  waiting.Add(NumberedTask(3), kStart);
  EXPECT_THAT(waiting.Next(), Optional(kStart));
  EXPECT_EQ(waiting.TakeNext().key.fit, "2");
  EXPECT_EQ(waiting.TakeNext().key.fit, "3");
  EXPECT_THAT(waiting.Next(), Optional(kStart + std::chrono::seconds(15)));
  EXPECT_EQ(waiting.TakeNext().key.fit, "1");
  // What was taken may wait again.
  EXPECT_TRUE(waiting.Add(NumberedTask(1), kStart));
  EXPECT_EQ(waiting.size(), 1U);
}

}  // namespace
}  // namespace osteon
