#include "site_agent/session/submit.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "common/status/status_macros.h"
#include "models/wire/federation_wire.h"
#include "models/wire/ledger_wire.h"

namespace osteon {
namespace {

constexpr std::size_t kWordsInChunk = (std::size_t{1} << 20) / sizeof(std::uint64_t);
// A whole summand of 200 MB over 10 Mbit/s takes three minutes; a call that takes this long has lost its
// other end.
constexpr absl::Duration kLongestSubmission = absl::Hours(1);
constexpr absl::Duration kLongestSmallCall = absl::Minutes(1);

absl::Status SubmitSummand(v1::SiteSession::StubInterface& coordinator, grpc::ClientContext& context,
                           const models::TaskKey& key, const std::vector<std::uint64_t>& words,
                           const SignedHead& ledger_head) {
  SetDeadline(context, kLongestSubmission);
  v1::SubmitReply reply;
  const std::unique_ptr<grpc::ClientWriterInterface<v1::SummandChunk>> writer =
      coordinator.SubmitSummand(&context, &reply);
  v1::SummandChunk chunk;
  models::ToMessage(key, chunk.mutable_key());
  models::ToMessage(ledger_head, chunk.mutable_ledger_head());
  std::size_t at = 0;
  do {
    const std::size_t count = std::min(kWordsInChunk, words.size() - at);
    chunk.set_offset(at);
    chunk.mutable_words()->Clear();
    chunk.mutable_words()->Add(words.begin() + static_cast<std::ptrdiff_t>(at),
                               words.begin() + static_cast<std::ptrdiff_t>(at + count));
    at += count;
    grpc::WriteOptions last;
    if (at == words.size()) last.set_last_message();
    if (!writer->Write(chunk, last)) break;  // Finish says why
    chunk.clear_key();
    chunk.clear_ledger_head();
  } while (at < words.size());
  return FromRpc(writer->Finish());
}

absl::Status SubmitRecord(v1::SiteSession::StubInterface& coordinator, grpc::ClientContext& context,
                          const models::TaskKey& key, const models::SiteRecord& record,
                          const SignedHead& ledger_head) {
  SetDeadline(context, kLongestSmallCall);
  v1::RecordSubmission submission;
  models::ToMessage(key, submission.mutable_key());
  models::ToMessage(record, submission.mutable_record());
  models::ToMessage(ledger_head, submission.mutable_ledger_head());
  v1::SubmitReply reply;
  return FromRpc(coordinator.SubmitRecord(&context, submission, &reply));
}

}  // namespace

absl::Status Submit(v1::SiteSession::StubInterface& coordinator, grpc::ClientContext& context,
                    const Release& release, const SignedHead& ledger_head) {
  if (const auto* summand = std::get_if<RingVector>(&release.payload())) {
    return SubmitSummand(coordinator, context, release.key(), summand->words(), ledger_head);
  }
  return SubmitRecord(coordinator, context, release.key(), std::get<models::SiteRecord>(release.payload()),
                      ledger_head);
}

absl::Status SubmitRefusal(v1::SiteSession::StubInterface& coordinator, grpc::ClientContext& context,
                           const models::TaskKey& key, const std::string& reason,
                           const SignedHead& ledger_head, bool ends_study) {
  SetDeadline(context, kLongestSmallCall);
  v1::TaskRefusal refusal;
  models::ToMessage(key, refusal.mutable_key());
  refusal.set_reason(reason);
  refusal.set_ends_study(ends_study);
  models::ToMessage(ledger_head, refusal.mutable_ledger_head());
  v1::SubmitReply reply;
  return FromRpc(coordinator.RefuseTask(&context, refusal, &reply));
}

absl::StatusOr<SignedHead> CompareLedgers(v1::SiteSession::StubInterface& coordinator,
                                          const SignedHead& own) {
  grpc::ClientContext context;
  SetDeadline(context, kLongestSmallCall);
  v1::LedgerHead request;
  models::ToMessage(own, &request);
  v1::LedgerHead reply;
  OSTEON_RETURN_IF_ERROR(FromRpc(coordinator.CompareLedgers(&context, request, &reply)));
  return models::HeadFromMessage(reply);
}

}  // namespace osteon
