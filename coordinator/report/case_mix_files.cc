#include "coordinator/report/case_mix_files.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "common/csv/csv.h"
#include "coordinator/report/csv_cells.h"
#include "coordinator/report/estimate_json.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/no_number.h"
#include "coordinator/report/tables.h"
#include "models/disclosure/breach.h"

namespace osteon::report {
namespace {

using models::SiteRole;
using models::SiteValidation;

constexpr char kOfAllPatients[] =
    "the units check has those of training and hold-out patients together; see units";

Json MembershipJson(const models::Maybe<models::Membership>& membership) {
  if (!membership.value) return NoNumberOrNull(membership.unavailable);
  return {{"estimate", membership.value->concordance}, {"by_chance", membership.value->by_chance}};
}

Json CountsJson(const models::OutcomeCounts& counts) {
  return {{"events", counts.events}, {"non_events", counts.non_events}};
}

Json MissingJson(const models::Maybe<models::OutcomeCounts>& missing) {
  return missing.value ? CountsJson(*missing.value) : NoNumberOrNull(missing.unavailable);
}

Json MomentsJson(const models::Maybe<models::MeanAndSd>& moments) {
  if (!moments.value) return NoNumberOrNull(moments.unavailable);
  return {{"mean", moments.value->mean}, {"sd", moments.value->sd}};
}

// The site's quartiles of the units check, as far as they are of these patients.
models::Maybe<models::Quartiles> QuartilesOf(const ReportInput& input, const SiteValidation& validation,
                                             const std::string& variable) {
  if (validation.role == SiteRole::kHoldout ||
      (validation.role == SiteRole::kDevelopment && input.study.split)) {
    return {std::nullopt, kOfAllPatients};
  }
  for (const models::ComparedNumeric& compared : input.result.units.numeric) {
    if (compared.variable != variable) continue;
    const auto site = compared.sites.find(validation.site);
    if (site == compared.sites.end()) break;
    const models::Maybe<models::Quartiles>& told = site->second.quartiles;
    if (told.value) return told;
    // The rule's name alone, or "constant".
    const bool constant = told.unavailable == "constant";
    return {std::nullopt, constant ? told.unavailable : models::Suppressed(told.unavailable)};
  }
  return {std::nullopt, "the units check has no quartiles of it"};
}

void AddDifference(const models::SiteCaseMix& case_mix, const std::string& variable, Json& json) {
  const auto difference = case_mix.standardised_differences.find(variable);
  if (difference == case_mix.standardised_differences.end()) return;
  json["standardised_difference"] = NumberJson(difference->second);
}

Json VariableJson(const ReportInput& input, const SiteValidation& validation,
                  const models::NumericCaseMix& variable) {
  Json json;
  json["name"] = variable.variable;
  json["type"] = "numeric";
  const models::ClinicalColumn* column = input.study.Clinical(variable.variable);
  json["unit"] = column == nullptr ? "" : column->unit;
  json["n"] = NumberJson(variable.measured);
  const Json none = NoNumberOrNull(variable.moments.unavailable);
  json["mean"] = variable.moments.value ? Json(variable.moments.value->mean) : none;
  json["sd"] = variable.moments.value ? Json(variable.moments.value->sd) : none;
  const models::Maybe<models::Quartiles> quartiles = QuartilesOf(input, validation, variable.variable);
  for (const auto& [name, member] :
       {std::pair("q1", &models::Quartiles::lower), std::pair("median", &models::Quartiles::median),
        std::pair("q3", &models::Quartiles::upper)}) {
    json[name] = quartiles.value ? Json((*quartiles.value).*member) : NoNumberJson(quartiles.unavailable);
  }
  json["missing"] = MissingJson(variable.missing);
  AddDifference(*validation.case_mix, variable.variable, json);
  return json;
}

Json VariableJson(const ReportInput& input, const SiteValidation& validation,
                  const models::CategoricalCaseMix& variable) {
  Json json;
  json["name"] = variable.variable;
  json["type"] = "categorical";
  json["n"] = NumberJson(variable.measured);
  if (variable.levels.value) {
    json["levels"] = Json::object();
    const std::vector<std::string>& levels = LevelsOf(input, variable.variable);
    for (std::size_t i = 0; i < levels.size(); ++i) {
      json["levels"][levels[i]] = CountsJson(variable.levels.value->at(i));
    }
  } else {
    json["levels"] = NoNumberOrNull(variable.levels.unavailable);
  }
  json["missing"] = MissingJson(variable.missing);
  AddDifference(*validation.case_mix, variable.variable, json);
  return json;
}

// The text of a cell, and the reason where there is none.
template <typename Number>
std::string Cell(const models::Maybe<Number>& number, std::string& why) {
  if (number.value) return NumberText(static_cast<double>(*number.value));
  if (why.empty()) why = number.unavailable;
  return "";
}

std::string CountCell(const models::Maybe<std::uint64_t>& count, std::string& why) {
  if (count.value) return CountText(*count.value);
  if (why.empty()) why = count.unavailable;
  return "";
}

class CaseMixRows {
 public:
  CaseMixRows(const ReportInput& input, const SiteValidation& validation, std::string& out)
      : input_(input), validation_(validation), case_mix_(*validation.case_mix), out_(out) {}

  void Add() {
    if (!case_mix_.told.suppressed.empty()) {
      out_ += CsvLine(Line("", "", {}, models::Suppressed(case_mix_.told.suppressed)));
    }
    for (const models::NumericCaseMix& variable : case_mix_.told.numeric) Add(variable);
    for (const models::CategoricalCaseMix& variable : case_mix_.told.categorical) Add(variable);
  }

 private:
  static constexpr std::size_t kNumbers = 11;  // n to standardised_difference

  std::vector<std::string> Line(const std::string& variable, const std::string& level,
                                std::vector<std::string> numbers, const std::string& why) const {
    numbers.resize(kNumbers);
    std::vector<std::string> line = {validation_.site, RoleName(validation_.role), variable, level};
    line.insert(line.end(), numbers.begin(), numbers.end());
    line.push_back(why);
    return line;
  }

  std::string Difference(const std::string& variable, std::string& why) const {
    const auto found = case_mix_.standardised_differences.find(variable);
    return found == case_mix_.standardised_differences.end() ? "" : Cell(found->second, why);
  }

  static std::vector<std::string> Outcomes(const models::Maybe<models::OutcomeCounts>& counts,
                                           std::string& why) {
    if (counts.value) return {CountText(counts.value->events), CountText(counts.value->non_events)};
    if (why.empty()) why = counts.unavailable;
    return {"", ""};
  }

  void Add(const models::NumericCaseMix& variable) {
    std::string why;
    std::vector<std::string> numbers = {CountCell(variable.measured, why)};
    const auto& moments = variable.moments;
    if (!moments.value && why.empty()) why = moments.unavailable;
    numbers.push_back(moments.value ? NumberText(moments.value->mean) : "");
    numbers.push_back(moments.value ? NumberText(moments.value->sd) : "");
    const auto quartiles = QuartilesOf(input_, validation_, variable.variable);
    for (const auto member :
         {&models::Quartiles::lower, &models::Quartiles::median, &models::Quartiles::upper}) {
      numbers.push_back(quartiles.value ? NumberText((*quartiles.value).*member) : "");
    }
    numbers.insert(numbers.end(), {"", ""});  // events and non-events, of levels
    const std::vector<std::string> missing = Outcomes(variable.missing, why);
    numbers.insert(numbers.end(), missing.begin(), missing.end());
    numbers.push_back(Difference(variable.variable, why));
    out_ += CsvLine(Line(variable.variable, "", std::move(numbers), why));
  }

  void Add(const models::CategoricalCaseMix& variable) {
    std::string why;
    std::vector<std::string> numbers = {CountCell(variable.measured, why), "", "", "", "", "", "", ""};
    const std::vector<std::string> missing = Outcomes(variable.missing, why);
    numbers.insert(numbers.end(), missing.begin(), missing.end());
    numbers.push_back(Difference(variable.variable, why));
    if (!variable.levels.value && why.empty()) why = variable.levels.unavailable;
    out_ += CsvLine(Line(variable.variable, "", std::move(numbers), why));
    if (!variable.levels.value) return;
    const std::vector<std::string>& levels = LevelsOf(input_, variable.variable);
    for (std::size_t i = 0; i < levels.size(); ++i) {
      const models::OutcomeCounts& counts = variable.levels.value->at(i);
      out_ += CsvLine(Line(variable.variable, levels[i],
                           {CountText(counts.patients()), "", "", "", "", "", CountText(counts.events),
                            CountText(counts.non_events)},
                           ""));
    }
  }

  const ReportInput& input_;
  const SiteValidation& validation_;
  const models::SiteCaseMix& case_mix_;
  std::string& out_;
};

void AddBins(const SiteValidation& validation, const std::string& model, const std::string& of,
             const models::Maybe<models::Histogram>& histogram, std::string& out) {
  const std::vector<std::string> begin = {validation.site, RoleName(validation.role), model, of};
  const auto add = [&](const std::vector<std::string>& cells) {
    std::vector<std::string> line = begin;
    line.insert(line.end(), cells.begin(), cells.end());
    out += CsvLine(line);
  };
  if (!histogram.value) {
    if (!histogram.unavailable.empty()) add({"", "", "", "", histogram.unavailable});
    return;
  }
  for (std::size_t bin = 0; bin < histogram.value->events.size(); ++bin) {
    add({NumberText(histogram.value->edges[bin]), NumberText(histogram.value->edges[bin + 1]),
         CountText(histogram.value->events[bin]), CountText(histogram.value->non_events[bin]), ""});
  }
}

}  // namespace

Json FlowJson(const ReportInput& input, const SiteValidation& validation) {
  const auto found = input.result.admissions.find(validation.site);
  if (found == input.result.admissions.end()) return Json(nullptr);
  const models::Admission& admission = found->second;
  const auto told = [&](const std::string& what, std::uint64_t count) {
    const std::string why = SuppressedIn(admission, what);
    return why.empty() ? Json(count) : NoNumberJson(why);
  };
  Json json;
  json["read"] = told("read", admission.read);
  json["excluded"] = Json::object();
  for (const auto& [reason, patients] : admission.excluded) {
    json["excluded"][reason] = told(absl::StrCat("excluded: ", reason), patients);
  }
  json["lacking"] = admission.lacking;
  switch (validation.role) {
    case SiteRole::kDevelopment:
      json["analysed"] = told("train_patients", admission.train_patients);
      break;
    case SiteRole::kHoldout:
      json["analysed"] = told("holdout_patients", admission.holdout_patients);
      break;
    case SiteRole::kExternal:
      json["analysed"] = told("patients", Analysed(admission));
      break;
  }
  return json;
}

Json CaseMixJson(const ReportInput& input, const SiteValidation& validation) {
  if (!validation.case_mix) return Json(nullptr);
  const models::CaseMix& told = validation.case_mix->told;
  if (!told.suppressed.empty()) return NoNumberJson(models::Suppressed(told.suppressed));
  Json json;
  json["n"] = told.n;
  json["events"] = told.events;
  json["prevalence"] =
      told.n == 0 ? Json(nullptr) : Json(static_cast<double>(told.events) / static_cast<double>(told.n));
  json["variables"] = Json::array();
  for (const models::NumericCaseMix& variable : told.numeric) {
    json["variables"].push_back(VariableJson(input, validation, variable));
  }
  for (const models::CategoricalCaseMix& variable : told.categorical) {
    json["variables"].push_back(VariableJson(input, validation, variable));
  }
  return json;
}

Json ShiftsJson(const SiteValidation& validation) {
  Json json = Json::object();
  for (const auto& [model, shift] : validation.shifts) {
    json[model] = {{"mean_difference", NumberJson(shift.mean_difference)},
                   {"sd_ratio", NumberJson(shift.sd_ratio)},
                   {"membership_concordance", MembershipJson(shift.membership)}};
  }
  return json;
}

Json HistogramJson(const models::Maybe<models::Histogram>& histogram) {
  if (!histogram.value) return NoNumberOrNull(histogram.unavailable);
  return {{"edges", histogram.value->edges},
          {"events", histogram.value->events},
          {"non_events", histogram.value->non_events}};
}

Json ScoreMomentsJson(const models::ScoreMoments& moments) {
  Json json = MomentsJson(moments.all);
  if (!moments.all.value) return json;
  json["events"] = MomentsJson(moments.events);
  json["non_events"] = MomentsJson(moments.non_events);
  return json;
}

std::string CaseMixCsv(const ReportInput& input) {
  std::string out = CsvLine({"site", "role", "variable", "level", "n", "mean", "sd", "q1", "median", "q3",
                             "events", "non_events", "missing_events", "missing_non_events",
                             "standardised_difference", "unavailable"});
  for (const SiteValidation& validation : input.result.validations) {
    if (validation.case_mix) CaseMixRows(input, validation, out).Add();
  }
  return out;
}

std::string RecalibrationCsv(const models::StudyResult& result) {
  std::string out = CsvLine({"site", "role", "model", "recalibration", "intercept", "intercept_se", "slope",
                             "slope_se", "covariance", "brier", "unavailable"});
  for (const SiteValidation& validation : result.validations) {
    for (const auto& [model, metrics] : validation.models) {
      const models::Recalibration& own = metrics.recalibration;
      const std::string role = RoleName(validation.role);
      const models::MaybeEstimate& intercept = metrics.calibration_in_the_large;
      std::string why;
      const std::string brier = Cell(own.brier_intercept_only, why);
      out += CsvLine({validation.site, role, model, "intercept only",
                      intercept.value ? NumberText(intercept.value->estimate) : "",
                      intercept.value ? NumberText(intercept.value->se) : "", "", "", "", brier, why});
      if (own.logistic.value) {
        const models::LogisticRecalibration& both = *own.logistic.value;
        out += CsvLine({validation.site, role, model, "logistic", NumberText(both.intercept.estimate),
                        NumberText(both.intercept.se), NumberText(both.slope.estimate),
                        NumberText(both.slope.se), NumberText(both.covariance), NumberText(both.brier), ""});
      } else {
        out += CsvLine(
            {validation.site, role, model, "logistic", "", "", "", "", "", "", own.logistic.unavailable});
      }
    }
  }
  return out;
}

std::string HistogramsCsv(const models::StudyResult& result) {
  std::string out =
      CsvLine({"site", "role", "model", "of", "from", "to", "events", "non_events", "unavailable"});
  for (const SiteValidation& validation : result.validations) {
    for (const auto& [model, metrics] : validation.models) {
      AddBins(validation, model, "risk", metrics.risk_histogram, out);
      AddBins(validation, model, "linear predictor", metrics.score_histogram, out);
    }
  }
  return out;
}

std::string SubgroupsCsv(const models::StudyResult& result) {
  std::string out = absl::StrCat("variable,level,", MetricsHeader());
  for (const SiteValidation& validation : result.validations) {
    for (const auto& [model, subgroups] : validation.subgroups) {
      const std::string role = RoleName(validation.role);
      if (!subgroups.suppressed.empty()) {
        out += CsvLine({subgroups.variable, "", validation.site, role, model, "", "", "", "", "", "",
                        models::Suppressed(subgroups.suppressed)});
      }
      for (const auto& [level, metrics] : subgroups.levels) {
        std::string rows;
        AddMetrics(validation.site, role, model, metrics, false, rows);
        std::string begin = CsvLine({subgroups.variable, level});
        begin.back() = ',';
        for (const absl::string_view row : absl::StrSplit(rows, '\n', absl::SkipEmpty())) {
          absl::StrAppend(&out, begin, row, "\n");
        }
      }
    }
  }
  return out;
}

}  // namespace osteon::report
