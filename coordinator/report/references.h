// What the report cites.
#ifndef OSTEON_COORDINATOR_REPORT_REFERENCES_H_
#define OSTEON_COORDINATOR_REPORT_REFERENCES_H_

#include <initializer_list>

#include "absl/strings/string_view.h"
#include "coordinator/report/html.h"

namespace osteon::report {

enum class Reference {
  kTripodCluster,
  kTripodAi,
  kDevelopmentSize,
  kValidationSize,
  kHundredEvents,
  kShroutFleiss,
  kMrmr,
  kComBat,
  kLasso,
  kGlmnet,
  kYouden,
  kOptimism,
  kDeLong,
  kMcNemar,
  kHolm,
  kCalibration,
  kIci,
  kHosmerLemeshow,
  kBrier,
  kWilson,
  kDecisionCurve,
  kMetaAnalysis,
  kScales,
  kHartungKnapp,
  kPrediction,
  kInternalExternal,
  kMembership,
  kLinearCombination,
  kNomogram,
  kSecureAggregation
};

// " [3]" or " [3, 7]": links to the list. A work has the number of its first citation on the page.
Html Cite(std::initializer_list<Reference> works, Numbering& numbering);

// "SENTENCE [3]. ": `sentence` comes without its full stop.
Html Cited(absl::string_view sentence, std::initializer_list<Reference> works, Numbering& numbering);

// The works that were cited, each with its DOI as text.
Html ReferenceList(const Numbering& numbering);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_REFERENCES_H_
