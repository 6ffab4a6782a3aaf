// Small questions about a study and its result that several files of the report ask.
#ifndef OSTEON_COORDINATOR_REPORT_FACTS_H_
#define OSTEON_COORDINATOR_REPORT_FACTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "coordinator/report/report_input.h"

namespace osteon::report {

// Fitted in this study, not given and not a column of scores.
bool IsFitted(const models::FittedModel& model);

// Names of the levels of a categorical variable, in the dictionary's order.
const std::vector<std::string>& LevelsOf(const ReportInput& input, const std::string& variable);

bool IsExternal(const models::Study& study, const std::string& site);

// The admitted sites: development, then external, sorted within.
std::vector<std::string> SitesByRole(const ReportInput& input);

// "development", "holdout", "external": the words of the files.
std::string RoleName(models::SiteRole role);

// Whether `model` was fitted to the patients of this validation.
bool IsFittedHere(const models::StudyResult& result, const models::SiteValidation& validation,
                  const std::string& model);

// Fewer than 100 events or fewer than 100 non-events, the least for a validation whose results can be relied
// on by themselves (Collins, Ogundimu & Altman, Statistics in Medicine 2016; 35: 214-226).
bool IsImprecise(const models::ValidationMetrics& metrics);

std::uint64_t Excluded(const models::Admission& admission);  // over all reasons
std::uint64_t Analysed(const models::Admission& admission);
// "suppressed: RULE" where the site does not tell this count; empty: it does. `what` is a key of
// Admission::suppressed, or "patients", "events" (train and hold-out together), "excluded" (all reasons).
std::string SuppressedIn(const models::Admission& admission,
                         const std::string& what);         // patients, hold-out among them
std::uint64_t Events(const models::Admission& admission);  // among the analysed

// The hash of the settings with which the sites extracted `image`'s features (empty: all images), which the
// procedure saw to be the same everywhere; empty when no site told it.
std::string ExtractionSettings(const ReportInput& input, const std::string& image);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FACTS_H_
