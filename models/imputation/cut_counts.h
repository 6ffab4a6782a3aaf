// What is known of one column's distribution: how many values are not above each cut asked for so far.
#ifndef OSTEON_MODELS_IMPUTATION_CUT_COUNTS_H_
#define OSTEON_MODELS_IMPUTATION_CUT_COUNTS_H_

#include <cstdint>
#include <map>
#include <vector>

namespace osteon::models {

struct CutInterval {
  double lower, upper;
  std::uint64_t below;    // values not above lower
  std::uint64_t between;  // above lower and not above upper
};

class CutCounts {
 public:
  // Of `patients` values with this mean and standard deviation (1/n): all lie within sqrt(patients)
  // deviations of the mean (Samuelson), which gives the first two cuts. patients and deviation > 0.
  CutCounts(std::uint64_t patients, double mean, double deviation);

  void Add(double cut, std::uint64_t not_above) { not_above_[cut] = not_above; }
  bool Has(double cut) const { return not_above_.contains(cut); }

  // The narrowest interval of known cuts that holds the two order statistics around the type 7 quantile,
  // widened by a cut on either side until it has at least `least` values or is the widest.
  CutInterval Around(double probability, std::uint64_t least) const;

  // The quantile, with the interval's values spread evenly over it.
  double Interpolated(double probability, const CutInterval& interval) const;

 private:
  // The type 7 quantile is the value of this rank, from 1, between two order statistics.
  double Rank(double probability) const { return static_cast<double>(patients_ - 1) * probability + 1; }

  std::uint64_t patients_;
  std::map<double, std::uint64_t> not_above_;
};

// `parts` - 1 numbers that divide lower to upper evenly, ascending, only those strictly between.
std::vector<double> EvenCuts(double lower, double upper, std::uint64_t parts);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_IMPUTATION_CUT_COUNTS_H_
