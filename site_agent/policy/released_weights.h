// The weights behind every sum that this hospital released, so that no later one tells a single patient by its
// difference, in whatever study; and counts of what else is bounded over many releases.
#ifndef OSTEON_SITE_AGENT_POLICY_RELEASED_WEIGHTS_H_
#define OSTEON_SITE_AGENT_POLICY_RELEASED_WEIGHTS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/disclosure/dominance.h"

namespace osteon {

class ReleasedWeights {
 public:
  // In memory only: simulation and tests.
  ReleasedWeights() = default;
  // Kept in `path`, which is appended to and never written again. kDataLoss: damaged, with the place. A last
  // record without its end is what a crash leaves; it was never released, so it is cut off.
  static absl::StatusOr<std::unique_ptr<ReleasedWeights>> Open(const std::string& path);
  ~ReleasedWeights();
  ReleasedWeights(const ReleasedWeights&) = delete;
  ReleasedWeights& operator=(const ReleasedWeights&) = delete;

  bool empty() const { return patients_.empty(); }

  // What was counted under these names, over all time.
  std::uint64_t CountOf(const std::string& name) const;
  absl::Status AddCounts(const std::map<std::string, std::uint64_t>& counts);

  // As WeightHistory::TryAdd; statistics' weights are by row, `pseudonyms` says whose row it is.
  // kUnavailable: the disk.
  absl::StatusOr<std::optional<std::string>> TryAdd(std::vector<models::PatientWeights> statistics,
                                                    const std::vector<std::string>& pseudonyms, double least);

  // What was added is durable when it returns: to be called before anything is released.
  absl::Status Flush();

 private:
  absl::Status Load(const std::string& bytes, std::size_t& whole);
  absl::Status Append(const std::string& bytes);

  std::map<std::string, std::size_t> patients_;  // pseudonym -> number, in the order of their first release
  models::WeightHistory history_;
  std::map<std::string, std::uint64_t> counts_;
  std::string path_;
  // Known in memory and not written: the disk was full. It goes first when there is room again.
  std::string pending_;
  int file_ = -1;
  bool unflushed_ = false;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_RELEASED_WEIGHTS_H_
