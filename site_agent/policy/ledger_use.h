// What has left so far against what may leave: the figures of `osteon-agent ledger`.
#ifndef OSTEON_SITE_AGENT_POLICY_LEDGER_USE_H_
#define OSTEON_SITE_AGENT_POLICY_LEDGER_USE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "site_agent/policy/ledger.h"

namespace osteon {

// Numbers that may leave whatever the ratios say: a study of a few columns holds fewer than its performance
// is told in.
inline constexpr std::uint64_t kLeastBudget = 5000;

// The policy's caps, per dataset lineage.
struct LedgerCaps {
  std::uint64_t max_releases = 2000;
  double max_scalars_ratio_clear = 1;  // scalars released over scalars held
  double max_scalars_ratio_secure = 4;
};

// Of one study, or of all releases of a lineage.
struct LedgerUse {
  std::string study, study_sha256;  // empty for a lineage
  std::string lineage;
  std::uint64_t releases = 0;
  std::uint64_t scalars_clear = 0, scalars_secure = 0;  // released, by mode
  std::uint64_t scalars_held = 0;  // the most that any of its datasets held; 0: not known
  std::uint64_t refusals = 0;

  // Nothing where it is not known how many are held.
  std::optional<double> RatioClear() const;  // of what was released in clear
  std::optional<double> RatioAll() const;    // masked ones included: what both caps are about
};

struct LedgerSummary {
  std::vector<LedgerUse> studies;   // by name, then hash; one entry per lineage that a study used
  std::vector<LedgerUse> lineages;  // by name; what the caps are about
  bool caps_spent = false;          // a loss was accepted: nothing is left of any cap
};

LedgerSummary SummariseLedger(const std::vector<LedgerEntry>& entries,
                              const std::vector<LedgerEvent>& events);

// What is left of the caps; 0 where they are spent. Nothing where it is not known how many scalars are held.
// A ratio's cap is at least that of kLeastBudget numbers; a study of clear sums may go to the first, one of
// masked sums to the second, and what other studies released counts for both.
std::uint64_t ReleasesLeft(const LedgerUse& lineage, const LedgerCaps& caps, bool caps_spent);
std::optional<double> RatioLeftClear(const LedgerUse& lineage, const LedgerCaps& caps, bool caps_spent);
std::optional<double> RatioLeftSecure(const LedgerUse& lineage, const LedgerCaps& caps, bool caps_spent);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_LEDGER_USE_H_
