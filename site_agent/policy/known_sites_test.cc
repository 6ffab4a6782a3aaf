#include "site_agent/policy/known_sites.h"

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const absl::Time kDay = absl::FromUnixSeconds(1'790'000'000);

TEST(KnownSites, NewAndChangedKeysAreTold) {
  const KnownSites known = {{"alpha", {"1", "s", "2026-09-21"}}, {"beta", {"2", "s", "2026-09-21"}}};
  const RosterNews news = CompareRoster(known, {{"alpha", "1"}, {"beta", "3"}, {"gamma", "4"}});
  EXPECT_THAT(news.unknown, ElementsAre("gamma"));
  EXPECT_THAT(news.changed, ElementsAre("beta"));
}

TEST(KnownSites, OnlyAChangedKeyCanBeAcceptedAsNew) {
  const KnownSites known = {{"alpha", {"1", "s", "2026-09-21"}}, {"beta", {"2", "s", "2026-09-21"}}};
  const Roster roster = {{"alpha", "1"}, {"beta", "3"}};
  EXPECT_THAT(CheckRoster(known, roster, {"beta"}, "t"), IsOk());
  EXPECT_THAT(CheckRoster(known, roster, {"alpha", "beta"}, "t"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has not changed")));
}

TEST(KnownSites, PinsStayAndArePinnedOnce) {
  const testing::TemporaryFolder folder;
  const KnownSitesFile file(folder / "known_sites.json");
  ASSERT_OK_AND_ASSIGN(const KnownSites none, file.Read());
  EXPECT_THAT(none, IsEmpty());
  ASSERT_THAT(file.Pin({{"alpha", "1"}}, "first", kDay), IsOk());
  ASSERT_THAT(file.Pin({{"alpha", "1"}, {"beta", "2"}}, "second", kDay + absl::Hours(24)), IsOk());
  ASSERT_OK_AND_ASSIGN(const KnownSites known, file.Read());
  EXPECT_EQ(known.at("alpha").study, "first");
  EXPECT_EQ(known.at("alpha").date, "2026-09-21");
  EXPECT_EQ(known.at("beta").study, "second");
  EXPECT_EQ(known.at("beta").date, "2026-09-22");
}

TEST(KnownSites, ADamagedFileIsNoEmptyOne) {
  const testing::TemporaryFolder folder;
  const KnownSitesFile file(folder / "known_sites.json");
  for (const char* text : {"", "{", R"({"alpha": {"key": "1"}})", R"({"alpha": 1})"}) {
    ASSERT_THAT(WriteFileAtomically(folder / "known_sites.json", text), IsOk());
    EXPECT_THAT(file.Read(), StatusIs(absl::StatusCode::kDataLoss, _)) << text;
    EXPECT_FALSE(file.Pin({{"alpha", "1"}}, "s", kDay).ok());
  }
}

}  // namespace
}  // namespace osteon
