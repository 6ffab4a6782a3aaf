#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "coordinator/report/pooled_table.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

void AddRows(const NamedMeasure& measure, const models::PooledMetric& metric, Table& table) {
  for (const auto& [site, meta] : metric.without) {
    const auto& prediction = meta.prediction_hk.t_k_minus_2;
    table.Row({Text(measure.name), Text(site),
               Text(Fixed(models::BackTransformed(metric.scale, meta.estimate), measure.decimals)) +
                   Markup(" <span class=\"interval\">(") +
                   Text(IntervalText(metric, meta.hartung_knapp, measure.decimals)) + Markup(")</span>"),
               prediction ? Text(IntervalText(metric, *prediction, measure.decimals))
                          : Markup("<span class=\"unavailable\">needs three sites</span>"),
               Text(Fixed(meta.tau2, 3)), Text(absl::StrCat(Fixed(meta.i2, 0), "%"))});
  }
}

bool HasAny(const models::PooledPerformance& performance) {
  return std::any_of(PooledMeasures().begin(), PooledMeasures().end(), [&](const NamedMeasure& measure) {
    return !(performance.*measure.metric).without.empty();
  });
}

}  // namespace

Html LeaveOneOutPart(const ReportInput& input, Numbering& numbering) {
  Table table("Meta-analysis without each external site in turn", {{"Measure", Align::kText},
                                                                   {"Without", Align::kText},
                                                                   {"Pooled (95% CI)"},
                                                                   {"95% prediction interval"},
                                                                   {"\xCF\x84\xC2\xB2 between sites"},
                                                                   {"I\xC2\xB2"}});
  for (const models::FittedModel& model : input.result.pipeline.models) {
    const auto performance = input.result.pooled.find(model.name);
    if (performance == input.result.pooled.end() || !HasAny(performance->second)) continue;
    table.Group(absl::StrCat("Model ", model.name));
    for (const NamedMeasure& measure : PooledMeasures()) {
      AddRows(measure, performance->second.*measure.metric, table);
    }
  }
  const Html built = table.Build(numbering);
  if (built.empty()) return Html();
  return Heading(3, "Whether one external site decides the pooled result") +
         Paragraph(
             "The same meta-analysis of the other sites. Where leaving out one site moves the estimate or "
             "\xCF\x84\xC2\xB2 much, the pooled result is that site\xE2\x80\x99s, and why it differs is the "
             "question.") +
         built;
}

}  // namespace osteon::report
