// What every request's message is checked for. Each returns kInvalidArgument, "message refused: ...".
#ifndef OSTEON_MODELS_WIRE_MESSAGE_CHECKS_H_
#define OSTEON_MODELS_WIRE_MESSAGE_CHECKS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "models/data/analysis_table.h"
#include "models/federation/standardised_column.h"
#include "osteon/v1/requests.pb.h"

namespace osteon::models {

inline constexpr int kMaxColumns = 20000;
inline constexpr int kMaxSites = 1000;
inline constexpr std::size_t kMaxNameLength = 256;

absl::Status Invalid(absl::string_view what);

// Not empty, at most kMaxNameLength bytes.
absl::Status CheckName(absl::string_view name, absl::string_view what);

// The name of a disclosure rule, or nothing: lower case letters and underscores.
absl::Status CheckRule(absl::string_view rule);

// A name that stands twice makes a summand as long as somebody likes.
absl::Status CheckUnique(std::vector<std::string> names, absl::string_view what);

// 1 to kMaxSites.
absl::StatusOr<int> SitesFromMessage(std::uint32_t sites);

// 1 to 2^32.
absl::StatusOr<std::uint64_t> PatientsFromMessage(std::uint64_t patients);

v1::RowSet ToMessage(RowSet rows);
absl::StatusOr<RowSet> RowsFromMessage(v1::RowSet rows);

// At most kMaxColumns unique names.
absl::StatusOr<std::vector<std::string>> ColumnsFromMessage(
    const google::protobuf::RepeatedPtrField<std::string>& names);

void ToMessage(const std::vector<StandardisedColumn>& columns,
               google::protobuf::RepeatedPtrField<v1::StandardisedColumn>* message);

// The same, with finite means and positive finite scales.
absl::StatusOr<std::vector<StandardisedColumn>> StandardisedFromMessage(
    const google::protobuf::RepeatedPtrField<v1::StandardisedColumn>& columns);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_MESSAGE_CHECKS_H_
