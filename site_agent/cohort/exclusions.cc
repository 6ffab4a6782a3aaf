#include "site_agent/cohort/exclusions.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr char kTime[] = "%Y-%m-%dT%H:%M:%SZ";

std::string LineOf(const Exclusion& exclusion) {
  const OrderedJson json = {{"pseudonym", exclusion.pseudonym},
                            {"time", absl::FormatTime(kTime, exclusion.time, absl::UTCTimeZone())},
                            {"reason", exclusion.reason}};
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

bool ParseLine(const std::string& line, Exclusion& exclusion) {
  const OrderedJson json = OrderedJson::parse(line, nullptr, /*allow_exceptions=*/false);
  const auto text = [&](const char* key) {
    const bool there = json.is_object() && json.contains(key) && json.at(key).is_string();
    return there ? json.at(key).get<std::string>() : std::string();
  };
  exclusion.pseudonym = text("pseudonym");
  exclusion.reason = text("reason");
  return !exclusion.pseudonym.empty() && absl::ParseTime(kTime, text("time"), &exclusion.time, nullptr);
}

}  // namespace

absl::StatusOr<std::vector<Exclusion>> Exclusions::Read() const {
  std::vector<Exclusion> exclusions;
  const absl::StatusOr<std::string> text = ReadFile(path_);
  if (absl::IsNotFound(text.status())) return exclusions;
  if (!text.ok()) return text.status();
  std::size_t number = 0;
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(*text, '\n'))) {
    ++number;
    if (line.empty()) continue;
    if (!ParseLine(line, exclusions.emplace_back())) {
      return absl::DataLossError(
          absl::StrCat(path_, ":", number,
                       ": damaged; without it nobody can tell who withdrew consent. Restore "
                       "it from a backup of this folder"));
    }
  }
  return exclusions;
}

absl::StatusOr<std::set<std::string>> Exclusions::Pseudonyms() const {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<Exclusion> exclusions, Read());
  std::set<std::string> pseudonyms;
  for (const Exclusion& exclusion : exclusions) pseudonyms.insert(exclusion.pseudonym);
  return pseudonyms;
}

absl::StatusOr<bool> Exclusions::Add(const Exclusion& exclusion) const {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<Exclusion> earlier, Read());
  std::string text;
  for (const Exclusion& one : earlier) {
    if (one.pseudonym == exclusion.pseudonym) return false;
    text += LineOf(one);
  }
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(path_, text + LineOf(exclusion), FileMode::kSecret));
  return true;
}

SiteTable Without(SiteTable table, const std::set<std::string>& pseudonyms) {
  if (pseudonyms.empty()) return table;
  std::size_t kept = 0;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (pseudonyms.contains(table.Pseudonym(row))) continue;
    if (kept != row) {
      table.rows[kept] = std::move(table.rows[row]);
      table.lines[kept] = table.lines[row];
      if (!table.lacking.empty()) table.lacking[kept] = std::move(table.lacking[row]);
    }
    ++kept;
  }
  table.rows.resize(kept);
  table.lines.resize(kept);
  if (!table.lacking.empty()) table.lacking.resize(kept);
  return table;
}

}  // namespace osteon
