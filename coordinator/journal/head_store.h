// The coordinator's copy of the sites' ledgers' heads: a site that lost its ledger, or went back to an older
// one, finds here how far it had gone.
#ifndef OSTEON_COORDINATOR_JOURNAL_HEAD_STORE_H_
#define OSTEON_COORDINATOR_JOURNAL_HEAD_STORE_H_

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/audit/signed_head.h"
#include "coordinator/journal/database.h"

namespace osteon::coordinator {

// What an auditor wants to know: a site showed a head that cannot be of the same ledger, or was not signed by
// it.
struct AuditEvent {
  absl::Time time;
  std::string site;
  std::string what;
};

// May be used from several threads.
class HeadStore {
 public:
  explicit HeadStore(Database& database) : database_(database) {}

  // Takes a head whose signature was verified, if the ledger goes at least as far as before.
  // kFailedPrecondition: shorter than the newest, or another entry at the same place; kept as an event. A
  // head that was taken is durable with the next round that the site is in, or after Keep: a round costs no
  // flush more than it did.
  absl::Status Take(const std::string& site, const SignedHead& head, absl::Time now);
  // Of a head that came with an answer: answers of an earlier connection may arrive late, so one that was
  // taken before, among the last since the start, is no news and no event.
  absl::Status TakeWithAnswer(const std::string& site, const SignedHead& head, absl::Time now);
  absl::Status Keep(const std::string& site);
  // Of length 0 when there is none.
  absl::StatusOr<SignedHead> Newest(const std::string& site);

  // Durable when it returns; the same of the same site is kept once, with its first time.
  absl::Status Note(const AuditEvent& event);
  absl::StatusOr<std::vector<AuditEvent>> Events() const;

  // What makes this head durable, for a transaction with other statements.
  static Database::Statement Keeping(const std::string& site, const SignedHead& head);

 private:
  absl::StatusOr<SignedHead> NewestLocked(const std::string& site);
  absl::Status TakeLocked(const std::string& site, const SignedHead& head, absl::Time now);

  Database& database_;
  std::mutex mutex_;
  std::map<std::string, SignedHead> newest_;
  std::map<std::string, std::deque<ChainHead>> taken_;  // the last ones
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_HEAD_STORE_H_
