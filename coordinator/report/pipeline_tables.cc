#include "coordinator/report/pipeline_tables.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "coordinator/report/csv_cells.h"

namespace osteon::report {
namespace {

// Of all steps, each once, in the order in which they first come.
std::vector<std::string> MeasuresOf(const std::vector<models::StepLog>& log) {
  std::vector<std::string> measures;
  for (const models::StepLog& step : log) {
    for (const std::string& measure : step.measures) {
      if (std::find(measures.begin(), measures.end(), measure) == measures.end()) measures.push_back(measure);
    }
  }
  return measures;
}

std::string TextIn(const std::map<std::string, std::string>& texts, const std::string& name) {
  const auto found = texts.find(name);
  return found == texts.end() ? "" : found->second;
}

std::string MeasureText(const models::StepLog& step, const std::string& feature, const std::string& measure) {
  const auto values = step.values.find(feature);
  const auto place = std::find(step.measures.begin(), step.measures.end(), measure);
  if (values == step.values.end() || place == step.measures.end()) return "";
  const auto index = static_cast<std::size_t>(place - step.measures.begin());
  return index < values->second.size() ? NumberText(values->second[index]) : "";
}

std::optional<double> At(const std::vector<models::CurvePoint>& curve, std::size_t l,
                         double models::CurvePoint::*part) {
  return l < curve.size() ? std::optional<double>(curve[l].*part) : std::nullopt;
}

std::optional<double> At(const std::vector<double>& values, std::size_t l) {
  return l < values.size() ? std::optional<double>(values[l]) : std::nullopt;
}

void AddScale(const std::string& model, const std::string& axis, const models::NomogramScale& scale,
              std::string& out) {
  for (std::size_t i = 0; i < scale.values.size(); ++i) {
    out += CsvLine({model, axis, NumberText(scale.values[i]), NumberText(scale.total_points[i])});
  }
}

}  // namespace

std::string ImputationCsv(const models::PipelineResult& pipeline) {
  std::string out = CsvLine(
      {"column", "value", "lower", "upper", "patients", "events", "missing", "missing_events", "warning"});
  for (const models::FillValue& fill : pipeline.fills) {
    out += CsvLine({fill.column, NumberText(fill.value), fill.median ? NumberText(fill.median->lower) : "",
                    fill.median ? NumberText(fill.median->upper) : "", CountText(fill.patients),
                    CountText(fill.events), CountText(fill.missing), CountText(fill.missing_events),
                    fill.warning});
  }
  return out;
}

std::string ScreeningCsv(const models::PipelineResult& pipeline) {
  const std::vector<std::string> measures = MeasuresOf(pipeline.screening);
  std::vector<std::string> header = {"number", "step", "feature", "kept", "reason", "flagged"};
  header.insert(header.end(), measures.begin(), measures.end());
  std::string out = CsvLine(header);
  for (std::size_t i = 0; i < pipeline.screening.size(); ++i) {
    const models::StepLog& step = pipeline.screening[i];
    const auto add = [&](const std::string& feature, bool kept) {
      std::vector<std::string> line = {
          absl::StrCat(i + 1),          step.step, feature, YesText(kept), TextIn(step.dropped, feature),
          TextIn(step.flagged, feature)};
      for (const std::string& measure : measures) line.push_back(MeasureText(step, feature, measure));
      out += CsvLine(line);
    };
    for (const std::string& feature : step.kept) add(feature, true);
    for (const auto& [feature, why] : step.dropped) add(feature, false);
  }
  return out;
}

std::string SampleSizeCsv(const models::SampleSizes& sizes) {
  std::string out = CsvLine({"part", "model", "site", "measure", "value", "unavailable"});
  if (sizes.candidate_parameters == 0) return out;
  const auto add = [&](const std::string& measure, const std::optional<double>& value,
                       const std::string& unavailable = "") {
    out += CsvLine({"development", "", "", measure, NumberText(value), value ? "" : unavailable});
  };
  add("candidate_parameters", static_cast<double>(sizes.candidate_parameters));
  if (const auto& size = sizes.development) {
    add("prevalence", size->prevalence);
    add("cox_snell_r2", size->cox_snell_r2);
    add("required for overall_risk", static_cast<double>(size->overall_risk));
    add("required for prediction_error",
        size->prediction_error ? std::optional<double>(static_cast<double>(*size->prediction_error))
                               : std::nullopt,
        "not defined above 30 parameters");
    add("required for shrinkage", static_cast<double>(size->shrinkage));
    add("required for optimism", static_cast<double>(size->optimism));
    add("required", static_cast<double>(size->required));
    add("enough", size->enough ? 1.0 : 0.0);
    add("events_per_parameter", size->events_per_parameter);
    add("required_events_per_parameter", size->required_events_per_parameter);
    add("margin_of_error", size->margin_of_error);
    add("expected_shrinkage", size->expected_shrinkage);
  } else {
    add("required", std::nullopt, sizes.unavailable);
  }
  for (const auto& [model, sites] : sizes.validation) {
    for (const auto& [site, precision] : sites) {
      const auto add_site = [&, &model = model, &site = site](const std::string& measure,
                                                              const std::optional<double>& value) {
        out +=
            CsvLine({"validation", model, site, measure, NumberText(value), value ? "" : "one class only"});
      };
      add_site("se_log_oe", precision.se_log_oe);
      add_site("se_calibration_slope", precision.se_calibration_slope);
      add_site("se_auc", precision.se_auc);
      add_site("fewer_than_100_events", precision.few_events ? 1.0 : 0.0);
    }
  }
  return out;
}

std::string PathCsv(const models::PipelineResult& pipeline) {
  std::string out = CsvLine({"model", "number", "lambda", "df", "deviance_ratio", "finished", "term",
                             "coefficient", "coefficient_standardised"});
  for (const models::FittedModel& model : pipeline.models) {
    const auto& path = pipeline.details.at(model.name).path;
    if (!path) continue;
    for (std::size_t l = 0; l < path->fits.size(); ++l) {
      const models::LassoFit& fit = path->fits[l];
      const auto add = [&](const std::string& term, double raw, double standardised) {
        out += CsvLine({model.name, absl::StrCat(l + 1), NumberText(fit.lambda),
                        CountText(fit.coefficients.size()), NumberText(fit.deviance_ratio),
                        YesText(fit.finished), term, NumberText(raw), NumberText(standardised)});
      };
      add(models::kInterceptTerm, fit.intercept, fit.intercept_standardised);
      for (const models::LassoCoefficient& coefficient : fit.coefficients) {
        add(path->columns[static_cast<std::size_t>(coefficient.column)], coefficient.raw,
            coefficient.standardised);
      }
    }
  }
  return out;
}

std::string CrossValidationCsv(const models::PipelineResult& pipeline) {
  std::string out =
      CsvLine({"model", "number", "lambda", "deviance", "deviance_se", "auc", "auc_se", "auc_lower",
               "auc_upper", "squared_error", "misclassified", "lambda_min", "lambda_1se", "chosen"});
  for (const models::FittedModel& model : pipeline.models) {
    const models::ModelDetails& details = pipeline.details.at(model.name);
    if (!details.path || !details.path->cross_validation) continue;
    const models::LassoCrossValidation& cv = *details.path->cross_validation;
    for (std::size_t l = 0; l < cv.deviance.size(); ++l) {
      const std::size_t at = l - static_cast<std::size_t>(cv.auc_first);  // wraps before the first
      const auto is = [&](int index) { return YesText(index == static_cast<int>(l)); };
      out += CsvLine({model.name, absl::StrCat(l + 1), NumberText(details.path->fits[l].lambda),
                      NumberText(cv.deviance[l].mean), NumberText(cv.deviance[l].se),
                      NumberText(At(cv.auc, at, &models::CurvePoint::mean)),
                      NumberText(At(cv.auc, at, &models::CurvePoint::se)), NumberText(At(cv.auc_lower, at)),
                      NumberText(At(cv.auc_upper, at)),
                      NumberText(At(cv.squared_error, l, &models::CurvePoint::mean)),
                      NumberText(At(cv.misclassified, l, &models::CurvePoint::mean)), is(cv.lambda_min),
                      is(cv.lambda_1se), is(details.chosen.value_or(-1))});
    }
  }
  return out;
}

std::string StepwiseCsv(const models::PipelineResult& pipeline) {
  std::string out = CsvLine({"model", "step", "change", "deviance", "aic", "bic"});
  for (const models::FittedModel& model : pipeline.models) {
    const std::vector<models::StepwiseStep>& steps = pipeline.details.at(model.name).steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      out += CsvLine({model.name, absl::StrCat(i), steps[i].change, NumberText(steps[i].deviance),
                      NumberText(steps[i].aic), NumberText(steps[i].bic)});
    }
  }
  return out;
}

std::string NomogramCsv(const models::PipelineResult& pipeline) {
  std::string out = CsvLine({"model", "axis", "value", "points"});
  for (const models::FittedModel& model : pipeline.models) {
    const auto& nomogram = pipeline.details.at(model.name).nomogram;
    if (!nomogram) continue;
    for (const models::NomogramAxis& axis : nomogram->axes) {
      for (std::size_t i = 0; i < axis.points.size(); ++i) {
        out +=
            CsvLine({model.name, axis.name, axis.levels.empty() ? NumberText(axis.values[i]) : axis.levels[i],
                     NumberText(axis.points[i])});
      }
    }
    AddScale(model.name, "linear predictor", nomogram->linear_predictor, out);
    AddScale(model.name, "risk", nomogram->risk, out);
  }
  return out;
}

}  // namespace osteon::report
