// What of a study an external site can take part in without some of its columns.
#ifndef OSTEON_MODELS_STUDY_LACKING_COLUMNS_H_
#define OSTEON_MODELS_STUDY_LACKING_COLUMNS_H_

#include <map>
#include <string>

#include "models/study/study.h"

namespace osteon::models {

// Column -> why a site does not have it, as a sentence that tells no patient's value.
using LackingColumns = std::map<std::string, std::string>;

inline constexpr char kNoSuchColumn[] = "the site's table does not have it";
inline constexpr char kNoRisks[] = "a value in it is no risk from 0 to 1";

// Whether an external site may go without `column`, one of Study::NeededColumns(): only models need it, as a
// predictor, an offset or a column of risks. Not a covariate of ComBat, a column of subgroups, or a feature
// where the study begins with all of them.
bool MayLack(const Study& study, const std::string& column);

// The models that cannot be validated where `lacking` is not there -> why: "column marker: the site's table
// does not have it". A model lacks what its predictors that are models lack. What a selection left out of it
// counts too: before the fit nobody knows.
std::map<std::string, std::string> ModelsWithout(const Study& study, const LackingColumns& lacking);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_STUDY_LACKING_COLUMNS_H_
