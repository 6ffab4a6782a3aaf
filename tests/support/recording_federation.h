// A federation in this process that keeps every task it is asked, as a site would be sent it.
#ifndef OSTEON_TESTS_SUPPORT_RECORDING_FEDERATION_H_
#define OSTEON_TESTS_SUPPORT_RECORDING_FEDERATION_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/federation/in_process_federation.h"
#include "models/federation/task.h"
#include "tests/support/numbered_draws.h"

namespace osteon::testing {

// A table as a site that also tells its features.
class FeatureSite : public models::TableSite {
 public:
  FeatureSite(const models::AnalysisTable& table, const std::string& name, std::vector<std::string> features)
      : TableSite(table, name, std::make_shared<NumberedDraws>(name)), features_(std::move(features)) {}
  absl::StatusOr<models::SiteRecord> Record(const models::Round& round,
                                            const models::GatherRequest& request) override {
    absl::StatusOr<models::SiteRecord> record = TableSite::Record(round, request);
    if (record.ok() && std::holds_alternative<models::Admission>(*record)) {
      std::get<models::Admission>(*record).features = features_;
      std::get<models::Admission>(*record).lacking = lacking_;
    }
    return record;
  }
  void Lack(std::map<std::string, std::string> columns) { lacking_ = std::move(columns); }

 private:
  std::vector<std::string> features_;
  std::map<std::string, std::string> lacking_;
};

class RecordingFederation : public models::Federation {
 public:
  // `features` is what every site's admission tells.
  RecordingFederation(const std::map<std::string, models::AnalysisTable>& tables,
                      const std::vector<std::string>& features)
      : federation_(SitesOf(tables, features, sites_)) {}

  // What the site's admission says that it lacks.
  void Lack(const std::string& site, std::map<std::string, std::string> columns) {
    sites_.at(site)->Lack(std::move(columns));
  }

  absl::StatusOr<RingVector> Sum(const models::Round& round, const models::SumRequest& request) override {
    Record(round, request);
    return federation_.Sum(round, request);
  }
  absl::StatusOr<std::map<std::string, models::SiteRecord>> Gather(
      const models::Round& round, const models::GatherRequest& request) override {
    Record(round, request);
    return federation_.Gather(round, request);
  }
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override {
    return federation_.Remember(name, compute);
  }

  const std::vector<models::Task>& tasks() const { return tasks_; }

 private:
  static std::map<std::string, std::unique_ptr<models::FederationSite>> SitesOf(
      const std::map<std::string, models::AnalysisTable>& tables, const std::vector<std::string>& features,
      std::map<std::string, FeatureSite*>& by_name) {
    std::map<std::string, std::unique_ptr<models::FederationSite>> sites;
    for (const auto& [name, table] : tables) {
      auto site = std::make_unique<FeatureSite>(table, name, features);
      by_name[name] = site.get();
      sites[name] = std::move(site);
    }
    return sites;
  }

  template <typename Request>
  void Record(const models::Round& round, const Request& request) {
    models::Task task;
    task.key.fit = round.fit;
    task.key.sites = round.sites;
    task.purpose = round.purpose;
    task.request = request;
    tasks_.push_back(std::move(task));
  }

  std::map<std::string, FeatureSite*> sites_;
  models::InProcessFederation federation_;
  std::vector<models::Task> tasks_;
};

}  // namespace osteon::testing

#endif  // OSTEON_TESTS_SUPPORT_RECORDING_FEDERATION_H_
