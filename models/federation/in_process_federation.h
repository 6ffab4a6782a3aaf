// The federation of tests and of `osteon simulate`: sites in this process.
#ifndef OSTEON_MODELS_FEDERATION_IN_PROCESS_FEDERATION_H_
#define OSTEON_MODELS_FEDERATION_IN_PROCESS_FEDERATION_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/federation/federation.h"
#include "models/federation/site_views.h"

namespace osteon::models {

// One site as the federation sees it.
class FederationSite {
 public:
  virtual ~FederationSite() = default;
  virtual absl::StatusOr<RingVector> Summand(const Round& round, const SumRequest& request) = 0;
  virtual absl::StatusOr<SiteRecord> Record(const Round& round, const GatherRequest& request) = 0;
};

// A site that is a table and nothing else: kernels without policy, for tests of the mathematics.
class TableSite : public FederationSite {
 public:
  // Without draws no fold can be dealt and no replicate drawn.
  explicit TableSite(AnalysisTable table, std::string name = "",
                     std::shared_ptr<const PatientDraws> draws = nullptr);
  absl::StatusOr<RingVector> Summand(const Round& round, const SumRequest& request) override;
  absl::StatusOr<SiteRecord> Record(const Round& round, const GatherRequest& request) override;

 private:
  SiteViews views_;
};

class InProcessFederation : public Federation {
 public:
  explicit InProcessFederation(std::map<std::string, std::unique_ptr<FederationSite>> sites);

  absl::StatusOr<RingVector> Sum(const Round& round, const SumRequest& request) override;
  absl::StatusOr<std::map<std::string, SiteRecord>> Gather(const Round& round,
                                                           const GatherRequest& request) override;
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override;

 private:
  absl::StatusOr<FederationSite*> Site(const std::string& name);

  std::map<std::string, std::unique_ptr<FederationSite>> sites_;
  std::map<std::string, std::vector<double>> memory_;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_IN_PROCESS_FEDERATION_H_
