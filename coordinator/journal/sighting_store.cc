#include "coordinator/journal/sighting_store.h"

#include <cstdint>
#include <vector>

#include "common/status/status_macros.h"

namespace osteon::coordinator {

absl::Status SightingStore::Prepare() {
  return database_.Execute(
      "CREATE TABLE IF NOT EXISTS sightings (member TEXT PRIMARY KEY, seen INTEGER NOT NULL, software TEXT "
      "NOT NULL DEFAULT '', connected INTEGER NOT NULL DEFAULT 0)");
}

absl::Status SightingStore::Seen(const std::string& member, absl::Time now) {
  return database_.Execute(
      "INSERT INTO sightings (member, seen) VALUES (?, ?) ON CONFLICT (member) DO UPDATE SET seen = "
      "excluded.seen",
      {member, absl::ToUnixSeconds(now)});
}

absl::Status SightingStore::SeenWith(const std::string& member, const std::string& software, absl::Time now) {
  return database_.Execute(
      "INSERT INTO sightings (member, seen, software) VALUES (?, ?, ?) ON CONFLICT (member) DO UPDATE SET "
      "seen = excluded.seen, software = excluded.software",
      {member, absl::ToUnixSeconds(now), software});
}

absl::Status SightingStore::SetConnected(const std::string& member, bool connected, absl::Time now) {
  return database_.Execute(
      "INSERT INTO sightings (member, seen, connected) VALUES (?, ?, ?) ON CONFLICT (member) DO UPDATE SET "
      "seen = excluded.seen, connected = excluded.connected",
      {member, absl::ToUnixSeconds(now), std::int64_t{connected}});
}

absl::Status SightingStore::NobodyIsConnected() {
  return database_.Execute("UPDATE sightings SET connected = 0");
}

absl::StatusOr<std::map<std::string, Sighting>> SightingStore::All() const {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> rows,
                          database_.Query("SELECT member, seen, software, connected FROM sightings"));
  std::map<std::string, Sighting> sightings;
  for (const SqlRow& row : rows) {
    sightings[TextOf(row[0])] = {absl::FromUnixSeconds(IntegerOf(row[1])), TextOf(row[2]),
                                 IntegerOf(row[3]) != 0};
  }
  return sightings;
}

}  // namespace osteon::coordinator
