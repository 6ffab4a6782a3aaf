// The one door out of a hospital.
#ifndef OSTEON_SITE_AGENT_POLICY_RELEASE_OFFICE_H_
#define OSTEON_SITE_AGENT_POLICY_RELEASE_OFFICE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "models/federation/kernels.h"
#include "models/federation/task.h"
#include "site_agent/policy/ledger.h"
#include "site_agent/policy/policy.h"
#include "site_agent/policy/release.h"

namespace osteon {

class ReleaseOffice {
 public:
  // The ledger outlives the office.
  ReleaseOffice(Policy policy, Ledger& ledger, std::function<absl::Time()> clock);

  // What was released for this task before: the same bytes again, without another entry.
  absl::StatusOr<std::optional<Release>> Earlier(const models::Task& task);

  // Stores numbers in the ledger and makes them a release. `study` is the approved study's name, `patients`
  // how many stand behind it. The place where the policy's disclosure rules will be judged, on the kernel's
  // weights: this version has none that can refuse.
  absl::StatusOr<Release> ReleaseSummand(const models::Task& task, const std::string& study,
                                         std::uint64_t patients, models::KernelOutput output);
  absl::StatusOr<Release> ReleaseRecord(const models::Task& task, const std::string& study,
                                        std::uint64_t patients, models::SiteRecord record);

 private:
  absl::Status Note(const models::Task& task, const char* event, const std::string& why);
  absl::Status Store(const models::Task& task, const std::string& study, std::uint64_t patients,
                     std::uint64_t scalars, const std::string& payload);

  Policy policy_;
  Ledger& ledger_;
  std::function<absl::Time()> clock_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_RELEASE_OFFICE_H_
