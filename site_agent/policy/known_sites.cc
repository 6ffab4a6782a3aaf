#include "site_agent/policy/known_sites.h"

#include <algorithm>
#include <exception>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"

namespace osteon {

RosterNews CompareRoster(const KnownSites& known, const Roster& roster) {
  RosterNews news;
  for (const auto& [site, fingerprint] : roster) {
    const auto found = known.find(site);
    if (found == known.end()) {
      news.unknown.push_back(site);
    } else if (found->second.fingerprint != fingerprint) {
      news.changed.push_back(site);
    }
  }
  return news;
}

absl::Status CheckRoster(const KnownSites& known, const Roster& roster, const std::set<std::string>& accepted,
                         const std::string& study) {
  const RosterNews news = CompareRoster(known, roster);
  for (const std::string& site : accepted) {
    if (std::find(news.changed.begin(), news.changed.end(), site) != news.changed.end()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("--new-key ", site, ": ",
                     roster.contains(site) ? "its key has not changed" : "no site of this study"));
  }
  for (const std::string& site : news.changed) {
    if (accepted.contains(site)) continue;
    const KnownSite& pinned = known.at(site);
    return absl::FailedPreconditionError(
        absl::StrCat(site, " has another key on this roster than the one this hospital knows.\n  known  ",
                     pinned.fingerprint, " (since ", pinned.date, ", study ", pinned.study, ")\n  now    ",
                     roster.at(site), "\n  Ask that hospital by telephone, then: osteon-agent approve ",
                     study, " --new-key ", site));
  }
  return absl::OkStatus();
}

absl::StatusOr<KnownSites> KnownSitesFile::Read() const {
  const absl::StatusOr<std::string> text = ReadFile(path_, std::size_t{1} << 24);
  if (absl::IsNotFound(text.status())) return KnownSites();
  if (!text.ok()) return text.status();
  KnownSites known;
  try {
    const nlohmann::json json = nlohmann::json::parse(*text);
    for (const auto& [name, entry] : json.items()) {
      known[name] = {entry.at("key").get<std::string>(), entry.at("study").get<std::string>(),
                     entry.at("date").get<std::string>()};
    }
  } catch (const std::exception& error) {
    return absl::DataLossError(absl::StrCat(path_, ": ", error.what(), "; restore it from a backup"));
  }
  return known;
}

absl::Status KnownSitesFile::Pin(const Roster& roster, const std::string& study, absl::Time now) const {
  OSTEON_ASSIGN_OR_RETURN(KnownSites known, Read());
  const RosterNews news = CompareRoster(known, roster);
  if (news.unknown.empty() && news.changed.empty()) return absl::OkStatus();
  const std::string date = absl::FormatTime("%Y-%m-%d", now, absl::UTCTimeZone());
  for (const std::vector<std::string>* sites : {&news.unknown, &news.changed}) {
    for (const std::string& site : *sites) known[site] = {roster.at(site), study, date};
  }
  nlohmann::ordered_json json;
  for (const auto& [name, site] : known) {
    json[name] = {{"key", site.fingerprint}, {"study", site.study}, {"date", site.date}};
  }
  return WriteFileAtomically(path_, json.dump(2) + "\n", FileMode::kSecret);
}

}  // namespace osteon
