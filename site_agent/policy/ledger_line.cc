#include "site_agent/policy/ledger_line.h"

#include <exception>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace osteon {
namespace {

std::string TimeText(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone());
}

std::string TextOf(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

LedgerEvent EventOf(const nlohmann::json& json) {
  LedgerEvent event;
  json.at("event").get_to(event.event);
  json.at("study").get_to(event.study);
  json.at("study_sha256").get_to(event.study_sha256);
  json.at("request_sha256").get_to(event.request_sha256);
  json.at("why").get_to(event.why);
  if (event.event == kLossAcceptedEvent) json.at("after").get_to(event.after);
  if (event.event == kMoreRefusedEvent) json.at("tasks").get_to(event.tasks);
  return event;
}

LedgerLine ReleaseOf(const nlohmann::json& json) {
  LedgerLine line;
  LedgerEntry& entry = line.entry;
  json.at("study").get_to(entry.study);
  json.at("study_sha256").get_to(entry.key.study_sha256);
  json.at("roster_sha256").get_to(entry.key.roster_sha256);
  json.at("fit").get_to(entry.key.fit);
  json.at("request_sha256").get_to(entry.key.request_sha256);
  json.at("attempt").get_to(entry.key.attempt);
  json.at("sites").get_to(entry.key.sites);
  json.at("purpose").get_to(entry.purpose);
  json.at("kind").get_to(entry.kind);
  json.at("patients").get_to(entry.patients);
  json.at("scalars").get_to(entry.scalars);
  // The first version's lines do not have these.
  entry.scalars_held = json.value("scalars_held", entry.scalars_held);
  entry.mode = json.value("mode", entry.mode);
  entry.rules = json.value("rules", entry.rules);
  entry.lineage = json.value("lineage", entry.lineage);
  if (json.contains("weights_bytes")) entry.weights_bytes = json.at("weights_bytes").get<std::uint64_t>();
  json.at("payload_sha256").get_to(entry.payload_sha256);
  json.at("payload_offset").get_to(line.payload_offset);
  json.at("payload_bytes").get_to(line.payload_bytes);
  return line;
}

}  // namespace

std::string LedgerLineText(const LedgerLine& line) {
  const LedgerEntry& entry = line.entry;
  nlohmann::ordered_json json;
  json["time"] = TimeText(entry.time);
  json["study"] = entry.study;
  json["study_sha256"] = entry.key.study_sha256;
  json["roster_sha256"] = entry.key.roster_sha256;
  json["fit"] = entry.key.fit;
  json["request_sha256"] = entry.key.request_sha256;
  json["attempt"] = entry.key.attempt;
  json["sites"] = entry.key.sites;
  json["purpose"] = entry.purpose;
  json["kind"] = entry.kind;
  json["patients"] = entry.patients;
  json["scalars"] = entry.scalars;
  json["scalars_held"] = entry.scalars_held;
  json["mode"] = entry.mode;
  json["rules"] = entry.rules;
  json["lineage"] = entry.lineage;
  if (entry.weights_bytes) json["weights_bytes"] = *entry.weights_bytes;
  json["payload_sha256"] = entry.payload_sha256;
  json["payload_offset"] = line.payload_offset;
  json["payload_bytes"] = line.payload_bytes;
  return TextOf(json);
}

std::string LedgerEventText(const LedgerEvent& event) {
  nlohmann::ordered_json json;
  json["time"] = TimeText(event.time);
  json["event"] = event.event;
  json["study"] = event.study;
  json["study_sha256"] = event.study_sha256;
  json["request_sha256"] = event.request_sha256;
  json["why"] = event.why;
  if (event.event == kLossAcceptedEvent) json["after"] = event.after;
  if (event.event == kMoreRefusedEvent) json["tasks"] = event.tasks;
  return TextOf(json);
}

absl::StatusOr<std::variant<LedgerLine, LedgerEvent>> ParseLedgerLine(const std::string& text) {
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    absl::Time time;
    std::string error;
    if (!absl::ParseTime(absl::RFC3339_full, json.at("time").get<std::string>(), &time, &error)) {
      return absl::DataLossError(absl::StrCat("a time that cannot be read: ", error));
    }
    if (json.contains("event")) {
      LedgerEvent event = EventOf(json);
      event.time = time;
      return event;
    }
    LedgerLine line = ReleaseOf(json);
    line.entry.time = time;
    return line;
  } catch (const std::exception& error) {
    return absl::DataLossError(error.what());
  }
}

}  // namespace osteon
