// What is asked so that units can be compared between sites: an alternative of GatherRequest (requests.h).
#ifndef OSTEON_MODELS_FEDERATION_VARIABLE_SUMMARY_REQUEST_H_
#define OSTEON_MODELS_FEDERATION_VARIABLE_SUMMARY_REQUEST_H_

#include <string>
#include <vector>

namespace osteon::models {

struct CategoricalVariable {
  std::string name;
  std::vector<std::string> columns;  // 0/1, one for each level but the first
  friend bool operator==(const CategoricalVariable&, const CategoricalVariable&) = default;
};

// VariableSummary (models/validation/variable_summary.h) of the site's own patients, training, hold-out and
// external alike.
struct VariableSummaryRequest {
  std::vector<std::string> numeric;              // columns
  std::vector<CategoricalVariable> categorical;  // each with a column or more
  friend bool operator==(const VariableSummaryRequest&, const VariableSummaryRequest&) = default;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_VARIABLE_SUMMARY_REQUEST_H_
