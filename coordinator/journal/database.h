// SQLite with the durability that a journal needs: write-ahead log, full synchronisation, foreign keys, one
// writer.
#ifndef OSTEON_COORDINATOR_JOURNAL_DATABASE_H_
#define OSTEON_COORDINATOR_JOURNAL_DATABASE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/journal/write_hook.h"

struct sqlite3;
struct sqlite3_stmt;

namespace osteon::coordinator {

using SqlRow = std::vector<SqlValue>;

// May be used from several threads; statements are executed one at a time.
class Database {
 public:
  // Opens or makes the file. kUnavailable: locked by another process; kDataLoss: not a database, or damaged.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path, WriteHook hook = nullptr);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // One statement with its parameters; durable when it returns.
  absl::Status Execute(const std::string& sql, const std::vector<SqlValue>& parameters = {});

  // All statements or none, durable together when it returns.
  struct Statement {
    std::string sql;
    std::vector<SqlValue> parameters;
  };
  absl::Status ExecuteTogether(const std::vector<Statement>& statements);

  absl::StatusOr<std::vector<SqlRow>> Query(const std::string& sql,
                                            const std::vector<SqlValue>& parameters = {});

  // Executes and returns how many rows it changed.
  absl::StatusOr<std::int64_t> Change(const std::string& sql, const std::vector<SqlValue>& parameters);

  // Copies the database as it is at this moment into a new file, durable when it returns; another process may
  // write to it meanwhile. kAlreadyExists: there is a file of that name.
  absl::Status CopyTo(const std::string& path);

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  absl::StatusOr<std::vector<SqlRow>> Run(const std::string& sql, const std::vector<SqlValue>& parameters);
  absl::Status Commit(const std::vector<Statement>& statements);
  absl::StatusOr<sqlite3_stmt*> Prepared(const std::string& sql);
  absl::Status At(WritePoint point, const std::string& sql, const std::vector<SqlValue>& parameters) const;

  std::mutex mutex_;
  sqlite3* handle_;
  WriteHook hook_;
  std::map<std::string, sqlite3_stmt*> prepared_;  // by text, kept until the end
};

// A column's value; the empty value of the type where it is NULL.
std::string TextOf(const SqlValue& value);
std::int64_t IntegerOf(const SqlValue& value);
double RealOf(const SqlValue& value);
std::string BytesOf(const SqlValue& value);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_DATABASE_H_
