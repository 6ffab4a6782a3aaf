#include "tests/attacks/consortium.h"

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/files/files.h"
#include "models/pipeline/learn_counts.h"
#include "models/wire/federation_wire.h"
#include "models/wire/study_wire.h"
#include "site_agent/policy/derived_mask_keys.h"
#include "tests/attacks/honest_coordinator.h"

namespace osteon::attacks {
namespace {

using Eigen::Index;

// The test itself is wrong.
[[noreturn]] void Die(const absl::Status& status) {
  std::cerr << status << '\n';
  std::abort();
}

std::string CsvOf(const Patients& patients, const std::string& site) {
  std::string text = "patient_id,y";
  for (const std::string& column : patients.columns) absl::StrAppend(&text, ",", column);
  for (const auto& [column, cells] : patients.texts) absl::StrAppend(&text, ",", column);
  text += '\n';
  for (Index i = 0; i < patients.outcome.size(); ++i) {
    absl::StrAppend(&text, site, "-", i, ",", patients.outcome[i] == 1 ? 1 : 0);
    for (Index j = 0; j < patients.values.cols(); ++j) {
      const double x = patients.values(i, j);
      text += ',';
      char cell[32];
      std::snprintf(cell, sizeof cell, "%.17g", x);
      if (!std::isnan(x)) text += cell;
    }
    for (const auto& [column, cells] : patients.texts) {
      absl::StrAppend(&text, ",", cells[static_cast<std::size_t>(i)]);
    }
    text += '\n';
  }
  return text;
}

StudyDatasetsOptions DatasetsOf(const std::string& site, const std::string& path) {
  StudyDatasetsOptions options;
  options.site = site;
  options.data_path = path;
  options.key = PseudonymKey{std::string(31, 'k') + site[0]};
  return options;
}

}  // namespace

std::vector<std::string> Names(const std::string& prefix, int count) {
  std::vector<std::string> names;
  for (int j = 1; j <= count; ++j) names.push_back(absl::StrCat(prefix, j));
  return names;
}

Patients RandomPatients(unsigned seed, Index patients, const std::vector<std::string>& names) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  Patients drawn;
  drawn.columns = names;
  const auto p = static_cast<Index>(names.size());
  drawn.values.resize(patients, p);
  drawn.outcome.resize(patients);
  for (Index i = 0; i < patients; ++i) {
    const double shared = normal(random);
    double eta = -0.3;
    for (Index j = 0; j < p; ++j) {
      double z = 0.5 * shared + 0.87 * normal(random);
      if (j < 3) eta += 0.6 * z;
      if (j % 3 == 2) z = std::exp(0.4 * z);
      // 30, 60 years; 0.2, 0.3 of a ratio; ...
      const double scale =
          j % 2 == 0 ? 10 + static_cast<double>(j % 5) : 0.1 + 0.05 * static_cast<double>(j % 7);
      drawn.values(i, j) = scale * (3 + z);
    }
    drawn.outcome[i] = uniform(random) < 1 / (1 + std::exp(-eta)) ? 1 : 0;
  }
  return drawn;
}

Hospitals FourHospitals(Index patients, const std::vector<std::string>& names, unsigned seed) {
  Hospitals hospitals;
  Index more = 0;
  for (const char* site : {"a", "b", "c", "d"}) {
    hospitals[site] = RandomPatients(1000 * seed + static_cast<unsigned>(more), patients + 7 * more, names);
    ++more;
  }
  return hospitals;
}

Patients Together(const Hospitals& hospitals) {
  Patients all;
  for (const auto& [site, patients] : hospitals) {
    all.columns = patients.columns;
    const Index before = all.outcome.size();
    all.values.conservativeResize(before + patients.values.rows(), patients.values.cols());
    all.values.bottomRows(patients.values.rows()) = patients.values;
    all.outcome.conservativeResize(before + patients.outcome.size());
    all.outcome.tail(patients.outcome.size()) = patients.outcome;
  }
  return all;
}

models::Study LogisticStudy(const std::vector<std::string>& names, Sums sums) {
  models::Study study;
  study.name = "attacked";
  study.outcome_column = "y";
  study.outcome_positive = "1";
  study.id_column = "patient_id";
  for (const std::string& name : names) {
    models::ClinicalColumn column;
    column.name = name;
    study.clinical.push_back(column);
  }
  study.development = {"a", "b", "c", "d"};
  study.privacy.secure_aggregation = sums == Sums::kMasked ? "required" : "off";
  study.models = {{"m", models::LogisticModel{names}}};
  study.validation.development = true;
  return study;
}

models::Study RadiomicsStudy(Sums sums) {
  models::Study study = LogisticStudy({}, sums);
  study.feature_prefixes = {"f_"};
  models::PenalisedModel lasso;
  lasso.predictors = {models::kFeaturesPredictor};
  lasso.cv = models::CrossValidation{5, 1, "", false};
  study.models = {{"m", lasso}};
  return study;
}

// All that a site is, but the network.
struct Consortium::Hospital {
  class Decisions : public Approvals {
   public:
    absl::StatusOr<StudyDecision> Find(const std::string& study_sha256) const override {
      const auto found = decisions_.find(study_sha256);
      if (found == decisions_.end()) return absl::NotFoundError("not decided");
      return found->second;
    }
    void Approve(const models::Study& study, const std::string& study_sha256, const Roster& roster) {
      StudyDecision decision;
      decision.study = study;
      decision.study_sha256 = study_sha256;
      decision.roster = roster;
      decision.approved = true;
      decisions_[study_sha256] = decision;
    }

   private:
    std::map<std::string, StudyDecision> decisions_;
  };
  Hospital(const std::string& site, const std::string& path, const Policy& policy,
           const std::vector<std::string>& roster)
      : datasets(DatasetsOf(site, path)),
        mask_keys(site, roster),
        office(site, policy, ledger, weights, mask_keys, [] { return absl::FromUnixSeconds(1'790'000'000); }),
        executor(site, decisions, datasets, office) {}
  Decisions decisions;
  MemoryLedger ledger;
  ReleasedWeights weights;
  StudyDatasets datasets;
  DerivedMaskKeys mask_keys;
  ReleaseOffice office;
  SiteExecutor executor;
};

Consortium::Consortium(const models::Study& study, const Hospitals& hospitals, Protection protection,
                       const std::set<std::string>& puppets, const Policy& policy)
    : protection_(protection) {
  Policy off;
  off.off_for_testing = true;
  std::vector<std::string> names;
  for (const auto& [site, patients] : hospitals) {
    names.push_back(site);
    roster_[site] = std::string(64, site[0]);
  }
  for (const std::string& site : names) {
    Bring(site, hospitals.at(site));
    const bool judged = protection == Protection::kOn && !puppets.contains(site);
    hospitals_[site] =
        std::make_unique<Hospital>(site, folder_ / (site + ".csv"), judged ? policy : off, names);
  }
  Propose(study);
}

Consortium::~Consortium() = default;

void Consortium::Propose(const models::Study& study) {
  if (absl::Status valid = models::Validate(study); !valid.ok()) Die(valid);
  study_ = study;
  study_sha256_ = models::StudySha256(study);
  for (auto& [site, hospital] : hospitals_) hospital->decisions.Approve(study, study_sha256_, roster_);
  // What every study of masked sums begins with.
  if (protection_ == Protection::kOff) return;
  HonestCoordinator coordinator(*this);
  const absl::Status counted = models::LearnCounts(coordinator, study_);
  if (counted.ok()) return;
  if (!absl::IsFailedPrecondition(counted)) Die(counted);
  if (refusal_.empty())
    refusal_ = std::string(counted.message());  // a hospital that does not trust the others
}

void Consortium::Bring(const std::string& site, const Patients& patients) {
  const absl::Status written = WriteFileAtomically(folder_ / (site + ".csv"), CsvOf(patients, site));
  if (!written.ok()) Die(written);
}

models::Task Consortium::TaskOf(std::variant<models::SumRequest, models::GatherRequest> request,
                                std::vector<std::string> sites, const std::string& fit) const {
  models::Task task;
  task.key.study_sha256 = study_sha256_;
  task.key.roster_sha256 = RosterSha256(roster_);
  task.key.fit = fit;
  task.key.request_sha256 = models::RequestSha256(request);
  task.key.sites = sites.empty() ? study_.development : std::move(sites);
  task.purpose = "fit " + fit;
  task.request = std::move(request);
  return task;
}

std::variant<Release, Refusal> Consortium::Send(const std::string& site, const models::Task& task) {
  return hospitals_.at(site)->executor.Execute(task);
}

Ledger& Consortium::LedgerOf(const std::string& site) {
  return hospitals_.at(site)->ledger;
}

absl::StatusOr<Release> Consortium::Asked(const std::string& site, const models::Task& task) {
  std::variant<Release, Refusal> answer = Send(site, task);
  if (auto* release = std::get_if<Release>(&answer)) {
    ++answered_;
    return std::move(*release);
  }
  const auto& refusal = std::get<Refusal>(answer);
  // With the protection off only a mistake of the test's is refused.
  if (protection_ == Protection::kOff) std::cout << "  refused: " << refusal.local << '\n';
  if (refusal_.empty()) refusal_ = refusal.told;
  return absl::FailedPreconditionError(refusal.told);
}

absl::StatusOr<RingVector> Consortium::OfSite(const std::string& site, const models::SumRequest& request,
                                              std::vector<std::string> sites, const std::string& fit) {
  const absl::StatusOr<Release> release = Asked(site, TaskOf(request, std::move(sites), fit));
  if (!release.ok()) return release.status();
  return std::get<RingVector>(release->payload());
}

absl::StatusOr<RingVector> Consortium::Pooled(const models::SumRequest& request,
                                              std::vector<std::string> sites, const std::string& fit) {
  const models::Task task = TaskOf(request, std::move(sites), fit);
  RingVector sum(models::LayoutOf(request));
  for (const std::string& site : task.key.sites) {
    const absl::StatusOr<Release> release = Asked(site, task);
    if (!release.ok()) return release.status();
    if (absl::Status added = sum.Add(std::get<RingVector>(release->payload())); !added.ok()) Die(added);
  }
  return sum;
}

absl::StatusOr<models::SiteRecord> Consortium::Record(const std::string& site,
                                                      const models::GatherRequest& request,
                                                      const std::string& fit,
                                                      std::vector<std::string> sites) {
  const absl::StatusOr<Release> release = Asked(site, TaskOf(request, std::move(sites), fit));
  if (!release.ok()) return release.status();
  return std::get<models::SiteRecord>(release->payload());
}

}  // namespace osteon::attacks
