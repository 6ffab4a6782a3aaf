// All that left this hospital, stored before it was sent.
#ifndef OSTEON_SITE_AGENT_POLICY_LEDGER_H_
#define OSTEON_SITE_AGENT_POLICY_LEDGER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/audit/signed_head.h"
#include "models/federation/task.h"

namespace osteon {

// A release.
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
  // How long weights.bin was when this was stored (released_weights.h); the first version did not say.
  std::optional<std::uint64_t> weights_bytes{};
};

// What an auditor wants to know and is no release.
struct LedgerEvent {
  absl::Time time;
  std::string event;                         // one of the words below
  std::string study;                         // its name, where it is known
  std::string study_sha256, request_sha256;  // where there are any
  std::string why;
  std::uint64_t after = 0;  // of kLossAccepted: the length of the chain that it goes on from
  std::uint64_t tasks = 0;  // of kMoreRefused: how many so far
};
inline constexpr char kRefusedEvent[] = "refused";           // a task; `why` is what the coordinator was told
inline constexpr char kMoreRefusedEvent[] = "more refused";  // tasks that have no line (refused_tasks.h)
inline constexpr char kRepeatedEvent[] = "repeated";    // a task was asked and answered again, same bytes
inline constexpr char kAlteredEvent[] = "altered";      // a stored answer no longer has its hash
inline constexpr char kWithdrawnEvent[] = "withdrawn";  // a study's approval
inline constexpr char kLossAcceptedEvent[] = "loss accepted";        // FileLedger::AcceptLoss
inline constexpr char kPatientExcludedEvent[] = "patient excluded";  // `why`: a hash (withdrawn_patients.h)

bool SameButForTime(const LedgerEvent& a, const LedgerEvent& b);
bool LossAccepted(const std::vector<LedgerEvent>& events);

// How many tasks were refused, by the study's name and hash; "" and "": of studies not decided on here, as
// far as they have no line of their own.
std::map<std::pair<std::string, std::string>, std::uint64_t> CountRefusals(
    const std::vector<LedgerEvent>& events);

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
  // Durable when it returns. What is on record already, in all but its time, is not written again: who asks
  // the same thing a million times does not fill the disk.
  virtual absl::Status Note(const LedgerEvent& event) = 0;
  virtual std::vector<LedgerEvent> Events() const = 0;
  // Entries were lost and that was accepted: every cap of every lineage counts as used up.
  virtual bool CapsSpent() const = 0;
};

// For simulation and tests.
class MemoryLedger : public Ledger {
 public:
  absl::StatusOr<std::optional<std::string>> Find(const models::TaskKey& key) override;
  absl::Status Store(LedgerEntry entry, const std::string& payload) override;
  std::vector<LedgerEntry> Entries() const override;
  absl::Status Note(const LedgerEvent& event) override;
  std::vector<LedgerEvent> Events() const override;
  bool CapsSpent() const override;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> payloads_;
  std::vector<LedgerEntry> entries_;
  std::vector<LedgerEvent> events_;
};

// Whose ledger it is, and the key that signs its head.
struct LedgerSigner {
  std::string site;
  PrivateKey key;
};

// FOLDER/ledger.jsonl, a line for each release and event, chained by hashes (ledger_chain.h);
// FOLDER/releases.bin, the releases' payloads one after the other; FOLDER/head.json, the chain's signed head.
// A payload is on disk before the line that names its place, a line before the head that counts it. The
// head's file is replaced whole but not flushed: one that is older than the lines, as a power cut leaves it,
// is signed anew.
class FileLedger : public Ledger {
 public:
  // Reads every line and hashes it (about 30 ms for 1000 lines); a payload is hashed when it is asked for,
  // and all of them by VerifyLedger. kFailedPrecondition: another agent works on this folder. kDataLoss: a
  // line that cannot be read or is not its chain's, with its number, or fewer lines than head.json counts. A
  // last line without its end is what a crash leaves; it was never sent, so it is cut off. Lines of the first
  // version, which had no chain, are chained as they are. Without a signer heads are not signed or written
  // (tests).
  static absl::StatusOr<std::unique_ptr<FileLedger>> Open(const std::string& folder,
                                                          std::optional<LedgerSigner> signer = std::nullopt);
  ~FileLedger() override;

  absl::StatusOr<std::optional<std::string>> Find(const models::TaskKey& key) override;
  absl::Status Store(LedgerEntry entry, const std::string& payload) override;
  std::vector<LedgerEntry> Entries() const override;
  absl::Status Note(const LedgerEvent& event) override;
  std::vector<LedgerEvent> Events() const override;
  bool CapsSpent() const override;

  SignedHead Head() const;
  // Whether the chain has, or goes on from, exactly this head.
  bool Holds(const ChainHead& head) const;
  // Entries that another has a signed head of are not here and will not come back: the chain goes on after
  // `seen`, and all caps are spent. kFailedPrecondition: `seen` is held; nothing is lost.
  absl::Status AcceptLoss(const ChainHead& seen, absl::Time now);

 private:
  struct Place {
    std::uint64_t offset, length;  // of the payload
    std::string payload_sha256;
  };
  FileLedger(std::string folder, std::optional<LedgerSigner> signer)
      : folder_(std::move(folder)), signer_(std::move(signer)) {}
  absl::Status OpenFiles();
  void CloseFiles();
  absl::Status Load();
  absl::Status CheckHeadFile() const;
  absl::Status SignHead();
  // One more line after `previous`, on disk when it returns.
  absl::Status AppendLine(const ChainHead& previous, const std::string& text);
  mutable std::mutex mutex_;
  std::string folder_;
  std::optional<LedgerSigner> signer_;
  SignedHead head_;
  std::map<std::uint64_t, std::string> hashes_;  // of the chain, by length
  int lines_ = -1;
  int payloads_ = -1;
  std::uint64_t lines_size_ = 0;
  std::uint64_t payloads_size_ = 0;
  std::map<std::string, Place> places_;
  std::vector<LedgerEntry> entries_;
  std::vector<LedgerEvent> events_;
};

// The entries of a folder, while an agent may be working on it; none before its first run.
absl::StatusOr<std::vector<LedgerEntry>> ReadLedger(const std::string& folder);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_LEDGER_H_
