// Patients who withdrew their consent: kept by pseudonym, so that the list itself tells nobody who they are.
#ifndef OSTEON_SITE_AGENT_COHORT_EXCLUSIONS_H_
#define OSTEON_SITE_AGENT_COHORT_EXCLUSIONS_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "site_agent/cohort/site_table.h"

namespace osteon {

struct Exclusion {
  std::string pseudonym;
  absl::Time time;
  std::string reason;
};

// One JSON line a patient. Read anew each time, because another process adds to it.
class Exclusions {
 public:
  explicit Exclusions(std::string path) : path_(std::move(path)) {}

  // None where there is no file. kDataLoss: a line that is damaged, with its number.
  absl::StatusOr<std::vector<Exclusion>> Read() const;
  absl::StatusOr<std::set<std::string>> Pseudonyms() const;
  // Durable when it returns; false where the patient is in it already.
  absl::StatusOr<bool> Add(const Exclusion& exclusion) const;

 private:
  std::string path_;
};

// The table as if these patients had never been in it.
SiteTable Without(SiteTable table, const std::set<std::string>& pseudonyms);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_COHORT_EXCLUSIONS_H_
