// Who the sites' patients are, and how they differ from the development sites'.
#ifndef OSTEON_MODELS_PIPELINE_CASE_MIX_H_
#define OSTEON_MODELS_PIPELINE_CASE_MIX_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/pipeline/pipeline_result.h"
#include "models/pipeline/study_result.h"
#include "models/pipeline/validation_groups.h"
#include "models/study/study.h"
#include "models/validation/case_mix.h"

namespace osteon::models {

// Features beyond these, in the order in which models name them, are not described.
inline constexpr std::size_t kMostCaseMixFeatures = 30;

// Every predictor of the dictionary, then the features that some model has a coefficient other than 0 of.
CaseMixRequest CaseMixRequestOf(const Study& study, const PipelineResult& pipeline, RowSet rows);

// Whether CaseMixRequestOf asks this for some models of the study.
bool IsCaseMixRequest(const Study& study, const CaseMixRequest& request);

// The levels of a categorical column of the dictionary.
SubgroupVariable SubgroupsBy(const Study& study, const std::string& column);

// What site's variables are compared with: the training patients of all development sites together, as
// measured. A variable stands in one of the maps.
struct DevelopmentReference {
  std::map<std::string, Maybe<MeanAndSd>> numeric;
  std::map<std::string, Maybe<std::vector<double>>> shares;  // of each level, the reference level first
};

// By sums of present values: one round for numeric variables and one for levels. What a site's disclosure
// rule does not allow is suppressed by that rule, and the study goes on; without a development site all is
// unavailable.
absl::StatusOr<DevelopmentReference> LearnReference(Federation& federation, const Study& study,
                                                    const CaseMixRequest& request);

// StandardisedDifference of each variable that the site told; unavailable for the reason of the site's part
// or the reference's.
std::map<std::string, Maybe<double>> DifferencesOf(const CaseMix& site,
                                                   const DevelopmentReference& reference);

// The same of the linear predictors of one model: site against what MeasurePerformance learned of its
// development patients (absent: none), of whom there are `patients`.
CaseMixShift ShiftOf(const ValidationMetrics& site, const ModelPerformance* development,
                     std::uint64_t patients);

// Adds the case mix of every site of the group, with differences unless it is development's. What a site
// lacks
// (`admissions`) is unavailable for the reason that it gave.
absl::Status DescribeGroup(Federation& federation, const Study& study, const PipelineResult& pipeline,
                           const ValidationGroup& group, const DevelopmentReference& reference,
                           const std::map<std::string, Admission>& admissions,
                           std::vector<SiteValidation>& validations);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_CASE_MIX_H_
