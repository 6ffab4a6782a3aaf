#include "coordinator/journal/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {
namespace {

absl::Status Damaged(const std::string& message) {
  return absl::DataLossError(
      absl::StrCat(message, "; the journal is damaged: put the coordinator's folder back from a backup"));
}

// Whether the file is not as its version writes it. Statements that are wrong themselves say otherwise.
bool IsAboutTheFile(absl::string_view sqlite) {
  return absl::StartsWith(sqlite, "no such ") || absl::StartsWith(sqlite, "duplicate column name") ||
         absl::EndsWith(sqlite, " already exists") || absl::StrContains(sqlite, " has no column named ") ||
         sqlite == "unsupported file format";
}

absl::Status FromSqlite(sqlite3* handle, const std::string& what) {
  const std::string message = absl::StrCat(what, ": ", sqlite3_errmsg(handle));
  switch (sqlite3_errcode(handle)) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::UnavailableError(
          absl::StrCat(message, " (is another coordinator running on this folder?)"));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Damaged(message);
    case SQLITE_ERROR:
      if (IsAboutTheFile(sqlite3_errmsg(handle))) return Damaged(message);
      return absl::InternalError(message);
    case SQLITE_CONSTRAINT:
      return absl::AlreadyExistsError(message);
    case SQLITE_FULL:
      return absl::UnavailableError(absl::StrCat(message, "; make room: what was stored is as it was"));
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return absl::UnavailableError(
          absl::StrCat(message, "; the folder and its files must be writable for the user that runs this"));
    case SQLITE_IOERR:
      // A disk that is full while SQLite's log is made larger is one of these.
      return absl::UnavailableError(absl::StrCat(message, "; if the disk is full, make room"));
    default:
      return absl::InternalError(message);
  }
}

int Bind(sqlite3_stmt* statement, int index, const SqlValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value))
    return sqlite3_bind_int64(statement, index, *integer);
  if (const auto* real = std::get_if<double>(&value)) return sqlite3_bind_double(statement, index, *real);
  if (const auto* text = std::get_if<std::string>(&value)) {
    return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  if (const auto* blob = std::get_if<Blob>(&value)) {
    return sqlite3_bind_blob64(statement, index, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, index);
}

SqlValue ColumnOf(sqlite3_stmt* statement, int index) {
  // The type is asked for first, the size last: asking for a number's size makes it a text, and then its type
  // is no longer defined.
  const auto size = [&] { return static_cast<std::size_t>(sqlite3_column_bytes(statement, index)); };
  switch (sqlite3_column_type(statement, index)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, index)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, index);
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, index));
      return text == nullptr ? std::string() : std::string(text, size());
    }
    case SQLITE_BLOB: {
      const void* bytes = sqlite3_column_blob(statement, index);
      return bytes == nullptr ? Blob{} : Blob{std::string(static_cast<const char*>(bytes), size())};
    }
    default:
      return std::monostate();
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path, WriteHook hook) {
  // Made here first, for its owner only: SQLite gives its log files the same mode.
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return absl::UnavailableError(absl::StrCat("cannot open ", path, ": ", std::strerror(errno)));
  ::close(file);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(
      path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  std::unique_ptr<Database> database(new Database(handle));
  if (code != SQLITE_OK) return FromSqlite(handle, absl::StrCat("cannot open ", path));
  sqlite3_busy_timeout(handle, 2000);
  for (const char* pragma :
       {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON"}) {
    const absl::Status status = database->Execute(pragma);
    if (!status.ok()) return absl::Status(status.code(), absl::StrCat(path, ": ", status.message()));
  }
  database->hook_ = std::move(hook);
  return database;
}

Database::~Database() {
  for (const auto& [sql, statement] : prepared_) sqlite3_finalize(statement);
  sqlite3_close_v2(handle_);
}

absl::StatusOr<sqlite3_stmt*> Database::Prepared(const std::string& sql) {
  const auto known = prepared_.find(sql);
  if (known != prepared_.end()) return known->second;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle_, sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr) !=
      SQLITE_OK) {
    return FromSqlite(handle_, "journal");
  }
  prepared_[sql] = statement;
  return statement;
}

absl::StatusOr<std::vector<SqlRow>> Database::Run(const std::string& sql,
                                                  const std::vector<SqlValue>& parameters) {
  OSTEON_ASSIGN_OR_RETURN(sqlite3_stmt* const statement, Prepared(sql));
  const auto finish = [](sqlite3_stmt* used) {
    sqlite3_reset(used);
    sqlite3_clear_bindings(used);
  };
  const std::unique_ptr<sqlite3_stmt, decltype(finish)> in_use(statement, finish);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (Bind(statement, static_cast<int>(i) + 1, parameters[i]) != SQLITE_OK)
      return FromSqlite(handle_, "journal");
  }
  std::vector<SqlRow> rows;
  while (true) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE) return rows;
    if (code != SQLITE_ROW) return FromSqlite(handle_, "journal");
    SqlRow row;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) row.push_back(ColumnOf(statement, i));
    rows.push_back(std::move(row));
  }
}

absl::Status Database::At(WritePoint point, const std::string& sql,
                          const std::vector<SqlValue>& parameters) const {
  return hook_ ? hook_(point, sql, parameters) : absl::OkStatus();
}

absl::Status Database::Execute(const std::string& sql, const std::vector<SqlValue>& parameters) {
  return Change(sql, parameters).status();
}

absl::Status Database::ExecuteTogether(const std::vector<Statement>& statements) {
  if (statements.empty()) return absl::OkStatus();
  const Statement& first = statements.front();
  OSTEON_RETURN_IF_ERROR(At(WritePoint::kBeforeRows, first.sql, first.parameters));
  OSTEON_RETURN_IF_ERROR(Commit(statements));
  return At(WritePoint::kAfterRows, first.sql, first.parameters);
}

absl::Status Database::Commit(const std::vector<Statement>& statements) {
  const std::scoped_lock lock(mutex_);
  OSTEON_RETURN_IF_ERROR(Run("BEGIN IMMEDIATE", {}).status());
  // Also when memory runs out on the way: a transaction that is left open would stop every other study.
  const auto end = [](sqlite3* handle) {
    if (sqlite3_get_autocommit(handle) == 0) sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
  };
  const std::unique_ptr<sqlite3, decltype(end)> begun(handle_, end);
  for (const Statement& statement : statements) {
    OSTEON_RETURN_IF_ERROR(Run(statement.sql, statement.parameters).status());
  }
  return Run("COMMIT", {}).status();
}

absl::StatusOr<std::vector<SqlRow>> Database::Query(const std::string& sql,
                                                    const std::vector<SqlValue>& parameters) {
  const std::scoped_lock lock(mutex_);
  return Run(sql, parameters);
}

absl::StatusOr<std::int64_t> Database::Change(const std::string& sql,
                                              const std::vector<SqlValue>& parameters) {
  OSTEON_RETURN_IF_ERROR(At(WritePoint::kBeforeRows, sql, parameters));
  std::int64_t changed = 0;
  {
    const std::scoped_lock lock(mutex_);
    OSTEON_RETURN_IF_ERROR(Run(sql, parameters).status());
    changed = sqlite3_changes(handle_);
  }
  OSTEON_RETURN_IF_ERROR(At(WritePoint::kAfterRows, sql, parameters));
  return changed;
}

absl::Status Database::CopyTo(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    const int reason = errno;
    const std::string why = absl::StrCat("cannot make ", path, ": ", std::strerror(reason));
    return reason == EEXIST ? absl::AlreadyExistsError(why) : absl::UnavailableError(why);
  }
  ::close(file);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close_v2)> copy(handle, &sqlite3_close_v2);
  if (code != SQLITE_OK) return FromSqlite(handle, absl::StrCat("cannot open ", path));
  const std::scoped_lock lock(mutex_);
  sqlite3_backup* const backup = sqlite3_backup_init(handle, "main", handle_, "main");
  if (backup == nullptr) return FromSqlite(handle, absl::StrCat("cannot copy to ", path));
  // All pages in one step are one read transaction: what is written meanwhile goes into the log beside it.
  sqlite3_backup_step(backup, -1);
  if (sqlite3_backup_finish(backup) != SQLITE_OK)
    return FromSqlite(handle, absl::StrCat("cannot copy to ", path));
  return absl::OkStatus();
}

std::string TextOf(const SqlValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? "" : *text;
}

std::int64_t IntegerOf(const SqlValue& value) {
  const auto* integer = std::get_if<std::int64_t>(&value);
  return integer == nullptr ? 0 : *integer;
}

double RealOf(const SqlValue& value) {
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return static_cast<double>(IntegerOf(value));
}

std::string BytesOf(const SqlValue& value) {
  const auto* blob = std::get_if<Blob>(&value);
  return blob == nullptr ? "" : blob->bytes;
}

}  // namespace osteon::coordinator
