#include "site_agent/cohort/exclusions.h"

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Exclusions, AreKeptOnceAPatientAndWithoutIdentity) {
  const TemporaryFolder folder;
  const PseudonymKey key{std::string(32, 'k')};
  const Exclusions exclusions(folder / "excluded.jsonl");
  ASSERT_OK_AND_ASSIGN(auto none, exclusions.Pseudonyms());
  EXPECT_TRUE(none.empty());
  const Exclusion one{Pseudonym(key, "Anna Smith"), absl::FromUnixSeconds(1'790'000'000), "by letter"};
  ASSERT_OK_AND_ASSIGN(const bool added, exclusions.Add(one));
  EXPECT_TRUE(added);
  ASSERT_OK_AND_ASSIGN(const bool again, exclusions.Add(one));
  EXPECT_FALSE(again);
  ASSERT_OK_AND_ASSIGN(const bool other, exclusions.Add({Pseudonym(key, "P2"), one.time, ""}));
  EXPECT_TRUE(other);
  ASSERT_OK_AND_ASSIGN(const auto read, exclusions.Read());
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].pseudonym, one.pseudonym);
  EXPECT_EQ(read[0].time, one.time);
  EXPECT_EQ(read[0].reason, "by letter");
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(folder / "excluded.jsonl"));
  EXPECT_EQ(text.find("Anna"), std::string::npos);
}

TEST(Exclusions, ADamagedListIsAnErrorAndNoEmptyOne) {
  const TemporaryFolder folder;
  ASSERT_THAT(WriteFileAtomically(folder / "excluded.jsonl", "\n{\"pseudonym\": 3}\n"), IsOk());
  EXPECT_THAT(Exclusions(folder / "excluded.jsonl").Pseudonyms(),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("excluded.jsonl:2")));
}

TEST(Exclusions, TakeRowsOutWithAllThatGoesWithThem) {
  const PseudonymKey key{std::string(32, 'k')};
  ASSERT_OK_AND_ASSIGN(
      SiteTable table,
      SiteTable::Create("t.csv", {"id", "age"}, {{"a", "1"}, {"b", "2"}, {"c", "3"}}, {2, 3, 4}, key, "id"));
  table.lacking = {"x", "y", "z"};
  const SiteTable left = Without(table, {Pseudonym(key, "b"), Pseudonym(key, "nobody")});
  EXPECT_EQ(left.rows.size(), 2U);
  EXPECT_EQ(left.rows[1][1], "3");
  EXPECT_THAT(left.lines, ElementsAre(2, 4));
  EXPECT_THAT(left.lacking, ElementsAre("x", "z"));
}

}  // namespace
}  // namespace osteon
