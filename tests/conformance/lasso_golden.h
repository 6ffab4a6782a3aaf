// The golden tables as sites, and a federation that counts: for the lasso's conformance test and benchmark.
#ifndef OSTEON_TESTS_CONFORMANCE_LASSO_GOLDEN_H_
#define OSTEON_TESTS_CONFORMANCE_LASSO_GOLDEN_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "models/federation/in_process_federation.h"

namespace osteon::testing {

// A golden data set, whole: all candidate columns in the golden order, folds from `fold` ("fold10",
// "fold_site"; empty: none).
struct GoldenTable {
  models::AnalysisTable table;
  std::vector<std::string> site_of_row;
  int folds = 0;
};
GoldenTable LoadGoldenTable(const std::string& shared, const std::string& name, const std::string& fold);

// The rows dealt to the sites that `site_of_row` names.
std::map<std::string, models::AnalysisTable> DealRows(const models::AnalysisTable& table,
                                                      const std::vector<std::string>& site_of_row);

// Counts what every site sends, and can answer from an earlier run's memory.
class CountingFederation : public models::Federation {
 public:
  explicit CountingFederation(const std::map<std::string, models::AnalysisTable>& tables);

  absl::StatusOr<RingVector> Sum(const models::Round& round, const models::SumRequest& request) override;
  absl::StatusOr<std::map<std::string, models::SiteRecord>> Gather(
      const models::Round& round, const models::GatherRequest& request) override;
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override;

  std::vector<std::string> sites() const { return sites_; }
  int rounds() const { return static_cast<int>(requests_.size()); }
  std::uint64_t scalars() const { return scalars_; }  // sent by each site
  std::uint64_t bytes() const { return bytes_; }      // as ring words, sent by each site
  const std::vector<models::SumRequest>& requests() const { return requests_; }
  // Answers Remember as `other` did, and refuses what it did not.
  void Replay(const CountingFederation& other) { replayed_ = &other; }

 private:
  models::InProcessFederation federation_;
  std::vector<std::string> sites_;
  std::vector<models::SumRequest> requests_;
  std::map<std::string, std::vector<double>> memory_;
  const CountingFederation* replayed_ = nullptr;
  std::uint64_t scalars_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace osteon::testing

#endif  // OSTEON_TESTS_CONFORMANCE_LASSO_GOLDEN_H_
