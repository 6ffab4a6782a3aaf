#include "site_agent/policy/ledger.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "site_agent/policy/ledger_chain.h"

namespace osteon {
namespace {

absl::Status Failed(const std::string& folder, const char* what) {
  const int error = errno;
  return absl::UnavailableError(
      absl::StrCat("the ledger in ", folder, " cannot be ", what, ": ", std::strerror(error)));
}

bool WriteAll(int file, const std::string& bytes, std::uint64_t offset) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t written =
        ::pwrite(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    done += static_cast<std::size_t>(written);
  }
  return true;
}

// Writes all bytes at `offset` and flushes them to disk.
bool WriteAt(int file, const std::string& bytes, std::uint64_t offset) {
  return WriteAll(file, bytes, offset) && ::fdatasync(file) == 0;
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

// Complete or not there, and not flushed: the lines are, and they can be signed again.
absl::Status ReplaceFile(const std::string& folder, const std::string& path, const std::string& text) {
  const std::string written = absl::StrCat(path, ".new");
  const int file = ::open(written.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return Failed(folder, "written");
  const bool whole = WriteAll(file, text, 0);
  ::close(file);
  if (!whole || ::rename(written.c_str(), path.c_str()) != 0) return Failed(folder, "written");
  return absl::OkStatus();
}

// Lines of the first version with the chain's hashes.
std::string Chained(absl::string_view text) {
  std::string chained;
  ChainHead head;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    absl::StrAppend(&chained, ChainedLine(head, std::string(line)), "\n");
    head = Append(head, line);
  }
  return chained;
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileLedger>> FileLedger::Open(const std::string& folder,
                                                             std::optional<LedgerSigner> signer) {
  OSTEON_RETURN_IF_ERROR(MakeFolder(folder, FileMode::kSecret));
  std::unique_ptr<FileLedger> ledger(new FileLedger(folder, std::move(signer)));
  OSTEON_RETURN_IF_ERROR(ledger->Load());
  return ledger;
}

FileLedger::~FileLedger() {
  CloseFiles();
}

void FileLedger::CloseFiles() {
  if (lines_ >= 0) ::close(std::exchange(lines_, -1));
  if (payloads_ >= 0) ::close(std::exchange(payloads_, -1));
}

absl::Status FileLedger::OpenFiles() {
  lines_ = ::open(LedgerLinesPath(folder_).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  payloads_ = ::open(LedgerPayloadsPath(folder_).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lines_ < 0 || payloads_ < 0) return Failed(folder_, "opened");
  if (::flock(lines_, LOCK_EX | LOCK_NB) != 0) {
    return absl::FailedPreconditionError(absl::StrCat("another agent is working on ", folder_));
  }
  // A new file's name is made durable as well, or a power cut could take the whole ledger with it.
  const int directory = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return Failed(folder_, "opened");
  const bool flushed = ::fsync(directory) == 0;
  ::close(directory);
  return flushed ? absl::OkStatus() : Failed(folder_, "written");
}

absl::Status FileLedger::Load() {
  OSTEON_RETURN_IF_ERROR(OpenFiles());
  const std::string path = LedgerLinesPath(folder_);
  OSTEON_ASSIGN_OR_RETURN(std::string text, ReadFile(path, std::numeric_limits<std::size_t>::max()));
  OSTEON_ASSIGN_OR_RETURN(LedgerContents contents, ParseLedger(text, path));
  if (!contents.chained) {
    if (std::filesystem::exists(LedgerHeadPath(folder_))) {
      return absl::DataLossError(absl::StrCat(path,
                                              ":1: the chain's hashes were removed from the lines, which ",
                                              LedgerHeadPath(folder_), " signs", kRestoreLedger));
    }
    text = Chained(absl::string_view(text).substr(0, contents.end));
    OSTEON_RETURN_IF_ERROR(WriteFileAtomically(path, text, FileMode::kSecret));
    CloseFiles();
    OSTEON_RETURN_IF_ERROR(OpenFiles());
    OSTEON_ASSIGN_OR_RETURN(contents, ParseLedger(text, path));
  }
  struct stat information {};
  if (::fstat(payloads_, &information) != 0) return Failed(folder_, "read");
  const auto size = static_cast<std::uint64_t>(information.st_size);
  for (const LedgerLine& line : contents.releases) {
    if (line.payload_bytes > size || line.payload_offset > size - line.payload_bytes) {
      return absl::DataLossError(absl::StrCat(path, ":", line.number, ": names a payload beyond the end of ",
                                              LedgerPayloadsPath(folder_), kRestoreLedger));
    }
    places_[TaskId(line.entry.key)] = {line.payload_offset, line.payload_bytes, line.entry.payload_sha256};
    payloads_size_ = std::max(payloads_size_, line.payload_offset + line.payload_bytes);
    entries_.push_back(line.entry);
  }
  events_ = std::move(contents.events);
  head_.head = contents.head;
  hashes_ = std::move(contents.hashes);
  lines_size_ = contents.end;
  OSTEON_RETURN_IF_ERROR(CheckHeadFile());
  // What a crash left behind the last whole line was never sent.
  if (contents.end < text.size() && ::ftruncate(lines_, static_cast<off_t>(contents.end)) != 0)
    return Failed(folder_, "written");
  return SignHead();
}

// The lines are refused when they are not those, or fewer than those, that were signed.
absl::Status FileLedger::CheckHeadFile() const {
  const std::string path = LedgerHeadPath(folder_);
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (absl::IsNotFound(text.status())) return absl::OkStatus();
  if (!text.ok()) return text.status();
  const absl::StatusOr<LedgerHeadFile> file = ParseLedgerHead(*text);
  if (!file.ok()) return absl::OkStatus();  // torn by a power cut; the lines are signed anew
  const ChainHead& head = file->head.head;
  if (Holds(head)) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat(LedgerLinesPath(folder_), " ends at entry ", head_.head.length,
                   " and does not hold entry ", head.length, " with hash ", head.hash, ", which ", path,
                   " says was signed: lines were removed, or an older file was put here", kRestoreLedger));
}

absl::Status FileLedger::SignHead() {
  if (!signer_ || head_.head.length == 0) return absl::OkStatus();
  OSTEON_ASSIGN_OR_RETURN(head_, osteon::SignHead(signer_->key, signer_->site, head_.head));
  return ReplaceFile(folder_, LedgerHeadPath(folder_),
                     LedgerHeadText({signer_->site, head_, signer_->key.PublicKeyFingerprint()}));
}

absl::Status FileLedger::AppendLine(const ChainHead& previous, const std::string& text) {
  const std::string line = absl::StrCat(ChainedLine(previous, text), "\n");
  if (!WriteAt(lines_, line, lines_size_)) {
    const absl::Status status = Failed(folder_, "written");
    if (::ftruncate(lines_, static_cast<off_t>(lines_size_)) != 0) return Failed(folder_, "written");
    return status;
  }
  lines_size_ += line.size();
  head_ = {Append(previous, text), ""};
  hashes_[previous.length] = previous.hash;
  hashes_[head_.head.length] = head_.head.hash;
  return absl::OkStatus();
}

SignedHead FileLedger::Head() const {
  const std::scoped_lock lock(mutex_);
  return head_;
}

bool FileLedger::Holds(const ChainHead& head) const {
  if (head.length == 0) return true;
  const std::scoped_lock lock(mutex_);
  const auto found = hashes_.find(head.length);
  return found != hashes_.end() && found->second == head.hash;
}

absl::Status FileLedger::AcceptLoss(const ChainHead& seen, absl::Time now) {
  if (Holds(seen)) {
    return absl::FailedPreconditionError(absl::StrCat("nothing is lost: the ledger in ", folder_,
                                                      " holds entry ", seen.length, "; nothing was changed"));
  }
  const std::scoped_lock lock(mutex_);
  LedgerEvent event;
  event.time = now;
  event.event = kLossAcceptedEvent;
  event.why = absl::StrCat("the ledger ended at entry ", head_.head.length, " and did not hold entry ",
                           seen.length, "; all caps count as spent");
  event.after = seen.length;
  hashes_.erase(hashes_.upper_bound(seen.length), hashes_.end());
  OSTEON_RETURN_IF_ERROR(AppendLine(seen, LedgerEventText(event)));
  events_.push_back(std::move(event));
  return SignHead();
}

absl::StatusOr<std::optional<std::string>> FileLedger::Find(const models::TaskKey& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = places_.find(TaskId(key));
  if (found == places_.end()) return std::nullopt;
  const Place& place = found->second;
  std::string payload(place.length, '\0');
  if (!ReadAt(payloads_, &payload, place.offset)) {
    return absl::DataLossError(absl::StrCat(LedgerPayloadsPath(folder_),
                                            " is shorter than the ledger says; restore it from a backup"));
  }
  OSTEON_RETURN_IF_ERROR(CheckPayload(payload, place.payload_sha256));
  return payload;
}

absl::Status FileLedger::Store(LedgerEntry entry, const std::string& payload) {
  const std::scoped_lock lock(mutex_);
  const std::string id = TaskId(entry.key);
  if (places_.contains(id)) return absl::InternalError("a task was stored twice");
  entry.payload_sha256 = Sha256Hex(payload);
  const std::string text = LedgerLineText({entry, payloads_size_, payload.size()});
  if (!WriteAt(payloads_, payload, payloads_size_)) return Failed(folder_, "written");
  OSTEON_RETURN_IF_ERROR(AppendLine(head_.head, text));
  places_[id] = {payloads_size_, payload.size(), entry.payload_sha256};
  payloads_size_ += payload.size();
  entries_.push_back(std::move(entry));
  return SignHead();
}

std::vector<LedgerEntry> FileLedger::Entries() const {
  const std::scoped_lock lock(mutex_);
  return entries_;
}

absl::Status FileLedger::Note(const LedgerEvent& event) {
  const std::scoped_lock lock(mutex_);
  for (const LedgerEvent& known : events_) {
    if (SameButForTime(known, event)) return absl::OkStatus();
  }
  OSTEON_RETURN_IF_ERROR(AppendLine(head_.head, LedgerEventText(event)));
  events_.push_back(event);
  return SignHead();
}

std::vector<LedgerEvent> FileLedger::Events() const {
  const std::scoped_lock lock(mutex_);
  return events_;
}

bool FileLedger::CapsSpent() const {
  const std::scoped_lock lock(mutex_);
  return LossAccepted(events_);
}

absl::StatusOr<std::vector<LedgerEntry>> ReadLedger(const std::string& folder) {
  OSTEON_ASSIGN_OR_RETURN(const LedgerContents contents, ReadLedgerContents(folder));
  std::vector<LedgerEntry> entries;
  for (const LedgerLine& line : contents.releases) entries.push_back(line.entry);
  return entries;
}

}  // namespace osteon
