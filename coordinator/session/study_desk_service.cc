#include "coordinator/session/study_desk_service.h"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/consent/consent.h"
#include "common/identity/key.h"
#include "common/status/status_macros.h"
#include "coordinator/session/finish.h"
#include "coordinator/session/journal_messages.h"
#include "coordinator/session/parts_stream.h"
#include "models/wire/ledger_wire.h"
#include "models/wire/study_wire.h"

namespace osteon::coordinator {
namespace {

constexpr std::size_t kResultChunk = std::size_t{1} << 20;

using ResultFiles = std::map<std::string, std::string>;

absl::StatusOr<StudyParties> PartiesOf(const StoredStudy& study) {
  OSTEON_ASSIGN_OR_RETURN(const Roster roster, ParseRoster(study.roster));
  StudyParties parties{study.author, {}};
  for (const auto& [site, key] : roster) parties.sites.insert(site);
  return parties;
}

std::deque<v1::ResultText> PartsOf(const ResultFiles& files) {
  std::deque<v1::ResultText> parts;
  for (const auto& [name, text] : files) {
    for (std::size_t at = 0; at == 0 || at < text.size(); at += kResultChunk) {
      v1::ResultText part;
      part.set_file(name);
      part.set_text(text.substr(at, kResultChunk));
      parts.push_back(std::move(part));
    }
  }
  return parts;
}

}  // namespace

StudyDeskService::StudyDeskService(Journal& journal, Peers& peers, const TaskBoard& board,
                                   StudyEvents& events, std::function<std::string()> certificate,
                                   std::function<absl::Time()> clock, spdlog::logger& log)
    : journal_(journal),
      peers_(peers),
      board_(board),
      events_(events),
      certificate_(std::move(certificate)),
      clock_(std::move(clock)),
      log_(log) {}

std::function<absl::Status()> StudyDeskService::StillMay(const absl::StatusOr<Peer>& peer) const {
  if (!peer.ok()) return nullptr;
  return [this, who = peer->identity] { return peers_.Check(who); };
}

absl::Status StudyDeskService::Submit(const Peer& author, const v1::SubmitStudyRequest& request,
                                      v1::SubmitStudyReply* reply) {
  OSTEON_ASSIGN_OR_RETURN(const models::Study study, models::StudyFromMessage(request.study()));
  const std::string study_sha256 = models::StudySha256(study);
  OSTEON_RETURN_IF_ERROR(
      VerifySignature(author.certificate_pem, StudyText(study_sha256), request.signature()));
  OSTEON_RETURN_IF_ERROR(CheckRepeats(author, study));
  Roster roster;
  std::vector<std::string> unknown;
  for (const std::string& site : study.AllSites()) {
    OSTEON_ASSIGN_OR_RETURN(const std::optional<Member> member, journal_.members().Find(site));
    if (member && member->role == RoleName(Role::kSite) && !member->revoked) {
      roster[site] = member->public_key_sha256;
    } else {
      unknown.push_back(site);
    }
  }
  if (!unknown.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "no site of this name is enrolled: ", absl::StrJoin(unknown, ", "),
        "; the operator invites it with: osteon-coordinator invite ", unknown.front(), " --role site"));
  }
  StoredStudy stored;
  stored.study_sha256 = study_sha256;
  stored.name = study.name;
  stored.author = author.identity.name;
  stored.author_certificate = author.certificate_pem;
  stored.author_signature = request.signature();
  stored.study_bytes = models::SerialiseStudy(study);
  stored.roster = RosterText(roster);
  stored.roster_sha256 = RosterSha256(roster);
  stored.submitted = clock_();
  OSTEON_RETURN_IF_ERROR(journal_.studies().Add(stored));
  log_.info("study {} ({}) submitted by {}", stored.name, stored.study_sha256.substr(0, 12), stored.author);
  events_.Submitted(stored.study_sha256);
  reply->set_study_sha256(stored.study_sha256);
  reply->set_roster_sha256(stored.roster_sha256);
  return absl::OkStatus();
}

absl::Status StudyDeskService::CheckRepeats(const Peer& author, const models::Study& study) const {
  if (study.repeats.empty()) return absl::OkStatus();
  const absl::StatusOr<StoredStudy> earlier = FindFor(author, Action::kSeeResults, study.repeats);
  if (absl::IsNotFound(earlier.status())) {
    return absl::FailedPreconditionError(
        absl::StrCat("study ", study.name, " repeats ", study.repeats.substr(0, 12),
                     ", and you have no study of that hash here; osteon study list names yours"));
  }
  if (!earlier.ok()) return earlier.status();
  if (earlier->state == StudyState::kDone) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("study ", study.name, " repeats ", earlier->name, ", which is ", StateName(earlier->state),
                   "; only a study that is DONE has results to stand beside"));
}

absl::StatusOr<StoredStudy> StudyDeskService::FindFor(const Peer& peer, Action action,
                                                      const std::string& name_or_hash) const {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StoredStudy> studies,
                          journal_.studies().FindByNameOrHash(name_or_hash));
  for (const StoredStudy& study : studies) {
    OSTEON_ASSIGN_OR_RETURN(const StudyParties parties, PartiesOf(study));
    if (May(peer.identity, action, parties)) return study;
  }
  return absl::NotFoundError(absl::StrCat("no such study: ", name_or_hash));
}

absl::Status StudyDeskService::FillStatus(const Peer& peer, const StoredStudy& study,
                                          v1::StudyStatus* status) const {
  OSTEON_ASSIGN_OR_RETURN(const StudyParties parties, PartiesOf(study));
  OSTEON_ASSIGN_OR_RETURN(const Roster roster, ParseRoster(study.roster));
  OSTEON_ASSIGN_OR_RETURN(const auto decisions, journal_.studies().Decisions(study.study_sha256));
  OSTEON_ASSIGN_OR_RETURN(const auto withdrawals, journal_.studies().Withdrawals(study.study_sha256));
  OSTEON_ASSIGN_OR_RETURN(const std::uint64_t rounds, journal_.rounds().Count(study.study_sha256));
  const std::set<std::string> awaited = board_.Awaited(study.study_sha256);
  std::map<std::string, std::string> refusals;
  if (May(peer.identity, Action::kSeeReasons, parties)) refusals = board_.Refusals(study.study_sha256);
  status->set_name(study.name);
  status->set_study_sha256(study.study_sha256);
  status->set_author(study.author);
  const std::optional<StudyNow> now = events_.Now(study.study_sha256);
  status->set_state(StateName(StateNow(study, now)));
  if (May(peer.identity, Action::kSeeReasons, parties)) status->set_message(study.message);
  status->set_rounds(rounds);
  status->set_submitted(absl::ToUnixSeconds(study.submitted));
  if (now && !IsFinal(study.state)) {
    if (May(peer.identity, Action::kSeeReasons, parties)) status->set_step(now->step);
    if (now->step_since) status->set_step_since(absl::ToUnixSeconds(*now->step_since));
    if (now->fails_at) status->set_fails_at(absl::ToUnixSeconds(*now->fails_at));
    status->set_stands_still(now->stands_still);
    status->set_rounds_expected(now->rounds_expected);
  }
  for (const auto& [name, key] : roster) {
    v1::SiteStatus* site = status->add_sites();
    site->set_name(name);
    if (const auto decision = decisions.find(name); decision != decisions.end()) {
      site->set_decision(decision->second.approved ? "approved" : "refused");
    }
    if (withdrawals.contains(name)) site->set_decision("withdrawn");
    site->set_connected(board_.Connected(name));
    site->set_awaited(awaited.contains(name));
    if (const auto refusal = refusals.find(name); refusal != refusals.end())
      site->set_refusal(refusal->second);
  }
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* StudyDeskService::SubmitStudy(grpc::CallbackServerContext* context,
                                                        const v1::SubmitStudyRequest* request,
                                                        v1::SubmitStudyReply* reply) {
  const absl::StatusOr<Peer> peer = peers_.Authenticate(*context, Action::kSubmitStudy);
  if (!peer.ok()) return Finish(context, peer.status());
  return Finish(context, Submit(*peer, *request, reply));
}

grpc::ServerUnaryReactor* StudyDeskService::ListStudies(grpc::CallbackServerContext* context,
                                                        const v1::ListStudiesRequest* /*request*/,
                                                        v1::ListStudiesReply* reply) {
  const absl::StatusOr<Peer> peer = peers_.Authenticate(*context, Action::kSeeState);
  if (!peer.ok()) return Finish(context, peer.status());
  const absl::StatusOr<std::vector<StoredStudy>> studies = journal_.studies().All();
  if (!studies.ok()) return Finish(context, studies.status());
  for (const StoredStudy& study : *studies) {
    const absl::StatusOr<StudyParties> parties = PartiesOf(study);
    if (!parties.ok()) return Finish(context, parties.status());
    if (!May(peer->identity, Action::kSeeState, *parties)) continue;
    const absl::Status status = FillStatus(*peer, study, reply->add_studies());
    if (!status.ok()) return Finish(context, status);
  }
  return Finish(context, absl::OkStatus());
}

grpc::ServerUnaryReactor* StudyDeskService::GetStatus(grpc::CallbackServerContext* context,
                                                      const v1::GetStatusRequest* request,
                                                      v1::StudyStatus* reply) {
  const absl::StatusOr<Peer> peer = peers_.Authenticate(*context, Action::kSeeState);
  if (!peer.ok()) return Finish(context, peer.status());
  const absl::StatusOr<StoredStudy> study = FindFor(*peer, Action::kSeeState, request->study());
  if (!study.ok()) return Finish(context, study.status());
  return Finish(context, FillStatus(*peer, *study, reply));
}

grpc::ServerUnaryReactor* StudyDeskService::CancelStudy(grpc::CallbackServerContext* context,
                                                        const v1::CancelStudyRequest* request,
                                                        v1::StudyStatus* reply) {
  const absl::StatusOr<Peer> peer = peers_.Authenticate(*context, Action::kCancelStudy);
  if (!peer.ok()) return Finish(context, peer.status());
  absl::StatusOr<StoredStudy> study = FindFor(*peer, Action::kCancelStudy, request->study());
  if (!study.ok()) return Finish(context, study.status());
  if (IsFinal(study->state)) {
    return Finish(context, absl::FailedPreconditionError(absl::StrCat("study ", study->name, " is ",
                                                                      StateName(study->state),
                                                                      " already; nothing was cancelled")));
  }
  const absl::Status cancelled = events_.Cancel(study->study_sha256);
  if (!cancelled.ok()) return Finish(context, cancelled);
  study = FindFor(*peer, Action::kSeeState, study->study_sha256);
  if (!study.ok()) return Finish(context, study.status());
  return Finish(context, FillStatus(*peer, *study, reply));
}

grpc::ServerWriteReactor<v1::ResultText>* StudyDeskService::GetResults(grpc::CallbackServerContext* context,
                                                                       const v1::GetResultsRequest* request) {
  const absl::StatusOr<Peer> peer = peers_.Authenticate(*context, Action::kSeeResults);
  const auto results = [&]() -> absl::StatusOr<std::deque<v1::ResultText>> {
    if (!peer.ok()) return peer.status();
    OSTEON_ASSIGN_OR_RETURN(const StoredStudy study, FindFor(*peer, Action::kSeeResults, request->study()));
    if (study.state != StudyState::kDone) {
      return absl::FailedPreconditionError(absl::StrCat("study ", study.name, " is ", StateName(study.state),
                                                        study.message.empty() ? "" : ": ", study.message,
                                                        "; results exist when it is DONE"));
    }
    OSTEON_ASSIGN_OR_RETURN(const ResultFiles files, journal_.studies().Results(study.study_sha256));
    return PartsOf(files);
  };
  return new PartsStream<v1::ResultText>(results(), StillMay(peer));
}

grpc::ServerUnaryReactor* StudyDeskService::GetStudy(grpc::CallbackServerContext* context,
                                                     const v1::GetStudyRequest* request, v1::Study* reply) {
  const absl::StatusOr<Peer> peer = peers_.Authenticate(*context, Action::kSeeResults);
  if (!peer.ok()) return Finish(context, peer.status());
  const absl::StatusOr<StoredStudy> stored = FindFor(*peer, Action::kSeeResults, request->study());
  if (!stored.ok()) return Finish(context, stored.status());
  const absl::StatusOr<models::Study> study = models::ParseStudy(stored->study_bytes);
  if (!study.ok()) return Finish(context, study.status());
  models::ToMessage(*study, reply);
  return Finish(context, absl::OkStatus());
}

absl::StatusOr<std::deque<v1::JournalPart>> StudyDeskService::JournalOf(const StoredStudy& study) const {
  OSTEON_ASSIGN_OR_RETURN(const Roster roster, ParseRoster(study.roster));
  OSTEON_ASSIGN_OR_RETURN(const SignedHead head, journal_.rounds().Head(study.study_sha256));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StoredRound> rounds,
                          journal_.rounds().Summaries(study.study_sha256));
  std::deque<v1::JournalPart> parts(1);
  v1::JournalHead* first = parts.front().mutable_head();
  first->set_study(study.name);
  first->set_study_sha256(study.study_sha256);
  first->set_state(StateName(study.state));
  models::ToMessage(head, first->mutable_head());
  first->set_certificate(certificate_());
  for (const auto& [site, key] : roster) {
    OSTEON_ASSIGN_OR_RETURN(const std::vector<std::string> certificates,
                            journal_.members().CertificatesOf(site));
    for (const std::string& certificate : certificates) {  // a site may have another key by now
      OSTEON_ASSIGN_OR_RETURN(const PeerIdentity peer, ParsePeer(certificate));
      if (peer.public_key_fingerprint != key) continue;
      (*first->mutable_site_certificates())[site] = certificate;
      break;
    }
  }
  // A round may have been stored since the head was read: it is not of this answer.
  for (std::size_t i = 0; i < rounds.size() && i < head.head.length; ++i) {
    ToMessage(i, rounds[i], parts.emplace_back().mutable_round());
  }
  return parts;
}

grpc::ServerWriteReactor<v1::JournalPart>* StudyDeskService::GetJournal(
    grpc::CallbackServerContext* context, const v1::GetJournalRequest* request) {
  const absl::StatusOr<Peer> peer = peers_.Authenticate(*context, Action::kSeeJournal);
  const auto journal = [&]() -> absl::StatusOr<std::deque<v1::JournalPart>> {
    if (!peer.ok()) return peer.status();
    OSTEON_ASSIGN_OR_RETURN(const StoredStudy study, FindFor(*peer, Action::kSeeJournal, request->study()));
    return JournalOf(study);
  };
  return new PartsStream<v1::JournalPart>(journal(), StillMay(peer));
}

}  // namespace osteon::coordinator
