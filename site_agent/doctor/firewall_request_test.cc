#include "site_agent/doctor/firewall_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"

namespace osteon {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(FirewallRequest, IsOnePageWithEverythingThatIsAsked) {
  const std::string page = FirewallRequest({"study.example.org", 443}, "radiology-7", std::string(64, 'a'));
  EXPECT_THAT(page, AllOf(HasSubstr("study.example.org"), HasSubstr("443/tcp"), HasSubstr("outbound only"),
                          HasSubstr("CONNECT study.example.org:443"), HasSubstr("do NOT inspect"),
                          HasSubstr("radiology-7"), HasSubstr(std::string(64, 'a'))));
  const std::vector<std::string> lines = absl::StrSplit(page, '\n');
  EXPECT_LE(lines.size(), 60u);
  for (const std::string& line : lines) EXPECT_LE(line.size(), 90u) << line;
}

}  // namespace
}  // namespace osteon
