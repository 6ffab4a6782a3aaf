#include "coordinator/report/tables.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/csv/csv.h"
#include "coordinator/report/csv_cells.h"
#include "coordinator/report/facts.h"
#include "models/disclosure/breach.h"
#include "models/validation/auc.h"

namespace osteon::report {
namespace {

std::optional<double> Exp(const std::optional<double>& value) {
  return value ? std::optional<double>(std::exp(*value)) : std::nullopt;
}

// Rows of one site, role and model.
class MetricRows {
 public:
  MetricRows(const std::string& site, const std::string& role, const std::string& model, std::string& out)
      : site_(site), role_(role), model_(model), out_(out) {}

  void Add(const std::string& metric, std::uint64_t count) {
    Line(metric, {CountText(count), "", "", "", "", ""});
  }
  void Add(const std::string& metric, const std::optional<double>& value) {
    Line(metric, {NumberText(value), "", "", "", "", value ? "" : "not computed"});
  }
  void Add(const std::string& metric, const models::Maybe<double>& maybe) {
    const std::string why = maybe.unavailable.empty() ? "not computed" : maybe.unavailable;
    Line(metric, {NumberText(maybe.value), "", "", "", "", maybe.value ? "" : why});
  }
  void Add(const std::string& metric, const models::MaybeEstimate& maybe) {
    if (maybe.value) {
      const models::Estimate& e = *maybe.value;
      Line(metric, {NumberText(e.estimate), NumberText(e.se), NumberText(e.lower), NumberText(e.upper),
                    e.method, ""});
    } else {
      Line(metric, {"", "", "", "", "", maybe.unavailable.empty() ? "not computed" : maybe.unavailable});
    }
  }

 private:
  void Line(const std::string& metric, const std::vector<std::string>& cells) {
    std::vector<std::string> line = {site_, role_, model_, metric};
    line.insert(line.end(), cells.begin(), cells.end());
    out_ += CsvLine(line);
  }

  const std::string& site_;
  const std::string& role_;
  const std::string& model_;
  std::string& out_;
};

void AddHosmerLemeshow(const models::Maybe<models::HosmerLemeshow>& statistic, bool fitted_here,
                       MetricRows& rows) {
  models::Maybe<double> chi2{std::nullopt, statistic.unavailable};
  models::Maybe<double> df = chi2;
  models::Maybe<double> p = chi2;
  if (statistic.value) {
    const models::HosmerLemeshowTest test = models::TestOf(*statistic.value, fitted_here);
    chi2.value = statistic.value->chi2;
    df.value = test.df;
    p.value = test.p;
  }
  rows.Add("hosmer_lemeshow_chi2", chi2);
  rows.Add("hosmer_lemeshow_df", df);
  rows.Add("hosmer_lemeshow_p", p);
}

std::string AdmittedText(const models::Admission& admission, const std::string& what, std::uint64_t count) {
  const std::string suppressed = SuppressedIn(admission, what);
  return suppressed.empty() ? CountText(count) : suppressed;
}

}  // namespace

std::string SitesCsv(const ReportInput& input) {
  std::set<std::string> reasons;
  for (const auto& [site, admission] : input.result.admissions) {
    for (const auto& [reason, count] : admission.excluded) reasons.insert(reason);
  }
  std::vector<std::string> header = {"site",           "role",          "read",
                                     "excluded",       "patients",      "events",
                                     "train_patients", "train_events",  "holdout_patients",
                                     "holdout_events", "dataset_sha256"};
  for (const std::string& reason : reasons) header.push_back(absl::StrCat("excluded: ", reason));
  header.push_back("lacking");
  std::string out = CsvLine(header);
  for (const auto& [site, admission] : input.result.admissions) {
    std::vector<std::string> line = {site,
                                     IsExternal(input.study, site) ? "external" : "development",
                                     AdmittedText(admission, "read", admission.read),
                                     AdmittedText(admission, "excluded", Excluded(admission)),
                                     AdmittedText(admission, "patients", Analysed(admission)),
                                     AdmittedText(admission, "events", Events(admission)),
                                     AdmittedText(admission, "train_patients", admission.train_patients),
                                     AdmittedText(admission, "train_events", admission.train_events),
                                     AdmittedText(admission, "holdout_patients", admission.holdout_patients),
                                     AdmittedText(admission, "holdout_events", admission.holdout_events),
                                     admission.dataset_sha256};
    for (const std::string& reason : reasons) {
      const auto found = admission.excluded.find(reason);
      line.push_back(AdmittedText(admission, absl::StrCat("excluded: ", reason),
                                  found == admission.excluded.end() ? 0 : found->second));
    }
    line.push_back(absl::StrJoin(admission.lacking, "; ", absl::PairFormatter(": ")));
    out += CsvLine(line);
  }
  return out;
}

std::string CoefficientsCsv(const models::StudyResult& result) {
  std::string out =
      CsvLine({"model", "kind", "term", "coefficient", "standard_error", "lower", "upper", "p", "odds_ratio",
               "odds_ratio_lower", "odds_ratio_upper", "coefficient_standardised", "mean", "scale"});
  for (const models::FittedModel& model : result.pipeline.models) {
    for (const models::ModelTerm& term : model.terms) {
      const bool intercept = term.name == models::kInterceptTerm;
      const bool fitted = IsFitted(model);
      out +=
          CsvLine({model.name, model.kind, term.name, NumberText(term.coefficient),
                   NumberText(term.standard_error), NumberText(term.lower), NumberText(term.upper),
                   NumberText(term.p), intercept ? "" : NumberText(Exp(term.coefficient)),
                   intercept ? "" : NumberText(Exp(term.lower)), intercept ? "" : NumberText(Exp(term.upper)),
                   fitted ? NumberText(term.coefficient_standardised) : "",
                   fitted ? NumberText(term.mean) : "", fitted ? NumberText(term.scale) : ""});
    }
  }
  return out;
}

std::string MetricsHeader() {
  return CsvLine(
      {"site", "role", "model", "metric", "estimate", "se", "lower", "upper", "method", "unavailable"});
}

void AddMetrics(const std::string& site, const std::string& role, const std::string& model,
                const models::ValidationMetrics& metrics, bool fitted_here, std::string& out) {
  MetricRows rows(site, role, model, out);
  if (!metrics.suppressed.empty()) {
    rows.Add("n", models::Unavailable(models::Suppressed(metrics.suppressed)));
    rows.Add("events", models::Unavailable(models::Suppressed(metrics.suppressed)));
  } else {
    rows.Add("n", metrics.n);
    rows.Add("events", metrics.events);
  }
  rows.Add("auc", metrics.auc);
  if (metrics.auc.value) rows.Add("auc_logit", models::WithLogitInterval(metrics.auc));
  rows.Add("calibration_in_the_large", metrics.calibration_in_the_large);
  rows.Add("calibration_slope", metrics.calibration_slope);
  rows.Add("oe", metrics.oe);
  rows.Add("brier", metrics.brier);
  rows.Add("scaled_brier", metrics.scaled_brier);
  rows.Add("ici", metrics.ici);
  rows.Add("e50", metrics.e50);
  rows.Add("e90", metrics.e90);
  AddHosmerLemeshow(metrics.hosmer_lemeshow, fitted_here, rows);
  for (const models::DecisionPoint& point : metrics.decision_curve) {
    const std::string at = ShortNumber(point.threshold);
    rows.Add(absl::StrCat("net_benefit at ", at), std::optional<double>(point.net_benefit));
    rows.Add(absl::StrCat("net_benefit of treating all at ", at), std::optional<double>(point.treat_all));
  }
  if (!metrics.at_threshold) return;
  const models::ThresholdTable& table = *metrics.at_threshold;
  rows.Add("threshold", std::optional<double>(table.threshold));
  rows.Add("tp", table.tp);
  rows.Add("fp", table.fp);
  rows.Add("tn", table.tn);
  rows.Add("fn", table.fn);
  rows.Add("sensitivity", table.sensitivity);
  rows.Add("specificity", table.specificity);
  rows.Add("ppv", table.ppv);
  rows.Add("npv", table.npv);
  rows.Add("accuracy", table.accuracy);
}

std::string ValidationCsv(const models::StudyResult& result) {
  std::string out = MetricsHeader();
  for (const models::SiteValidation& validation : result.validations) {
    for (const auto& [model, metrics] : validation.models) {
      AddMetrics(validation.site, RoleName(validation.role), model, metrics,
                 IsFittedHere(result, validation, model), out);
    }
    for (const auto& [model, why] : validation.left_out) {
      out += CsvLine({validation.site, RoleName(validation.role), model, "", "", "", "", "", "", why});
    }
  }
  return out;
}

std::string LedgerCsv(const LedgerSummary& ledger) {
  std::string out =
      CsvLine({"site", "requests", "bytes_sent", "bytes_received", "scalars_released", "scalars_held"});
  for (const auto& [site, traffic] : ledger.sites) {
    out += CsvLine({site, CountText(traffic.requests), CountText(traffic.bytes_sent),
                    CountText(traffic.bytes_received), CountText(traffic.scalars_released),
                    CountText(traffic.scalars_held)});
  }
  return out;
}

std::string RoundsCsv(const LedgerSummary& ledger) {
  std::string out = CsvLine({"round", "purpose", "kind", "request_sha256", "scalars", "seconds", "sites"});
  for (std::size_t i = 0; i < ledger.rounds.size(); ++i) {
    const LedgerRound& round = ledger.rounds[i];
    out += CsvLine({absl::StrCat(i + 1), round.purpose, round.kind, round.request_sha256,
                    CountText(round.scalars), NumberText(round.seconds), absl::StrJoin(round.sites, "; ")});
  }
  return out;
}

}  // namespace osteon::report
