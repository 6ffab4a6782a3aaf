#include "site_agent/policy/ledger.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "site_agent/policy/ledger_line.h"

namespace osteon {
namespace {

constexpr std::size_t kLargestPayloadInLine = std::size_t{1} << 16;

absl::Status Failed(const std::string& folder, const char* what) {
  const int error = errno;
  return absl::UnavailableError(
      absl::StrCat("the ledger in ", folder, " cannot be ", what, ": ", std::strerror(error)));
}

// One whole line of ledger.jsonl and where it stands.
struct FoundLine {
  LedgerLine line;
  std::size_t offset;
  std::size_t length;
};

// Every whole line; `end` is where the last of them ends.
absl::StatusOr<std::vector<FoundLine>> ParseLedger(const std::string& text, const std::string& path,
                                                   std::size_t* end) {
  std::vector<FoundLine> lines;
  std::size_t at = 0;
  while (true) {
    const std::size_t line_end = text.find('\n', at);
    if (line_end == std::string::npos) break;
    absl::StatusOr<LedgerLine> line = ParseLedgerLine(text.substr(at, line_end - at));
    if (!line.ok()) {
      return absl::DataLossError(
          absl::StrCat(path, ":", lines.size() + 1, ": ", line.status().message(),
                       "; restore the ledger from a backup, nothing is released without it"));
    }
    lines.push_back({*std::move(line), at, line_end - at});
    at = line_end + 1;
  }
  *end = at;
  return lines;
}

std::string LedgerPath(const std::string& folder) {
  return absl::StrCat(folder, "/ledger.jsonl");
}

absl::Status CheckPayload(const std::string& payload, const std::string& sha256) {
  if (Sha256Hex(payload) == sha256) return absl::OkStatus();
  return absl::DataLossError(
      "the ledger's payload does not have the hash that was stored with it; nothing is sent");
}

}  // namespace

std::string TaskId(const models::TaskKey& key) {
  return Sha256Hex(absl::StrCat("osteon task v1\n", key.study_sha256, "\n", key.roster_sha256, "\n", key.fit,
                                "\n", key.request_sha256, "\n", key.attempt, "\n",
                                absl::StrJoin(key.sites, " ")));
}

absl::StatusOr<std::optional<std::string>> MemoryLedger::Find(const models::TaskKey& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = payloads_.find(TaskId(key));
  if (found == payloads_.end()) return std::nullopt;
  return found->second;
}

absl::Status MemoryLedger::Store(LedgerEntry entry, const std::string& payload) {
  const std::scoped_lock lock(mutex_);
  if (!payloads_.emplace(TaskId(entry.key), payload).second)
    return absl::InternalError("a task was stored twice");
  entry.payload_sha256 = Sha256Hex(payload);
  entries_.push_back(std::move(entry));
  return absl::OkStatus();
}

std::vector<LedgerEntry> MemoryLedger::Entries() const {
  const std::scoped_lock lock(mutex_);
  return entries_;
}

absl::StatusOr<std::unique_ptr<FileLedger>> FileLedger::Open(const std::string& folder) {
  OSTEON_RETURN_IF_ERROR(MakeFolder(folder, FileMode::kSecret));
  OSTEON_RETURN_IF_ERROR(MakeFolder(absl::StrCat(folder, "/releases"), FileMode::kSecret));
  std::unique_ptr<FileLedger> ledger(new FileLedger(folder));
  OSTEON_RETURN_IF_ERROR(ledger->Load());
  return ledger;
}

FileLedger::~FileLedger() {
  if (file_ >= 0) ::close(file_);
}

std::string FileLedger::PayloadPath(const std::string& task_id) const {
  return absl::StrCat(folder_, "/releases/", task_id, ".bin");
}

absl::Status FileLedger::Load() {
  const std::string path = LedgerPath(folder_);
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file_ < 0) return Failed(folder_, "opened");
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    return absl::FailedPreconditionError(absl::StrCat("another agent is working on ", folder_));
  }
  // A new file's name is made durable as well, or a power cut could take the whole ledger with it.
  const int directory = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return Failed(folder_, "opened");
  const bool flushed = ::fsync(directory) == 0;
  ::close(directory);
  if (!flushed) return Failed(folder_, "written");
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, std::numeric_limits<std::size_t>::max()));
  std::size_t end = 0;
  OSTEON_ASSIGN_OR_RETURN(const std::vector<FoundLine> lines, ParseLedger(text, path, &end));
  for (const FoundLine& found : lines) {
    const LedgerEntry& entry = found.line.entry;
    places_[TaskId(entry.key)] = {static_cast<std::int64_t>(found.offset), found.length, entry.payload_sha256,
                                  !found.line.payload.has_value()};
    entries_.push_back(entry);
  }
  size_ = static_cast<std::int64_t>(end);
  if (end < text.size() && ::ftruncate(file_, size_) != 0) return Failed(folder_, "written");
  return absl::OkStatus();
}

absl::StatusOr<std::vector<LedgerEntry>> ReadLedger(const std::string& folder) {
  OSTEON_ASSIGN_OR_RETURN(const std::string text,
                          ReadFile(LedgerPath(folder), std::numeric_limits<std::size_t>::max()));
  std::size_t end = 0;
  OSTEON_ASSIGN_OR_RETURN(const std::vector<FoundLine> lines, ParseLedger(text, LedgerPath(folder), &end));
  std::vector<LedgerEntry> entries;
  for (const FoundLine& found : lines) entries.push_back(found.line.entry);
  return entries;
}

absl::StatusOr<std::optional<std::string>> FileLedger::Find(const models::TaskKey& key) {
  const std::scoped_lock lock(mutex_);
  const std::string id = TaskId(key);
  const auto found = places_.find(id);
  if (found == places_.end()) return std::nullopt;
  const Place& place = found->second;
  std::string payload;
  if (place.in_file) {
    absl::StatusOr<std::string> bytes = ReadFile(PayloadPath(id), std::numeric_limits<std::size_t>::max());
    if (absl::IsNotFound(bytes.status())) {
      return absl::DataLossError(absl::StrCat(PayloadPath(id), ": gone, though the ledger names it"));
    }
    if (!bytes.ok()) return bytes.status();
    payload = *std::move(bytes);
  } else {
    std::string text(place.length, '\0');
    if (::pread(file_, text.data(), text.size(), place.offset) != static_cast<ssize_t>(text.size())) {
      return Failed(folder_, "read");
    }
    OSTEON_ASSIGN_OR_RETURN(LedgerLine line, ParseLedgerLine(text));
    if (!line.payload) return absl::DataLossError("the ledger was changed while it was in use");
    payload = *std::move(line.payload);
  }
  OSTEON_RETURN_IF_ERROR(CheckPayload(payload, place.payload_sha256));
  return payload;
}

absl::Status FileLedger::Store(LedgerEntry entry, const std::string& payload) {
  const std::scoped_lock lock(mutex_);
  const std::string id = TaskId(entry.key);
  if (places_.contains(id)) return absl::InternalError("a task was stored twice");
  entry.payload_sha256 = Sha256Hex(payload);
  const bool in_file = payload.size() > kLargestPayloadInLine;
  if (in_file) OSTEON_RETURN_IF_ERROR(WriteFileAtomically(PayloadPath(id), payload, FileMode::kSecret));
  const std::string text = absl::StrCat(
      LedgerLineText({entry, in_file ? std::nullopt : std::optional<std::string>(payload)}), "\n");
  if (::pwrite(file_, text.data(), text.size(), size_) != static_cast<ssize_t>(text.size()) ||
      ::fdatasync(file_) != 0) {
    const absl::Status status = Failed(folder_, "written");
    if (::ftruncate(file_, size_) != 0) return Failed(folder_, "written");
    return status;
  }
  places_[id] = {size_, text.size() - 1, entry.payload_sha256, in_file};
  size_ += static_cast<std::int64_t>(text.size());
  entries_.push_back(std::move(entry));
  return absl::OkStatus();
}

std::vector<LedgerEntry> FileLedger::Entries() const {
  const std::scoped_lock lock(mutex_);
  return entries_;
}

}  // namespace osteon
