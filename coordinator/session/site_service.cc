#include "coordinator/session/site_service.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/consent/consent.h"
#include "common/identity/key.h"
#include "common/masking/mask_key.h"
#include "common/status/status_macros.h"
#include "common/text/one_line.h"
#include "coordinator/session/finish.h"
#include "coordinator/session/summand_intake.h"
#include "coordinator/session/task_stream.h"
#include "models/wire/federation_wire.h"
#include "models/wire/ledger_wire.h"
#include "models/wire/study_wire.h"

namespace osteon::coordinator {
namespace {

constexpr std::size_t kLongestReason = 2000;

}  // namespace

SiteService::SiteService(Journal& journal, Peers& peers, Sightings& sightings, TaskBoard& board,
                         StudyEvents& events, std::function<absl::Time()> clock, spdlog::logger& log)
    : journal_(journal),
      peers_(peers),
      sightings_(sightings),
      board_(board),
      events_(events),
      clock_(std::move(clock)),
      log_(log) {}

absl::StatusOr<Peer> SiteService::Site(const grpc::CallbackServerContext& context) {
  return peers_.Authenticate(context, Action::kAnswerStudies);
}

absl::Status SiteService::FillProposals(const std::string& site, v1::ListProposalsReply* reply) const {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StoredStudy> studies, journal_.studies().All());
  for (const StoredStudy& stored : studies) {
    OSTEON_ASSIGN_OR_RETURN(const Roster roster, ParseRoster(stored.roster));
    if (!roster.contains(site)) continue;
    OSTEON_ASSIGN_OR_RETURN(const models::Study study, models::ParseStudy(stored.study_bytes));
    OSTEON_ASSIGN_OR_RETURN(const auto decisions, journal_.studies().Decisions(stored.study_sha256));
    OSTEON_ASSIGN_OR_RETURN(const auto withdrawals, journal_.studies().Withdrawals(stored.study_sha256));
    v1::Proposal* proposal = reply->add_proposals();
    models::ToMessage(study, proposal->mutable_study());
    proposal->set_study_sha256(stored.study_sha256);
    proposal->set_author(stored.author);
    for (const auto& [name, key] : roster) {
      v1::RosterEntry* entry = proposal->add_roster();
      entry->set_name(name);
      entry->set_public_key_sha256(key);
    }
    proposal->set_roster_sha256(stored.roster_sha256);
    proposal->set_state(StateName(stored.state));
    if (const auto decision = decisions.find(site); decision != decisions.end()) {
      proposal->set_decision(decision->second.approved ? "approved" : "refused");
    }
    if (withdrawals.contains(site)) proposal->set_decision("withdrawn");
    proposal->set_author_certificate(stored.author_certificate);
    proposal->set_author_signature(stored.author_signature);
  }
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* SiteService::ListProposals(grpc::CallbackServerContext* context,
                                                     const v1::ListProposalsRequest* /*request*/,
                                                     v1::ListProposalsReply* reply) {
  const absl::StatusOr<Peer> peer = Site(*context);
  if (!peer.ok()) return Finish(context, peer.status());
  return Finish(context, FillProposals(peer->identity.name, reply));
}

absl::StatusOr<StoredStudy> SiteService::StudyOf(const std::string& site,
                                                 const std::string& study_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(const std::optional<StoredStudy> study, journal_.studies().Find(study_sha256));
  absl::StatusOr<Roster> roster = study ? ParseRoster(study->roster) : Roster();
  if (!roster.ok()) return roster.status();
  if (!roster->contains(site)) return absl::NotFoundError("no such study for this site");
  return *study;
}

absl::Status SiteService::StoreDecision(const Peer& peer, const v1::Decision& decision) {
  const std::string& site = peer.identity.name;
  OSTEON_ASSIGN_OR_RETURN(const StoredStudy study, StudyOf(site, decision.study_sha256()));
  if (decision.roster_sha256() != study.roster_sha256) {
    return absl::FailedPreconditionError("the decision is about another roster than the study has");
  }
  if (decision.approve() && decision.withdraw()) {
    return absl::InvalidArgumentError("a decision that approves and withdraws at once");
  }
  const std::size_t key_bytes = decision.approve() ? kMaskKeyBytes : 0;
  if (decision.mask_key().size() != key_bytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the decision has a mask key of ", decision.mask_key().size(), " bytes; needed are ", key_bytes));
  }
  const DecisionKind kind = decision.withdraw()  ? DecisionKind::kWithdraw
                            : decision.approve() ? DecisionKind::kApprove
                                                 : DecisionKind::kRefuse;
  OSTEON_RETURN_IF_ERROR(VerifySignature(
      peer.certificate_pem,
      DecisionText(decision.study_sha256(), decision.roster_sha256(), kind, decision.mask_key()),
      decision.signature()));
  const std::string reason = OneLine(decision.reason(), kLongestReason);
  if (kind == DecisionKind::kWithdraw) {
    OSTEON_RETURN_IF_ERROR(journal_.studies().Withdraw(
        decision.study_sha256(), site, {reason, decision.signature(), peer.certificate_pem, clock_()}));
    log_.warn("study {}: {} withdrew", study.name, site);
  } else {
    OSTEON_RETURN_IF_ERROR(journal_.studies().Decide(decision.study_sha256(), site,
                                                     {decision.approve(), reason, decision.signature(),
                                                      peer.certificate_pem, clock_(), decision.mask_key()}));
    log_.info("study {}: {} {}", study.name, site, decision.approve() ? "approved" : "refused");
  }
  // What follows could not be stored: the site tells its decision again.
  const absl::Status followed = events_.Decided(decision.study_sha256());
  return absl::IsUnavailable(followed) ? followed : absl::OkStatus();
}

absl::Status SiteService::FillMaskKeys(const std::string& site, const std::string& study_sha256,
                                       v1::ListMaskKeysReply* reply) const {
  OSTEON_ASSIGN_OR_RETURN(const StoredStudy study, StudyOf(site, study_sha256));
  OSTEON_ASSIGN_OR_RETURN(const Roster roster, ParseRoster(study.roster));
  OSTEON_ASSIGN_OR_RETURN(const auto decisions, journal_.studies().Decisions(study_sha256));
  for (const auto& [name, fingerprint] : roster) {
    const auto decision = decisions.find(name);
    if (decision == decisions.end() || !decision->second.approved) {
      return absl::FailedPreconditionError(
          absl::StrCat("study ", study.name, ": ", name, " has not approved, so there is no mask key of it"));
    }
    v1::SiteMaskKey* key = reply->add_keys();
    key->set_site(name);
    key->set_mask_key(decision->second.mask_key);
    key->set_certificate(decision->second.certificate);
    key->set_signature(decision->second.signature);
  }
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* SiteService::ListMaskKeys(grpc::CallbackServerContext* context,
                                                    const v1::ListMaskKeysRequest* request,
                                                    v1::ListMaskKeysReply* reply) {
  const absl::StatusOr<Peer> peer = Site(*context);
  if (!peer.ok()) return Finish(context, peer.status());
  return Finish(context, FillMaskKeys(peer->identity.name, request->study_sha256(), reply));
}

grpc::ServerUnaryReactor* SiteService::Decide(grpc::CallbackServerContext* context,
                                              const v1::Decision* request, v1::DecisionReply* /*reply*/) {
  const absl::StatusOr<Peer> peer = Site(*context);
  if (!peer.ok()) return Finish(context, peer.status());
  return Finish(context, StoreDecision(*peer, *request));
}

grpc::ServerWriteReactor<v1::Task>* SiteService::Subscribe(grpc::CallbackServerContext* context,
                                                           const v1::SubscribeRequest* /*request*/) {
  const absl::StatusOr<Peer> peer = Site(*context);
  if (!peer.ok()) return EndedStream(ToCaller(peer.status()));
  log_.info("{} is connected", peer->identity.name);
  context->AddInitialMetadata("osteon-subscribed", "1");
  return StreamTasks(board_, sightings_, peer->identity.name,
                     [this, who = peer->identity] { return peers_.Check(who); });
}

grpc::ServerReadReactor<v1::SummandChunk>* SiteService::SubmitSummand(grpc::CallbackServerContext* context,
                                                                      v1::SubmitReply* /*reply*/) {
  const absl::StatusOr<Peer> peer = Site(*context);
  if (!peer.ok()) return TakeSummand(board_, peer.status(), nullptr, nullptr);
  return TakeSummand(
      board_, peer->identity.name, [this, who = peer->identity] { return peers_.Check(who); },
      [this, peer = *peer](const v1::LedgerHead& head) { return TakeHead(peer, head); });
}

// An answer comes with the head of the ledger that it is in: signed, and not behind what was shown before.
absl::Status SiteService::TakeHead(const Peer& peer, const v1::LedgerHead& message) {
  const std::string& site = peer.identity.name;
  OSTEON_ASSIGN_OR_RETURN(const SignedHead head, models::HeadFromMessage(message));
  if (head.head.length == 0) {
    return absl::InvalidArgumentError(
        "an answer without the head of the site's ledger; is the agent of an older version?");
  }
  const absl::Status verified = VerifyHead(peer.certificate_pem, site, head);
  if (!verified.ok()) {
    OSTEON_RETURN_IF_ERROR(journal_.heads().Note({clock_(), site, std::string(verified.message())}));
    log_.warn("{}", std::string(verified.message()));
    return verified;
  }
  const absl::Status taken = journal_.heads().TakeWithAnswer(site, head, clock_());
  if (!taken.ok()) log_.warn("{}", std::string(taken.message()));
  return taken;
}

// What is wrong with the site's own head is kept as an event; the site sees it from the answer.
absl::Status SiteService::Compare(const Peer& peer, const v1::LedgerHead& request, v1::LedgerHead* reply) {
  HeadStore& heads = journal_.heads();
  const std::string& site = peer.identity.name;
  OSTEON_ASSIGN_OR_RETURN(const SignedHead newest, heads.Newest(site));
  models::ToMessage(newest, reply);
  OSTEON_ASSIGN_OR_RETURN(const SignedHead own, models::HeadFromMessage(request));
  OSTEON_RETURN_IF_ERROR(VerifyHead(peer.certificate_pem, site, own));
  const absl::Status taken = heads.Take(site, own, clock_());
  if (absl::IsFailedPrecondition(taken)) {
    log_.warn("{}", std::string(taken.message()));
    return absl::OkStatus();
  }
  OSTEON_RETURN_IF_ERROR(taken);
  return heads.Keep(site);
}

grpc::ServerUnaryReactor* SiteService::CompareLedgers(grpc::CallbackServerContext* context,
                                                      const v1::LedgerHead* request, v1::LedgerHead* reply) {
  const absl::StatusOr<Peer> peer = Site(*context);
  if (!peer.ok()) return Finish(context, peer.status());
  return Finish(context, Compare(*peer, *request, reply));
}

grpc::ServerUnaryReactor* SiteService::SubmitRecord(grpc::CallbackServerContext* context,
                                                    const v1::RecordSubmission* request,
                                                    v1::SubmitReply* /*reply*/) {
  const absl::StatusOr<Peer> peer = Site(*context);
  if (!peer.ok()) return Finish(context, peer.status());
  const absl::StatusOr<models::TaskKey> key = models::KeyFromMessage(request->key());
  if (!key.ok()) return Finish(context, key.status());
  const absl::Status own = CheckIsFor(peer->identity.name, *key);
  if (!own.ok()) return Finish(context, own);
  absl::StatusOr<models::SiteRecord> record = models::RecordFromMessage(request->record());
  if (!record.ok()) return Finish(context, record.status());
  const absl::Status head = TakeHead(*peer, request->ledger_head());
  if (!head.ok()) return Finish(context, head);
  return Finish(context, board_.SubmitRecord(peer->identity.name, *key, *std::move(record)));
}

grpc::ServerUnaryReactor* SiteService::RefuseTask(grpc::CallbackServerContext* context,
                                                  const v1::TaskRefusal* request,
                                                  v1::SubmitReply* /*reply*/) {
  const absl::StatusOr<Peer> peer = Site(*context);
  if (!peer.ok()) return Finish(context, peer.status());
  const absl::StatusOr<models::TaskKey> key = models::KeyFromMessage(request->key());
  if (!key.ok()) return Finish(context, key.status());
  const absl::Status own = CheckIsFor(peer->identity.name, *key);
  if (!own.ok()) return Finish(context, own);
  // A no is a site's to say whatever its ledger is: a head that went back or was not signed is kept as an
  // event.
  if (request->ledger_head().length() > 0) {
    const absl::Status head = TakeHead(*peer, request->ledger_head());
    const bool is_event = absl::IsUnauthenticated(head) || absl::IsFailedPrecondition(head);
    if (!head.ok() && !is_event) return Finish(context, head);
  }
  const std::string reason = OneLine(request->reason(), kLongestReason);
  log_.warn("{} refused a task: {}", peer->identity.name, reason);
  board_.Refuse(peer->identity.name, *key, reason, request->ends_study());
  return Finish(context, absl::OkStatus());
}

}  // namespace osteon::coordinator
