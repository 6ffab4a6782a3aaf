// Whether single patients show in a weighted sum, or in the difference of two.
#ifndef OSTEON_MODELS_DISCLOSURE_DOMINANCE_H_
#define OSTEON_MODELS_DISCLOSURE_DOMINANCE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace osteon::models {

// (sum |w|)^2 / sum w^2: n for n equal weights, 1 for one patient, 0 for none. The inverse of the Herfindahl
// index of shares, Hirschman, American Economic Review 54 (1964) 761; statistical offices' dominance rules
// bound the same shares (Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4).
double EffectivePatients(const std::vector<double>& weights);

// One statistic's weights, by patient. Patients are numbered once and for ever; those beyond the end of a
// vector have no weight in it.
struct PatientWeights {
  std::string key;  // statistics with one key can be subtracted from each other
  std::vector<double> weights;
};

// Weights that were released.
class WeightHistory {
 public:
  // All of them or, when one of them tells single patients, none: that one's key. It does when it, or its
  // difference from any earlier one of its key (of this call too), is spread over more than no and fewer than
  // `least` patients. A difference of no patient above 1e-13 of the largest weight is none.
  std::optional<std::string> TryAdd(const std::vector<PatientWeights>& statistics, double least);

  // Which of them are not known yet.
  std::vector<std::size_t> NewAmong(const std::vector<PatientWeights>& statistics) const;

  // Without judging: what was released before this process began.
  void Restore(const PatientWeights& released);

 private:
  bool Dominates(const PatientWeights& statistic, double least) const;
  bool IsKnown(const PatientWeights& statistic) const;

  std::map<std::string, std::vector<std::vector<double>>> released_;  // equal ones once
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_DISCLOSURE_DOMINANCE_H_
