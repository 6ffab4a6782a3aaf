// Intraclass correlation of single measurements by two readers, from exact sums.
//
// Source: Shrout & Fleiss, Psychological Bulletin 86 (1979) 420; McGraw & Wong, Psychological Methods 1
// (1996)
// 30. With n patients, k = 2 readers and the mean squares of the two-way table, between patients (MSR, n - 1
// degrees of freedom), between readers (MSC, 1), error (MSE, n - 1) and within patients (MSW, n):
//   ICC(1,1) = (MSR - MSW) / (MSR + MSW)
//   ICC(2,1) = (MSR - MSE) / (MSR + MSE + 2 (MSC - MSE) / n)
//   ICC(3,1) = (MSR - MSE) / (MSR + MSE)
#ifndef OSTEON_MODELS_SCREENING_ICC_H_
#define OSTEON_MODELS_SCREENING_ICC_H_

#include <cstdint>
#include <optional>

#include "common/fixed_point/exact_integer.h"
#include "models/screening/screening_step.h"

namespace osteon::models {

// A column's sums over all sites (ReaderAgreementRequest), each times ExactOne().
struct ReaderSums {
  std::uint64_t patients = 0;   // measured by both readers
  ExactInteger sum1, sum2;      // of the readers' values
  ExactInteger square;          // of the squares of both
  ExactInteger product;         // of the products
  std::uint64_t sites = 0;      // within sites: with such a patient
  ExactInteger centred_square;  // within sites: of t = x1 + x2 less its site's mean
};

// Rounded once, so the same bits however the rows are spread over sites. Within sites, every value is taken
// less the mean of all values at its site: the differences between readers stay as they are, and only MSR
// changes, to the sum of squares of the patients' means about their site's, with n - S degrees of freedom
// (the model x ~ site + patient + reader). Nothing when fewer than 2 patients (or S + 1 within sites) are
// measured by both, or none of the values differ.
std::optional<double> Icc(const ReaderSums& sums, IccType type, bool within_site);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SCREENING_ICC_H_
