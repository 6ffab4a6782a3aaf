#include "tests/attacks/tracker.h"

#include <cmath>
#include <random>

#include "common/status/status_macros.h"

namespace osteon::attacks {

using Eigen::Index;
using Eigen::VectorXd;

absl::StatusOr<VectorXd> FollowOnePatient(const Counter& counter, Index columns, double low, double high) {
  constexpr double kAskew = 1e-4;  // small beside the gaps between patients
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  VectorXd direction(columns);
  for (double& d : direction) d = normal(random);
  direction.normalize();
  OSTEON_ASSIGN_OR_RETURN(std::vector<double> ends, counter({{direction, low}, {direction, high}}));
  if (ends[0] == ends[1]) return absl::NotFoundError("nobody between the planes");
  for (int step = 0; step < 40; ++step) {
    const double middle = (low + high) / 2;
    OSTEON_ASSIGN_OR_RETURN(const std::vector<double> count, counter({{direction, middle}}));
    if (count[0] == ends[0]) {
      low = middle;
    } else {
      high = middle;
      ends[1] = count[0];
    }
  }
  const double here = (low + high) / 2;
  // The same patient along each direction askew.
  std::vector<Plane> askew;
  std::vector<double> below, above;
  for (Index j = 0; j < columns; ++j) {
    askew.push_back({direction + kAskew * VectorXd::Unit(columns, j), here});
    below.push_back(here - 8 * kAskew);
    above.push_back(here + 8 * kAskew);
  }
  const auto at = [&](const std::vector<double>& offsets) {
    for (std::size_t j = 0; j < askew.size(); ++j) askew[j].offset = offsets[j];
    return counter(askew);
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> low_counts, at(below));
  for (const double count : low_counts) {
    if (count != ends[0]) return absl::NotFoundError("patients are too close together");
  }
  for (int step = 0; step < 28; ++step) {
    std::vector<double> middle;
    for (std::size_t j = 0; j < askew.size(); ++j) middle.push_back((below[j] + above[j]) / 2);
    OSTEON_ASSIGN_OR_RETURN(const std::vector<double> counts, at(middle));
    for (std::size_t j = 0; j < askew.size(); ++j) {
      (counts[j] == low_counts[j] ? below : above)[j] = middle[j];
    }
  }
  VectorXd z(columns);
  for (Index j = 0; j < columns; ++j) {
    const auto k = static_cast<std::size_t>(j);
    z[j] = ((below[k] + above[k]) / 2 - here) / kAskew;
  }
  return z;
}

}  // namespace osteon::attacks
