#include "site_agent/imaging/normalise.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace osteon {
namespace {

// Kahan's sum: billions of voxels without loss.
class Sum {
 public:
  void Add(double value) {
    const double corrected = value - lost_, next = sum_ + corrected;
    lost_ = (next - sum_) - corrected;
    sum_ = next;
  }
  double value() const { return sum_; }

 private:
  double sum_ = 0, lost_ = 0;
};

}  // namespace

absl::StatusOr<Volume> Normalise(const Volume& image, double scale, std::optional<double> outliers) {
  std::vector<double> values = std::visit(
      [](const auto& voxels) { return std::vector<double>(voxels.begin(), voxels.end()); }, image.voxels);
  Sum sum, squares;
  for (const double value : values) {
    sum.Add(value);
    squares.Add(value * value);
  }
  const auto n = static_cast<double>(values.size());
  const double mean = sum.value() / n;
  const double variance = (squares.value() - sum.value() * sum.value() / n) / (n - 1);
  if (!std::isfinite(variance)) {
    return absl::InvalidArgumentError(
        "normalize: the image holds NaN or an infinite value, or a single voxel");
  }
  if (variance <= 0)
    return absl::InvalidArgumentError("normalize: every voxel of the image has the same intensity");
  const double factor = 1 / std::sqrt(variance);
  for (double& value : values) {
    value = (value - mean) * factor;
    if (outliers.has_value()) value = std::clamp(value, -*outliers, *outliers);
    value *= scale;
  }
  return Volume{image.grid, std::move(values)};
}

}  // namespace osteon
