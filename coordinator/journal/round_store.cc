#include "coordinator/journal/round_store.h"

#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "coordinator/journal/round_chain.h"

namespace osteon::coordinator {
namespace {

constexpr char kRoundColumns[] =
    "purpose, kind, fit, request_sha256, roster_sha256, attempt, seconds, sequence, payload_sha256, hash";

}  // namespace

absl::Status RoundStore::Store(const std::string& study_sha256, std::uint64_t sequence,
                               const StoredRound& round) {
  OSTEON_ASSIGN_OR_RETURN(const SignedHead before, Head(study_sha256));
  const std::uint64_t next = before.head.length;
  if (sequence != next) {
    return absl::InternalError(
        absl::StrCat("journal: round ", sequence, " was to be stored where round ", next, " comes next"));
  }
  const auto number = static_cast<std::int64_t>(sequence);
  StoredRound stored = round;
  stored.payload_sha256 = Sha256Hex(round.payload);
  for (auto& [site, share] : stored.sites) {
    OSTEON_ASSIGN_OR_RETURN(share.ledger, heads_.Newest(site));
  }
  SignedHead head = {Append(before.head, RoundText(study_sha256, sequence, stored)), ""};
  if (signer_) {
    OSTEON_ASSIGN_OR_RETURN(head, signer_(JournalName(study_sha256), head.head));
  }
  SqlValue inline_payload;
  if (round.payload.size() > kLargestPayloadInDatabase) {
    OSTEON_RETURN_IF_ERROR(payloads_.Store(stored.payload_sha256, round.payload));
  } else {
    inline_payload = Blob{std::move(stored.payload)};
  }
  std::vector<Database::Statement> statements;
  statements.push_back({absl::StrCat("INSERT INTO rounds (study_sha256, ", kRoundColumns,
                                     ", payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
                        {study_sha256, round.purpose, round.kind, round.fit, round.request_sha256,
                         round.roster_sha256, std::int64_t{round.attempt}, round.seconds, number,
                         stored.payload_sha256, head.head.hash, std::move(inline_payload)}});
  for (const auto& [site, share] : stored.sites) {
    statements.push_back(
        {"INSERT INTO round_sites (study_sha256, sequence, site, sent, received, scalars, ledger_length, "
         "ledger_hash, ledger_signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {study_sha256, number, site, static_cast<std::int64_t>(share.bytes_sent),
          static_cast<std::int64_t>(share.bytes_received), static_cast<std::int64_t>(share.scalars),
          static_cast<std::int64_t>(share.ledger.head.length), share.ledger.head.hash,
          Blob{share.ledger.signature}}});
    if (share.ledger.head.length > 0) statements.push_back(HeadStore::Keeping(site, share.ledger));
  }
  statements.push_back(KeepingHead(study_sha256, head));
  return database_.ExecuteTogether(statements);
}

absl::StatusOr<StoredRound> RoundStore::RoundOf(const SqlRow& row, const std::string& study_sha256,
                                                std::uint64_t sequence) const {
  StoredRound round;
  round.purpose = TextOf(row[0]);
  round.kind = TextOf(row[1]);
  round.fit = TextOf(row[2]);
  round.request_sha256 = TextOf(row[3]);
  round.roster_sha256 = TextOf(row[4]);
  round.attempt = static_cast<std::uint32_t>(IntegerOf(row[5]));
  round.seconds = RealOf(row[6]);
  round.payload_sha256 = TextOf(row[8]);
  round.hash = TextOf(row[9]);
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> sites,
                          database_.Query("SELECT site, sent, received, scalars, ledger_length, ledger_hash, "
                                          "ledger_signature FROM round_sites "
                                          "WHERE study_sha256 = ? AND sequence = ?",
                                          {study_sha256, static_cast<std::int64_t>(sequence)}));
  for (const SqlRow& site : sites) {
    round.sites[TextOf(site[0])] = {
        static_cast<std::uint64_t>(IntegerOf(site[1])),
        static_cast<std::uint64_t>(IntegerOf(site[2])),
        static_cast<std::uint64_t>(IntegerOf(site[3])),
        {{static_cast<std::uint64_t>(IntegerOf(site[4])), TextOf(site[5])}, BytesOf(site[6])}};
  }
  return round;
}

absl::StatusOr<std::optional<StoredRound>> RoundStore::Find(const std::string& study_sha256,
                                                            std::uint64_t sequence) const {
  OSTEON_ASSIGN_OR_RETURN(
      std::vector<SqlRow> rows,
      database_.Query(absl::StrCat("SELECT ", kRoundColumns,
                                   ", payload FROM rounds WHERE study_sha256 = ? AND sequence = ?"),
                      {study_sha256, static_cast<std::int64_t>(sequence)}));
  if (rows.empty()) return std::nullopt;
  OSTEON_ASSIGN_OR_RETURN(StoredRound round, RoundOf(rows[0], study_sha256, sequence));
  if (auto* payload = std::get_if<Blob>(&rows[0][10])) {
    round.payload = std::move(payload->bytes);
    if (Sha256Hex(round.payload) != TextOf(rows[0][8])) {
      return absl::DataLossError(absl::StrCat("journal: the payload of round ", sequence, " is damaged"));
    }
  } else {
    OSTEON_ASSIGN_OR_RETURN(round.payload, payloads_.Load(TextOf(rows[0][8])));
  }
  return round;
}

absl::StatusOr<std::vector<StoredRound>> RoundStore::Summaries(const std::string& study_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query(
          absl::StrCat("SELECT ", kRoundColumns, " FROM rounds WHERE study_sha256 = ? ORDER BY sequence"),
          {study_sha256}));
  std::vector<StoredRound> rounds;
  for (const SqlRow& row : rows) {
    OSTEON_ASSIGN_OR_RETURN(StoredRound round,
                            RoundOf(row, study_sha256, static_cast<std::uint64_t>(IntegerOf(row[7]))));
    rounds.push_back(std::move(round));
  }
  return rounds;
}

absl::StatusOr<RoundTotals> RoundStore::Totals(const std::string& study_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rounds,
      database_.Query("SELECT COUNT(*), TOTAL(seconds) FROM rounds WHERE study_sha256 = ?", {study_sha256}));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> sites,
                          database_.Query("SELECT site, SUM(sent), SUM(received), SUM(scalars) FROM "
                                          "round_sites WHERE study_sha256 = ? GROUP BY site",
                                          {study_sha256}));
  RoundTotals totals;
  totals.rounds = static_cast<std::uint64_t>(IntegerOf(rounds.at(0).at(0)));
  totals.seconds = RealOf(rounds.at(0).at(1));
  for (const SqlRow& row : sites) {
    totals.sites[TextOf(row[0])] = {static_cast<std::uint64_t>(IntegerOf(row[1])),
                                    static_cast<std::uint64_t>(IntegerOf(row[2])),
                                    static_cast<std::uint64_t>(IntegerOf(row[3]))};
  }
  return totals;
}

absl::StatusOr<std::uint64_t> RoundStore::Count(const std::string& study_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query("SELECT count(*) FROM rounds WHERE study_sha256 = ?", {study_sha256}));
  return static_cast<std::uint64_t>(IntegerOf(rows.at(0).at(0)));
}

absl::StatusOr<std::uint64_t> RoundStore::End(const std::string& study_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query("SELECT max(sequence) + 1 FROM rounds WHERE study_sha256 = ?", {study_sha256}));
  return static_cast<std::uint64_t>(IntegerOf(rows.at(0).at(0)));
}

absl::StatusOr<SignedHead> RoundStore::Head(const std::string& study_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query("SELECT length, hash, signature FROM journal_heads WHERE study_sha256 = ?",
                      {study_sha256}));
  if (rows.empty()) return SignedHead();
  return SignedHead{{static_cast<std::uint64_t>(IntegerOf(rows[0][0])), TextOf(rows[0][1])},
                    BytesOf(rows[0][2])};
}

Database::Statement RoundStore::KeepingHead(const std::string& study_sha256, const SignedHead& head) const {
  return {"INSERT OR REPLACE INTO journal_heads (study_sha256, length, hash, signature) VALUES (?, ?, ?, ?)",
          {study_sha256, static_cast<std::int64_t>(head.head.length), head.head.hash, Blob{head.signature}}};
}

absl::StatusOr<std::vector<Database::Statement>> RoundStore::ChainAll(const std::string& study_sha256) const {
  std::vector<Database::Statement> statements;
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StoredRound> rounds, Summaries(study_sha256));
  ChainHead head;
  for (const StoredRound& round : rounds) {
    const auto sequence = static_cast<std::int64_t>(head.length);
    head = Append(head, RoundText(study_sha256, head.length, round));
    statements.push_back({"UPDATE rounds SET hash = ? WHERE study_sha256 = ? AND sequence = ?",
                          {head.hash, study_sha256, sequence}});
  }
  if (head.length > 0) statements.push_back(KeepingHead(study_sha256, {head, ""}));
  return statements;
}

absl::Status RoundStore::Remember(const std::string& study_sha256, const std::string& name,
                                  const std::vector<double>& values) {
  std::string bytes(values.size() * sizeof(double), '\0');
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return database_.Execute("INSERT INTO memory (study_sha256, name, content) VALUES (?, ?, ?)",
                           {study_sha256, name, Blob{std::move(bytes)}});
}

absl::StatusOr<std::optional<std::vector<double>>> RoundStore::Recall(const std::string& study_sha256,
                                                                      const std::string& name) const {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> rows,
                          database_.Query("SELECT content FROM memory WHERE study_sha256 = ? AND name = ?",
                                          {study_sha256, name}));
  if (rows.empty()) return std::nullopt;
  const std::string bytes = BytesOf(rows[0][0]);
  if (bytes.size() % sizeof(double) != 0)
    return absl::DataLossError("journal: a remembered value is damaged");
  std::vector<double> values(bytes.size() / sizeof(double));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

}  // namespace osteon::coordinator
