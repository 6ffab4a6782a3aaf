#include "coordinator/journal/head_store.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {
namespace {

// Of a site; more than an agent adds between two attempts to send one answer.
constexpr std::size_t kHeadsRemembered = 64;

}  // namespace

Database::Statement HeadStore::Keeping(const std::string& site, const SignedHead& head) {
  return {"INSERT OR REPLACE INTO ledger_heads (site, length, hash, signature) VALUES (?, ?, ?, ?)",
          {site, static_cast<std::int64_t>(head.head.length), head.head.hash, Blob{head.signature}}};
}

absl::StatusOr<SignedHead> HeadStore::NewestLocked(const std::string& site) {
  const auto known = newest_.find(site);
  if (known != newest_.end()) return known->second;
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query("SELECT length, hash, signature FROM ledger_heads WHERE site = ?", {site}));
  SignedHead head;
  if (!rows.empty()) {
    head.head = {static_cast<std::uint64_t>(IntegerOf(rows[0][0])), TextOf(rows[0][1])};
    head.signature = BytesOf(rows[0][2]);
  }
  newest_[site] = head;
  return head;
}

absl::StatusOr<SignedHead> HeadStore::Newest(const std::string& site) {
  const std::scoped_lock lock(mutex_);
  return NewestLocked(site);
}

absl::Status HeadStore::Take(const std::string& site, const SignedHead& head, absl::Time now) {
  const std::scoped_lock lock(mutex_);
  return TakeLocked(site, head, now);
}

absl::Status HeadStore::TakeWithAnswer(const std::string& site, const SignedHead& head, absl::Time now) {
  const std::scoped_lock lock(mutex_);
  const std::deque<ChainHead>& taken = taken_[site];
  if (std::find(taken.begin(), taken.end(), head.head) != taken.end()) return absl::OkStatus();
  return TakeLocked(site, head, now);
}

absl::Status HeadStore::TakeLocked(const std::string& site, const SignedHead& head, absl::Time now) {
  OSTEON_ASSIGN_OR_RETURN(const SignedHead newest, NewestLocked(site));
  if (head.head == newest.head) return absl::OkStatus();
  if (head.head.length > newest.head.length) {
    newest_[site] = head;
    std::deque<ChainHead>& taken = taken_[site];
    taken.push_back(head.head);
    if (taken.size() > kHeadsRemembered) taken.pop_front();
    return absl::OkStatus();
  }
  const std::string what =
      head.head.length < newest.head.length
          ? absl::StrCat("the ledger of ", site, " went back: it showed entry ", head.head.length,
                         " as its last, after entry ", newest.head.length)
          : absl::StrCat("the ledger of ", site, " was forked: it showed two entries ", head.head.length,
                         ", ", newest.head.hash, " and ", head.head.hash);
  OSTEON_RETURN_IF_ERROR(Note({now, site, what}));
  return absl::FailedPreconditionError(absl::StrCat(
      what, "; nothing of it is taken until the ledger is restored or its loss is accepted there"));
}

absl::Status HeadStore::Keep(const std::string& site) {
  const std::scoped_lock lock(mutex_);
  OSTEON_ASSIGN_OR_RETURN(const SignedHead newest, NewestLocked(site));
  if (newest.head.length == 0) return absl::OkStatus();
  const Database::Statement statement = Keeping(site, newest);
  return database_.Execute(statement.sql, statement.parameters);
}

absl::Status HeadStore::Note(const AuditEvent& event) {
  return database_.Execute("INSERT OR IGNORE INTO audit_events (time, site, what) VALUES (?, ?, ?)",
                           {absl::ToUnixMicros(event.time), event.site, event.what});
}

absl::StatusOr<std::vector<AuditEvent>> HeadStore::Events() const {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> rows,
                          database_.Query("SELECT time, site, what FROM audit_events ORDER BY time"));
  std::vector<AuditEvent> events;
  for (const SqlRow& row : rows) {
    events.push_back({absl::FromUnixMicros(IntegerOf(row[0])), TextOf(row[1]), TextOf(row[2])});
  }
  return events;
}

}  // namespace osteon::coordinator
