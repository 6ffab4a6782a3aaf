#include "coordinator/cli/simulate.h"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status_macros.h"
#include "common/version/version.h"
#include "coordinator/cli/site_workers.h"
#include "coordinator/federation/ledger_summary.h"
#include "coordinator/federation/live_federation.h"
#include "coordinator/journal/round_log.h"
#include "coordinator/report/result_files.h"
#include "coordinator/session/task_board.h"
#include "models/pipeline/run_study.h"
#include "models/wire/federation_wire.h"
#include "models/wire/study_wire.h"
#include "site_agent/cohort/pseudonym.h"
#include "site_agent/executor/site_executor.h"
#include "site_agent/executor/study_datasets.h"
#include "site_agent/policy/derived_mask_keys.h"
#include "site_agent/policy/ledger.h"
#include "site_agent/policy/policy.h"
#include "site_agent/policy/release_office.h"

namespace osteon {
namespace {

using coordinator::TaskBoard;

// The one study that all simulated hospitals have approved.
class OneApproval : public Approvals {
 public:
  explicit OneApproval(StudyDecision decision) : decision_(std::move(decision)) {}
  absl::StatusOr<StudyDecision> Find(const std::string& study_sha256) const override {
    if (study_sha256 != decision_.study_sha256) return absl::NotFoundError("another study");
    return decision_;
  }

 private:
  StudyDecision decision_;
};

// One hospital.
class SimulatedSite {
 public:
  SimulatedSite(const std::string& name, const Approvals& approvals, const std::vector<std::string>& roster,
                StudyDatasetsOptions datasets, Policy policy)
      : name_(name),
        datasets_(std::move(datasets)),
        mask_keys_(name, roster),
        office_(name, std::move(policy), ledger_, weights_, mask_keys_, [] { return absl::Now(); }),
        executor_(name, approvals, datasets_, office_) {}

  const std::string& name() const { return name_; }

  void Answer(const models::Task& task, TaskBoard& board) {
    std::variant<Release, Refusal> answer = executor_.Execute(task);
    if (const auto* refusal = std::get_if<Refusal>(&answer)) {
      // Here the statistician is the hospital too: the whole reason.
      board.Refuse(name_, task.key, std::string(refusal->local.message()));
      return;
    }
    const auto& release = std::get<Release>(answer);
    if (const auto* record = std::get_if<models::SiteRecord>(&release.payload())) {
      // The checks that a live coordinator makes.
      const absl::StatusOr<models::SiteRecord> received =
          models::ParseRecord(models::SerialiseRecord(*record));
      if (!received.ok()) {
        board.Refuse(name_, task.key, std::string(received.status().message()));
        return;
      }
    }
    const auto* summand = std::get_if<RingVector>(&release.payload());
    const absl::Status taken =
        summand != nullptr
            ? board.SubmitSummand(name_, task.key, summand->words())
            : board.SubmitRecord(name_, task.key, std::get<models::SiteRecord>(release.payload()));
    if (!taken.ok()) board.Refuse(name_, task.key, std::string(taken.message()));
  }

 private:
  std::string name_;
  StudyDatasets datasets_;
  MemoryLedger ledger_;
  ReleasedWeights weights_;
  DerivedMaskKeys mask_keys_;
  ReleaseOffice office_;
  SiteExecutor executor_;
};

class SiteCarrier : public coordinator::TaskCarrier {
 public:
  SiteCarrier(SimulatedSite& site, TaskBoard& board, SiteWorkers& workers)
      : site_(site), board_(board), workers_(workers) {}
  void Carry(std::shared_ptr<const models::Task> task) override {
    workers_.Do(site_.name(), [this, task] { site_.Answer(*task, board_); });
  }

 private:
  SimulatedSite& site_;
  TaskBoard& board_;
  SiteWorkers& workers_;
};

absl::StatusOr<std::string> DataOf(const std::string& site, const SimulateOptions& options) {
  std::error_code ignored;
  const std::filesystem::path folder(options.data_folder);
  const std::vector<std::filesystem::path> places = {folder / (site + ".csv"),
                                                     folder / site / "manifest.csv"};
  for (const std::filesystem::path& place : places) {
    if (std::filesystem::exists(place, ignored)) return place.string();
  }
  return absl::NotFoundError(absl::StrCat("site ", site, ": neither ", places[0].string(), " nor ",
                                          places[1].string(), " is there"));
}

// Tells people each round and drives it through the journal that ends with the process.
class ToldFederation : public models::Federation {
 public:
  ToldFederation(models::Federation& inner, const SimulateOptions& options)
      : inner_(inner), options_(options) {}
  absl::StatusOr<RingVector> Sum(const models::Round& round, const models::SumRequest& request) override {
    Tell(round);
    return inner_.Sum(round, request);
  }
  absl::StatusOr<std::map<std::string, models::SiteRecord>> Gather(
      const models::Round& round, const models::GatherRequest& request) override {
    Tell(round);
    return inner_.Gather(round, request);
  }
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override {
    return inner_.Remember(name, compute);
  }

 private:
  void Tell(const models::Round& round) {
    ++count_;
    if (options_.progress) {
      options_.progress(absl::StrCat("round ", count_, ": ", round.purpose, " (", round.sites.size(),
                                     round.sites.size() == 1 ? " site)" : " sites)"));
    }
  }
  models::Federation& inner_;
  const SimulateOptions& options_;
  int count_ = 0;
};

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> Simulate(const models::Study& study,
                                                            const SimulateOptions& options) {
  Policy policy;
  if (!options.policy_file.empty()) {
    OSTEON_ASSIGN_OR_RETURN(policy, ReadPolicy(options.policy_file));
  }
  StudyDecision decision;
  decision.study = study;
  decision.study_sha256 = models::StudySha256(study);
  decision.approved = true;
  for (const std::string& site : study.AllSites()) decision.roster[site] = "simulated";
  const OneApproval approval(decision);

  TaskBoard board;
  std::map<std::string, std::unique_ptr<SimulatedSite>> sites;
  for (const std::string& site : study.AllSites()) {
    StudyDatasetsOptions datasets;
    datasets.site = site;
    OSTEON_ASSIGN_OR_RETURN(datasets.data_path, DataOf(site, options));
    const std::string key_folder = (std::filesystem::path(options.data_folder) / site).string();
    OSTEON_ASSIGN_OR_RETURN(datasets.key, ReadOrDeriveKey(key_folder, site));
    datasets.jobs = options.threads;
    if (options.progress) {
      datasets.progress = [&options, site](const std::string& /*study*/, std::size_t done,
                                           std::size_t total) {
        if (done == total) options.progress(absl::StrCat(site, ": features of ", total, " patients"));
      };
    }
    if (options.progress) {
      datasets.left_out = [&options, site](const std::string& /*study*/, const std::string& /*hash*/,
                                           const std::string& what) {
        options.progress(absl::StrCat(site, ": ", what));
      };
    }
    sites[site] =
        std::make_unique<SimulatedSite>(site, approval, study.AllSites(), std::move(datasets), policy);
  }
  SiteWorkers workers(options.threads);  // ends before the sites that it works for
  for (const auto& [name, site] : sites) {
    board.Subscribe(name, std::make_shared<SiteCarrier>(*site, board, workers));
  }
  coordinator::MemoryRoundLog rounds;
  coordinator::LiveFederation live({decision.study_sha256, RosterSha256(decision.roster)}, rounds, board,
                                   [] { return absl::Now(); });
  ToldFederation federation(live, options);
  report::ReportInput input;
  OSTEON_ASSIGN_OR_RETURN(input.result, models::RunStudy(federation, study));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<coordinator::StoredRound> summaries,
                          rounds.Summaries(decision.study_sha256));
  input.ledger = coordinator::SummariseLedger(summaries, study, input.result);
  input.study = study;
  input.study_sha256 = decision.study_sha256;
  input.software = SoftwareVersions();
  input.earlier_runs = options.earlier_runs;
  return report::MakeResultFiles(input);
}

}  // namespace osteon
