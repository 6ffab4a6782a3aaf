#include "coordinator/report/validation_tables.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/csv/csv.h"
#include "coordinator/report/csv_cells.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/pooled_table.h"
#include "coordinator/report/tables.h"

#include "models/disclosure/breach.h"

namespace osteon::report {
namespace {

constexpr char kLeftOut[] = "left out";

// Rows of one comparison at one site.
class ComparisonRows {
 public:
  ComparisonRows(const models::SiteValidation& validation, const models::SiteComparison& compared,
                 std::string& out)
      : begin_({validation.site, RoleName(validation.role), compared.a, compared.b,
                CountText(compared.comparison.n), CountText(compared.comparison.events)}),
        out_(out) {}

  void Add(const std::string& measure, const models::MaybeEstimate& maybe, const std::string& p = "") {
    if (maybe.value) {
      const models::Estimate& e = *maybe.value;
      Line(measure, {NumberText(e.estimate), NumberText(e.se), NumberText(e.lower), NumberText(e.upper), p,
                     "", "", ""});
    } else {
      Line(measure, {"", "", "", "", "", "", "", maybe.unavailable});
    }
  }
  void Add(const std::string& measure, const models::Maybe<models::McNemar>& maybe) {
    if (maybe.value) {
      Line(measure, {"", "", "", "", NumberText(maybe.value->p_mid), CountText(maybe.value->b),
                     CountText(maybe.value->c), ""});
    } else {
      Line(measure, {"", "", "", "", "", "", "", maybe.unavailable});
    }
  }

 private:
  void Line(const std::string& measure, const std::vector<std::string>& cells) {
    std::vector<std::string> line = begin_;
    line.push_back(measure);
    line.insert(line.end(), cells.begin(), cells.end());
    out_ += CsvLine(line);
  }

  const std::vector<std::string> begin_;
  std::string& out_;
};

void AddComparison(const models::SiteValidation& validation, const models::SiteComparison& compared,
                   std::string& out) {
  if (!compared.left_out.empty()) {
    std::vector<std::string> line = {validation.site, RoleName(validation.role), compared.a, compared.b};
    line.resize(14);  // n to only_b_right
    line.push_back(compared.left_out);
    out += CsvLine(line);
    return;
  }
  const models::ModelComparison& comparison = compared.comparison;
  ComparisonRows rows(validation, compared, out);
  if (comparison.auc.value) {
    rows.Add("auc", models::MaybeEstimate{comparison.auc.value->difference, ""},
             NumberText(comparison.auc.value->p));
  } else {
    rows.Add("auc", models::Unavailable(comparison.auc.unavailable));
  }
  rows.Add("brier", comparison.brier);
  rows.Add("mcnemar_accuracy", comparison.accuracy);
  rows.Add("mcnemar_sensitivity", comparison.sensitivity);
  rows.Add("mcnemar_specificity", comparison.specificity);
  for (const models::NetBenefitDifference& point : comparison.net_benefit) {
    rows.Add(absl::StrCat("net_benefit at ", ShortNumber(point.threshold)), point.difference);
  }
}

void AddCurves(const models::SiteValidation& validation, const std::string& role, std::string& out) {
  for (const auto& [model, metrics] : validation.models) {
    for (const models::DecisionPoint& point : metrics.decision_curve) {
      if (!point.suppressed.empty()) {
        const std::string why = models::Suppressed(point.suppressed);
        out += CsvLine({validation.site, role, model, NumberText(point.threshold), CountText(metrics.n), why,
                        why, why, why});
        continue;
      }
      out += CsvLine({validation.site, role, model, NumberText(point.threshold), CountText(metrics.n),
                      CountText(point.tp), CountText(point.fp), NumberText(point.net_benefit),
                      NumberText(point.treat_all)});
    }
  }
}

// On `scale`, or back on the reader's.
std::vector<std::string> Numbers(const std::optional<double>& estimate,
                                 const std::optional<models::Interval>& interval,
                                 const std::optional<models::Interval>& prediction) {
  const auto part = [](const std::optional<models::Interval>& of, double models::Interval::*limit) {
    return of ? NumberText((*of).*limit) : "";
  };
  return {NumberText(estimate), part(interval, &models::Interval::lower),
          part(interval, &models::Interval::upper), part(prediction, &models::Interval::lower),
          part(prediction, &models::Interval::upper)};
}

models::Interval Original(const std::string& scale, const models::Interval& interval) {
  return {models::BackTransformed(scale, interval.lower), models::BackTransformed(scale, interval.upper)};
}

// q, the ad hoc interval where q is below 1, the prediction interval with k - 1, and the notes.
std::vector<std::string> BesideHartungKnapp(const models::PooledMetric& metric) {
  std::vector<std::string> cells(5);
  if (metric.reml) {
    const models::MetaAnalysis& meta = *metric.reml;
    cells[0] = NumberText(meta.hk_q);
    if (models::IsQBelowOne(meta)) {
      cells[1] = NumberText(meta.hartung_knapp_ad_hoc.lower);
      cells[2] = NumberText(meta.hartung_knapp_ad_hoc.upper);
    }
    if (meta.prediction_hk.t_k_minus_2) {
      cells[3] = NumberText(meta.prediction_hk.t_k_minus_1.lower);
      cells[4] = NumberText(meta.prediction_hk.t_k_minus_1.upper);
    }
  }
  cells.push_back(absl::StrJoin(models::NotesOn(metric), "; "));
  return cells;
}

void AddPooled(const std::string& over, const models::PooledModels& pooled, std::string& out) {
  for (const auto& [model, performance] : pooled) {
    for (const NamedMeasure& measure : PooledMeasures()) {
      const models::PooledMetric& metric = performance.*measure.metric;
      std::vector<std::string> line = {over, model, measure.key, metric.scale};
      if (metric.reml) {
        const models::MetaAnalysis& meta = *metric.reml;
        const std::optional<models::Interval>& prediction = meta.prediction_hk.t_k_minus_2;
        std::vector<std::string> own = Numbers(meta.estimate, meta.hartung_knapp, prediction);
        own.insert(own.begin() + 1, NumberText(meta.hk_se));
        line.insert(line.end(), own.begin(), own.end());
        line.insert(line.end(), {NumberText(meta.tau2), NumberText(meta.i2), absl::StrCat(meta.k),
                                 absl::StrCat(meta.k - 1)});
        const std::vector<std::string> original = Numbers(
            models::BackTransformed(metric.scale, meta.estimate), Original(metric.scale, meta.hartung_knapp),
            prediction ? std::optional<models::Interval>(Original(metric.scale, *prediction)) : std::nullopt);
        line.insert(line.end(), original.begin(), original.end());
      } else {
        line.resize(line.size() + 8);  // estimate to i2
        line.push_back(CountText(metric.sites_used.size()));
        line.resize(line.size() + 6);  // df to original_prediction_upper
      }
      line.push_back(absl::StrJoin(metric.sites_used, "; "));
      line.push_back(absl::StrJoin(metric.sites_left_out, "; ", absl::PairFormatter(": ")));
      line.push_back(metric.unavailable);
      const std::vector<std::string> beside = BesideHartungKnapp(metric);
      line.insert(line.end(), beside.begin(), beside.end());
      out += CsvLine(line);
    }
  }
}

void AddOptimism(const std::string& model, const models::OptimismCorrected& of, std::string& out) {
  const std::string kind = of.selection_included ? "pipeline" : "final_model";
  const std::pair<const char*, double models::Performance::*> measures[] = {
      {"auc_within_sites", &models::Performance::auc},
      {"brier", &models::Performance::brier},
      {"calibration_intercept", &models::Performance::calibration_intercept},
      {"calibration_slope", &models::Performance::calibration_slope}};
  for (const auto& [measure, member] : measures) {
    if (of.corrected) {
      out += CsvLine({model, kind, measure, NumberText(of.corrected->apparent.*member),
                      NumberText(of.corrected->optimism.*member), NumberText(of.corrected->corrected.*member),
                      CountText(of.corrected->replicates), absl::StrCat(of.failed), ""});
    } else {
      out += CsvLine({model, kind, measure, "", "", "", "0", absl::StrCat(of.failed), of.unavailable});
    }
  }
}

void AddApparent(const std::string& model, const models::ModelPerformance& performance, std::string& out) {
  const std::pair<const char*, std::optional<double>> measures[] = {
      {"auc_within_sites", performance.auc},
      {"brier", performance.brier},
      {"calibration_intercept", performance.intercept},
      {"calibration_slope", performance.slope}};
  for (const auto& [measure, value] : measures) {
    const std::string why =
        performance.no_recalibration.empty() ? "not computed" : performance.no_recalibration;
    out += CsvLine({model, "", measure, NumberText(value), "", "", "", "", value ? "" : why});
  }
}

}  // namespace

std::string ComparisonsCsv(const models::StudyResult& result) {
  std::string out = CsvLine({"site", "role", "a", "b", "n", "events", "measure", "estimate", "se", "lower",
                             "upper", "p", "only_a_right", "only_b_right", "unavailable"});
  for (const models::SiteValidation& validation : result.validations) {
    for (const models::SiteComparison& compared : validation.comparisons) {
      AddComparison(validation, compared, out);
    }
  }
  return out;
}

std::string DecisionCurveCsv(const models::StudyResult& result) {
  std::string out =
      CsvLine({"site", "role", "model", "threshold", "n", "tp", "fp", "net_benefit", "treat_all"});
  for (const models::SiteValidation& validation : result.validations) {
    AddCurves(validation, RoleName(validation.role), out);
  }
  if (!result.internal_external) return out;
  for (const models::SiteValidation& validation : result.internal_external->sites) {
    AddCurves(validation, kLeftOut, out);
  }
  return out;
}

std::string HarmonisedOnSiteCsv(const models::StudyResult& result) {
  std::string out = MetricsHeader();
  for (const models::SiteValidation& validation : result.validations) {
    for (const auto& [model, metrics] : validation.harmonised_on_site) {
      AddMetrics(validation.site, RoleName(validation.role), model, metrics, false, out);
    }
    if (!validation.not_harmonised.empty()) {
      out += CsvLine({validation.site, RoleName(validation.role), "", "", "", "", "", "", "",
                      validation.not_harmonised});
    }
  }
  return out;
}

std::string PooledCsv(const models::StudyResult& result) {
  std::string out = CsvLine({"over",
                             "model",
                             "measure",
                             "scale",
                             "estimate",
                             "se",
                             "lower",
                             "upper",
                             "prediction_lower",
                             "prediction_upper",
                             "tau2",
                             "i2",
                             "k",
                             "df",
                             "original_estimate",
                             "original_lower",
                             "original_upper",
                             "original_prediction_lower",
                             "original_prediction_upper",
                             "sites_used",
                             "sites_left_out",
                             "unavailable",
                             "q",
                             "lower_adhoc",
                             "upper_adhoc",
                             "prediction_lower_k_minus_1",
                             "prediction_upper_k_minus_1",
                             "notes"});
  AddPooled("external", result.pooled, out);
  if (result.internal_external) AddPooled("internal_external", result.internal_external->pooled, out);
  return out;
}

std::string InternalExternalCsv(const models::StudyResult& result) {
  std::string out = MetricsHeader();
  if (!result.internal_external) return out;
  for (const models::SiteValidation& validation : result.internal_external->sites) {
    for (const auto& [model, metrics] : validation.models) {
      AddMetrics(validation.site, kLeftOut, model, metrics, false, out);
    }
    for (const auto& [model, why] : result.internal_external->without.at(validation.site).failed) {
      out += CsvLine({validation.site, kLeftOut, model, "", "", "", "", "", "", why});
    }
  }
  for (const auto& [site, why] : result.internal_external->failed) {
    out += CsvLine({site, kLeftOut, "", "", "", "", "", "", "", why});
  }
  return out;
}

std::string OptimismCsv(const models::StudyResult& result) {
  std::string out = CsvLine(
      {"model", "of", "measure", "apparent", "optimism", "corrected", "replicates", "failed", "unavailable"});
  for (const auto& [model, performance] : result.apparent) {
    const auto corrected = result.optimism_corrected.find(model);
    if (corrected == result.optimism_corrected.end()) {
      AddApparent(model, performance, out);
    } else {
      AddOptimism(model, corrected->second, out);
    }
  }
  return out;
}

}  // namespace osteon::report
