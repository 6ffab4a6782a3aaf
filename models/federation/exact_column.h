// What a column must be for exact sums over it.
#ifndef OSTEON_MODELS_FEDERATION_EXACT_COLUMN_H_
#define OSTEON_MODELS_FEDERATION_EXACT_COLUMN_H_

#include <Eigen/Core>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace osteon::models {

// OK when the values at `rows` are finite and the sums of `terms_per_row` values or squares from each of
// them, at each of `sites` sites, cannot wrap in kExactFormat. kOutOfRange names `kind` and the column and no
// value.
absl::Status CheckExactColumn(absl::string_view kind, const std::string& name,
                              const Eigen::Ref<const Eigen::VectorXd>& values,
                              const std::vector<std::size_t>& rows, std::size_t terms_per_row, int sites);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_EXACT_COLUMN_H_
