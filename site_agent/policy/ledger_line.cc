#include "site_agent/policy/ledger_line.h"

#include <exception>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace osteon {

std::string LedgerLineText(const LedgerLine& line) {
  const LedgerEntry& entry = line.entry;
  nlohmann::ordered_json json;
  json["time"] = absl::FormatTime(absl::RFC3339_full, entry.time, absl::UTCTimeZone());
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
  json["payload_sha256"] = entry.payload_sha256;
  json["payload_offset"] = line.payload_offset;
  json["payload_bytes"] = line.payload_bytes;
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

absl::StatusOr<LedgerLine> ParseLedgerLine(const std::string& text) {
  LedgerLine line;
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    LedgerEntry& entry = line.entry;
    std::string error;
    if (!absl::ParseTime(absl::RFC3339_full, json.at("time").get<std::string>(), &entry.time, &error)) {
      return absl::DataLossError(absl::StrCat("a time that cannot be read: ", error));
    }
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
    json.at("payload_sha256").get_to(entry.payload_sha256);
    json.at("payload_offset").get_to(line.payload_offset);
    json.at("payload_bytes").get_to(line.payload_bytes);
  } catch (const std::exception& error) {
    return absl::DataLossError(error.what());
  }
  return line;
}

}  // namespace osteon
