#include "coordinator/journal/journal.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/identity/certificate.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {
namespace {

// 1: the first. 2: authors, mask keys, withdrawals. 3: room for chains. 4: the rounds have their hashes. 5:
// when studies finished. 6: every certificate, and revocations. 7: how long studies wait.
constexpr std::int64_t kSchemaVersion = 7;

std::vector<Database::Statement> SchemaOne() {
  return {
      {"CREATE TABLE invitations (name TEXT PRIMARY KEY, role TEXT NOT NULL, secret_sha256 TEXT NOT NULL "
       "UNIQUE, "
       "expires INTEGER NOT NULL, public_key_sha256 TEXT, redeemed INTEGER, certificate_request TEXT, "
       "certificate TEXT)",
       {}},
      {"CREATE TABLE members (name TEXT PRIMARY KEY, role TEXT NOT NULL, certificate TEXT NOT NULL, "
       "public_key_sha256 TEXT NOT NULL, enrolled INTEGER NOT NULL)",
       {}},
      {"CREATE TABLE studies (study_sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, author TEXT NOT NULL, study "
       "BLOB NOT NULL, "
       "roster TEXT NOT NULL, roster_sha256 TEXT NOT NULL, state TEXT NOT NULL, message TEXT NOT NULL, "
       "submitted INTEGER NOT NULL)",
       {}},
      {"CREATE TABLE decisions (study_sha256 TEXT NOT NULL REFERENCES studies, site TEXT NOT NULL, "
       "approved INTEGER NOT NULL, reason TEXT NOT NULL, signature BLOB NOT NULL, certificate TEXT NOT NULL, "
       "decided INTEGER NOT NULL, PRIMARY KEY (study_sha256, site))",
       {}},
      {"CREATE TABLE rounds (study_sha256 TEXT NOT NULL REFERENCES studies, sequence INTEGER NOT NULL, "
       "purpose TEXT NOT NULL, kind TEXT NOT NULL, fit TEXT NOT NULL, request_sha256 TEXT NOT NULL, "
       "roster_sha256 TEXT NOT NULL, attempt INTEGER NOT NULL, seconds REAL NOT "
       "NULL, "
       "payload_sha256 TEXT NOT NULL, payload BLOB, PRIMARY KEY (study_sha256, sequence))",
       {}},
      {"CREATE TABLE round_sites (study_sha256 TEXT NOT NULL, sequence INTEGER NOT NULL, site TEXT NOT NULL, "
       "sent INTEGER NOT NULL, received INTEGER NOT NULL, scalars INTEGER NOT NULL, PRIMARY KEY "
       "(study_sha256, sequence, site))",
       {}},
      {"CREATE TABLE memory (study_sha256 TEXT NOT NULL REFERENCES studies, name TEXT NOT NULL, content BLOB "
       "NOT NULL, "
       "PRIMARY KEY (study_sha256, name))",
       {}},
      {"CREATE TABLE results (study_sha256 TEXT NOT NULL REFERENCES studies, file TEXT NOT NULL, content "
       "BLOB NOT NULL, "
       "PRIMARY KEY (study_sha256, file))",
       {}},
      {"PRAGMA user_version = 1", {}},
  };
}

// Authors' signatures, sites' mask keys, withdrawals.
std::vector<Database::Statement> SchemaTwo() {
  return {
      {"ALTER TABLE studies ADD COLUMN author_certificate TEXT NOT NULL DEFAULT ''", {}},
      {"ALTER TABLE studies ADD COLUMN author_signature BLOB NOT NULL DEFAULT x''", {}},
      {"ALTER TABLE decisions ADD COLUMN mask_key BLOB NOT NULL DEFAULT x''", {}},
      {"CREATE TABLE withdrawals (study_sha256 TEXT NOT NULL REFERENCES studies, site TEXT NOT NULL, "
       "reason TEXT NOT NULL, signature BLOB NOT NULL, certificate TEXT NOT NULL, withdrawn INTEGER NOT "
       "NULL, "
       "PRIMARY KEY (study_sha256, site))",
       {}},
      {"PRAGMA user_version = 2", {}},
  };
}

// Chains.
std::vector<Database::Statement> SchemaThree() {
  return {
      {"ALTER TABLE rounds ADD COLUMN hash TEXT NOT NULL DEFAULT ''", {}},
      {"ALTER TABLE round_sites ADD COLUMN ledger_length INTEGER NOT NULL DEFAULT 0", {}},
      {absl::StrCat("ALTER TABLE round_sites ADD COLUMN ledger_hash TEXT NOT NULL DEFAULT '",
                    EmptyChainHash(), "'"),
       {}},
      {"ALTER TABLE round_sites ADD COLUMN ledger_signature BLOB", {}},
      {"CREATE TABLE journal_heads (study_sha256 TEXT PRIMARY KEY REFERENCES studies, length INTEGER NOT "
       "NULL, "
       "hash TEXT NOT NULL, signature BLOB NOT NULL)",
       {}},
      {"CREATE TABLE ledger_heads (site TEXT PRIMARY KEY, length INTEGER NOT NULL, hash TEXT NOT NULL, "
       "signature BLOB NOT NULL)",
       {}},
      {"CREATE TABLE audit_events (time INTEGER NOT NULL, site TEXT NOT NULL, what TEXT NOT NULL, PRIMARY "
       "KEY "
       "(site, what))",
       {}},
      {"PRAGMA user_version = 3", {}},
  };
}

// 0: not finished, or before this was kept.
std::vector<Database::Statement> SchemaFive() {
  return {
      {"ALTER TABLE studies ADD COLUMN finished INTEGER NOT NULL DEFAULT 0", {}},
      {"PRAGMA user_version = 5", {}},
  };
}

// Certificates by their serial numbers, and which of them no longer count.
std::vector<Database::Statement> SchemaSix() {
  return {
      {"CREATE TABLE revocations (sequence INTEGER PRIMARY KEY, name TEXT NOT NULL, reason TEXT NOT NULL, "
       "revoked INTEGER NOT NULL)",
       {}},
      {"CREATE TABLE certificates (serial TEXT PRIMARY KEY, name TEXT NOT NULL, public_key_sha256 TEXT NOT "
       "NULL, certificate TEXT NOT NULL, issued INTEGER NOT NULL, not_after INTEGER NOT NULL, "
       "revocation INTEGER REFERENCES revocations)",
       {}},
      {"CREATE INDEX certificates_by_key ON certificates (public_key_sha256)", {}},
      {"CREATE INDEX certificates_by_name ON certificates (name)", {}},
      {"ALTER TABLE members ADD COLUMN serial TEXT NOT NULL DEFAULT ''", {}},
  };
}

// How long studies wait.
std::vector<Database::Statement> SchemaSeven() {
  return {
      {"CREATE TABLE waits (study_sha256 TEXT PRIMARY KEY REFERENCES studies, sequence INTEGER NOT NULL, "
       "since "
       "INTEGER NOT NULL)",
       {}},
      {"PRAGMA user_version = 7", {}},
  };
}

}  // namespace

Journal::Journal(std::unique_ptr<Database> database, const std::string& folder, WriteHook hook)
    : database_(std::move(database)),
      members_(*database_),
      studies_(*database_),
      heads_(*database_),
      rounds_(*database_, Payloads(absl::StrCat(folder, "/payloads"), std::move(hook)), heads_),
      sightings_(*database_) {}

absl::Status Journal::Upgrade(std::int64_t found) {
  if (found < 1) OSTEON_RETURN_IF_ERROR(database_->ExecuteTogether(SchemaOne()));
  if (found < 2) OSTEON_RETURN_IF_ERROR(database_->ExecuteTogether(SchemaTwo()));
  if (found < 3) OSTEON_RETURN_IF_ERROR(database_->ExecuteTogether(SchemaThree()));
  if (found < 4) OSTEON_RETURN_IF_ERROR(ChainRounds());
  if (found < 5) OSTEON_RETURN_IF_ERROR(database_->ExecuteTogether(SchemaFive()));
  if (found < 6) OSTEON_RETURN_IF_ERROR(ListCertificates());
  if (found < 7) OSTEON_RETURN_IF_ERROR(database_->ExecuteTogether(SchemaSeven()));
  return absl::OkStatus();
}

absl::Status Journal::ChainRounds() {
  std::vector<Database::Statement> chaining;
  // Not StudyStore::All, which reads columns of later versions.
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> studies,
                          database_->Query("SELECT study_sha256 FROM studies ORDER BY submitted"));
  for (const SqlRow& study : studies) {
    OSTEON_ASSIGN_OR_RETURN(const std::vector<Database::Statement> rounds,
                            rounds_.ChainAll(TextOf(study.at(0))));
    chaining.insert(chaining.end(), rounds.begin(), rounds.end());
  }
  chaining.push_back({"PRAGMA user_version = 4", {}});
  return database_->ExecuteTogether(chaining);
}

absl::Status Journal::ListCertificates() {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> members,
                          database_->Query("SELECT name, certificate, enrolled FROM members"));
  std::vector<Database::Statement> listing = SchemaSix();
  for (const SqlRow& member : members) {
    OSTEON_ASSIGN_OR_RETURN(const PeerIdentity peer, ParsePeer(TextOf(member[1])));
    listing.push_back(
        {"INSERT INTO certificates (serial, name, public_key_sha256, certificate, issued, not_after) VALUES "
         "(?, ?, ?, ?, ?, ?)",
         {peer.serial_hex, member[0], peer.public_key_fingerprint, member[1], member[2],
          absl::ToUnixSeconds(peer.not_after)}});
    listing.push_back({"UPDATE members SET serial = ? WHERE name = ?", {peer.serial_hex, member[0]}});
  }
  listing.push_back({"PRAGMA user_version = 6", {}});
  return database_->ExecuteTogether(listing);
}

absl::StatusOr<std::unique_ptr<Journal>> Journal::Open(const std::string& folder, WriteHook hook) {
  OSTEON_RETURN_IF_ERROR(MakeFolder(folder, FileMode::kSecret));
  OSTEON_ASSIGN_OR_RETURN(std::unique_ptr<Database> database,
                          Database::Open(absl::StrCat(folder, "/coordinator.db"), hook));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> version, database->Query("PRAGMA user_version"));
  const std::int64_t found = IntegerOf(version.at(0).at(0));
  if (found > kSchemaVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder, "/coordinator.db was written by a newer version (journal ", found,
                     "; this one reads ", kSchemaVersion, "): run that version"));
  }
  std::unique_ptr<Journal> journal(new Journal(std::move(database), folder, std::move(hook)));
  absl::Status ready = journal->Upgrade(found);
  if (ready.ok()) ready = journal->sightings_.Prepare();
  if (!ready.ok()) {
    return absl::Status(ready.code(), absl::StrCat(folder, "/coordinator.db: ", ready.message()));
  }
  return journal;
}

}  // namespace osteon::coordinator
