#include "common/version/build_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files/files.h"

namespace osteon {
namespace {

using ::testing::MatchesRegex;

// Any other reader of this program's file finds the same bytes in it.
TEST(BuildId, IsThatOfTheProgramsFile) {
  EXPECT_THAT(BuildId(), MatchesRegex("[0-9a-f]{40}"));
  std::string bytes;
  for (std::size_t i = 0; i + 1 < BuildId().size(); i += 2) {
    bytes += static_cast<char>(std::stoi(BuildId().substr(i, 2), nullptr, 16));
  }
  const absl::StatusOr<std::string> file = ReadFile("/proc/self/exe");
  ASSERT_TRUE(file.ok());
  const std::string note = std::string("\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0", 16) + bytes;
  EXPECT_NE(file->find(note), std::string::npos);
}

}  // namespace
}  // namespace osteon
