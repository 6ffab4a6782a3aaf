// Folds and bootstrap weights by this hospital's own key: nobody outside can steer or foresee them.
#ifndef OSTEON_SITE_AGENT_COHORT_SITE_DRAWS_H_
#define OSTEON_SITE_AGENT_COHORT_SITE_DRAWS_H_

#include <string>
#include <utility>
#include <vector>

#include "models/data/patient_draws.h"
#include "site_agent/cohort/pseudonym.h"

namespace osteon {

// HMAC-SHA-256 under the pseudonym key over study hash | purpose | pseudonym, its first 8 bytes.
class SiteDraws : public models::PatientDraws {
 public:
  SiteDraws(PseudonymKey key, std::string study_sha256, std::vector<std::string> pseudonyms)
      : key_(std::move(key)), study_sha256_(std::move(study_sha256)), pseudonyms_(std::move(pseudonyms)) {}
  std::uint64_t Draw(const std::string& purpose, std::size_t row) const override;

 private:
  PseudonymKey key_;
  std::string study_sha256_;
  std::vector<std::string> pseudonyms_;  // by row
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_COHORT_SITE_DRAWS_H_
