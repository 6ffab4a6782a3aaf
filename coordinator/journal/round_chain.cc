#include "coordinator/journal/round_chain.h"

#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace osteon::coordinator {

std::string RoundText(const std::string& study_sha256, std::uint64_t sequence, const StoredRound& round) {
  nlohmann::ordered_json json = {{"study_sha256", study_sha256},
                                 {"sequence", sequence},
                                 {"purpose", round.purpose},
                                 {"kind", round.kind},
                                 {"fit", round.fit},
                                 {"request_sha256", round.request_sha256},
                                 {"roster_sha256", round.roster_sha256},
                                 {"attempt", round.attempt},
                                 {"seconds", round.seconds},
                                 {"payload_sha256", round.payload_sha256}};
  json["sites"] = nlohmann::ordered_json::object();
  for (const auto& [site, share] : round.sites) {
    json["sites"][site] = {{"sent", share.bytes_sent},
                           {"received", share.bytes_received},
                           {"scalars", share.scalars},
                           {"ledger_length", share.ledger.head.length},
                           {"ledger_hash", share.ledger.head.hash},
                           {"ledger_signature", absl::Base64Escape(share.ledger.signature)}};
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string JournalName(const std::string& study_sha256) {
  return absl::StrCat("journal ", study_sha256);
}

}  // namespace osteon::coordinator
