// The rows of the correlation matrix that have been asked for so far.
#ifndef OSTEON_MODELS_SCREENING_CORRELATIONS_H_
#define OSTEON_MODELS_SCREENING_CORRELATIONS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace osteon::models {

// The multiple of 2^-42 (2e-13) next to `r`. The sites' products are in double precision: how rows are spread
// over sites changes the last bits of r, some 1e-15, and the rounding takes that away where r is equal to
// another one or to a limit (rounded likewise).
double RoundedCorrelation(double r);

class Correlations {
 public:
  // Of columns 0 to `columns` - 1.
  explicit Correlations(std::size_t columns) : batch_of_(columns, kNone) {}

  // The answer to one CorrelationRequest: products (in its layout) of `columns`, the first `leading` with
  // every later one, over `patients` patients. No column leads twice.
  void Add(const std::vector<std::size_t>& columns, std::size_t leading, const std::vector<double>& products,
           std::uint64_t patients);

  // Whether the column has led.
  bool Led(std::size_t column) const { return batch_of_[column] != kNone; }

  // r as RoundedCorrelation, within -1 to 1. Nothing when neither column has led the other.
  std::optional<double> Between(std::size_t j, std::size_t k) const;

 private:
  static constexpr std::int32_t kNone = -1;

  struct Batch {
    std::vector<std::int32_t> position;  // of each column in the request, or kNone
    std::size_t columns;
    std::size_t leading;
    std::vector<double> r;
  };

  std::optional<double> In(std::int32_t batch, std::size_t j, std::size_t k) const;

  std::vector<std::int32_t> batch_of_;  // in which a column leads
  std::vector<Batch> batches_;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SCREENING_CORRELATIONS_H_
