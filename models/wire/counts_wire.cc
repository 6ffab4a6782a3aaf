#include "models/wire/counts_wire.h"

#include <string>
#include <utility>

#include "common/status/status_macros.h"
#include "models/wire/message_checks.h"

namespace osteon::models {
namespace {

constexpr int kMaxCounts = 1 << 20;
constexpr std::size_t kTagBytes = 32;

void ToMessage(const SealedCounts& counts, v1::SealedCounts* message) {
  message->mutable_words()->Assign(counts.words.begin(), counts.words.end());
  for (const auto& [site, tag] : counts.tags) (*message->mutable_tags())[site] = tag;
}

absl::StatusOr<SealedCounts> FromMessage(const v1::SealedCounts& message) {
  if (message.words_size() == 0 || message.words_size() > kMaxCounts)
    return Invalid("too many counts, or none");
  if (message.tags_size() > kMaxSites) return Invalid("counts sealed for too many sites");
  SealedCounts counts;
  counts.words.assign(message.words().begin(), message.words().end());
  for (const auto& [site, tag] : message.tags()) {
    OSTEON_RETURN_IF_ERROR(CheckName(site, "a site"));
    if (tag.size() != kTagBytes) return Invalid("a seal that is not 32 bytes");
    counts.tags[site] = tag;
  }
  return counts;
}

}  // namespace

void Fill(const ConfirmCountsRequest& request, v1::SumRequest* message) {
  v1::ConfirmCountsRequest* confirm = message->mutable_confirm_counts();
  for (const auto& [site, counts] : request.shares) {
    v1::NamedCounts* share = confirm->add_shares();
    share->set_site(site);
    ToMessage(counts, share->mutable_counts());
  }
  confirm->set_sites(static_cast<std::uint32_t>(request.sites));
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::ConfirmCountsRequest& message) {
  if (message.shares_size() == 0 || message.shares_size() > kMaxSites)
    return Invalid("counts of no site, or of too many");
  ConfirmCountsRequest request;
  for (const v1::NamedCounts& share : message.shares()) {
    OSTEON_RETURN_IF_ERROR(CheckName(share.site(), "a site"));
    OSTEON_ASSIGN_OR_RETURN(SealedCounts counts, FromMessage(share.counts()));
    if (!request.shares.emplace(share.site(), std::move(counts)).second)
      return Invalid("a site counted twice");
  }
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return SumRequest(std::move(request));
}

void Fill(const SealedCounts& record, v1::SiteRecord* message) {
  ToMessage(record, message->mutable_sealed_counts());
}

absl::StatusOr<SiteRecord> RecordFromMessage(const v1::SealedCounts& message) {
  OSTEON_ASSIGN_OR_RETURN(SealedCounts counts, FromMessage(message));
  return SiteRecord(std::move(counts));
}

}  // namespace osteon::models
