#include "models/wire/message_checks.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::models {

absl::Status Invalid(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("message refused: ", what));
}

absl::Status CheckName(absl::string_view name, absl::string_view what) {
  if (name.empty() || name.size() > kMaxNameLength)
    return Invalid(absl::StrCat(what, " has no name or too long a one"));
  return absl::OkStatus();
}

absl::Status CheckRule(absl::string_view rule) {
  const bool plain =
      std::all_of(rule.begin(), rule.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  return plain && rule.size() <= kMaxNameLength ? absl::OkStatus() : Invalid("not the name of a rule");
}

absl::Status CheckUnique(std::vector<std::string> names, absl::string_view what) {
  std::sort(names.begin(), names.end());
  const auto repeated = std::adjacent_find(names.begin(), names.end());
  if (repeated == names.end()) return absl::OkStatus();
  return Invalid(absl::StrCat(what, " ", *repeated, " stands twice"));
}

absl::StatusOr<int> SitesFromMessage(std::uint32_t sites) {
  if (sites == 0 || sites > kMaxSites) return Invalid(absl::StrCat("a request for ", sites, " sites"));
  return static_cast<int>(sites);
}

absl::StatusOr<std::uint64_t> PatientsFromMessage(std::uint64_t patients) {
  if (patients == 0 || patients > (std::uint64_t{1} << 32))
    return Invalid("a count of patients out of range");
  return patients;
}

v1::RowSet ToMessage(RowSet rows) {
  switch (rows) {
    case RowSet::kTrain:
      return v1::ROW_SET_TRAIN;
    case RowSet::kHoldout:
      return v1::ROW_SET_HOLDOUT;
    case RowSet::kAll:
      return v1::ROW_SET_ALL;
  }
  return v1::ROW_SET_UNSPECIFIED;
}

absl::StatusOr<RowSet> RowsFromMessage(v1::RowSet rows) {
  switch (rows) {
    case v1::ROW_SET_TRAIN:
      return RowSet::kTrain;
    case v1::ROW_SET_HOLDOUT:
      return RowSet::kHoldout;
    case v1::ROW_SET_ALL:
      return RowSet::kAll;
    default:
      return Invalid("unknown set of rows");
  }
}

absl::StatusOr<std::vector<std::string>> ColumnsFromMessage(
    const google::protobuf::RepeatedPtrField<std::string>& names) {
  if (names.size() > kMaxColumns) return Invalid("too many columns");
  for (const std::string& name : names) OSTEON_RETURN_IF_ERROR(CheckName(name, "a column"));
  std::vector<std::string> columns(names.begin(), names.end());
  OSTEON_RETURN_IF_ERROR(CheckUnique(columns, "column"));
  return columns;
}

void ToMessage(const std::vector<StandardisedColumn>& columns,
               google::protobuf::RepeatedPtrField<v1::StandardisedColumn>* message) {
  for (const StandardisedColumn& column : columns) {
    v1::StandardisedColumn* added = message->Add();
    added->set_name(column.name);
    added->set_mean(column.mean);
    added->set_scale(column.scale);
  }
}

absl::StatusOr<std::vector<StandardisedColumn>> StandardisedFromMessage(
    const google::protobuf::RepeatedPtrField<v1::StandardisedColumn>& columns) {
  if (columns.size() > kMaxColumns) return Invalid("too many columns");
  std::vector<StandardisedColumn> result;
  std::vector<std::string> names;
  for (const v1::StandardisedColumn& column : columns) {
    OSTEON_RETURN_IF_ERROR(CheckName(column.name(), "a column"));
    if (!std::isfinite(column.mean()) || !std::isfinite(column.scale()) || column.scale() <= 0) {
      return Invalid(absl::StrCat("mean or scale of column ", column.name(), " is not a usable number"));
    }
    result.push_back({column.name(), column.mean(), column.scale()});
    names.push_back(column.name());
  }
  OSTEON_RETURN_IF_ERROR(CheckUnique(std::move(names), "column"));
  return result;
}

}  // namespace osteon::models
