#include "site_agent/policy/ledger.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
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

absl::Status Failed(const std::string& folder, const char* what) {
  const int error = errno;
  return absl::UnavailableError(
      absl::StrCat("the ledger in ", folder, " cannot be ", what, ": ", std::strerror(error)));
}

// Every whole line; `end` is where the last of them ends.
absl::StatusOr<std::vector<LedgerLine>> ParseLedger(const std::string& text, const std::string& path,
                                                    std::size_t* end) {
  std::vector<LedgerLine> lines;
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
    lines.push_back(*std::move(line));
    at = line_end + 1;
  }
  *end = at;
  return lines;
}

std::string LinesPath(const std::string& folder) {
  return absl::StrCat(folder, "/ledger.jsonl");
}
std::string PayloadsPath(const std::string& folder) {
  return absl::StrCat(folder, "/releases.bin");
}

// Writes all bytes at `offset` and flushes them to disk.
bool WriteAt(int file, const std::string& bytes, std::uint64_t offset) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t written =
        ::pwrite(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    done += static_cast<std::size_t>(written);
  }
  return ::fdatasync(file) == 0;
}

bool ReadAt(int file, std::string* bytes, std::uint64_t offset) {
  std::size_t done = 0;
  while (done < bytes->size()) {
    const ssize_t got =
        ::pread(file, bytes->data() + done, bytes->size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    done += static_cast<std::size_t>(got);
  }
  return true;
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
  std::unique_ptr<FileLedger> ledger(new FileLedger(folder));
  OSTEON_RETURN_IF_ERROR(ledger->Load());
  return ledger;
}

FileLedger::~FileLedger() {
  if (lines_ >= 0) ::close(lines_);
  if (payloads_ >= 0) ::close(payloads_);
}

absl::Status FileLedger::Load() {
  const std::string path = LinesPath(folder_);
  lines_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  payloads_ = ::open(PayloadsPath(folder_).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lines_ < 0 || payloads_ < 0) return Failed(folder_, "opened");
  if (::flock(lines_, LOCK_EX | LOCK_NB) != 0) {
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
  OSTEON_ASSIGN_OR_RETURN(const std::vector<LedgerLine> lines, ParseLedger(text, path, &end));
  struct stat information {};
  if (::fstat(payloads_, &information) != 0) return Failed(folder_, "read");
  const auto size = static_cast<std::uint64_t>(information.st_size);
  for (const LedgerLine& line : lines) {
    if (line.payload_bytes > size || line.payload_offset > size - line.payload_bytes) {
      return absl::DataLossError(absl::StrCat(
          path, ":", entries_.size() + 1, ": names a payload beyond the end of ", PayloadsPath(folder_),
          "; restore the ledger from a backup, nothing is released without it"));
    }
    places_[TaskId(line.entry.key)] = {line.payload_offset, line.payload_bytes, line.entry.payload_sha256};
    payloads_size_ = std::max(payloads_size_, line.payload_offset + line.payload_bytes);
    entries_.push_back(line.entry);
  }
  lines_size_ = end;
  // What a crash left behind the last whole line was never sent.
  if (end < text.size() && ::ftruncate(lines_, static_cast<off_t>(end)) != 0)
    return Failed(folder_, "written");
  return absl::OkStatus();
}

absl::StatusOr<std::vector<LedgerEntry>> ReadLedger(const std::string& folder) {
  const absl::StatusOr<std::string> text =
      ReadFile(LinesPath(folder), std::numeric_limits<std::size_t>::max());
  std::vector<LedgerEntry> entries;
  if (absl::IsNotFound(text.status())) return entries;
  if (!text.ok()) return text.status();
  std::size_t end = 0;
  OSTEON_ASSIGN_OR_RETURN(const std::vector<LedgerLine> lines, ParseLedger(*text, LinesPath(folder), &end));
  for (const LedgerLine& line : lines) entries.push_back(line.entry);
  return entries;
}

absl::StatusOr<std::optional<std::string>> FileLedger::Find(const models::TaskKey& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = places_.find(TaskId(key));
  if (found == places_.end()) return std::nullopt;
  const Place& place = found->second;
  std::string payload(place.length, '\0');
  if (!ReadAt(payloads_, &payload, place.offset)) {
    return absl::DataLossError(
        absl::StrCat(PayloadsPath(folder_), " is shorter than the ledger says; restore it from a backup"));
  }
  OSTEON_RETURN_IF_ERROR(CheckPayload(payload, place.payload_sha256));
  return payload;
}

absl::Status FileLedger::Store(LedgerEntry entry, const std::string& payload) {
  const std::scoped_lock lock(mutex_);
  const std::string id = TaskId(entry.key);
  if (places_.contains(id)) return absl::InternalError("a task was stored twice");
  entry.payload_sha256 = Sha256Hex(payload);
  const std::string line = absl::StrCat(LedgerLineText({entry, payloads_size_, payload.size()}), "\n");
  if (!WriteAt(payloads_, payload, payloads_size_) || !WriteAt(lines_, line, lines_size_)) {
    const absl::Status status = Failed(folder_, "written");
    if (::ftruncate(lines_, static_cast<off_t>(lines_size_)) != 0) return Failed(folder_, "written");
    return status;
  }
  places_[id] = {payloads_size_, payload.size(), entry.payload_sha256};
  payloads_size_ += payload.size();
  lines_size_ += line.size();
  entries_.push_back(std::move(entry));
  return absl::OkStatus();
}

std::vector<LedgerEntry> FileLedger::Entries() const {
  const std::scoped_lock lock(mutex_);
  return entries_;
}

}  // namespace osteon
