#include "coordinator/cli/study_audit/verify_rounds.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/audit/signed_head.h"
#include "common/identity/verify.h"
#include "common/status/status_macros.h"
#include "coordinator/journal/round_chain.h"
#include "coordinator/session/journal_messages.h"
#include "models/wire/ledger_wire.h"

namespace osteon::coordinator {
namespace {

// A site's certificate may have run out since its ledger's heads were signed.
absl::Status CheckSite(const std::string& certificate, const std::string& ca, const std::string& site) {
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity said, ParsePeer(certificate));
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity peer, VerifyMemberChain(certificate, ca, said.not_before));
  if (peer.name == site) return absl::OkStatus();
  return absl::UnauthenticatedError(
      absl::StrCat("the certificate that the coordinator gives for ", site, " is that of ", peer.name));
}

}  // namespace

absl::StatusOr<ToldJournal> VerifyRounds(const std::vector<v1::JournalPart>& parts,
                                         const std::string& ca_certificate_pem, absl::Time now) {
  if (parts.empty() || !parts.front().has_head()) {
    return absl::InvalidArgumentError("the coordinator's journal does not begin with its head");
  }
  const v1::JournalHead& first = parts.front().head();
  ToldJournal journal;
  journal.study = first.study();
  journal.study_sha256 = first.study_sha256();
  journal.state = first.state();
  OSTEON_ASSIGN_OR_RETURN(const SignedHead head, models::HeadFromMessage(first.head()));
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity coordinator,
                          VerifyCoordinatorChain(first.certificate(), ca_certificate_pem, now));
  OSTEON_RETURN_IF_ERROR(VerifyHead(first.certificate(), JournalName(journal.study_sha256), head));
  journal.signed_by = coordinator.public_key_fingerprint;
  const std::map<std::string, std::string> certificates(first.site_certificates().begin(),
                                                        first.site_certificates().end());
  for (const auto& [site, certificate] : certificates) {
    OSTEON_RETURN_IF_ERROR(CheckSite(certificate, ca_certificate_pem, site));
  }
  for (std::size_t i = 1; i < parts.size(); ++i) {
    OSTEON_ASSIGN_OR_RETURN(StoredRound round, RoundFromMessage(parts[i].round()));
    journal.head = Append(journal.head, RoundText(journal.study_sha256, i - 1, round));
    if (journal.head.hash != round.hash) {
      return absl::DataLossError(absl::StrCat("round ", i - 1,
                                              " of the journal or the one before was altered: its "
                                              "hash is ",
                                              round.hash, ", expected was ", journal.head.hash));
    }
    for (const auto& [site, share] : round.sites) {
      if (share.ledger.head.length == 0) continue;
      const auto certificate = certificates.find(site);
      if (certificate == certificates.end()) {
        return absl::UnauthenticatedError(absl::StrCat("the coordinator gives no certificate of ", site,
                                                       ", whose ledger is in round ", i - 1));
      }
      OSTEON_RETURN_IF_ERROR(VerifyHead(certificate->second, site, share.ledger));
    }
    journal.rounds.push_back(std::move(round));
  }
  if (journal.head != head.head) {
    return absl::DataLossError(absl::StrCat("the coordinator signed ", head.head.length, " rounds with hash ",
                                            head.head.hash, " and tells ", journal.head.length, " with hash ",
                                            journal.head.hash));
  }
  return journal;
}

}  // namespace osteon::coordinator
