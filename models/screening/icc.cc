#include "models/screening/icc.h"

namespace osteon::models {

std::optional<double> Icc(const ReaderSums& sums, IccType type, bool within_site) {
  const std::uint64_t strata = within_site ? sums.sites : 1;
  if (sums.patients < 2 || sums.patients <= strata) return std::nullopt;
  const ExactInteger n = sums.patients;
  const ExactInteger between_df = sums.patients - strata;
  const ExactInteger one = ExactOne();
  const ExactInteger sum = sums.sum1 + sums.sum2;
  const ExactInteger difference = sums.sum1 - sums.sum2;
  // Sums of squares, all times 2 n.
  ExactInteger between = within_site ? ExactInteger(n * one * sums.centred_square)
                                     : ExactInteger(n * one * (sums.square + 2 * sums.product) - sum * sum);
  const ExactInteger readers = difference * difference;
  const ExactInteger error = n * one * (sums.square - 2 * sums.product) - readers;

  ExactInteger numerator;
  ExactInteger denominator;
  if (type == IccType::k11) {
    numerator = between * n - (error + readers) * between_df;
    denominator = between * n + (error + readers) * between_df;
  } else {
    const ExactInteger a = between * (n - 1);
    const ExactInteger b = error * between_df;
    numerator = a - b;
    denominator = a + b;
    if (type == IccType::k21) {
      numerator *= n;
      denominator = n * denominator + 2 * between_df * ((n - 1) * readers - error);
    }
  }
  if (denominator <= 0) return std::nullopt;
  return RoundedRatio(numerator, denominator);
}

}  // namespace osteon::models
