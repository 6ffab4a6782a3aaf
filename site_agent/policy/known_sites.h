// The sites that this hospital knows, each by its key: pinned when a study with it was first approved here.
#ifndef OSTEON_SITE_AGENT_POLICY_KNOWN_SITES_H_
#define OSTEON_SITE_AGENT_POLICY_KNOWN_SITES_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/consent/consent.h"

namespace osteon {

struct KnownSite {
  std::string fingerprint;  // SHA-256 of its public key, in hexadecimal
  std::string study;        // the first one approved with this key
  std::string date;         // of that approval, UTC, "2026-11-30"
};
using KnownSites = std::map<std::string, KnownSite>;  // by name

// Sites of a roster that are not known, and those that are known with another key; sorted.
struct RosterNews {
  std::vector<std::string> unknown, changed;
};
RosterNews CompareRoster(const KnownSites& known, const Roster& roster);

// OK when every changed key is named in `accepted`. kFailedPrecondition: one is not; the message has both
// fingerprints and what to do. kInvalidArgument: `accepted` names a site whose key has not changed.
absl::Status CheckRoster(const KnownSites& known, const Roster& roster, const std::set<std::string>& accepted,
                         const std::string& study);

// One JSON file.
class KnownSitesFile {
 public:
  explicit KnownSitesFile(std::string path) : path_(std::move(path)) {}

  // None where there is no file. kDataLoss: it cannot be decoded.
  absl::StatusOr<KnownSites> Read() const;
  // Pins what is new on the roster, and changed keys in place of those they replace. Durable when it returns.
  absl::Status Pin(const Roster& roster, const std::string& study, absl::Time now) const;

 private:
  std::string path_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_KNOWN_SITES_H_
