// Following one patient with nothing but counts. A plane is moved until a count changes, which is when it
// passes a patient; planes a little askew then pass the same patient at offsets that tell the row.
#ifndef OSTEON_TESTS_ATTACKS_TRACKER_H_
#define OSTEON_TESTS_ATTACKS_TRACKER_H_

#include <Eigen/Core>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"

namespace osteon::attacks {

// direction' z > offset
struct Plane {
  Eigen::VectorXd direction;
  double offset;
};

// For each plane a number that changes when the plane passes a patient and only then.
using Counter = std::function<absl::StatusOr<std::vector<double>>(const std::vector<Plane>&)>;

// (columns) z of one patient between planes `low` and `high` along a random direction. The errors of
// `counter`; kNotFound: the count is the same at both, or patients are too close together.
absl::StatusOr<Eigen::VectorXd> FollowOnePatient(const Counter& counter, Eigen::Index columns, double low,
                                                 double high);

}  // namespace osteon::attacks

#endif  // OSTEON_TESTS_ATTACKS_TRACKER_H_
