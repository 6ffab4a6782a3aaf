// Who a site's patients are: the predictors of the study's models as measured, by outcome where they are
// counted.
#ifndef OSTEON_MODELS_VALIDATION_CASE_MIX_H_
#define OSTEON_MODELS_VALIDATION_CASE_MIX_H_

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/validation/estimate.h"
#include "models/validation/score_moments.h"
#include "models/validation/variable_summary.h"

namespace osteon::models {

struct OutcomeCounts {
  std::uint64_t events = 0, non_events = 0;
  std::uint64_t patients() const { return events + non_events; }
  friend bool operator==(const OutcomeCounts&, const OutcomeCounts&) = default;
};

// `unavailable` of each part is why it is not told: "suppressed: RULE", or a reason.
struct NumericCaseMix {
  std::string variable;
  Maybe<std::uint64_t> measured;
  Maybe<MeanAndSd> moments;      // of the measured
  Maybe<OutcomeCounts> missing;  // patients
  friend bool operator==(const NumericCaseMix&, const NumericCaseMix&) = default;
};

struct CategoricalCaseMix {
  std::string variable;
  Maybe<std::uint64_t> measured;
  Maybe<std::vector<OutcomeCounts>> levels;  // the reference level first, as the dictionary orders them
  Maybe<OutcomeCounts> missing;
  friend bool operator==(const CategoricalCaseMix&, const CategoricalCaseMix&) = default;
};

struct CaseMix {
  std::uint64_t n = 0, events = 0;
  std::vector<NumericCaseMix> numeric;
  std::vector<CategoricalCaseMix> categorical;
  std::string suppressed{};  // the disclosure rule for whose sake nothing is told, n and events neither
  friend bool operator==(const CaseMix&, const CaseMix&) = default;
};

// Fewer patients than min_patients, or fewer than min_cell of a class: the whole record, by the rule's name.
std::string RuleAgainstRecord(std::uint64_t n, std::uint64_t events, const SummaryFloors& floors);

//   values   (n) of one variable, NaN where missing
//   outcome  (n) 0 or 1
//
// Suppressed: missing values of which some outcome has between 1 and min_cell - 1, or lets as few have a
// value; the number measured where it would tell that; mean and sd with fewer than min_patients measured, or
// where all but fewer than min_cell patients have the same value.
NumericCaseMix SummariseVariable(const std::string& variable, const Eigen::Ref<const Eigen::VectorXd>& values,
                                 const Eigen::Ref<const Eigen::VectorXd>& outcome,
                                 const SummaryFloors& floors);

//   level    (n) index into the dictionary's levels, -1 where missing
//   outcome  (n) 0 or 1
//   levels   how many there are
//
// The same; the levels where a level has between 1 and min_cell - 1 patients of an outcome.
CategoricalCaseMix SummariseVariable(const std::string& variable, const std::vector<int>& level,
                                     const Eigen::Ref<const Eigen::VectorXd>& outcome, std::size_t levels,
                                     const SummaryFloors& floors);

// Of a numeric variable, against its reference: (mean - reference) / sqrt((sd^2 + sd_reference^2) / 2).
// Unavailable where neither varies. Source: Austin, Statistics in Medicine 28 (2009) 3083-3107.
Maybe<double> StandardisedDifference(const MeanAndSd& site, const MeanAndSd& reference);

// Of a categorical one, all levels at once: sqrt((t - c)' S^-1 (t - c)) with the proportions t and c of all
// levels but the first and S the mean of their two multinomial covariances; never negative. Source: Yang &
// Dalton, SAS Global Forum 2012, paper 335.
//
//   site, reference  (levels) proportions that add up to 1, in the same order
//
// Levels that nobody has on either side are left out. Unavailable where S is singular.
Maybe<double> StandardisedDifference(const std::vector<double>& site, const std::vector<double>& reference);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_CASE_MIX_H_
