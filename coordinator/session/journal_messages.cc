#include "coordinator/session/journal_messages.h"

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/wire/ledger_wire.h"

namespace osteon::coordinator {

void ToMessage(std::uint64_t sequence, const StoredRound& round, v1::JournalRound* message) {
  message->set_sequence(sequence);
  message->set_purpose(round.purpose);
  message->set_kind(round.kind);
  message->set_fit(round.fit);
  message->set_request_sha256(round.request_sha256);
  message->set_roster_sha256(round.roster_sha256);
  message->set_attempt(round.attempt);
  message->set_seconds(round.seconds);
  message->set_payload_sha256(round.payload_sha256);
  message->set_hash(round.hash);
  for (const auto& [site, share] : round.sites) {
    v1::JournalShare* part = message->add_sites();
    part->set_site(site);
    part->set_bytes_sent(share.bytes_sent);
    part->set_bytes_received(share.bytes_received);
    part->set_scalars(share.scalars);
    models::ToMessage(share.ledger, part->mutable_ledger_head());
  }
}

absl::StatusOr<StoredRound> RoundFromMessage(const v1::JournalRound& message) {
  StoredRound round;
  round.purpose = message.purpose();
  round.kind = message.kind();
  round.fit = message.fit();
  round.request_sha256 = message.request_sha256();
  round.roster_sha256 = message.roster_sha256();
  round.attempt = message.attempt();
  round.seconds = message.seconds();
  round.payload_sha256 = message.payload_sha256();
  round.hash = message.hash();
  for (const v1::JournalShare& part : message.sites()) {
    SiteShare share = {part.bytes_sent(), part.bytes_received(), part.scalars(), {}};
    OSTEON_ASSIGN_OR_RETURN(share.ledger, models::HeadFromMessage(part.ledger_head()));
    if (!round.sites.emplace(part.site(), share).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("round ", message.sequence(), " of the journal names ", part.site(), " twice"));
    }
  }
  return round;
}

}  // namespace osteon::coordinator
