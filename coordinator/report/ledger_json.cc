#include "coordinator/report/ledger_json.h"

#include <utility>

namespace osteon::report {

Json LedgerJson(const ReportInput& input) {
  Json json;
  json["study"] = input.study.name;
  json["study_sha256"] = input.study_sha256;
  json["rules"] = input.ledger.rules;
  json["round_trips"] = input.ledger.round_trips;
  json["sites"] = Json::object();
  for (const auto& [site, traffic] : input.ledger.sites) {
    Json of_site;
    of_site["requests"] = traffic.requests;
    of_site["bytes_sent"] = traffic.bytes_sent;
    of_site["bytes_received"] = traffic.bytes_received;
    of_site["scalars_released"] = traffic.scalars_released;
    of_site["scalars_held"] = traffic.scalars_held;
    json["sites"][site] = std::move(of_site);
  }
  json["rounds"] = Json::array();
  for (const LedgerRound& round : input.ledger.rounds) {
    Json of_round;
    of_round["purpose"] = round.purpose;
    of_round["kind"] = round.kind;
    of_round["request_sha256"] = round.request_sha256;
    of_round["scalars"] = round.scalars;
    of_round["seconds"] = round.seconds;
    of_round["sites"] = round.sites;
    json["rounds"].push_back(std::move(of_round));
  }
  return json;
}

}  // namespace osteon::report
