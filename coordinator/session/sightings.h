// Keeps note of who was there, and writes it down no more often than people need it.
#ifndef OSTEON_COORDINATOR_SESSION_SIGHTINGS_H_
#define OSTEON_COORDINATOR_SESSION_SIGHTINGS_H_

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "absl/time/time.h"
#include "coordinator/journal/sighting_store.h"

namespace osteon::coordinator {

// From any thread. What cannot be written down is not missed.
class Sightings {
 public:
  // `store` outlives it.
  Sightings(SightingStore& store, std::function<absl::Time()> clock);

  // A call of `member`; written at most once a minute.
  void Called(const std::string& member);
  // `member` said which software it runs.
  void Runs(const std::string& member, const std::string& software);
  // One of its streams of tasks has begun, or ended.
  void Connected(const std::string& member);
  void Left(const std::string& member);

 private:
  SightingStore& store_;
  std::function<absl::Time()> clock_;
  std::mutex mutex_;
  std::map<std::string, absl::Time> written_;
  std::map<std::string, int> streams_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_SIGHTINGS_H_
