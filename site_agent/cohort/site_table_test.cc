#include "site_agent/cohort/site_table.h"

#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "site_agent/cohort/test_tables.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::kBad;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TableOf;
using ::osteon::testing::TemporaryFolder;
using ::osteon::testing::TestKey;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

TEST(SiteTable, NoPatientIdSurvivesTheReading) {
  ASSERT_OK_AND_ASSIGN(const SiteTable table, TableOf("age,id\n61,Miller\n62,Smith\n"));
  EXPECT_EQ(table.Pseudonym(0), Pseudonym(TestKey(), "Miller"));
  EXPECT_THAT(table.rows[0], ElementsAre("61", Pseudonym(TestKey(), "Miller")));
  EXPECT_EQ(table.Place(1, 0), "t.csv:3, column age (1), patient " + Pseudonym(TestKey(), "Smith"));
}

TEST(SiteTable, ARepeatedAndAnEmptyIdAreErrorsWithTheirLines) {
  const auto table = TableOf("age,id\n61,Miller\n62,\n63, Miller\n64,NA\n");
  EXPECT_THAT(table, StatusIs(kBad, HasSubstr("t.csv:3, column id (2): the patient's id is empty")));
  EXPECT_THAT(table, StatusIs(kBad, HasSubstr("t.csv:5, column id (2): the patient's id is empty")));
  EXPECT_THAT(table, StatusIs(kBad, AllOf(HasSubstr("t.csv:4"), HasSubstr("stands on line 2"))));
  EXPECT_THAT(table, StatusIs(kBad, Not(HasSubstr("Miller"))));
}

TEST(SiteTable, AMissingIdColumnIsToldWithTheNearest) {
  EXPECT_THAT(SiteTable::Create("t.csv", {"patient_Id", "age"}, {}, {}, TestKey(), "patient_id"),
              StatusIs(kBad, HasSubstr("did you mean patient_Id?")));
}

TEST(SiteTable, RowsOfAnotherLengthAndRepeatedColumnsAreRefused) {
  EXPECT_THAT(SiteTable::Create("t", {"id", "a", "a"}, {{"1"}}, {2}, TestKey(), "id"),
              StatusIs(kBad, AllOf(HasSubstr("two columns are named a"), HasSubstr("t:2: 1 cells"))));
  EXPECT_THAT(SiteTable::Create("t", {"id"}, {{"1"}}, {}, TestKey(), "id"),
              StatusIs(kBad, HasSubstr("line numbers")));
}

TEST(SiteTable, AFileIsReadWithItsHash) {
  const TemporaryFolder folder;
  const std::string path = folder / "alpha.csv";
  ASSERT_THAT(WriteFileAtomically(path, "id,age\n1,61\n"), IsOk());
  ASSERT_OK_AND_ASSIGN(const SiteTable table, ReadSiteTable(path, TestKey(), "id"));
  ASSERT_THAT(table.sources, SizeIs(1));
  EXPECT_EQ(table.sources[0].sha256, Sha256Hex("id,age\n1,61\n"));
  EXPECT_EQ(table.sources[0].size, 12U);
  EXPECT_THAT(ReadSiteTable(folder / "none.csv", TestKey(), "id"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
}

}  // namespace
}  // namespace osteon
