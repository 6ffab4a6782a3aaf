// Which models are not validated at which sites.
#ifndef OSTEON_MODELS_PIPELINE_LEFT_OUT_MODELS_H_
#define OSTEON_MODELS_PIPELINE_LEFT_OUT_MODELS_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "models/federation/records.h"
#include "models/study/study.h"

namespace osteon::models {

// Site -> model -> why, as ModelsWithout words it. Sites with every model do not stand in it.
using LeftOutModels = std::map<std::string, std::map<std::string, std::string>>;

// By what each site says that it lacks (Admission::lacking). kFailedPrecondition: a site without a column
// that it must have, or that leaves no model of the study.
absl::StatusOr<LeftOutModels> LeaveOutModels(const Study& study,
                                             const std::map<std::string, Admission>& admissions);

// Why `model` is left out at `site`; empty: it is not.
std::string WhyLeftOut(const LeftOutModels& left_out, const std::string& site, const std::string& model);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_LEFT_OUT_MODELS_H_
