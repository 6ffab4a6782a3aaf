#include "coordinator/journal/copy_journal.h"

#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "coordinator/journal/database.h"
#include "coordinator/journal/payloads.h"

namespace osteon::coordinator {

absl::StatusOr<CopiedJournal> CopyJournal(const std::string& folder, const std::string& out) {
  const std::string path = absl::StrCat(folder, "/coordinator.db");
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return absl::NotFoundError(absl::StrCat("no coordinator in ", folder, ": ", path, " is not there"));
  }
  {
    OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<Database> journal, Database::Open(path));
    OSTEON_RETURN_IF_ERROR(journal->CopyTo(absl::StrCat(out, "/coordinator.db")));
  }
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<Database> copy,
                          Database::Open(absl::StrCat(out, "/coordinator.db")));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> named,
                          copy->Query("SELECT DISTINCT payload_sha256 FROM rounds WHERE payload IS NULL"));
  const Payloads from(absl::StrCat(folder, "/payloads"));
  const Payloads to(absl::StrCat(out, "/payloads"));
  for (const SqlRow& row : named) {
    OSTEON_ASSIGN_OR_RETURN(const std::string bytes, from.Load(TextOf(row[0])));
    OSTEON_RETURN_IF_ERROR(to.Store(TextOf(row[0]), bytes));
  }
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> counted,
      copy->Query("SELECT (SELECT count(*) FROM studies), (SELECT count(*) FROM rounds)"));
  return CopiedJournal{static_cast<std::size_t>(IntegerOf(counted.at(0).at(0))),
                       static_cast<std::size_t>(IntegerOf(counted.at(0).at(1)))};
}

}  // namespace osteon::coordinator
