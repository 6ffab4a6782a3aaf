#include "models/pipeline/stack_external.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "models/disclosure/breach.h"
#include "models/federation/prepared_federation.h"
#include "models/federation/scoped_federation.h"
#include "models/federation/side_by_side.h"
#include "models/glm/fit_logistic.h"
#include "models/pipeline/describe_models.h"
#include "models/pipeline/run_pipeline.h"
#include "models/pipeline/study_columns.h"
#include "models/pipeline/validate_models.h"
#include "models/study/secure_aggregation.h"
#include "models/threshold/choose_youden.h"
#include "models/validation/calibration.h"

namespace osteon::models {
namespace {

constexpr char kStacked[] = "stacked";
constexpr int kMostSteps = 50;
constexpr std::size_t kPerRocPoint = 10;  // thousandths

std::string WhyNotMasked(const Study& study) {
  if (study.privacy.secure_aggregation == "off") {
    return "the study's sums are not masked (secure_aggregation: off)";
  }
  return absl::StrCat("sums over external sites are masked from ", kLeastMaskedSites, " sites on, and there ",
                      study.external.size() == 1 ? "is " : "are ", study.external.size());
}

// The rule that keeps a site's own record of the model back: it would refuse the sums as well.
std::optional<std::string> SuppressedRecord(const std::vector<SiteValidation>& external,
                                            const std::string& model) {
  for (const SiteValidation& validation : external) {
    for (const auto& [name, metrics] : validation.models) {
      if (name == model && !metrics.suppressed.empty()) return metrics.suppressed;
    }
  }
  return std::nullopt;
}

// Who has not the model; empty: nobody.
std::string WhyNotEverywhere(const std::vector<SiteValidation>& external, const std::string& model) {
  std::vector<std::string> sites;
  for (const SiteValidation& validation : external) {
    const auto why = validation.left_out.find(model);
    if (why != validation.left_out.end())
      sites.push_back(absl::StrCat(validation.site, " (", why->second, ")"));
  }
  if (sites.empty()) return "";
  return absl::StrCat("the model is left out at ", absl::StrJoin(sites, ", "),
                      ", and a sum over the other sites would not be of all external patients");
}

// What the sites' own records say of one model, in order.
std::vector<const ValidationMetrics*> RecordsFor(const std::vector<SiteValidation>& external,
                                                 const std::string& model) {
  std::vector<const ValidationMetrics*> records;
  for (const SiteValidation& validation : external) {
    for (const auto& [name, metrics] : validation.models) {
      if (name == model) records.push_back(&metrics);
    }
  }
  return records;
}

// Patients of each outcome at or above each thousandth.
struct FineCounts {
  std::uint64_t n = 0, events = 0;
  std::vector<std::uint64_t> tp, fp;

  // Those at or above a threshold that is a thousandth.
  std::optional<RocPoint> At(double threshold) const {
    const double thousandth = std::nearbyint(threshold * 1000);
    if (std::fabs(threshold * 1000 - thousandth) > 1e-9 || thousandth < 1 || thousandth > 999) {
      return std::nullopt;
    }
    const auto cut = static_cast<std::size_t>(thousandth) - 1;
    return RocPoint{threshold, tp[cut], fp[cut]};
  }
};

std::vector<std::uint64_t> Between(const std::vector<std::uint64_t>& at_or_above, std::uint64_t all) {
  std::vector<std::uint64_t> bins;
  std::uint64_t before = all;
  for (const std::uint64_t count : at_or_above) {
    bins.push_back(before - count);
    before = count;
  }
  bins.push_back(before);
  return bins;
}

void AddCounts(const FineCounts& counts, StackedPerformance& out) {
  out.n = counts.n;
  out.events = counts.events;
  out.auc = AucOfBins(Between(counts.tp, counts.events), Between(counts.fp, counts.n - counts.events));
  for (std::size_t cut = kPerRocPoint; cut <= counts.tp.size(); cut += kPerRocPoint) {
    out.roc.push_back({static_cast<double>(cut) / 1000, counts.tp[cut - 1], counts.fp[cut - 1]});
  }
}

// The sum of the sites' own counts, or the rule that keeps one of them back.
void AddTable(const FineCounts& counts, double threshold,
              const std::vector<const ValidationMetrics*>& records, StackedPerformance& out) {
  std::optional<RocPoint> at = counts.At(threshold);
  if (!at) {
    at = RocPoint{threshold, 0, 0};
    for (const ValidationMetrics* record : records) {
      if (!record->at_threshold) return;
      if (const std::string& rule = record->at_threshold->suppressed; !rule.empty()) {
        out.at_threshold.emplace();
        out.at_threshold->threshold = threshold;
        out.at_threshold->suppressed = rule;
        return;
      }
      at->tp += record->at_threshold->tp;
      at->fp += record->at_threshold->fp;
    }
  }
  out.at_threshold =
      TableOf(threshold, at->tp, at->fp, counts.n - counts.events - at->fp, counts.events - at->tp);
}

DecisionPoint PointAt(const FineCounts& counts, double threshold, std::size_t place,
                      const std::vector<const ValidationMetrics*>& records) {
  DecisionPoint point;
  point.threshold = threshold;
  std::optional<RocPoint> at = counts.At(threshold);
  if (!at) {
    at = RocPoint{threshold, 0, 0};
    for (const ValidationMetrics* record : records) {
      if (place >= record->decision_curve.size()) continue;  // of no patient
      const DecisionPoint& own = record->decision_curve[place];
      if (!own.suppressed.empty()) {
        point.suppressed = own.suppressed;
        return point;
      }
      at->tp += own.tp;
      at->fp += own.fp;
    }
  }
  return DecisionPointOf(threshold, at->tp, at->fp, counts.n, counts.events);
}

// A model's sums and fits, beside the others'.
class ModelStack {
 public:
  ModelStack(const Study& study, const std::string& model, StackedPerformance& out)
      : sites_(study.external), model_(model), column_(LinearPredictorColumn(model)), out_(out) {}

  absl::Status Run(Federation& federation) {
    OSTEON_RETURN_IF_ERROR(AddBrier(federation));
    const absl::StatusOr<TrainingMoments> moments =
        AskTrainingMoments(federation, model_, Memory("moments"), {column_}, sites_);
    if (!moments.ok()) return moments.status();
    OSTEON_RETURN_IF_ERROR(AddIntercept(federation, *moments));
    return AddSlope(federation, *moments);
  }

 private:
  std::string Memory(absl::string_view what) const { return absl::StrCat("stacked ", model_, ": ", what); }
  Round MyRound() const { return {kStacked, model_, sites_}; }
  int sites() const { return static_cast<int>(sites_.size()); }

  absl::Status AddBrier(Federation& federation) {
    OSTEON_ASSIGN_OR_RETURN(
        const RingVector sums,
        federation.Sum(MyRound(), PerformanceRequest{{column_}, RowSet::kTrain, sites()}));
    const std::vector<double> counts = sums.DecodeBlock(0);
    const double n = counts[0], prevalence = counts[1] / n;
    out_.brier.value = sums.DecodeBlock(3)[0] / n;
    if (prevalence > 0 && prevalence < 1) {
      out_.scaled_brier.value = 1 - *out_.brier.value / (prevalence * (1 - prevalence));
    } else {
      out_.scaled_brier.unavailable = prevalence == 0 ? "no events" : "no non-events";
    }
    return absl::OkStatus();
  }

  // Newton's method for the intercept beside a slope of 1. The first gradient, at 0, is events less expected.
  absl::Status AddIntercept(Federation& federation, const TrainingMoments& moments) {
    const StandardisedColumn& column = moments.columns.front();
    const double scale = IsConstant(column) ? 1 : column.scale;
    LogisticRequest request;
    request.columns = {{column_, column.mean, scale}};
    request.patients = moments.n;
    request.sites = sites();
    double intercept = 0;
    for (int step = 0; step < kMostSteps; ++step) {
      request.beta = {column.mean + intercept, scale};  // intercept + linear predictor
      OSTEON_ASSIGN_OR_RETURN(const RingVector sums, federation.Sum(MyRound(), request));
      const double gradient = sums.DecodeBlock(2)[0];
      const double information = sums.DecodeBlock(3)[0];
      if (step == 0) {
        const auto events = static_cast<double>(moments.events);
        out_.oe = ObservedOverExpected(events, events - gradient, static_cast<double>(moments.n));
      }
      if (!(information > 0)) break;
      const double change = gradient / information;
      OSTEON_ASSIGN_OR_RETURN(const std::vector<double> next,
                              federation.Remember(Memory(absl::StrCat("intercept, step ", step)),
                                                  [&]() -> absl::StatusOr<std::vector<double>> {
                                                    return std::vector<double>{intercept + change};
                                                  }));
      intercept = next.front();
      if (std::fabs(change) < 1e-9 * (1 + std::fabs(intercept))) {  // quadratic: the next is below rounding
        out_.calibration_in_the_large = Wald(intercept, 1 / std::sqrt(information), "Wald");
        return absl::OkStatus();
      }
      if (std::fabs(intercept) > kMostIntercept) break;
    }
    out_.calibration_in_the_large = Unavailable("the intercept did not converge");
    return absl::OkStatus();
  }

  absl::Status AddSlope(Federation& federation, const TrainingMoments& moments) {
    const absl::StatusOr<FittedModel> fit =
        FitLogisticWith(federation, model_, Memory("recalibration"), moments, {column_});
    if (HasNoEstimate(fit.status())) {
      out_.calibration_slope = out_.calibration_intercept =
          Unavailable("the predicted risks are all equal, or separate events from non-events");
      return absl::OkStatus();
    }
    if (!fit.ok()) return fit.status();
    out_.calibration_intercept = Of(fit->terms[0]);
    out_.calibration_slope = Of(fit->terms[1]);
    return absl::OkStatus();
  }

  static MaybeEstimate Of(const ModelTerm& term) {
    return Wald(term.coefficient, term.standard_error.value_or(0), "Wald");
  }

  static constexpr double kMostIntercept = 20;
  const std::vector<std::string>& sites_;
  const std::string& model_;
  const std::string column_;
  StackedPerformance& out_;
};

// Models that see the tables alike, and how.
struct Seen {
  Preparation preparation;
  View view;  // of the preparation as the sites know it already
  std::vector<const FittedModel*> models;
};

class Stacker {
 public:
  Stacker(Federation& federation, const Study& study, const PipelineResult& pipeline,
          const std::vector<SiteValidation>& external)
      : federation_(federation), study_(study), pipeline_(pipeline), external_(external) {}

  absl::StatusOr<std::map<std::string, StackedPerformance>> Run() {
    std::map<std::string, StackedPerformance> stacked;
    for (const Seen& seen : ModelsByView()) {
      const absl::Status status = Stack(seen, stacked);
      if (status.ok()) continue;
      const std::optional<std::string> rule = RuleNamedIn(status.message());
      if (!rule) return status;
      for (const FittedModel* model : seen.models) {
        StackedPerformance& performance = stacked[model->name];
        if (performance.unavailable.empty()) Suppress(performance, *rule);
      }
    }
    return stacked;
  }

 private:
  static void Suppress(StackedPerformance& performance, const std::string& rule) {
    performance = {};
    performance.unavailable = Suppressed(rule);
  }

  std::vector<Seen> ModelsByView() const {
    std::vector<Seen> views;
    for (const FittedModel& model : pipeline_.models) {
      const auto* given = std::get_if<GivenModel>(&study_.FindModel(model.name)->kind);
      const bool frozen = given != nullptr && given->frozen && given->frozen->preparation != Preparation();
      Seen seen;
      seen.preparation = frozen ? given->frozen->preparation : pipeline_.preparation;
      seen.view.preparation = frozen ? FrozenPreparationName(model.name) : pipeline_.preparation_name;
      const auto same = std::find_if(views.begin(), views.end(), [&](const Seen& other) {
        return other.view.preparation == seen.view.preparation;
      });
      if (same != views.end()) {
        same->models.push_back(&model);
      } else {
        seen.models = {&model};
        views.push_back(std::move(seen));
      }
    }
    return views;
  }

  absl::Status Stack(const Seen& seen, std::map<std::string, StackedPerformance>& stacked) {
    std::vector<const FittedModel*> models;
    for (const FittedModel* model : seen.models) {
      if (const auto rule = SuppressedRecord(external_, model->name)) {
        Suppress(stacked[model->name], *rule);
      } else if (std::string why = WhyNotEverywhere(external_, model->name); !why.empty()) {
        stacked[model->name].unavailable = std::move(why);
      } else {
        models.push_back(model);
      }
    }
    if (models.empty()) return absl::OkStatus();
    OSTEON_RETURN_IF_ERROR(Count(seen, models, stacked));
    return Fit(seen, models, stacked);
  }

  absl::Status Count(const Seen& seen, const std::vector<const FittedModel*>& models,
                     std::map<std::string, StackedPerformance>& stacked) {
    ScoreCountsRequest request;
    for (const FittedModel* model : models) request.models.push_back(Scored(*model, TermsAtNewSite(*model)));
    request.cuts = FineCuts();
    request.sites = static_cast<int>(study_.external.size());
    PreparedFederation federation(federation_, seen.view);
    OSTEON_ASSIGN_OR_RETURN(const RingVector sums, federation.Sum({kStacked, "", study_.external}, request));
    const std::vector<double> all = sums.DecodeBlock(0), without = sums.DecodeBlock(1),
                              with = sums.DecodeBlock(2);
    const std::size_t cuts = request.cuts.size();
    for (std::size_t m = 0; m < models.size(); ++m) {
      FineCounts counts;
      counts.n = static_cast<std::uint64_t>(all[0]);
      counts.events = static_cast<std::uint64_t>(all[1]);
      for (std::size_t cut = m * cuts; cut < (m + 1) * cuts; ++cut) {
        counts.tp.push_back(static_cast<std::uint64_t>(with[cut]));
        counts.fp.push_back(static_cast<std::uint64_t>(without[cut]));
      }
      const std::string& model = models[m]->name;
      StackedPerformance& out = stacked[model];
      AddCounts(counts, out);
      const std::vector<const ValidationMetrics*> records = RecordsFor(external_, model);
      if (const auto& threshold = pipeline_.details.at(model).threshold) {
        AddTable(counts, *threshold, records, out);
      }
      const std::vector<double>& thresholds = study_.validation.decision_thresholds;
      for (std::size_t place = 0; place < thresholds.size(); ++place) {
        out.decision_curve.push_back(PointAt(counts, thresholds[place], place, records));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Fit(const Seen& seen, const std::vector<const FittedModel*>& models,
                   std::map<std::string, StackedPerformance>& stacked) {
    Preparation preparation = seen.preparation;
    std::vector<const FittedModel*> linear;
    for (const FittedModel* model : models) {
      if (!model->score_column.empty()) {
        SayWhy("a column of predicted risks is counted, and not summed", stacked[model->name]);
        continue;
      }
      linear.push_back(model);
      preparation.derived.push_back({LinearPredictorColumn(model->name), TermsAtNewSite(*model), {}, {}});
    }
    if (linear.empty()) return absl::OkStatus();
    View view;
    view.preparation = absl::StrCat("stacked, ", seen.view.preparation);
    OSTEON_RETURN_IF_ERROR(
        federation_
            .Sum({"preparation", "", study_.external},
                 PrepareRequest{view.preparation, preparation, static_cast<int>(study_.external.size())})
            .status());
    std::vector<Procedure> procedures;
    for (const FittedModel* model : linear) {
      procedures.push_back([this, view, model, &out = stacked[model->name]](Federation& lane) {
        ScopedFederation scoped(lane, "", kStacked);
        PreparedFederation prepared(scoped, view);
        return ModelStack(study_, model->name, out).Run(prepared);
      });
    }
    const std::vector<absl::Status> results = RunSideBySide(federation_, procedures);
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (results[i].ok()) continue;
      // The counts stand; what was not reached says why.
      const std::optional<std::string> rule = RuleNamedIn(results[i].message());
      if (!rule && !IsAboutData(results[i])) return results[i];
      SayWhy(rule ? Suppressed(*rule) : std::string(results[i].message()), stacked[linear[i]->name]);
    }
    return absl::OkStatus();
  }

  // Of what has neither a value nor a reason.
  static void SayWhy(const std::string& why, StackedPerformance& out) {
    for (MaybeEstimate* estimate :
         {&out.calibration_in_the_large, &out.calibration_slope, &out.calibration_intercept, &out.oe}) {
      if (!estimate->value && estimate->unavailable.empty()) *estimate = Unavailable(why);
    }
    for (Maybe<double>* number : {&out.brier, &out.scaled_brier}) {
      if (!number->value && number->unavailable.empty()) number->unavailable = why;
    }
  }

  Federation& federation_;
  const Study& study_;
  const PipelineResult& pipeline_;
  const std::vector<SiteValidation>& external_;
};

}  // namespace

absl::StatusOr<std::map<std::string, StackedPerformance>> StackExternal(
    Federation& federation, const Study& study, const PipelineResult& pipeline,
    const std::vector<SiteValidation>& external) {
  if (StacksExternal(study)) return Stacker(federation, study, pipeline, external).Run();
  std::map<std::string, StackedPerformance> stacked;
  for (const FittedModel& model : pipeline.models) stacked[model.name].unavailable = WhyNotMasked(study);
  return stacked;
}

}  // namespace osteon::models
