// All that left this hospital, stored before it was sent.
#ifndef OSTEON_SITE_AGENT_POLICY_LEDGER_H_
#define OSTEON_SITE_AGENT_POLICY_LEDGER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "models/federation/task.h"

namespace osteon {

struct LedgerEntry {
  absl::Time time;
  std::string study;  // its name
  models::TaskKey key;
  std::string purpose;
  std::string kind;  // "moments", "logistic", ...
  std::uint64_t patients = 0;
  std::uint64_t scalars = 0;
  std::string payload_sha256;
};

// The name of a task in ledgers: SHA-256 over every part of its key.
std::string TaskId(const models::TaskKey& key);

class Ledger {
 public:
  virtual ~Ledger() = default;
  // What was released for this task before, byte for byte.
  virtual absl::StatusOr<std::optional<std::string>> Find(const models::TaskKey& key) = 0;
  // Durable when it returns. A task is stored once. Fills entry.payload_sha256 itself.
  virtual absl::Status Store(LedgerEntry entry, const std::string& payload) = 0;
  virtual std::vector<LedgerEntry> Entries() const = 0;
};

// For simulation and tests.
class MemoryLedger : public Ledger {
 public:
  absl::StatusOr<std::optional<std::string>> Find(const models::TaskKey& key) override;
  absl::Status Store(LedgerEntry entry, const std::string& payload) override;
  std::vector<LedgerEntry> Entries() const override;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> payloads_;
  std::vector<LedgerEntry> entries_;
};

// FOLDER/ledger.jsonl, one line per release with its payload in base 64, or for large ones in
// FOLDER/releases/TASK.bin.
class FileLedger : public Ledger {
 public:
  // kDataLoss: a line that cannot be read, with its number. A last line without its end is what a crash leaves; it was
  // never sent, so it is cut off.
  static absl::StatusOr<std::unique_ptr<FileLedger>> Open(const std::string& folder);
  ~FileLedger() override;

  absl::StatusOr<std::optional<std::string>> Find(const models::TaskKey& key) override;
  absl::Status Store(LedgerEntry entry, const std::string& payload) override;
  std::vector<LedgerEntry> Entries() const override;

 private:
  struct Place {
    std::int64_t offset;  // of the line
    std::size_t length;
    std::string payload_sha256;
    bool in_file;  // the payload has a file of its own
  };
  explicit FileLedger(std::string folder) : folder_(std::move(folder)) {}
  absl::Status Load();
  std::string PayloadPath(const std::string& task_id) const;

  mutable std::mutex mutex_;
  std::string folder_;
  int file_ = -1;
  std::int64_t size_ = 0;
  std::map<std::string, Place> places_;
  std::vector<LedgerEntry> entries_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_LEDGER_H_
