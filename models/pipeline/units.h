// Whether the sites measure in the same units: asked once, before anything is fitted.
#ifndef OSTEON_MODELS_PIPELINE_UNITS_H_
#define OSTEON_MODELS_PIPELINE_UNITS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/study/study.h"
#include "models/validation/compare_units.h"

namespace osteon::models {

// Features beyond these, in the order of the first development site's table, are not compared: a summary is
// five numbers a column and every site.
inline constexpr std::size_t kMostComparedFeatures = 2000;

// Every numeric and categorical column that the study needs (Study::NeededColumns), then `features`, those
// that every site has and that are not among them, at most kMostComparedFeatures.
VariableSummaryRequest UnitsRequest(const Study& study, const std::vector<std::string>& features);

// Whether UnitsRequest asks this for some list of features of the study.
bool IsUnitsRequest(const Study& study, const VariableSummaryRequest& request);

// One round over every site, and CompareUnits. None where the study has no column to compare. A finding is no
// error: a program cannot know which site is right. kInternal: a site that told of other variables than it
// was asked for.
absl::StatusOr<UnitsComparison> CheckUnits(Federation& federation, const Study& study,
                                           const std::vector<std::string>& features);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_UNITS_H_
