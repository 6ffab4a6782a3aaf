#include "models/pipeline/site_limits.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/numbers.h"
#include "models/study/secure_aggregation.h"

namespace osteon::models {
namespace {

// 1 - 1 / e of the patients stand in a Poisson replicate.
const double kInReplicate = 0.9 * (1 - std::exp(-1.0));

}  // namespace

double MostBlockColumns(const Study& study, const Admissions& admissions,
                        const std::vector<std::string>& sites, bool replicate) {
  constexpr double kNoLimit = std::numeric_limits<double>::infinity();
  double columns_per_patient = kNoLimit;
  std::uint64_t all = 0, fewest = std::numeric_limits<std::uint64_t>::max();
  for (const std::string& site : sites) {
    const Admission& admission = admissions.at(site);
    all += admission.train_patients;
    const auto limit = admission.limits.find("max_columns_per_patient");
    double value = 0;
    if (limit == admission.limits.end() || !absl::SimpleAtod(limit->second, &value)) continue;
    columns_per_patient = std::min(columns_per_patient, value);
    fewest = std::min(fewest, admission.train_patients);
  }
  if (std::isinf(columns_per_patient)) return kNoLimit;
  const std::uint64_t patients = IsPooled(study, sites) ? all : fewest;
  return std::floor(columns_per_patient * static_cast<double>(patients) * (replicate ? kInReplicate : 1));
}

std::uint64_t ScalarsLeft(const Admissions& admissions, const std::vector<std::string>& sites) {
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (const std::string& site : sites) least = std::min(least, admissions.at(site).scalars_left);
  return least;
}

}  // namespace osteon::models
