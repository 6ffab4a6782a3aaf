#include "coordinator/cli/study_status.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace osteon {
namespace {

bool Runs(const v1::StudyStatus& status) {
  return status.state() == "RUNNING" || status.state() == "PAUSED";
}

std::string Minute(std::int64_t seconds) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", absl::FromUnixSeconds(seconds), absl::UTCTimeZone());
}

// "3d 4h", "2h 5m", "40s".
std::string Roughly(absl::Duration duration) {
  const std::int64_t seconds = absl::ToInt64Seconds(duration);
  if (seconds < 60) return absl::StrCat(seconds, "s");
  if (seconds < 3600) return absl::StrCat(seconds / 60, "m");
  if (seconds < 86400) return absl::StrCat(seconds / 3600, "h ", seconds % 3600 / 60, "m");
  return absl::StrCat(seconds / 86400, "d ", seconds % 86400 / 3600, "h");
}

std::string Awaited(const v1::StudyStatus& status) {
  std::vector<std::string> names;
  for (const v1::SiteStatus& site : status.sites()) {
    if (site.awaited())
      names.push_back(absl::StrCat(site.name(), site.connected() ? "" : " (not connected)"));
  }
  return absl::StrJoin(names, ", ");
}

// "; beta refused: REASON" of each site that said no to the round that is out.
std::string RefusalsText(const v1::StudyStatus& status) {
  std::string text;
  for (const v1::SiteStatus& site : status.sites()) {
    if (!site.refusal().empty()) absl::StrAppend(&text, "; ", site.name(), " refused: ", site.refusal());
  }
  return text;
}

// A site that is connected and does not answer for a while works, or waits for somebody there.
std::string AnswerText(const v1::StudyStatus& status, const v1::SiteStatus& site) {
  if (!site.refusal().empty()) return ", refused";
  if (!site.awaited()) return "";
  if (status.state() != "PAUSED" || !site.connected()) return ", awaited";
  return ", awaited: its agent computes, or its log says what it waits for";
}

std::string Undecided(const v1::StudyStatus& status) {
  std::vector<std::string> names;
  for (const v1::SiteStatus& site : status.sites()) {
    if (site.decision().empty()) names.push_back(site.name());
  }
  return absl::StrJoin(names, ", ");
}

// "round 24 of about 60".
std::string HowFar(const v1::StudyStatus& status) {
  std::string text = absl::StrCat(status.rounds(), " rounds done");
  if (status.rounds_expected() > 0) {
    absl::StrAppend(&text, ", estimated at about ", status.rounds_expected(), " in all");
  }
  return text;
}

nlohmann::ordered_json TimeOrNull(std::int64_t seconds) {
  if (seconds == 0) return nullptr;
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds), absl::UTCTimeZone());
}

void AppendFact(std::string& text, const std::string& label, const std::string& fact) {
  if (!fact.empty()) absl::StrAppendFormat(&text, "  %-9s %s\n", label, fact);
}

}  // namespace

std::string Situation(const v1::StudyStatus& status, absl::Time now) {
  if (!status.stands_still().empty()) {
    return absl::StrCat("the coordinator cannot go on: ", status.stands_still(),
                        "; it tries again by itself");
  }
  if (!status.message().empty()) return status.message();
  if (status.state() == "PROPOSED") return absl::StrCat("waits for the approval of ", Undecided(status));
  const std::string awaited = Awaited(status);
  if (!Runs(status) || awaited.empty()) return "";
  std::string text = absl::StrCat("waits for ", awaited);
  if (status.state() == "PAUSED" && status.step_since() != 0) {
    absl::StrAppend(&text, " since ", Minute(status.step_since()), " (",
                    Roughly(now - absl::FromUnixSeconds(status.step_since())), ")");
  }
  return absl::StrCat(text, RefusalsText(status));
}

std::string WatchLine(const v1::StudyStatus& status) {
  std::string line = absl::StrCat(status.state(), ", ", HowFar(status));
  if (!status.step().empty()) absl::StrAppend(&line, ", ", status.step());
  // Not how long ago: that would be another line each minute.
  const absl::Time since = absl::FromUnixSeconds(status.step_since());
  std::string situation = Situation(status, since);
  if (const auto cut = situation.find(" (0s)"); cut != std::string::npos) situation.erase(cut, 5);
  if (!situation.empty()) absl::StrAppend(&line, ": ", situation);
  if (status.state() == "PAUSED" && status.fails_at() != 0) {
    absl::StrAppend(&line, ", FAILED on ", Minute(status.fails_at()), " without an answer");
  }
  return line;
}

std::string StatusScreen(const v1::StudyStatus& status, absl::Time now) {
  std::string text =
      absl::StrCat(status.name(), "  ", status.study_sha256().substr(0, 12), "  ", status.state(), "\n");
  AppendFact(text, "author", absl::StrCat(status.author(), ", submitted ", Minute(status.submitted())));
  if (status.state() != "PROPOSED") AppendFact(text, "progress", HowFar(status));
  AppendFact(text, "step", status.step());
  AppendFact(text, Runs(status) || status.state() == "PROPOSED" ? "now" : "why", Situation(status, now));
  if (status.state() == "PAUSED" && status.fails_at() != 0) {
    AppendFact(text, "",
               absl::StrCat("FAILED on ", Minute(status.fails_at()), " (in ",
                            Roughly(absl::FromUnixSeconds(status.fails_at()) - now),
                            ") unless they answer before; goes on by itself when they do"));
  }
  absl::StrAppend(&text, "  sites\n");
  for (const v1::SiteStatus& site : status.sites()) {
    absl::StrAppendFormat(&text, "    %-24s %-12s %s%s\n", site.name(),
                          site.decision().empty() ? "not decided" : site.decision(),
                          site.connected() ? "connected" : "not connected", AnswerText(status, site));
  }
  return text;
}

nlohmann::ordered_json JsonOf(const v1::StudyStatus& status) {
  nlohmann::ordered_json json = {{"study", status.name()},
                                 {"study_sha256", status.study_sha256()},
                                 {"author", status.author()},
                                 {"submitted", TimeOrNull(status.submitted())},
                                 {"state", status.state()},
                                 {"message", status.message()},
                                 {"rounds", status.rounds()},
                                 {"rounds_expected", status.rounds_expected()},
                                 {"step", status.step()},
                                 {"step_since", TimeOrNull(status.step_since())},
                                 {"waits_for", nlohmann::ordered_json::array()},
                                 {"fails_at", TimeOrNull(status.fails_at())},
                                 {"stands_still", status.stands_still()}};
  json["sites"] = nlohmann::ordered_json::array();
  for (const v1::SiteStatus& site : status.sites()) {
    if (site.awaited()) json["waits_for"].push_back(site.name());
    json["sites"].push_back({{"name", site.name()},
                             {"decision", site.decision()},
                             {"connected", site.connected()},
                             {"awaited", site.awaited()},
                             {"refusal", site.refusal()}});
  }
  return json;
}

}  // namespace osteon
