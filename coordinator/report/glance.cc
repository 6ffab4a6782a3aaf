#include "coordinator/report/glance.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/csv/csv.h"
#include "coordinator/report/audit_trail.h"
#include "coordinator/report/csv_cells.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/wording.h"
#include "models/disclosure/breach.h"

namespace osteon::report {
namespace {

constexpr char kNoThreshold[] = "the model has no threshold";
constexpr char kNotTold[] = "not every site tells its counts";

using models::MaybeEstimate;
using models::ThresholdTable;
using models::ValidationMetrics;

void SetProportions(const MaybeEstimate& all, GlanceRow& row) {
  row.sensitivity = row.specificity = row.accuracy = all;
}

GlanceRow RowOf(const std::string& model, const ValidationMetrics& metrics) {
  GlanceRow row;
  row.model = model;
  row.suppressed = metrics.suppressed;
  row.imprecise = IsImprecise(metrics);
  if (!metrics.suppressed.empty()) {
    const std::string why = models::Suppressed(metrics.suppressed);
    row.auc = models::Unavailable(why);
    row.brier = {std::nullopt, why};
    SetProportions(models::Unavailable(why), row);
    return row;
  }
  row.n = metrics.n;
  row.events = metrics.events;
  row.auc = metrics.auc;
  row.brier = {metrics.brier, metrics.brier ? "" : "not computed"};
  SetProportions(models::Unavailable(kNoThreshold), row);
  if (!metrics.at_threshold) return row;
  const ThresholdTable& table = *metrics.at_threshold;
  if (!table.suppressed.empty()) {
    SetProportions(models::Unavailable(models::Suppressed(table.suppressed)), row);
    return row;
  }
  row.sensitivity = table.sensitivity;
  row.specificity = table.specificity;
  row.accuracy = table.accuracy;
  return row;
}

GlanceRow LeftOutRow(const std::string& model, const std::string& why) {
  GlanceRow row;
  row.model = model;
  row.auc = models::Unavailable(why);
  row.brier = {std::nullopt, why};
  SetProportions(models::Unavailable(why), row);
  return row;
}

// Beside the first of the two models, against the second.
void AddComparisons(const models::SiteValidation& validation, GlanceCohort& cohort) {
  for (const models::SiteComparison& compared : validation.comparisons) {
    for (GlanceRow& row : cohort.rows) {
      if (row.model != compared.a) continue;
      const auto& auc = compared.comparison.auc;
      models::Maybe<double> p{std::nullopt, compared.left_out.empty() ? auc.unavailable : compared.left_out};
      if (!compared.comparison.suppressed.empty()) {
        p.unavailable = models::Suppressed(compared.comparison.suppressed);
      }
      if (auc.value) p = {auc.value->p, ""};
      row.compared.emplace_back(compared.b, p);
    }
  }
}

GlanceCohort CohortOf(const ReportInput& input, const models::SiteValidation& validation) {
  GlanceCohort cohort{CohortName(input, validation.role), validation.site, {}};
  for (const auto& [model, metrics] : validation.models) cohort.rows.push_back(RowOf(model, metrics));
  AddComparisons(validation, cohort);
  for (const auto& [model, why] : validation.left_out) cohort.rows.push_back(LeftOutRow(model, why));
  return cohort;
}

GlanceCohort Corrected(const ReportInput& input) {
  GlanceCohort cohort{"training, corrected for optimism", "", {}};
  for (const models::FittedModel& model : input.result.pipeline.models) {
    const auto found = input.result.optimism_corrected.find(model.name);
    if (found == input.result.optimism_corrected.end()) continue;
    GlanceRow row;
    row.model = model.name;
    row.n = model.n;
    row.events = model.events;
    row.auc = models::Unavailable(found->second.unavailable);
    row.brier = {std::nullopt, found->second.unavailable};
    if (found->second.corrected) {
      const models::Performance& performance = found->second.corrected->corrected;
      // The bootstrap gives no interval: estimate alone.
      row.auc = {models::Estimate{performance.auc, 0, performance.auc, performance.auc, ""}, ""};
      row.auc_without_interval = true;
      row.brier = {performance.brier, ""};
    }
    SetProportions(models::Unavailable("not corrected"), row);
    cohort.rows.push_back(std::move(row));
  }
  return cohort;
}

// Of the patients of all these sites together.
void AddCounts(const std::vector<const ValidationMetrics*>& sites, GlanceRow& row) {
  std::uint64_t n = 0, events = 0;
  double squares = 0;
  ThresholdTable sum;
  bool tells = true, classifies = true, has_threshold = true, has_brier = true;
  for (const ValidationMetrics* metrics : sites) {
    if (!metrics->suppressed.empty()) {
      tells = false;
      continue;
    }
    n += metrics->n;
    events += metrics->events;
    has_brier = has_brier && metrics->brier;
    squares += metrics->brier.value_or(0) * static_cast<double>(metrics->n);
    has_threshold = has_threshold && metrics->at_threshold;
    if (!metrics->at_threshold || !metrics->at_threshold->suppressed.empty()) {
      classifies = false;
      continue;
    }
    sum.tp += metrics->at_threshold->tp;
    sum.fp += metrics->at_threshold->fp;
    sum.tn += metrics->at_threshold->tn;
    sum.fn += metrics->at_threshold->fn;
  }
  row.brier = {std::nullopt, kNotTold};
  SetProportions(models::Unavailable(has_threshold ? kNotTold : kNoThreshold), row);
  if (!tells) return;
  row.n = n;
  row.events = events;
  if (has_brier && n > 0) row.brier = {squares / static_cast<double>(n), ""};
  if (!classifies) return;
  row.sensitivity = models::WilsonProportion(sum.tp, sum.tp + sum.fn, "no events");
  row.specificity = models::WilsonProportion(sum.tn, sum.tn + sum.fp, "no non-events");
  row.accuracy = models::WilsonProportion(sum.tp + sum.tn, n, "no patients");
}

MaybeEstimate PooledAuc(const models::PooledMetric& auc) {
  if (!auc.reml) return models::Unavailable(absl::StrCat("not pooled: ", auc.unavailable));
  const auto back = [&](double value) { return models::BackTransformed(auc.scale, value); };
  const models::Interval& interval = auc.reml->hartung_knapp;
  return {models::Estimate{back(auc.reml->estimate), 0, back(interval.lower), back(interval.upper),
                           "REML, Hartung-Knapp"},
          ""};
}

GlanceCohort Pooled(const ReportInput& input) {
  GlanceCohort cohort{"external, pooled", "", {}};
  const std::vector<models::SiteValidation> external = InRole(input.result, models::SiteRole::kExternal);
  for (const ModelMetrics& model : MetricsByModel(input.result, external)) {
    const auto pooled = input.result.pooled.find(model.model);
    if (pooled == input.result.pooled.end()) continue;
    GlanceRow row;
    row.model = model.model;
    row.auc = PooledAuc(pooled->second.auc);
    std::vector<const ValidationMetrics*> sites;
    for (const SiteMetrics& entry : model.sites) sites.push_back(entry.metrics);
    AddCounts(sites, row);
    cohort.rows.push_back(std::move(row));
  }
  return cohort;
}

Html MaybeCell(const models::Maybe<double>& maybe, int decimals) {
  if (maybe.value) return Text(Fixed(*maybe.value, decimals));
  return EstimateCell(models::Unavailable(maybe.unavailable), decimals);
}

Html AucCell(const GlanceRow& row) {
  if (row.auc.value && row.auc_without_interval) return Text(Fixed(row.auc.value->estimate, 3));
  return EstimateCell(row.auc, 3);
}

Html ComparedCell(const GlanceRow& row) {
  if (row.compared.empty()) return NoValue();
  Html cell;
  for (const auto& [model, p] : row.compared) {
    cell += Markup("<span class=\"line\">");
    if (p.value) {
      cell += Text(PValue(*p.value));
    } else {
      cell += EstimateCell(models::Unavailable(p.unavailable), 3);
    }
    cell += Markup(" <span class=\"interval\">") + Text(absl::StrCat("against ", model)) +
            Markup("</span></span>");
  }
  return cell;
}

std::string NumberOr(const std::optional<std::uint64_t>& count) {
  return count ? CountText(*count) : "";
}

std::string Heading(const GlanceCohort& cohort) {
  std::string heading = cohort.site.empty() ? cohort.cohort : absl::StrCat(cohort.cohort, ": ", cohort.site);
  heading[0] = absl::ascii_toupper(static_cast<unsigned char>(heading[0]));
  return heading;
}

}  // namespace

std::vector<GlanceCohort> PerformanceAtAGlance(const ReportInput& input) {
  std::vector<GlanceCohort> cohorts;
  const auto add = [&](GlanceCohort cohort) {
    if (!cohort.rows.empty()) cohorts.push_back(std::move(cohort));
  };
  for (const models::SiteRole role :
       {models::SiteRole::kDevelopment, models::SiteRole::kHoldout, models::SiteRole::kExternal}) {
    for (const models::SiteValidation& validation : input.result.validations) {
      if (validation.role == role) add(CohortOf(input, validation));
    }
    if (role == models::SiteRole::kDevelopment) add(Corrected(input));
  }
  add(Pooled(input));
  return cohorts;
}

Html GlanceTable(const ReportInput& input, Numbering& numbering) {
  Table table("Performance at a glance", {{"Model", Align::kText},
                                          {"Patients"},
                                          {"Events"},
                                          {"AUC (95% CI)"},
                                          {"p, paired DeLong"},
                                          {"Sensitivity (95% CI)"},
                                          {"Specificity (95% CI)"},
                                          {"Accuracy (95% CI)"},
                                          {"Brier score"}});
  table.Source(SourceByRole(
      input, {models::SiteRole::kDevelopment, models::SiteRole::kHoldout, models::SiteRole::kExternal}));
  for (const GlanceCohort& cohort : PerformanceAtAGlance(input)) {
    table.Group(Heading(cohort));
    for (const GlanceRow& row : cohort.rows) {
      Html name = Text(row.model);
      if (row.imprecise) name += ImpreciseMark();
      const Html none = row.suppressed.empty() ? NoValue() : SuppressedCell(row.suppressed);
      table.Row({name, row.n ? Text(Count(*row.n)) : none, row.events ? Text(Count(*row.events)) : none,
                 AucCell(row), ComparedCell(row), EstimateCell(row.sensitivity, 3),
                 EstimateCell(row.specificity, 3), EstimateCell(row.accuracy, 3), MaybeCell(row.brier, 3)});
    }
  }
  return table.Build(numbering);
}

Html GlanceNotes(const ReportInput& input) {
  std::string text =
      "p is that of the row's model against the one it names, on the same patients, not adjusted for the "
      "number of "
      "comparisons. Estimates of training rows are apparent.";
  if (!input.result.optimism_corrected.empty()) {
    text += " Corrected for optimism: AUC within sites and Brier score; the bootstrap gives no interval.";
  }
  if (!input.result.pooled.empty()) {
    text +=
        " External, pooled: the AUC is the meta-analysis' (REML, interval by Hartung and Knapp); "
        "sensitivity, specificity, "
        "accuracy and Brier score are those of all external patients taken together, where every site tells "
        "its counts.";
  }
  const bool left_out =
      std::any_of(input.result.validations.begin(), input.result.validations.end(),
                  [](const models::SiteValidation& validation) { return !validation.left_out.empty(); });
  if (left_out) {
    text +=
        " A model that an external site lacks a column of is left out there, and pooled over the other "
        "sites.";
  }
  return Note(absl::StrCat(text, " The same numbers: tables/performance.csv."));
}

std::string PerformanceCsv(const ReportInput& input) {
  std::string out = CsvLine({"cohort",
                             "site",
                             "model",
                             "n",
                             "events",
                             "auc",
                             "auc_lower",
                             "auc_upper",
                             "sensitivity",
                             "sensitivity_lower",
                             "sensitivity_upper",
                             "specificity",
                             "specificity_lower",
                             "specificity_upper",
                             "accuracy",
                             "accuracy_lower",
                             "accuracy_upper",
                             "brier",
                             "comparator",
                             "delong_p",
                             "unavailable"});
  for (const GlanceCohort& cohort : PerformanceAtAGlance(input)) {
    for (const GlanceRow& row : cohort.rows) {
      std::vector<std::string> line = {cohort.cohort, cohort.site, row.model, NumberOr(row.n),
                                       NumberOr(row.events)};
      std::vector<std::string> missing;
      if (!row.suppressed.empty()) missing.push_back(models::Suppressed(row.suppressed));
      const std::pair<const char*, const MaybeEstimate*> measures[] = {{"auc", &row.auc},
                                                                       {"sensitivity", &row.sensitivity},
                                                                       {"specificity", &row.specificity},
                                                                       {"accuracy", &row.accuracy}};
      for (const auto& [name, measure] : measures) {
        const bool interval = measure->value && !(measure == &row.auc && row.auc_without_interval);
        line.push_back(measure->value ? NumberText(measure->value->estimate) : "");
        line.push_back(interval ? NumberText(measure->value->lower) : "");
        line.push_back(interval ? NumberText(measure->value->upper) : "");
        if (!measure->value && row.suppressed.empty()) {
          missing.push_back(absl::StrCat(name, ": ", measure->unavailable));
        }
      }
      line.push_back(NumberText(row.brier.value));
      if (!row.brier.value && row.suppressed.empty())
        missing.push_back(absl::StrCat("brier: ", row.brier.unavailable));
      std::vector<std::string> comparators, p_values;
      for (const auto& [model, p] : row.compared) {
        comparators.push_back(model);
        p_values.push_back(p.value ? NumberText(*p.value) : "");
        if (!p.value) missing.push_back(absl::StrCat("delong_p against ", model, ": ", p.unavailable));
      }
      line.push_back(absl::StrJoin(comparators, "; "));
      line.push_back(absl::StrJoin(p_values, "; "));
      line.push_back(absl::StrJoin(missing, "; "));
      out += CsvLine(line);
    }
  }
  return out;
}

}  // namespace osteon::report
