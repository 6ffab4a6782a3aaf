#include "coordinator/journal/database.h"

#include <sqlite3.h>

#include <limits>

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Database, EveryTypeComesBackAsItWentInAfterReopening) {
  const TemporaryFolder folder;
  const std::string bytes("a\0b'\xff", 5);
  const std::string text("quote ' \0 umlaut ü", 19);
  {
    ASSERT_OK_AND_ASSIGN(const auto database, Database::Open(folder / "a.db"));
    ASSERT_THAT(database->Execute("CREATE TABLE t (n, i, r, s, b, e)"), IsOk());
    ASSERT_THAT(database->Execute("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)",
                                  {std::monostate(), std::numeric_limits<std::int64_t>::min(), 0.1, text,
                                   Blob{bytes}, Blob{}}),
                IsOk());
  }
  ASSERT_OK_AND_ASSIGN(const auto database, Database::Open(folder / "a.db"));
  ASSERT_OK_AND_ASSIGN(const std::vector<SqlRow> rows, database->Query("SELECT n, i, r, s, b, e FROM t"));
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0], (SqlRow{std::monostate(), std::numeric_limits<std::int64_t>::min(), 0.1, text,
                             Blob{bytes}, Blob{}}));
}

TEST(Database, AnAccessorOfAnotherTypeGivesTheEmptyValue) {
  EXPECT_EQ(TextOf(SqlValue(std::int64_t{3})), "");
  EXPECT_EQ(IntegerOf(SqlValue(std::string("3"))), 0);
  EXPECT_EQ(RealOf(SqlValue(std::int64_t{3})), 3.0);
  EXPECT_EQ(BytesOf(SqlValue()), "");
}

TEST(Database, StatementsTogetherAreAllOrNothing) {
  const TemporaryFolder folder;
  ASSERT_OK_AND_ASSIGN(const auto database, Database::Open(folder / "a.db"));
  ASSERT_THAT(database->Execute("CREATE TABLE t (i INTEGER PRIMARY KEY)"), IsOk());
  EXPECT_THAT(database->ExecuteTogether({{"INSERT INTO t VALUES (1)", {}}, {"INSERT INTO t VALUES (1)", {}}}),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("UNIQUE")));
  ASSERT_OK_AND_ASSIGN(const std::vector<SqlRow> rows, database->Query("SELECT i FROM t"));
  EXPECT_THAT(rows, IsEmpty());
  EXPECT_THAT(database->ExecuteTogether({{"INSERT INTO t VALUES (1)", {}}, {"INSERT INTO t VALUES (2)", {}}}),
              IsOk());
  ASSERT_OK_AND_ASSIGN(const std::int64_t changed,
                       database->Change("UPDATE t SET i = i + ?", {std::int64_t{9}}));
  EXPECT_EQ(changed, 2);
}

TEST(Database, AMistakeInAStatementIsOurs) {
  const TemporaryFolder folder;
  ASSERT_OK_AND_ASSIGN(const auto database, Database::Open(folder / "a.db"));
  EXPECT_THAT(database->Execute("SELEKT 1"), StatusIs(absl::StatusCode::kInternal, HasSubstr("SELEKT")));
}

TEST(Database, AFileThatIsNoDatabaseIsDataLossAndNamed) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.db";
  ASSERT_THAT(WriteFileAtomically(path, std::string(5000, 'x')), IsOk());
  EXPECT_THAT(Database::Open(path),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr(path), HasSubstr("not a database"))));
}

TEST(Database, ADamagedDatabaseIsDataLoss) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.db";
  {
    ASSERT_OK_AND_ASSIGN(const auto database, Database::Open(path));
    ASSERT_THAT(database->Execute("CREATE TABLE t (b)"), IsOk());
    ASSERT_THAT(database->Execute("INSERT INTO t VALUES (?)", {Blob{std::string(20000, 'b')}}), IsOk());
  }
  ASSERT_OK_AND_ASSIGN(std::string bytes, ReadFile(path));
  ASSERT_GT(bytes.size(), 8192U);
  for (std::size_t i = 4096; i < bytes.size(); ++i) bytes[i] = '\x5a';
  ASSERT_THAT(WriteFileAtomically(path, bytes), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto database, Database::Open(path));
  EXPECT_THAT(database->Query("SELECT b FROM t"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("malformed")));
}

TEST(Database, ALockedDatabaseIsUnavailableAndAsksForAnotherCoordinator) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.db";
  sqlite3* holder = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &holder), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(holder, "CREATE TABLE t (i); BEGIN EXCLUSIVE", nullptr, nullptr, nullptr),
            SQLITE_OK);
  EXPECT_THAT(Database::Open(path), StatusIs(absl::StatusCode::kUnavailable,
                                             AllOf(HasSubstr(path), HasSubstr("another coordinator"))));
  sqlite3_close(holder);
}

TEST(Database, AFolderThatIsNotThereIsUnavailable) {
  const TemporaryFolder folder;
  EXPECT_THAT(Database::Open(folder / "absent/a.db"),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("absent/a.db")));
}

}  // namespace
}  // namespace osteon::coordinator
