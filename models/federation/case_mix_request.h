// What is asked about the patients of one site by themselves, beside their risks: alternatives of
// GatherRequest (requests.h).
#ifndef OSTEON_MODELS_FEDERATION_CASE_MIX_REQUEST_H_
#define OSTEON_MODELS_FEDERATION_CASE_MIX_REQUEST_H_

#include <string>
#include <vector>

#include "models/data/analysis_table.h"
#include "models/federation/variable_summary_request.h"

namespace osteon::models {

// CaseMix (models/validation/case_mix.h) of the site's patients, as measured.
struct CaseMixRequest {
  std::vector<std::string> numeric;              // columns
  std::vector<CategoricalVariable> categorical;  // each with a column or more
  RowSet rows = RowSet::kAll;
  friend bool operator==(const CaseMixRequest&, const CaseMixRequest&) = default;
};

// A categorical column whose levels make subgroups.
struct SubgroupVariable {
  std::string name;
  std::vector<std::string> levels;   // the reference level first
  std::vector<std::string> columns;  // 0/1, one for each level but the first
  friend bool operator==(const SubgroupVariable&, const SubgroupVariable&) = default;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_CASE_MIX_REQUEST_H_
