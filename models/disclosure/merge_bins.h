// Histograms of which every bin is large enough, also beside what else is told of the same risks.
#ifndef OSTEON_MODELS_DISCLOSURE_MERGE_BINS_H_
#define OSTEON_MODELS_DISCLOSURE_MERGE_BINS_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "models/validation/histogram.h"

namespace osteon::models {

// What is told of the risks of one model's patients: how many of each outcome are at or above some cuts.
class ToldCuts {
 public:
  // Patients of each outcome, and the least count that is told.
  ToldCuts(std::uint64_t events, std::uint64_t non_events, std::uint64_t min_cell);

  // A cut that is told anyway.
  void Add(double risk, std::uint64_t events, std::uint64_t non_events);

  // Leaves out edges until, of each outcome, the patients between any edge left and the nearest cuts that are
  // told on either side are 0 or min_cell. So no bin is small, nor is the difference of a bin and a
  // classification table. Edges are taken from the lowest; those left are told from then on. `risk_of`: an
  // edge's place among risks, ascending.
  void MergeBins(Histogram& histogram, const std::function<double(double)>& risk_of);

 private:
  struct Cut {
    double risk;
    std::int64_t events, non_events;  // at or above
  };
  bool MayTell(const Cut& cut) const;
  void Insert(const Cut& cut);
  std::vector<Cut> cuts_;  // ascending; the first is below and the last above every risk
  std::int64_t min_cell_;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_DISCLOSURE_MERGE_BINS_H_
