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
#include "common/rpc/rpc_status.h"
#include "common/status/status_macros.h"
#include "common/text/one_line.h"
#include "coordinator/session/finish.h"
#include "coordinator/session/summand_intake.h"
#include "coordinator/session/task_stream.h"
#include "models/wire/federation_wire.h"
#include "models/wire/study_wire.h"

namespace osteon::coordinator {
namespace {

constexpr std::size_t kLongestReason = 2000;

}  // namespace

SiteService::SiteService(Journal& journal, Peers& peers, TaskBoard& board, StudyEvents& events,
                         std::function<absl::Time()> clock, spdlog::logger& log)
    : journal_(journal), peers_(peers), board_(board), events_(events), clock_(std::move(clock)), log_(log) {}

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

absl::Status SiteService::StoreDecision(const Peer& peer, const v1::Decision& decision) {
  const std::string& site = peer.identity.name;
  OSTEON_ASSIGN_OR_RETURN(const std::optional<StoredStudy> study,
                          journal_.studies().Find(decision.study_sha256()));
  absl::StatusOr<Roster> roster = study ? ParseRoster(study->roster) : Roster();
  if (!roster.ok()) return roster.status();
  if (!roster->contains(site)) return absl::NotFoundError("no such study for this site");
  if (decision.roster_sha256() != study->roster_sha256) {
    return absl::FailedPreconditionError("the decision is about another roster than the study has");
  }
  OSTEON_RETURN_IF_ERROR(
      VerifySignature(peer.certificate_pem,
                      DecisionText(decision.study_sha256(), decision.roster_sha256(), decision.approve()),
                      decision.signature()));
  OSTEON_RETURN_IF_ERROR(
      journal_.studies().Decide(decision.study_sha256(), site,
                                {decision.approve(), OneLine(decision.reason(), kLongestReason),
                                 decision.signature(), peer.certificate_pem, clock_()}));
  log_.info("study {}: {} {}", study->name, site, decision.approve() ? "approved" : "refused");
  events_.Decided(decision.study_sha256());
  return absl::OkStatus();
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
  if (!peer.ok()) return EndedStream(ToRpc(peer.status()));
  log_.info("{} is connected", peer->identity.name);
  context->AddInitialMetadata("osteon-subscribed", "1");
  return StreamTasks(board_, peer->identity.name);
}

grpc::ServerReadReactor<v1::SummandChunk>* SiteService::SubmitSummand(grpc::CallbackServerContext* context,
                                                                      v1::SubmitReply* /*reply*/) {
  const absl::StatusOr<Peer> peer = Site(*context);
  if (!peer.ok()) return TakeSummand(board_, peer.status());
  return TakeSummand(board_, peer->identity.name);
}

grpc::ServerUnaryReactor* SiteService::SubmitRecord(grpc::CallbackServerContext* context,
                                                    const v1::RecordSubmission* request,
                                                    v1::SubmitReply* /*reply*/) {
  const absl::StatusOr<Peer> peer = Site(*context);
  if (!peer.ok()) return Finish(context, peer.status());
  const absl::StatusOr<models::TaskKey> key = models::KeyFromMessage(request->key());
  if (!key.ok()) return Finish(context, key.status());
  absl::StatusOr<models::SiteRecord> record = models::RecordFromMessage(request->record());
  if (!record.ok()) return Finish(context, record.status());
  return Finish(context, board_.SubmitRecord(peer->identity.name, *key, *std::move(record)));
}

grpc::ServerUnaryReactor* SiteService::RefuseTask(grpc::CallbackServerContext* context,
                                                  const v1::TaskRefusal* request,
                                                  v1::SubmitReply* /*reply*/) {
  const absl::StatusOr<Peer> peer = Site(*context);
  if (!peer.ok()) return Finish(context, peer.status());
  const absl::StatusOr<models::TaskKey> key = models::KeyFromMessage(request->key());
  if (!key.ok()) return Finish(context, key.status());
  const std::string reason = OneLine(request->reason(), kLongestReason);
  log_.warn("{} refused a task: {}", peer->identity.name, reason);
  board_.Refuse(peer->identity.name, *key, reason);
  return Finish(context, absl::OkStatus());
}

}  // namespace osteon::coordinator
