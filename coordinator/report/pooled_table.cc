#include "coordinator/report/pooled_table.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

// The Hartung-Knapp interval, and the ad hoc one where q < 1.
Html IntervalCell(const models::PooledMetric& metric, int decimals) {
  const models::MetaAnalysis& meta = *metric.reml;
  Html cell = Markup(" <span class=\"interval\">(") +
              Text(IntervalText(metric, meta.hartung_knapp, decimals)) + Markup(")</span>");
  if (!models::IsQBelowOne(meta)) return cell;
  return cell + Markup(" <span class=\"interval\">ad hoc ") +
         Text(IntervalText(metric, meta.hartung_knapp_ad_hoc, decimals)) + Markup("</span>");
}

// With k - 2, and with k - 1 beside it.
Html PredictionCell(const models::PooledMetric& metric, int decimals) {
  const models::PredictionIntervals& prediction = metric.reml->prediction_hk;
  if (!prediction.t_k_minus_2) return Markup("<span class=\"unavailable\">needs three sites</span>");
  return Text(IntervalText(metric, *prediction.t_k_minus_2, decimals)) +
         Markup(" <span class=\"interval\">(k \xE2\x88\x92 1: ") +
         Text(IntervalText(metric, prediction.t_k_minus_1, decimals)) + Markup(")</span>");
}

std::vector<Html> PooledRow(const NamedMeasure& measure, const models::PooledMetric& metric) {
  const models::MetaAnalysis& meta = *metric.reml;
  Html sites = Text(Count(metric.sites_used.size()));
  if (meta.k < models::kFewSites) {
    sites += Markup(" <span class=\"mark\">\xCF\x84\xC2\xB2 is barely estimable</span>");
  }
  return {Text(measure.name),
          Text(Fixed(models::BackTransformed(metric.scale, meta.estimate), measure.decimals)) +
              IntervalCell(metric, measure.decimals),
          PredictionCell(metric, measure.decimals),
          Text(metric.scale == "identity" ? "as it is" : metric.scale),
          Text(Fixed(meta.tau2, 3)),
          Text(absl::StrCat(Fixed(meta.i2, 0), "%")),
          sites,
          Text(Count(metric.sites_left_out.size()))};
}

std::vector<Html> RowWithoutPooling(const std::string& measure, const models::PooledMetric& metric) {
  return {Text(measure),
          Markup("<span class=\"unavailable\">not pooled: ") + Text(metric.unavailable) + Markup("</span>"),
          NoValue(),
          NoValue(),
          NoValue(),
          NoValue(),
          Text(Count(metric.sites_used.size())),
          Text(Count(metric.sites_left_out.size()))};
}

// Whether no measure is pooled, and all for the same reason: one row says so.
bool NothingIsPooled(const models::PooledPerformance& performance) {
  return std::all_of(PooledMeasures().begin(), PooledMeasures().end(), [&](const NamedMeasure& measure) {
    const models::PooledMetric& metric = performance.*measure.metric;
    return !metric.reml && metric.unavailable == performance.auc.unavailable &&
           metric.sites_used == performance.auc.sites_used;
  });
}

}  // namespace

const std::vector<NamedMeasure>& PooledMeasures() {
  static const std::vector<NamedMeasure> measures = {
      {"AUC", "auc", &models::PooledPerformance::auc, 3},
      {"Calibration in the large", "calibration_in_the_large",
       &models::PooledPerformance::calibration_in_the_large, 2},
      {"Calibration slope", "calibration_slope", &models::PooledPerformance::calibration_slope, 2},
      {"Observed / expected", "log_oe", &models::PooledPerformance::log_oe, 2}};
  return measures;
}

std::string IntervalText(const models::PooledMetric& metric, const models::Interval& interval, int decimals) {
  return absl::StrCat(Fixed(models::BackTransformed(metric.scale, interval.lower), decimals), " to ",
                      Fixed(models::BackTransformed(metric.scale, interval.upper), decimals));
}

Html PooledTable(const std::string& caption, const models::StudyResult& result,
                 const models::PooledModels& pooled, const Html& source, Numbering& numbering) {
  Table table(caption, {{"Measure", Align::kText},
                        {"Pooled (95% CI)"},
                        {"95% prediction interval"},
                        {"Pooled on scale", Align::kText},
                        {"\xCF\x84\xC2\xB2 between sites"},
                        {"I\xC2\xB2"},
                        {"Sites pooled"},
                        {"Left out"}});
  table.Source(source);
  for (const models::FittedModel& model : result.pipeline.models) {
    const auto performance = pooled.find(model.name);
    if (performance == pooled.end()) continue;
    table.Group(absl::StrCat("Model ", model.name));
    if (NothingIsPooled(performance->second)) {
      table.Row(RowWithoutPooling("All measures", performance->second.auc));
      continue;
    }
    for (const NamedMeasure& measure : PooledMeasures()) {
      const models::PooledMetric& metric = performance->second.*measure.metric;
      table.Row(metric.reml ? PooledRow(measure, metric) : RowWithoutPooling(measure.name, metric));
    }
  }
  return table.Build(numbering);
}

Html PooledNotes(const models::PooledModels& pooled) {
  // What several models or measures share is said once.
  std::map<std::string, std::set<std::string>> left_out;
  std::map<std::string, std::set<std::string>>
      of_intervals;  // q < 1, a prediction interval that says nothing
  bool few = false, single = false, without_prediction = false;
  for (const auto& [model, performance] : pooled) {
    for (const NamedMeasure& measure : PooledMeasures()) {
      const models::PooledMetric& metric = performance.*measure.metric;
      for (const auto& [site, why] : metric.sites_left_out) {
        left_out[absl::StrCat(site, ": ", why)].insert(measure.name);
      }
      for (const std::string& note : models::NotesOn(metric)) {
        const bool said_below = absl::StartsWith(note, "k ") && !absl::StartsWith(note, "k = 3");
        if (!said_below) of_intervals[note].insert(measure.name);
      }
      few = few || (metric.reml && metric.reml->k < models::kFewSites);
      without_prediction = without_prediction || (metric.reml && !metric.reml->prediction_hk.t_k_minus_2);
      single = single || (!metric.reml && metric.sites_used.size() == 1);
    }
  }
  Html notes;
  if (!left_out.empty()) {
    std::vector<std::string> items;
    for (const auto& [what, measures] : left_out) {
      items.push_back(measures.size() == PooledMeasures().size()
                          ? what
                          : absl::StrCat(what, " (", absl::StrJoin(measures, ", "), ")"));
    }
    notes += Paragraph("Sites left out:");
    notes += List(items);
  }
  if (single)
    notes += Note("One site: there is nothing to pool; its own results stand in the tables by site.");
  if (few) {
    notes += Note(
        "Fewer than five sites: \xCF\x84\xC2\xB2 is barely estimable, an estimate of 0 does not say that "
        "sites "
        "are alike, and the prediction interval is the honest part.");
  }
  for (const auto& [note, measures] : of_intervals) {
    notes += Note(absl::StrCat(absl::StrJoin(measures, ", "), ": ", note, "."));
  }
  if (without_prediction) {
    notes += Note("A prediction interval has k \xE2\x88\x92 2 degrees of freedom and needs three sites.");
  }
  return notes;
}

}  // namespace osteon::report
