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
  std::string mode = "clear";  // what the coordinator saw: "clear" this site's numbers, "secure" the sum only
  std::string rules = "default";   // what judged it: "default", "own policy", "off_for_testing"
  std::string lineage;             // whose rows they are; empty: this site's, always the same
  std::uint64_t scalars_held = 0;  // numbers in the dataset behind it; 0: not known
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

// FOLDER/ledger.jsonl, one line per release, and FOLDER/releases.bin, their payloads one after the other. A
// payload is on disk before the line that names its place.
class FileLedger : public Ledger {
 public:
  // kFailedPrecondition: another agent works on this folder. kDataLoss: a line that cannot be read, with its
  // number. A last line without its end is what a crash leaves; it was never sent, so it is cut off.
  static absl::StatusOr<std::unique_ptr<FileLedger>> Open(const std::string& folder);
  ~FileLedger() override;

  absl::StatusOr<std::optional<std::string>> Find(const models::TaskKey& key) override;
  absl::Status Store(LedgerEntry entry, const std::string& payload) override;
  std::vector<LedgerEntry> Entries() const override;

 private:
  struct Place {
    std::uint64_t offset, length;  // of the payload
    std::string payload_sha256;
  };
  explicit FileLedger(std::string folder) : folder_(std::move(folder)) {}
  absl::Status Load();
  mutable std::mutex mutex_;
  std::string folder_;
  int lines_ = -1;
  int payloads_ = -1;
  std::uint64_t lines_size_ = 0;
  std::uint64_t payloads_size_ = 0;
  std::map<std::string, Place> places_;
  std::vector<LedgerEntry> entries_;
};

// The entries of a folder, while an agent may be working on it; none before its first run.
absl::StatusOr<std::vector<LedgerEntry>> ReadLedger(const std::string& folder);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_LEDGER_H_
