// A federation in this process that counts what procedures ask for.
#ifndef OSTEON_TESTS_SUPPORT_COUNTING_FEDERATION_H_
#define OSTEON_TESTS_SUPPORT_COUNTING_FEDERATION_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/federation/in_process_federation.h"
#include "tests/support/numbered_draws.h"

namespace osteon::testing {

class CountingFederation : public models::Federation {
 public:
  explicit CountingFederation(const std::map<std::string, models::AnalysisTable>& tables)
      : federation_(SitesOf(tables)) {
    for (const auto& [name, table] : tables) names_.push_back(name);
  }

  absl::StatusOr<RingVector> Sum(const models::Round& round, const models::SumRequest& request) override {
    const RingLayout layout = models::LayoutOf(request);
    ++rounds_of_[models::KindOf(request)];
    scalars_ += ScalarCount(layout);
    bytes_ += 8 * WordCount(layout);
    requests_.push_back(request);
    return federation_.Sum(round, request);
  }
  absl::StatusOr<std::map<std::string, models::SiteRecord>> Gather(
      const models::Round& round, const models::GatherRequest& request) override {
    ++rounds_of_[models::KindOf(request)];
    return federation_.Gather(round, request);
  }
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override {
    return federation_.Remember(name, compute);
  }

  const std::vector<std::string>& names() const { return names_; }  // of the sites
  const std::vector<models::SumRequest>& requests() const { return requests_; }
  const std::map<std::string, int>& rounds_of() const { return rounds_of_; }  // by kind of request
  int rounds() const {
    int rounds = 0;
    for (const auto& [kind, count] : rounds_of_) rounds += count;
    return rounds;
  }
  // That each site sent: numbers, and bytes of the ring.
  std::uint64_t scalars() const { return scalars_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  static std::map<std::string, std::unique_ptr<models::FederationSite>> SitesOf(
      const std::map<std::string, models::AnalysisTable>& tables) {
    std::map<std::string, std::unique_ptr<models::FederationSite>> sites;
    for (const auto& [name, table] : tables) {
      sites[name] = std::make_unique<models::TableSite>(table, name, std::make_shared<NumberedDraws>(name));
    }
    return sites;
  }

  models::InProcessFederation federation_;
  std::vector<std::string> names_;
  std::vector<models::SumRequest> requests_;
  std::map<std::string, int> rounds_of_;
  std::uint64_t scalars_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace osteon::testing

#endif  // OSTEON_TESTS_SUPPORT_COUNTING_FEDERATION_H_
