#include "models/disclosure/limits.h"

#include <algorithm>
#include <cmath>

namespace osteon::models {

Limits Stricter(Limits limits, const Privacy& study) {
  const auto least = [](std::uint64_t own, const std::optional<double>& asked) {
    return asked ? std::max(own, static_cast<std::uint64_t>(std::ceil(std::max(*asked, 0.0)))) : own;
  };
  limits.min_patients = least(limits.min_patients, study.min_patients);
  limits.min_cell = least(limits.min_cell, study.min_cell);
  if (study.max_columns_per_patient) {
    limits.max_columns_per_patient = std::min(limits.max_columns_per_patient, *study.max_columns_per_patient);
  }
  return limits;
}

}  // namespace osteon::models
