// The weights behind every sum that this hospital released, so that no later one tells a single patient by
// its difference, in whatever study; and counts of what else is bounded over many releases.
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
#include "site_agent/policy/ledger.h"

namespace osteon {

class ReleasedWeights {
 public:
  // In memory only: simulation and tests.
  ReleasedWeights() = default;
  // Kept in `path`, which is appended to and never written again. `released`: how long it was at the last
  // release, where that is known. What a crash or a power cut left behind that, cut short or not as it was
  // written, was never released, so it is cut off. kDataLoss: shorter, or damaged before it. Where it is not
  // known only a last record without its end is cut off.
  static absl::StatusOr<std::unique_ptr<ReleasedWeights>> Open(
      const std::string& path, std::optional<std::uint64_t> released = std::nullopt);
  ~ReleasedWeights();
  ReleasedWeights(const ReleasedWeights&) = delete;
  ReleasedWeights& operator=(const ReleasedWeights&) = delete;

  bool empty() const { return patients_.empty(); }
  // Of the file, in bytes; 0 in memory.
  std::uint64_t size() const { return size_; }

  // What was counted under these names, over all time.
  std::uint64_t CountOf(const std::string& name) const;
  // All of them or none, also when the file is torn: those of one task go together.
  absl::Status AddCounts(const std::map<std::string, std::uint64_t>& counts);

  // As WeightHistory::TryAdd; statistics' weights are by row, `pseudonyms` says whose row it is.
  // kUnavailable: the disk.
  absl::StatusOr<std::optional<std::string>> TryAdd(std::vector<models::PatientWeights> statistics,
                                                    const std::vector<std::string>& pseudonyms, double least);

  // What was added is durable when it returns: to be called before anything is released.
  absl::Status Flush();

 private:
  absl::Status Load(const std::string& bytes, std::optional<std::uint64_t> released);
  bool TakeRecord(const std::string& body);
  absl::Status Append(const std::string& bytes);

  std::map<std::string, std::size_t> patients_;  // pseudonym -> number, in the order of their first release
  models::WeightHistory history_;
  std::map<std::string, std::uint64_t> counts_;
  std::string path_;
  // Known in memory and not written: the disk was full. It goes first when there is room again.
  std::string pending_;
  int file_ = -1;
  std::uint64_t size_ = 0;
  bool unflushed_ = false;
};

// Those of the agent whose ledger this is: as long as its last release says. kDataLoss also: not there,
// though sums of patients' values were released.
absl::StatusOr<std::unique_ptr<ReleasedWeights>> OpenReleasedWeights(const std::string& path,
                                                                     const Ledger& ledger);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_RELEASED_WEIGHTS_H_
