#include "coordinator/report/audit_trail.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

constexpr std::size_t kDigits = 8;        // of a request's hash
constexpr std::size_t kMostSites = 6;     // named in a source
constexpr std::size_t kMostSources = 4;   // groups of rounds named in a source
constexpr std::size_t kMostRequests = 6;  // of one entry of the table

std::string RoundsText(std::size_t first, std::size_t last) {
  return first == last ? absl::StrCat(first) : absl::StrCat(first, "\xE2\x80\x93", last);
}

Html Hash(const std::string& sha256) {
  return Code(sha256.substr(0, kDigits));
}

std::string Roster(const std::vector<std::string>& sites) {
  return sites.size() > kMostSites ? absl::StrCat(Count(sites.size()), " sites") : Listed(sites);
}

Html SourceOf(const AuditEntry& entry) {
  Html source = Text(entry.first == entry.last ? "round " : "rounds ") + Markup("<a href=\"#rounds-") +
                Text(absl::StrCat(entry.first)) + Markup("\">") + Text(RoundsText(entry.first, entry.last)) +
                Markup("</a> (");
  if (entry.requests.size() == 1) {
    source += Text("request ") + Hash(entry.requests.front());
  } else if (!entry.requests.empty()) {
    source += Text("requests ") + Hash(entry.requests.front()) + Text(" to ") + Hash(entry.requests.back());
  }
  return source + Text(absl::StrCat("; roster ", Roster(entry.sites), ")"));
}

Html Listing(const std::vector<AuditEntry>& entries) {
  Html listing;
  for (std::size_t i = 0; i < std::min(entries.size(), kMostSources); ++i) {
    if (i > 0) listing += Text(", ");
    listing += SourceOf(entries[i]);
  }
  if (entries.size() > kMostSources) {
    listing += Text(absl::StrCat(" and ", entries.size() - kMostSources, " more groups of rounds"));
  }
  return listing;
}

const char* CohortOf(models::SiteRole role) {
  switch (role) {
    case models::SiteRole::kDevelopment:
      return "Training: ";
    case models::SiteRole::kHoldout:
      return "Hold-out: ";
    case models::SiteRole::kExternal:
      return "External: ";
  }
  return "";
}

// The first or second half of the rounds of each kind.
std::vector<AuditEntry> Half(const std::vector<AuditEntry>& entries, bool second) {
  std::vector<AuditEntry> half;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::size_t same = 0, before = 0;
    for (std::size_t j = 0; j < entries.size(); ++j) {
      if (entries[j].kind != entries[i].kind) continue;
      ++same;
      if (j < i) ++before;
    }
    if ((2 * before >= same) == second) half.push_back(entries[i]);
  }
  return half;
}

}  // namespace

std::vector<AuditEntry> AuditEntries(const LedgerSummary& ledger) {
  std::vector<AuditEntry> entries;
  for (std::size_t i = 0; i < ledger.rounds.size(); ++i) {
    const LedgerRound& round = ledger.rounds[i];
    if (entries.empty() || entries.back().purpose != round.purpose || entries.back().kind != round.kind ||
        entries.back().sites != round.sites) {
      entries.push_back({round.purpose, round.kind, round.sites, i + 1, i + 1, {}, 0, 0});
    }
    AuditEntry& entry = entries.back();
    entry.last = i + 1;
    entry.requests.push_back(round.request_sha256);
    entry.scalars += round.scalars;
    entry.seconds += round.seconds;
  }
  return entries;
}

std::vector<AuditEntry> WithPurpose(const std::vector<AuditEntry>& entries,
                                    const std::vector<std::string>& purposes) {
  std::vector<AuditEntry> found;
  for (const AuditEntry& entry : entries) {
    const std::vector<std::string> parts = absl::StrSplit(entry.purpose, ", ");
    const bool among = std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
      return std::find(purposes.begin(), purposes.end(), part) != purposes.end();
    });
    if (among) found.push_back(entry);
  }
  return found;
}

std::vector<AuditEntry> Validating(const ReportInput& input, models::SiteRole role) {
  const std::vector<std::string>& external = input.study.external;
  std::vector<AuditEntry> found;
  for (const AuditEntry& entry : WithPurpose(AuditEntries(input.ledger), {"validation"})) {
    const bool at_external =
        !entry.sites.empty() &&
        std::all_of(entry.sites.begin(), entry.sites.end(), [&](const std::string& site) {
          return std::find(external.begin(), external.end(), site) != external.end();
        });
    if (at_external == (role == models::SiteRole::kExternal)) found.push_back(entry);
  }
  const bool both = input.study.validation.development && input.study.validation.holdout;
  if (role == models::SiteRole::kExternal || !both) return found;
  return Half(found, role == models::SiteRole::kHoldout);
}

Html Source(const std::vector<AuditEntry>& entries) {
  return entries.empty() ? Html() : Text("From ") + Listing(entries) + Text(".");
}

Html SourceByRole(const ReportInput& input, const std::vector<models::SiteRole>& roles) {
  Html source;
  for (const models::SiteRole role : roles) {
    const std::vector<AuditEntry> entries = Validating(input, role);
    if (entries.empty()) continue;
    if (!source.empty()) source += Text(" ");
    source += Text(CohortOf(role)) + Listing(entries) + Text(".");
  }
  return source;
}

Html AuditTable(const std::vector<AuditEntry>& entries, Numbering& numbering) {
  Table table("Rounds in their order (each one with its whole hash in tables/rounds.csv)",
              {{"Rounds"},
               {"Purpose", Align::kText},
               {"Kind of request", Align::kText},
               {"Requests, SHA-256", Align::kText},
               {"Roster that answered", Align::kText},
               {"Numbers per site"},
               {"Seconds"}});
  for (const AuditEntry& entry : entries) {
    Html requests;
    for (std::size_t i = 0; i < std::min(entry.requests.size(), kMostRequests); ++i) {
      // The last place is for the last request.
      const bool last = i + 1 == kMostRequests && entry.requests.size() > kMostRequests;
      if (last) requests += Text("\xE2\x80\xA6 ");
      requests += Hash(last ? entry.requests.back() : entry.requests[i]) + Text(" ");
    }
    table.Row({Markup("<span id=\"rounds-") + Text(absl::StrCat(entry.first)) + Markup("\">") +
                   Text(RoundsText(entry.first, entry.last)) + Markup("</span>"),
               Text(entry.purpose), Text(entry.kind), requests, Text(Listed(entry.sites)),
               Text(Count(entry.scalars)), Text(Fixed(entry.seconds, 1))});
  }
  return table.Build(numbering);
}

}  // namespace osteon::report
