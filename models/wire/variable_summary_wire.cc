#include "models/wire/variable_summary_wire.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "common/status/status_macros.h"
#include "models/wire/message_checks.h"

namespace osteon::models {
namespace {

absl::StatusOr<Maybe<Quartiles>> FromMessage(const v1::NumericSummary& message) {
  if (!message.has_quartiles()) {
    if (message.suppressed().empty()) return Invalid("quartiles that are neither given nor suppressed");
    OSTEON_RETURN_IF_ERROR(CheckName(message.suppressed(), "a rule"));
    return Maybe<Quartiles>{std::nullopt, message.suppressed()};
  }
  const v1::Quartiles& told = message.quartiles();
  if (!std::isfinite(told.lower()) || !std::isfinite(told.upper()) || !(told.lower() <= told.median()) ||
      !(told.median() <= told.upper()) || !std::isfinite(told.iqr()) || !(told.iqr() > 0)) {
    return Invalid("quartiles that are not finite and ascending, or no distance between them");
  }
  return Maybe<Quartiles>{Quartiles{told.measured(), told.lower(), told.median(), told.upper(), told.iqr()},
                          ""};
}

absl::StatusOr<Maybe<Shares>> FromMessage(const v1::CategoricalSummary& message) {
  if (!message.has_shares()) {
    if (message.suppressed().empty()) return Invalid("shares that are neither given nor suppressed");
    OSTEON_RETURN_IF_ERROR(CheckName(message.suppressed(), "a rule"));
    return Maybe<Shares>{std::nullopt, message.suppressed()};
  }
  Shares shares{message.shares().measured(), {}};
  for (const double percent : message.shares().percent()) {
    if (!(percent >= 0 && percent <= 100)) return Invalid("a share outside 0 to 100");
    shares.percent.push_back(percent);
  }
  return Maybe<Shares>{std::move(shares), ""};
}

}  // namespace

void Fill(const VariableSummaryRequest& request, v1::GatherRequest* message) {
  v1::VariableSummaryRequest* summary = message->mutable_variable_summary();
  for (const std::string& column : request.numeric) summary->add_numeric(column);
  for (const CategoricalVariable& variable : request.categorical) {
    v1::CategoricalVariable* added = summary->add_categorical();
    added->set_name(variable.name);
    for (const std::string& column : variable.columns) added->add_columns(column);
  }
}

void Fill(const VariableSummary& record, v1::SiteRecord* message) {
  v1::VariableSummary* summary = message->mutable_variable_summary();
  for (const NumericSummary& variable : record.numeric) {
    v1::NumericSummary* added = summary->add_numeric();
    added->set_variable(variable.variable);
    if (variable.quartiles.value) {
      v1::Quartiles* quartiles = added->mutable_quartiles();
      quartiles->set_measured(variable.quartiles.value->measured);
      quartiles->set_lower(variable.quartiles.value->lower);
      quartiles->set_median(variable.quartiles.value->median);
      quartiles->set_upper(variable.quartiles.value->upper);
      quartiles->set_iqr(variable.quartiles.value->iqr);
    } else {
      added->set_suppressed(variable.quartiles.unavailable);
    }
  }
  for (const CategoricalSummary& variable : record.categorical) {
    v1::CategoricalSummary* added = summary->add_categorical();
    added->set_variable(variable.variable);
    if (variable.shares.value) {
      added->mutable_shares()->set_measured(variable.shares.value->measured);
      for (const double percent : variable.shares.value->percent)
        added->mutable_shares()->add_percent(percent);
    } else {
      added->set_suppressed(variable.shares.unavailable);
    }
  }
}

absl::StatusOr<std::vector<CategoricalVariable>> CategoricalFromMessage(
    const google::protobuf::RepeatedPtrField<v1::CategoricalVariable>& message) {
  if (message.size() > kMaxColumns) return Invalid("too many categorical variables");
  std::vector<CategoricalVariable> variables;
  std::vector<std::string> names;
  for (const v1::CategoricalVariable& variable : message) {
    OSTEON_RETURN_IF_ERROR(CheckName(variable.name(), "a variable"));
    names.push_back(variable.name());
    CategoricalVariable read{variable.name(), {}};
    OSTEON_ASSIGN_OR_RETURN(read.columns, ColumnsFromMessage(variable.columns()));
    if (read.columns.empty()) return Invalid("a categorical variable without columns");
    variables.push_back(std::move(read));
  }
  OSTEON_RETURN_IF_ERROR(CheckUnique(std::move(names), "a variable"));
  return variables;
}

absl::StatusOr<GatherRequest> RequestFromMessage(const v1::VariableSummaryRequest& message) {
  VariableSummaryRequest request;
  OSTEON_ASSIGN_OR_RETURN(request.numeric, ColumnsFromMessage(message.numeric()));
  OSTEON_ASSIGN_OR_RETURN(request.categorical, CategoricalFromMessage(message.categorical()));
  return GatherRequest(std::move(request));
}

absl::StatusOr<SiteRecord> RecordFromMessage(const v1::VariableSummary& message) {
  if (message.numeric_size() > kMaxColumns || message.categorical_size() > kMaxColumns) {
    return Invalid("a summary of too many variables");
  }
  VariableSummary record;
  for (const v1::NumericSummary& variable : message.numeric()) {
    OSTEON_RETURN_IF_ERROR(CheckName(variable.variable(), "a variable"));
    OSTEON_ASSIGN_OR_RETURN(Maybe<Quartiles> quartiles, FromMessage(variable));
    record.numeric.push_back({variable.variable(), std::move(quartiles)});
  }
  for (const v1::CategoricalSummary& variable : message.categorical()) {
    OSTEON_RETURN_IF_ERROR(CheckName(variable.variable(), "a variable"));
    OSTEON_ASSIGN_OR_RETURN(Maybe<Shares> shares, FromMessage(variable));
    record.categorical.push_back({variable.variable(), std::move(shares)});
  }
  return SiteRecord(std::move(record));
}

}  // namespace osteon::models
