#include "models/wire/case_mix_wire.h"

#include <string>
#include <utility>
#include <vector>

#include "common/status/status_macros.h"
#include "models/wire/distribution_wire.h"
#include "models/wire/message_checks.h"
#include "models/wire/validation_wire.h"
#include "models/wire/variable_summary_wire.h"

namespace osteon::models {
namespace {

void Fill(const Maybe<std::uint64_t>& count, v1::MaybeCount* message) {
  if (count.value) {
    message->set_value(*count.value);
  } else {
    message->set_unavailable(count.unavailable);
  }
}

void Fill(const OutcomeCounts& counts, v1::OutcomeCounts* message) {
  message->set_events(counts.events);
  message->set_non_events(counts.non_events);
}

void Fill(const Maybe<OutcomeCounts>& counts, v1::MaybeOutcomeCounts* message) {
  if (counts.value) {
    Fill(*counts.value, message->mutable_value());
  } else {
    message->set_unavailable(counts.unavailable);
  }
}

Maybe<std::uint64_t> FromMessage(const v1::MaybeCount& message) {
  if (message.result_case() == v1::MaybeCount::kValue) return {message.value(), ""};
  return {std::nullopt, message.unavailable()};
}

OutcomeCounts FromMessage(const v1::OutcomeCounts& message) {
  return {message.events(), message.non_events()};
}

Maybe<OutcomeCounts> FromMessage(const v1::MaybeOutcomeCounts& message) {
  if (message.has_value()) return {FromMessage(message.value()), ""};
  return {std::nullopt, message.unavailable()};
}

absl::StatusOr<Maybe<std::vector<OutcomeCounts>>> FromMessage(const v1::MaybeLevelCounts& message) {
  if (!message.has_value()) return Maybe<std::vector<OutcomeCounts>>{std::nullopt, message.unavailable()};
  if (message.value().levels_size() > kMaxColumns) return Invalid("too many levels");
  std::vector<OutcomeCounts> levels;
  for (const v1::OutcomeCounts& counts : message.value().levels()) levels.push_back(FromMessage(counts));
  return Maybe<std::vector<OutcomeCounts>>{std::move(levels), ""};
}

}  // namespace

void Fill(const CaseMixRequest& request, v1::GatherRequest* message) {
  v1::CaseMixRequest* case_mix = message->mutable_case_mix();
  for (const std::string& column : request.numeric) case_mix->add_numeric(column);
  for (const CategoricalVariable& variable : request.categorical) {
    v1::CategoricalVariable* added = case_mix->add_categorical();
    added->set_name(variable.name);
    for (const std::string& column : variable.columns) added->add_columns(column);
  }
  case_mix->set_rows(ToMessage(request.rows));
}

void Fill(const SubgroupRequest& request, v1::GatherRequest* message) {
  v1::SubgroupRequest* subgroups = message->mutable_subgroups();
  ToMessage(request.validation, subgroups->mutable_validation());
  v1::SubgroupVariable* variable = subgroups->mutable_variable();
  variable->set_name(request.variable.name);
  for (const std::string& level : request.variable.levels) variable->add_levels(level);
  for (const std::string& column : request.variable.columns) variable->add_columns(column);
}

void Fill(const CaseMix& record, v1::SiteRecord* message) {
  v1::CaseMix* case_mix = message->mutable_case_mix();
  case_mix->set_n(record.n);
  case_mix->set_events(record.events);
  for (const NumericCaseMix& variable : record.numeric) {
    v1::NumericCaseMix* added = case_mix->add_numeric();
    added->set_variable(variable.variable);
    Fill(variable.measured, added->mutable_measured());
    Fill(variable.moments, added->mutable_moments());
    Fill(variable.missing, added->mutable_missing());
  }
  for (const CategoricalCaseMix& variable : record.categorical) {
    v1::CategoricalCaseMix* added = case_mix->add_categorical();
    added->set_variable(variable.variable);
    Fill(variable.measured, added->mutable_measured());
    Fill(variable.missing, added->mutable_missing());
    if (variable.levels.value) {
      v1::LevelCounts* levels = added->mutable_levels()->mutable_value();
      for (const OutcomeCounts& counts : *variable.levels.value) Fill(counts, levels->add_levels());
    } else {
      added->mutable_levels()->set_unavailable(variable.levels.unavailable);
    }
  }
  case_mix->set_suppressed(record.suppressed);
}

void Fill(const Subgroups& record, v1::SiteRecord* message) {
  v1::Subgroups* subgroups = message->mutable_subgroups();
  subgroups->set_variable(record.variable);
  for (const auto& [level, metrics] : record.levels) {
    v1::Subgroup* added = subgroups->add_levels();
    added->set_level(level);
    ToMessage(metrics, added->mutable_metrics());
  }
  subgroups->set_suppressed(record.suppressed);
}

absl::StatusOr<GatherRequest> RequestFromMessage(const v1::CaseMixRequest& message) {
  CaseMixRequest request;
  OSTEON_ASSIGN_OR_RETURN(request.numeric, ColumnsFromMessage(message.numeric()));
  OSTEON_ASSIGN_OR_RETURN(request.categorical, CategoricalFromMessage(message.categorical()));
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  return GatherRequest(std::move(request));
}

absl::StatusOr<GatherRequest> RequestFromMessage(const v1::SubgroupRequest& message) {
  SubgroupRequest request;
  OSTEON_ASSIGN_OR_RETURN(request.validation, ValidationFromMessage(message.validation()));
  const v1::SubgroupVariable& variable = message.variable();
  OSTEON_RETURN_IF_ERROR(CheckName(variable.name(), "a variable"));
  request.variable.name = variable.name();
  OSTEON_ASSIGN_OR_RETURN(request.variable.columns, ColumnsFromMessage(variable.columns()));
  OSTEON_ASSIGN_OR_RETURN(request.variable.levels, ColumnsFromMessage(variable.levels()));
  if (request.variable.levels.size() != request.variable.columns.size() + 1) {
    return Invalid("subgroups that do not have one column for each level but the first");
  }
  return GatherRequest(std::move(request));
}

absl::StatusOr<SiteRecord> RecordFromMessage(const v1::CaseMix& message) {
  if (message.numeric_size() > kMaxColumns || message.categorical_size() > kMaxColumns) {
    return Invalid("a case mix of too many variables");
  }
  CaseMix record;
  record.n = message.n();
  record.events = message.events();
  OSTEON_RETURN_IF_ERROR(CheckRule(message.suppressed()));
  record.suppressed = message.suppressed();
  for (const v1::NumericCaseMix& variable : message.numeric()) {
    OSTEON_RETURN_IF_ERROR(CheckName(variable.variable(), "a variable"));
    NumericCaseMix read{
        variable.variable(), FromMessage(variable.measured()), {}, FromMessage(variable.missing())};
    OSTEON_ASSIGN_OR_RETURN(read.moments, MomentsFromMessage(variable.moments()));
    record.numeric.push_back(std::move(read));
  }
  for (const v1::CategoricalCaseMix& variable : message.categorical()) {
    OSTEON_RETURN_IF_ERROR(CheckName(variable.variable(), "a variable"));
    CategoricalCaseMix read{
        variable.variable(), FromMessage(variable.measured()), {}, FromMessage(variable.missing())};
    OSTEON_ASSIGN_OR_RETURN(read.levels, FromMessage(variable.levels()));
    record.categorical.push_back(std::move(read));
  }
  return SiteRecord(std::move(record));
}

absl::StatusOr<SiteRecord> RecordFromMessage(const v1::Subgroups& message) {
  if (message.levels_size() > kMaxColumns) return Invalid("subgroups of too many levels");
  Subgroups record;
  OSTEON_RETURN_IF_ERROR(CheckName(message.variable(), "a variable"));
  record.variable = message.variable();
  OSTEON_RETURN_IF_ERROR(CheckRule(message.suppressed()));
  record.suppressed = message.suppressed();
  std::vector<std::string> names;
  for (const v1::Subgroup& level : message.levels()) {
    OSTEON_RETURN_IF_ERROR(CheckName(level.level(), "a level"));
    names.push_back(level.level());
    OSTEON_ASSIGN_OR_RETURN(ValidationMetrics metrics, MetricsFromMessage(level.metrics()));
    record.levels.emplace_back(level.level(), std::move(metrics));
  }
  OSTEON_RETURN_IF_ERROR(CheckUnique(std::move(names), "a level"));
  return SiteRecord(std::move(record));
}

}  // namespace osteon::models
