// What leaves a hospital. Only the release office makes one, and the session sends nothing else: numbers that
// no policy has seen cannot be submitted, because that does not compile.
#ifndef OSTEON_SITE_AGENT_POLICY_RELEASE_H_
#define OSTEON_SITE_AGENT_POLICY_RELEASE_H_

#include <utility>
#include <variant>

#include "common/fixed_point/ring.h"
#include "models/federation/records.h"
#include "models/federation/task.h"

namespace osteon {

class Release {
 public:
  const models::TaskKey& key() const { return key_; }
  const std::variant<RingVector, models::SiteRecord>& payload() const { return payload_; }

 private:
  friend class ReleaseOffice;
  Release(models::TaskKey key, std::variant<RingVector, models::SiteRecord> payload)
      : key_(std::move(key)), payload_(std::move(payload)) {}

  models::TaskKey key_;
  std::variant<RingVector, models::SiteRecord> payload_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_RELEASE_H_
