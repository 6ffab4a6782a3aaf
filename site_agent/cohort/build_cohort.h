// From a site's table and a study's dictionary to the rows that are analysed.
#ifndef OSTEON_SITE_AGENT_COHORT_BUILD_COHORT_H_
#define OSTEON_SITE_AGENT_COHORT_BUILD_COHORT_H_

#include "absl/status/statusor.h"
#include "models/study/study.h"
#include "site_agent/cohort/cohort.h"
#include "site_agent/cohort/site_table.h"

namespace osteon {

// `study` is valid (models::Validate) and `table` was made with its id column. `development_site`: the split
// is read and hold-out rows are marked; elsewhere its column is not needed and no row is a hold-out.
//
// Coding. The outcome is 1 where it is the study's positive value, as text or as a number, and 0 where it is
// the one other value. A categorical column gives one 0/1 column per level but the first
// (Study::DesignColumns); every other column is numeric. Columns stand in the order of Study::NeededColumns;
// then, where the study begins with all features, the other columns with a feature prefix in the table's
// order, and with an icc step the second reader's (missing throughout where the table has none). Scanners and
// folds as the study names their columns; folds at development sites only, for every training patient.
//
// Who is analysed. Missing is an empty cell, NA or NaN in any case. A patient is left out, and counted once
// in admission.excluded, for the first of: "missing outcome"; "KEY not as required", of SiteTable::lacking;
// "features not extracted", when the study needs a feature and the table has a column `error` (as extraction
// writes) that is not empty; in a complete-case study "missing COLUMN" in the order above, otherwise only for
// columns of risks; "missing" the scanner. What may be missing is NaN in the table. Rows are sorted by
// pseudonym, so the order of the file does not matter.
//
// What an external site lacks. A column that only models need (models::MayLack) and that the table does not
// have, or a column of risks with a number outside 0 to 1, is missing throughout and leaves nobody out;
// admission.lacking says which and why, warnings name file, line and value for people here.
//
// kInvalidArgument: the table does not fit the dictionary. Every problem at once, one line each with file,
// line, column, pseudonym and what was found, 20 lines and a count of the rest: a column that is not there;
// what is lacking, where that leaves no model of the study; a cell that is no finite number or outside min
// and max; a risk outside 0 to 1; a level that the dictionary does not have; an outcome with two values
// besides the positive one; a split that is neither train nor hold-out, or missing for an analysed patient.
// Cells of patients who are left out are checked as well.
absl::StatusOr<Cohort> BuildCohort(const SiteTable& table, const models::Study& study, bool development_site);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_COHORT_BUILD_COHORT_H_
