#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"
#include "models/study/secure_aggregation.h"

namespace osteon::report {
namespace {

Html TrafficTable(const LedgerSummary& ledger, Numbering& numbering) {
  Table table("What each site sent and received", {{"Site", Align::kText},
                                                   {"Requests answered"},
                                                   {"Sent"},
                                                   {"Received"},
                                                   {"Numbers released"},
                                                   {"Numbers held"},
                                                   {"Released / held"}});
  for (const auto& [site, traffic] : ledger.sites) {
    const std::string ratio =
        traffic.scalars_held == 0
            ? "\xE2\x80\x93"
            : Fixed(static_cast<double>(traffic.scalars_released) / static_cast<double>(traffic.scalars_held),
                    3);
    table.Row({Text(site), Text(Count(traffic.requests)), Text(Bytes(traffic.bytes_sent)),
               Text(Bytes(traffic.bytes_received)), Text(Count(traffic.scalars_released)),
               Text(Count(traffic.scalars_held)), Text(ratio)});
  }
  return table.Build(numbering);
}

// The rounds by purpose and kind, in the order of their first round.
Html RoundsTable(const LedgerSummary& ledger, Numbering& numbering) {
  struct Line {
    const LedgerRound* first;
    std::uint64_t rounds = 0, scalars = 0;
    double seconds = 0;
  };
  std::vector<Line> lines;
  std::map<std::pair<std::string, std::string>, std::size_t> index;
  for (const LedgerRound& round : ledger.rounds) {
    const auto [found, is_new] = index.emplace(std::pair(round.purpose, round.kind), lines.size());
    if (is_new) lines.push_back({&round});
    Line& line = lines[found->second];
    ++line.rounds;
    line.scalars += round.scalars;
    line.seconds += round.seconds;
  }
  Table table(
      "Round trips by purpose (each one in tables/rounds.csv)",
      {{"Purpose", Align::kText}, {"Request", Align::kText}, {"Rounds"}, {"Numbers per site"}, {"Seconds"}});
  for (const Line& line : lines) {
    table.Row({Text(line.first->purpose), Text(line.first->kind), Text(Count(line.rounds)),
               Text(Count(line.scalars)), Text(Fixed(line.seconds, 1))});
  }
  return table.Build(numbering);
}

std::string LimitsSentence(const models::Privacy& privacy) {
  std::vector<std::string> asked;
  if (privacy.min_patients)
    asked.push_back(absl::StrCat("at least ", Plain(*privacy.min_patients), " patients"));
  if (privacy.min_cell) asked.push_back(absl::StrCat("cells of at least ", Plain(*privacy.min_cell)));
  if (privacy.max_columns_per_patient) {
    asked.push_back(
        absl::StrCat("at most ", Plain(*privacy.max_columns_per_patient), " columns per patient"));
  }
  if (asked.empty()) return "The study asked for no limits beyond each hospital's own policy.";
  return absl::StrCat("The study asked for ", Listed(asked), ".");
}

std::string SecureSentence(const models::Study& study) {
  if (models::IsMasked(study, study.development)) {
    return "Sums over the development sites were masked: the coordinator saw each sum and no site's own part of it.";
  }
  return study.development.empty() ? "No sum over sites was asked for."
                                   : "Sums were not masked: the coordinator saw each site's own.";
}

// The sites' limits, those that differ from a hospital's defaults marked. Nothing where no site told any.
Html LimitsTable(const ReportInput& input, Numbering& numbering) {
  std::set<std::string> limits;
  std::vector<std::string> own;
  for (const auto& [site, admission] : input.result.admissions) {
    for (const auto& [limit, value] : admission.limits) limits.insert(limit);
    const auto rules = admission.limits.find("rules");
    if (rules != admission.limits.end() && rules->second == "own policy") own.push_back(site);
  }
  if (limits.empty()) return Html();
  std::vector<Table::Column> columns = {{"Site", Align::kText}};
  for (const std::string& limit : limits) columns.push_back({limit});
  Table table("Limits that each site judged its releases by, the stricter of its policy and the study", columns);
  for (const auto& [site, admission] : input.result.admissions) {
    std::vector<Html> row = {Text(site)};
    for (const std::string& limit : limits) {
      const auto value = admission.limits.find(limit);
      row.push_back(value == admission.limits.end() ? NoValue() : Text(value->second));
    }
    table.Row(row);
  }
  Html part = table.Build(numbering);
  if (!own.empty()) {
    part += Paragraph(absl::StrCat("With a policy of its own instead of the defaults: ", Listed(own), "."));
  }
  return part;
}

}  // namespace

Html LedgerSection(const ReportInput& input, Numbering& numbering) {
  const LedgerSummary& ledger = input.ledger;
  Html section = Markup("<section>\n") + Heading(2, "What left each hospital");
  section += Paragraph(
      absl::StrCat("The study took ", Counted(ledger.round_trips, "round trip"),
                   ". Every number that a site releases is counted here, sums and records alike; numbers "
                   "held are patients times candidate columns."));
  section +=
      ledger.rules == "off_for_testing"
          ? Markup(
                "<p><strong>Disclosure rules were switched off for testing.</strong> The limits that protect "
                "patients were not applied; these results must come from data that need no protection.</p>\n")
          : Paragraph(absl::StrCat(
                "Each site answered what it had approved, and judged every release by its disclosure rules. ",
                SecureSentence(input.study), " ", LimitsSentence(input.study.privacy),
                " What a rule kept back is marked as suppressed where it would stand."));
  section += LimitsTable(input, numbering);
  section += TrafficTable(ledger, numbering);
  section += RoundsTable(ledger, numbering);
  return section + Markup("</section>\n");
}

}  // namespace osteon::report
