#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/comparison_tests.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

constexpr int kDecimals = 3;

Html Interval(double lower, double upper) {
  return Markup(" <span class=\"interval\">(") +
         Text(absl::StrCat(Fixed(lower, kDecimals), " to ", Fixed(upper, kDecimals))) + Markup(")</span>");
}

Html NotPooled(const std::string& why) {
  return Markup("<span class=\"unavailable\">not pooled: ") + Text(why) + Markup("</span>");
}

// What the row's p becomes among all tests; a dash where there is none.
Html HolmCell(const std::vector<ComparisonTest>& tests, const models::ComparedModels& pair,
              const std::string& test) {
  for (const ComparisonTest& each : tests) {
    if (each.where == "pooled" && each.a == pair.a && each.b == pair.b && each.test == test) {
      return Text(PValue(each.p_holm));
    }
  }
  return NoValue();
}

void AddDifference(const std::string& measure, const models::PooledMetric& metric,
                   const std::optional<double>& p, const Html& holm, Table& table) {
  const Html sites = Text(absl::StrCat(metric.sites_used.size(), " / ", metric.sites_left_out.size()));
  if (!metric.reml) {
    table.Row(
        {Text(measure), NotPooled(metric.unavailable), NoValue(), NoValue(), NoValue(), NoValue(), sites});
    return;
  }
  const models::MetaAnalysis& meta = *metric.reml;
  const auto& prediction = meta.prediction_hk.t_k_minus_2;
  table.Row(
      {Text(measure),
       Text(Fixed(meta.estimate, kDecimals)) + Interval(meta.hartung_knapp.lower, meta.hartung_knapp.upper),
       prediction ? Text(absl::StrCat(Fixed(prediction->lower, kDecimals), " to ",
                                      Fixed(prediction->upper, kDecimals)))
                  : Markup("<span class=\"unavailable\">needs three sites</span>"),
       Text(Significant(meta.tau2)), p ? Text(PValue(*p)) : NoValue(), holm, sites});
}

void AddMcNemar(const std::string& measure, const models::SummedMcNemar& sum, const Html& holm,
                Table& table) {
  const Html sites = Text(absl::StrCat(sum.sites_used.size(), " / ", sum.sites_left_out.size()));
  if (!sum.test.value) {
    table.Row(
        {Text(measure), NotPooled(sum.test.unavailable), NoValue(), NoValue(), NoValue(), NoValue(), sites});
    return;
  }
  table.Row({Text(measure),
             Text(absl::StrCat("only the first right: ", Count(sum.test.value->b),
                               "; only the second: ", Count(sum.test.value->c))),
             NoValue(), NoValue(), Text(PValue(sum.test.value->p_mid)), holm, sites});
}

// "zeta: suppressed: min_cell (McNemar)".
void NameLeftOut(const std::map<std::string, std::string>& sites, const char* measure,
                 std::set<std::string>& out) {
  for (const auto& [site, why] : sites) out.insert(absl::StrCat(site, ": ", why, " (", measure, ")"));
}

Html LeftOutNotes(const std::vector<models::ComparedModels>& compared) {
  std::set<std::string> left_out;
  for (const models::ComparedModels& pair : compared) {
    const models::PooledComparison& comparison = pair.comparison;
    NameLeftOut(comparison.auc.sites_left_out, "AUC", left_out);
    NameLeftOut(comparison.brier.sites_left_out, "Brier score", left_out);
    for (const auto& point : comparison.net_benefit) {
      NameLeftOut(point.difference.sites_left_out, "net benefit", left_out);
    }
    for (const auto* sum : {&comparison.accuracy, &comparison.sensitivity, &comparison.specificity}) {
      NameLeftOut(sum->sites_left_out, "McNemar", left_out);
    }
  }
  if (left_out.empty()) return Html();
  return Paragraph("Sites left out of a comparison:") + List({left_out.begin(), left_out.end()});
}

}  // namespace

Html PooledComparisonsPart(const ReportInput& input, Numbering& numbering) {
  const std::vector<ComparisonTest> tests = ComparisonTests(input.result);
  if (tests.empty() && input.result.pooled_comparisons.empty()) return Html();
  Html part = Heading(3, "Models compared over the external sites");
  if (!input.result.pooled_comparisons.empty()) {
    part += Paragraph(
        "Each site compares the models on its own patients; the sites\xE2\x80\x99 paired differences are "
        "pooled by "
        "random effects (REML, Hartung and Knapp). Discordant patients of McNemar\xE2\x80\x99s tests are "
        "added over "
        "the sites that tell them. Differences in Brier score and net benefit have intervals and no "
        "p-value.");
  }
  Table table("Differences between models over the external sites", {{"Measure", Align::kText},
                                                                     {"First less second (95% CI)"},
                                                                     {"95% prediction interval"},
                                                                     {"\xCF\x84\xC2\xB2 between sites"},
                                                                     {"p"},
                                                                     {"p by Holm, all tests"},
                                                                     {"Sites pooled / left out"}});
  for (const models::ComparedModels& pair : input.result.pooled_comparisons) {
    const models::PooledComparison& comparison = pair.comparison;
    table.Group(absl::StrCat("Model ", pair.a, " less model ", pair.b));
    AddDifference("AUC", comparison.auc, models::PValueOf(comparison.auc), HolmCell(tests, pair, "auc"),
                  table);
    AddDifference("Brier score", comparison.brier, std::nullopt, NoValue(), table);
    AddMcNemar("McNemar, all patients", comparison.accuracy, HolmCell(tests, pair, "mcnemar_accuracy"),
               table);
    AddMcNemar("McNemar, with the event", comparison.sensitivity,
               HolmCell(tests, pair, "mcnemar_sensitivity"), table);
    AddMcNemar("McNemar, without the event", comparison.specificity,
               HolmCell(tests, pair, "mcnemar_specificity"), table);
    for (const models::PooledNetBenefitDifference& point : comparison.net_benefit) {
      AddDifference(absl::StrCat("Net benefit at ", Plain(point.threshold)), point.difference, std::nullopt,
                    NoValue(), table);
    }
  }
  part += table.Build(numbering);
  part += LeftOutNotes(input.result.pooled_comparisons);
  part += Paragraph(MultiplicityNote(tests));
  Table of_tests("Every test that compares two models, and its p-value adjusted for all of them",
                 {{"Where", Align::kText}, {"Test", Align::kText}, {"p"}, {"p by Holm"}});
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const ComparisonTest& test : tests) {
    if (std::find(pairs.begin(), pairs.end(), std::pair(test.a, test.b)) == pairs.end()) {
      pairs.emplace_back(test.a, test.b);
    }
  }
  for (const auto& [a, b] : pairs) {
    of_tests.Group(absl::StrCat("Model ", a, " less model ", b));
    for (const ComparisonTest& test : tests) {
      if (test.a != a || test.b != b) continue;
      of_tests.Row({Text(test.where), Text(test.test), Text(PValue(test.p)), Text(PValue(test.p_holm))});
    }
  }
  return part + of_tests.Build(numbering);
}

}  // namespace osteon::report
