#include "coordinator/journal/verify_journal.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "coordinator/journal/round_chain.h"

namespace osteon::coordinator {
namespace {

absl::Status Broken(std::uint64_t sequence, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat("round ", sequence, ": ", status.message()));
}

// By member: every certificate that it had. Who enrolled anew has another key than in earlier studies.
using Certificates = std::map<std::string, std::vector<std::string>>;

absl::Status VerifyByAny(const std::vector<std::string>& certificates, const std::string& site,
                         const SignedHead& head) {
  absl::Status verified;
  for (const std::string& certificate : certificates) {
    verified = VerifyHead(certificate, site, head);
    if (verified.ok()) break;
  }
  return verified;
}

// The sites' ledgers in one round: signed by their keys, and none shorter than in the round before.
absl::Status VerifyLedgers(const StoredRound& round, const Certificates& certificates,
                           std::map<std::string, std::uint64_t>& lengths) {
  for (const auto& [site, share] : round.sites) {
    const ChainHead& head = share.ledger.head;
    if (head.length < lengths[site]) {
      return absl::DataLossError(absl::StrCat("the ledger of ", site, " ends at entry ", head.length,
                                              ", in an earlier round at entry ", lengths[site]));
    }
    lengths[site] = head.length;
    const auto certificate = certificates.find(site);
    if (head.length == 0 || certificate == certificates.end()) continue;
    OSTEON_RETURN_IF_ERROR(VerifyByAny(certificate->second, site, share.ledger));
  }
  return absl::OkStatus();
}

absl::Status VerifyStudy(const RoundStore& rounds, absl::string_view coordinator_certificate_pem,
                         const Certificates& certificates, StudyAudit& audit) {
  std::map<std::string, std::uint64_t> lengths;
  OSTEON_ASSIGN_OR_RETURN(const std::uint64_t end, rounds.End(audit.study_sha256));
  for (std::uint64_t sequence = 0; sequence < end; ++sequence) {
    const absl::StatusOr<std::optional<StoredRound>> round = rounds.Find(audit.study_sha256, sequence);
    if (!round.ok()) return Broken(sequence, round.status());
    if (!*round) return Broken(sequence, absl::DataLossError("it is missing; a later one is there"));
    const ChainHead next = Append(audit.head, RoundText(audit.study_sha256, sequence, **round));
    if (next.hash != (*round)->hash) {
      return Broken(sequence,
                    absl::DataLossError(absl::StrCat("it or the one before was altered: its hash is ",
                                                     (*round)->hash, ", expected was ", next.hash)));
    }
    const absl::Status ledgers = VerifyLedgers(**round, certificates, lengths);
    if (!ledgers.ok()) return Broken(sequence, ledgers);
    audit.head = next;
  }
  OSTEON_ASSIGN_OR_RETURN(const SignedHead head, rounds.Head(audit.study_sha256));
  if (head.head != audit.head) {
    return absl::DataLossError(absl::StrCat("the rounds end after ", audit.head.length, " with hash ",
                                            audit.head.hash, "; the head that was stored is ",
                                            head.head.length, " rounds with hash ", head.head.hash));
  }
  return VerifyHead(coordinator_certificate_pem, JournalName(audit.study_sha256), head);
}

}  // namespace

absl::StatusOr<std::vector<StudyAudit>> VerifyJournal(Journal& journal,
                                                      absl::string_view coordinator_certificate_pem) {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<Member> members, journal.members().Members());
  Certificates certificates;
  for (const Member& member : members) {
    OSTEON_ASSIGN_OR_RETURN(certificates[member.name], journal.members().CertificatesOf(member.name));
  }
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StoredStudy> studies, journal.studies().All());
  std::vector<StudyAudit> audits;
  for (const StoredStudy& study : studies) {
    StudyAudit audit;
    audit.study = study.name;
    audit.study_sha256 = study.study_sha256;
    audit.whole = VerifyStudy(journal.rounds(), coordinator_certificate_pem, certificates, audit);
    audits.push_back(std::move(audit));
  }
  return audits;
}

}  // namespace osteon::coordinator
