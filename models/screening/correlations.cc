#include "models/screening/correlations.h"

#include <algorithm>
#include <cmath>

namespace osteon::models {

double RoundedCorrelation(double r) {
  return std::nearbyint(r * 0x1p42) * 0x1p-42;
}

void Correlations::Add(const std::vector<std::size_t>& columns, std::size_t leading,
                       const std::vector<double>& products, std::uint64_t patients) {
  Batch batch{std::vector<std::int32_t>(batch_of_.size(), kNone), columns.size(), leading, {}};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    batch.position[columns[i]] = static_cast<std::int32_t>(i);
    if (i < leading) batch_of_[columns[i]] = static_cast<std::int32_t>(batches_.size());
  }
  batch.r.reserve(products.size());
  for (const double product : products) {
    batch.r.push_back(std::clamp(RoundedCorrelation(product / static_cast<double>(patients)), -1.0, 1.0));
  }
  batches_.push_back(std::move(batch));
}

std::optional<double> Correlations::In(std::int32_t batch, std::size_t j, std::size_t k) const {
  if (batch == kNone) return std::nullopt;
  const Batch& in = batches_[static_cast<std::size_t>(batch)];
  if (in.position[j] == kNone || in.position[k] == kNone) return std::nullopt;
  const auto place = [&](std::size_t column) { return static_cast<std::size_t>(in.position[column]); };
  const std::size_t low = std::min(place(j), place(k));
  const std::size_t high = std::max(place(j), place(k));
  if (low >= in.leading) return std::nullopt;
  // Row `low` begins after the rows before it, of columns - 1, columns - 2, ... numbers.
  return in.r[low * in.columns - low * (low + 1) / 2 + high - low - 1];
}

std::optional<double> Correlations::Between(std::size_t j, std::size_t k) const {
  if (j == k) return 1.0;
  const std::optional<double> r = In(batch_of_[j], j, k);
  return r ? r : In(batch_of_[k], j, k);
}

}  // namespace osteon::models
