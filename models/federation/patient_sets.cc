#include "models/federation/patient_sets.h"

#include "absl/strings/str_cat.h"

namespace osteon::models {

void AddStatistics(const std::string& kind, const PatientSets& sets, KernelOutput& output) {
  for (const auto& [patients, names] : sets) {
    const std::string more = names.size() > 1 ? absl::StrCat(" and ", names.size() - 1, " more") : "";
    output.statistics.push_back({absl::StrCat(kind, ", ", names.front(), more),
                                 std::vector<double>(patients.begin(), patients.end())});
  }
}

}  // namespace osteon::models
