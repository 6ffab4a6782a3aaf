// The distinct sets of patients behind the columns of one summand, where cells are missing.
#ifndef OSTEON_MODELS_FEDERATION_PATIENT_SETS_H_
#define OSTEON_MODELS_FEDERATION_PATIENT_SETS_H_

#include <map>
#include <string>
#include <vector>

#include "models/federation/kernels.h"

namespace osteon::models {

// Which of the summand's patients count -> the columns of which that is so.
using PatientSets = std::map<std::vector<bool>, std::vector<std::string>>;

// One statistic of weights 0 and 1 for each set, "KIND, COLUMN and N more": a sum over one patient is that
// patient, so each set is judged by itself.
void AddStatistics(const std::string& kind, const PatientSets& sets, KernelOutput& output);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_PATIENT_SETS_H_
