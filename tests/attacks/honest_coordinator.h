// A coordinator that keeps to the study: the federation of honest procedures over hospitals under attack. It
// keeps every task it sends.
#ifndef OSTEON_TESTS_ATTACKS_HONEST_COORDINATOR_H_
#define OSTEON_TESTS_ATTACKS_HONEST_COORDINATOR_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/federation/federation.h"
#include "tests/attacks/consortium.h"

namespace osteon::attacks {

class HonestCoordinator : public models::Federation {
 public:
  // `consortium` outlives it.
  explicit HonestCoordinator(Consortium& consortium) : consortium_(consortium) {}

  absl::StatusOr<RingVector> Sum(const models::Round& round, const models::SumRequest& request) override {
    tasks_.push_back(consortium_.TaskOf(request, round.sites, round.fit));
    return consortium_.Pooled(request, round.sites, round.fit);
  }
  absl::StatusOr<std::map<std::string, models::SiteRecord>> Gather(
      const models::Round& round, const models::GatherRequest& request) override {
    tasks_.push_back(consortium_.TaskOf(request, round.sites, round.fit));
    std::map<std::string, models::SiteRecord> records;
    for (const std::string& site : round.sites) {
      absl::StatusOr<models::SiteRecord> record = consortium_.Record(site, request, round.fit, round.sites);
      if (!record.ok()) return record.status();
      records.emplace(site, *std::move(record));
    }
    return records;
  }
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& /*name*/,
      const std::function<absl::StatusOr<std::vector<double>>()>& compute) override {
    return compute();
  }

  const std::vector<models::Task>& tasks() const { return tasks_; }

 private:
  Consortium& consortium_;
  std::vector<models::Task> tasks_;
};

}  // namespace osteon::attacks

#endif  // OSTEON_TESTS_ATTACKS_HONEST_COORDINATOR_H_
