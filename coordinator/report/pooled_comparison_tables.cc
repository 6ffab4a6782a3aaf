#include "coordinator/report/pooled_comparison_tables.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/csv/csv.h"
#include "coordinator/report/comparison_tests.h"
#include "coordinator/report/csv_cells.h"
#include "coordinator/report/pooled_table.h"

namespace osteon::report {
namespace {

// estimate, se, lower, upper, prediction_lower, prediction_upper, tau2, i2, k
std::vector<std::string> AnalysisCells(const models::MetaAnalysis& meta) {
  const std::optional<models::Interval>& prediction = meta.prediction_hk.t_k_minus_2;
  return {NumberText(meta.estimate),
          NumberText(meta.hk_se),
          NumberText(meta.hartung_knapp.lower),
          NumberText(meta.hartung_knapp.upper),
          prediction ? NumberText(prediction->lower) : "",
          prediction ? NumberText(prediction->upper) : "",
          NumberText(meta.tau2),
          NumberText(meta.i2),
          absl::StrCat(meta.k)};
}
constexpr std::size_t kAnalysisCells = 9;

std::string LeftOut(const std::map<std::string, std::string>& sites) {
  return absl::StrJoin(sites, "; ", absl::PairFormatter(": "));
}

// Rows of one pair of models.
class PairRows {
 public:
  PairRows(const models::ComparedModels& pair, std::string& out) : pair_(pair), out_(out) {}

  void Add(const std::string& measure, const models::PooledMetric& metric, const std::string& p) {
    std::vector<std::string> line = {pair_.a, pair_.b, measure};
    std::vector<std::string> cells(kAnalysisCells);
    if (metric.reml) {
      cells = AnalysisCells(*metric.reml);
    } else {
      cells.back() = CountText(metric.sites_used.size());
    }
    line.insert(line.end(), cells.begin(), cells.end());
    line.insert(line.end(),
                {p, "", "", absl::StrJoin(metric.sites_used, "; "), LeftOut(metric.sites_left_out),
                 metric.unavailable, absl::StrJoin(models::NotesOn(metric), "; ")});
    out_ += CsvLine(line);
  }
  void Add(const std::string& measure, const models::SummedMcNemar& sum) {
    std::vector<std::string> line = {pair_.a, pair_.b, measure};
    line.resize(line.size() + kAnalysisCells - 1);
    line.push_back(CountText(sum.sites_used.size()));
    const auto& test = sum.test.value;
    line.insert(line.end(), {test ? NumberText(test->p_mid) : "", test ? CountText(test->b) : "",
                             test ? CountText(test->c) : "", absl::StrJoin(sum.sites_used, "; "),
                             LeftOut(sum.sites_left_out), sum.test.unavailable, ""});
    out_ += CsvLine(line);
  }

 private:
  const models::ComparedModels& pair_;
  std::string& out_;
};

void AddWithout(const std::string& over, const models::PooledModels& pooled, std::string& out) {
  for (const auto& [model, performance] : pooled) {
    for (const NamedMeasure& measure : PooledMeasures()) {
      const models::PooledMetric& metric = performance.*measure.metric;
      for (const auto& [site, meta] : metric.without) {
        std::vector<std::string> line = {over, model, measure.key, site, metric.scale};
        const std::vector<std::string> cells = AnalysisCells(meta);
        line.insert(line.end(), cells.begin(), cells.end());
        for (const double value : {meta.estimate, meta.hartung_knapp.lower, meta.hartung_knapp.upper}) {
          line.push_back(NumberText(models::BackTransformed(metric.scale, value)));
        }
        out += CsvLine(line);
      }
    }
  }
}

}  // namespace

std::string PooledComparisonsCsv(const models::StudyResult& result) {
  std::string out = CsvLine({"a", "b", "measure", "estimate", "se", "lower", "upper", "prediction_lower",
                             "prediction_upper", "tau2", "i2", "k", "p", "only_a_right", "only_b_right",
                             "sites_used", "sites_left_out", "unavailable", "notes"});
  for (const models::ComparedModels& pair : result.pooled_comparisons) {
    PairRows rows(pair, out);
    const models::PooledComparison& comparison = pair.comparison;
    rows.Add("auc", comparison.auc, NumberText(models::PValueOf(comparison.auc)));
    rows.Add("brier", comparison.brier, "");
    rows.Add("mcnemar_accuracy", comparison.accuracy);
    rows.Add("mcnemar_sensitivity", comparison.sensitivity);
    rows.Add("mcnemar_specificity", comparison.specificity);
    for (const models::PooledNetBenefitDifference& point : comparison.net_benefit) {
      rows.Add(absl::StrCat("net_benefit at ", ShortNumber(point.threshold)), point.difference, "");
    }
  }
  return out;
}

std::string PooledWithoutCsv(const models::StudyResult& result) {
  std::string out = CsvLine({"over", "model", "measure", "without", "scale", "estimate", "se", "lower",
                             "upper", "prediction_lower", "prediction_upper", "tau2", "i2", "k",
                             "original_estimate", "original_lower", "original_upper"});
  AddWithout("external", result.pooled, out);
  if (result.internal_external) AddWithout("internal_external", result.internal_external->pooled, out);
  return out;
}

std::string ComparisonTestsCsv(const models::StudyResult& result) {
  std::string out = CsvLine({"where", "a", "b", "test", "p", "p_holm"});
  for (const ComparisonTest& test : ComparisonTests(result)) {
    out += CsvLine({test.where, test.a, test.b, test.test, NumberText(test.p), NumberText(test.p_holm)});
  }
  return out;
}

}  // namespace osteon::report
