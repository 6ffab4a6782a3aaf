// The rules of sums: ../../docs/policy.md has the table.
#ifndef OSTEON_MODELS_DISCLOSURE_JUDGE_SUM_H_
#define OSTEON_MODELS_DISCLOSURE_JUDGE_SUM_H_

#include <cstddef>
#include <optional>

#include "models/disclosure/breach.h"
#include "models/disclosure/dominance.h"
#include "models/disclosure/limits.h"
#include "models/disclosure/pooled_counts.h"
#include "models/federation/sum_evidence.h"

namespace osteon::models {

// What the coordinator will see of a sum.
struct Visibility {
  bool masked = false;           // the sum over the sites only; otherwise this site's summand
  std::size_t institutions = 0;  // whose summands are added and whom this hospital trusts, each once
  // One development site is left out: the difference from the whole sum is that site's, so it is judged as if
  // unmasked.
  bool leaves_one_out = false;
  std::size_t development_sites = 0;
  // Of the development sites; absent before they are confirmed.
  const PooledCounts* pooled = nullptr;
};

// Every rule but dominance: nothing where none is broken.
std::optional<Breach> JudgeSum(const SumEvidence& evidence, const Limits& limits,
                               const Visibility& visibility);

// For the last rule, dominance (dominance.h): the statistics of `evidence` under the keys of the history.
// Weights of bootstrap replicates are compared with those of the same replicate only: how often each patient
// stands in one is the site's secret, so no choice of coefficients lets two replicates differ in few
// patients.
std::vector<PatientWeights> WeightsOf(const std::vector<SumEvidence>& evidence);

// The breach when the history refuses `key`.
Breach DominanceBreach(const std::string& key);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_DISCLOSURE_JUDGE_SUM_H_
