// When a member was last there, and with which software. For people; nothing depends on it.
#ifndef OSTEON_COORDINATOR_JOURNAL_SIGHTING_STORE_H_
#define OSTEON_COORDINATOR_JOURNAL_SIGHTING_STORE_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "coordinator/journal/database.h"

namespace osteon::coordinator {

struct Sighting {
  absl::Time seen;
  std::string software;    // "osteon-agent 0.1.0", as it said itself; empty: not known
  bool connected = false;  // its stream of tasks was open when `serve` was last heard of
};

class SightingStore {
 public:
  explicit SightingStore(Database& database) : database_(database) {}

  // Its table is no part of the journal's version: it may be lost, and an older program does not miss it.
  absl::Status Prepare();

  absl::Status Seen(const std::string& member, absl::Time now);
  absl::Status SeenWith(const std::string& member, const std::string& software, absl::Time now);
  absl::Status SetConnected(const std::string& member, bool connected, absl::Time now);
  // When `serve` begins.
  absl::Status NobodyIsConnected();

  absl::StatusOr<std::map<std::string, Sighting>> All() const;

 private:
  Database& database_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_SIGHTING_STORE_H_
