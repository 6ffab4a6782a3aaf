#include "coordinator/metrics/coordinator_metrics.h"

#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "common/identity/certificate.h"
#include "common/status/status_macros.h"
#include "common/version/version.h"

namespace osteon::coordinator {
namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

double DaysLeft(absl::Time end, absl::Time now) {
  return absl::ToDoubleHours(end - now) / 24;
}

Metric Counter(std::string name, std::string help) {
  return {std::move(name), std::move(help), MetricKind::kCounter, {}};
}

// A metric whose samples are added up by their labels.
class Tally {
 public:
  explicit Tally(Metric metric) : metric_(std::move(metric)) {}
  void Add(const Labels& labels, double value) { values_[labels] += value; }
  Metric Take() {
    for (const auto& [labels, value] : values_) metric_.samples.push_back({labels, value});
    return std::move(metric_);
  }

 private:
  Metric metric_;
  std::map<Labels, double> values_;
};

absl::Status AddStudies(const CoordinatorFacts& facts, std::vector<Metric>* metrics) {
  Tally states({"osteon_studies", "Studies by state.", MetricKind::kGauge, {}});
  Tally rounds(Counter("osteon_rounds_total", "Rounds in the journal."));
  Tally seconds(Counter("osteon_round_seconds_total", "Seconds from a round's question to its last answer."));
  Tally to_sites(Counter("osteon_bytes_to_site_total", "Bytes of questions to a site."));
  Tally from_sites(Counter("osteon_bytes_from_site_total", "Bytes of answers of a site."));
  Tally numbers(Counter("osteon_numbers_released_total", "Numbers that a site released."));
  Tally waits(
      {"osteon_site_awaited", "1 while a study's round waits for this site.", MetricKind::kGauge, {}});
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StoredStudy> studies, facts.journal.studies().All());
  for (const StoredStudy& study : studies) {
    states.Add({{"state", StateName(StateNow(study, facts.runner.Now(study.study_sha256)))}}, 1);
    OSTEON_ASSIGN_OR_RETURN(const RoundTotals totals, facts.journal.rounds().Totals(study.study_sha256));
    rounds.Add({{"study", study.name}}, static_cast<double>(totals.rounds));
    seconds.Add({{"study", study.name}}, totals.seconds);
    for (const auto& [site, share] : totals.sites) {
      const Labels labels = {{"study", study.name}, {"site", site}};
      to_sites.Add(labels, static_cast<double>(share.bytes_received));
      from_sites.Add(labels, static_cast<double>(share.bytes_sent));
      numbers.Add(labels, static_cast<double>(share.scalars));
    }
    for (const std::string& site : facts.board.Awaited(study.study_sha256)) {
      waits.Add({{"study", study.name}, {"site", site}}, 1);
    }
  }
  for (Tally* tally : {&states, &rounds, &seconds, &to_sites, &from_sites, &numbers, &waits}) {
    metrics->push_back(tally->Take());
  }
  return absl::OkStatus();
}

absl::Status AddMembers(const CoordinatorFacts& facts, absl::Time now, std::vector<Metric>* metrics) {
  Metric connected{"osteon_site_connected", "1 while the site's agent is connected.", MetricKind::kGauge, {}};
  Metric days{"osteon_certificate_days_left",
              "Days until a certificate ends: of the coordinator and of each site.",
              MetricKind::kGauge,
              {}};
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity own, ParsePeer(facts.server_certificate));
  days.samples.push_back({{{"role", "coordinator"}, {"site", ""}}, DaysLeft(own.not_after, now)});
  OSTEON_ASSIGN_OR_RETURN(const std::vector<Member> members, facts.journal.members().Members());
  for (const Member& member : members) {
    if (member.role != RoleName(Role::kSite)) continue;  // the others' names are people's
    if (member.revoked) continue;
    OSTEON_ASSIGN_OR_RETURN(const PeerIdentity peer, ParsePeer(member.certificate));
    days.samples.push_back({{{"role", "site"}, {"site", member.name}}, DaysLeft(peer.not_after, now)});
    connected.samples.push_back({{{"site", member.name}}, facts.board.Connected(member.name) ? 1.0 : 0.0});
  }
  metrics->push_back(std::move(connected));
  metrics->push_back(std::move(days));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Metric>> CoordinatorMetrics(const CoordinatorFacts& facts, absl::Time now) {
  std::vector<Metric> metrics;
  metrics.push_back({"osteon_build_info",
                     "1; the version is the label.",
                     MetricKind::kGauge,
                     {{{{"version", SoftwareVersion()}}, 1}}});
  OSTEON_RETURN_IF_ERROR(AddStudies(facts, &metrics));
  OSTEON_RETURN_IF_ERROR(AddMembers(facts, now, &metrics));
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(facts.folder, error);
  if (!error) {
    metrics.push_back(Gauge("osteon_disk_free_bytes", "Bytes free where the coordinator's folder is.",
                            static_cast<double>(space.available)));
  }
  return metrics;
}

}  // namespace osteon::coordinator
