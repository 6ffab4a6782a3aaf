#include "models/pipeline/allowed.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/pipeline/case_mix.h"
#include "models/pipeline/fit_model.h"
#include "models/pipeline/request_columns.h"
#include "models/pipeline/study_columns.h"
#include "models/pipeline/units.h"
#include "models/pipeline/validation_groups.h"
#include "models/study/secure_aggregation.h"
#include "models/threshold/choose_youden.h"

namespace osteon::models {
namespace {

using Sites = std::vector<std::string>;

absl::Status Refuse(absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat("the approved study does not ask for this: ", what));
}

bool Within(const Sites& sites, const Sites& of) {
  return std::includes(of.begin(), of.end(), sites.begin(), sites.end());
}

template <typename Kind>
bool HasModel(const Study& study) {
  return std::any_of(study.models.begin(), study.models.end(),
                     [](const Model& model) { return std::holds_alternative<Kind>(model.kind); });
}
template <typename Step>
bool HasStep(const Study& study) {
  return std::any_of(study.screen.begin(), study.screen.end(),
                     [](const ScreeningStep& step) { return std::holds_alternative<Step>(step); });
}

// Whether a step of the study needs sums of this kind.
template <typename Request>
bool IsNeeded(const Study& study) {
  const bool fits = HasModel<LogisticModel>(study) || HasModel<PenalisedModel>(study);
  const bool imputes = study.missing != MissingValues::kCompleteCase;
  if constexpr (std::is_same_v<Request, ConfirmCountsRequest>) {
    return IsMasked(study, study.development) || StacksExternal(study);
  }
  if constexpr (std::is_same_v<Request, ReaderAgreementRequest>) return HasStep<IccStep>(study);
  if constexpr (std::is_same_v<Request, BatchMomentsRequest>) return study.harmonise.has_value();
  if constexpr (std::is_same_v<Request, ScoreCountsRequest>) return study.validation.youden;
  if constexpr (std::is_same_v<Request, MissingRequest>) return imputes || HasStep<MissingnessStep>(study);
  if constexpr (std::is_same_v<Request, PresentMomentsRequest> || std::is_same_v<Request, CutCountsRequest>) {
    // Axes of nomograms, knots of calibration curves.
    if (imputes || HasModel<LogisticModel>(study) || study.validation.bootstrap.has_value()) return true;
    // What the case mix of other patients is compared with.
    return std::is_same_v<Request, PresentMomentsRequest> && ComparesCaseMix(study);
  }
  if constexpr (std::is_same_v<Request, ClassMomentsRequest> || std::is_same_v<Request, CorrelationRequest>) {
    return !study.screen.empty();
  }
  if constexpr (std::is_same_v<Request, FoldMomentsRequest> ||
                std::is_same_v<Request, LogisticBatchRequest> ||
                std::is_same_v<Request, HeldOutScoresRequest>) {
    return HasModel<PenalisedModel>(study);
  }
  return fits;
}

// What a sum is asked with, beside its request.
struct Asked {
  const std::string& fit;
  const Sites& sites;
  const View& view;
};

class Checker {
 public:
  explicit Checker(const Study& study) : study_(study), columns_(study) {}

  absl::Status Check(const TaskKey& key, const SumRequest& request) const {
    const auto* bundle = std::get_if<BundleRequest>(&request);
    if (bundle == nullptr) return CheckSum({key.fit, key.sites, View()}, request);
    for (const BundlePart& part : bundle->parts) {
      if (!Within(part.sites, key.sites)) return Refuse("a sum over other sites than its round's");
      OSTEON_RETURN_IF_ERROR(CheckSum({part.fit, part.sites, part.view}, part.request));
    }
    return absl::OkStatus();
  }

  absl::Status Check(const TaskKey& key, const GatherRequest& request) const {
    return std::visit([&](const auto& kind) { return CheckGather(key, kind); }, request);
  }

 private:
  absl::Status CheckSum(const Asked& asked, const SumRequest& request) const {
    if (!asked.fit.empty() && study_.FindModel(asked.fit) == nullptr) {
      return Refuse(absl::StrCat("it fits no model named ", asked.fit));
    }
    OSTEON_RETURN_IF_ERROR(CheckView(asked.view));
    OSTEON_RETURN_IF_ERROR(std::visit([&](const auto& kind) { return CheckKind(asked, kind); }, request));
    return CheckColumns(ColumnsOf(request));
  }

  absl::Status CheckKind(const Asked& /*asked*/, const BundleRequest& /*request*/) const {
    return Refuse("a bundle within a bundle");
  }

  absl::Status CheckKind(const Asked& asked, const PrepareRequest& request) const {
    if (!Within(asked.sites, study_.AllSites()))
      return Refuse("a preparation at sites that it does not name");
    if (static_cast<std::size_t>(request.sites) != asked.sites.size()) {
      return Refuse("a sum scaled for another number of sites");
    }
    if (request.preparation.combat && !study_.harmonise) return Refuse("harmonised features");
    for (const DerivedColumn& column : request.preparation.derived) {
      OSTEON_RETURN_IF_ERROR(CheckFolds(column.folds));
    }
    return absl::OkStatus();
  }

  absl::Status CheckKind(const Asked& asked, const ConfirmCountsRequest& request) const {
    Sites sites;
    for (const auto& [site, counts] : request.shares) sites.push_back(site);
    if (sites != asked.sites) return Refuse("counts of other sites than its round's");
    return CheckCounted(asked.fit, asked.sites);
  }

  absl::Status CheckCounted(const std::string& fit, const Sites& sites) const {
    const bool development = sites == study_.development && IsMasked(study_, sites);
    if (fit.empty() && (development || IsStacked(sites))) return absl::OkStatus();
    return Refuse("counts of other than all its development sites, or all external ones");
  }

  bool IsStacked(const Sites& sites) const { return StacksExternal(study_) && sites == study_.external; }

  // Over all external sites together: counts of risks at thousandths, and what calibrates linear predictors.
  template <typename Request>
  absl::Status CheckStacked(const Request& request) const {
    if constexpr (std::is_same_v<Request, ScoreCountsRequest>) {
      for (const ScoredModel& model : request.models) OSTEON_RETURN_IF_ERROR(CheckModel(model));
      return request.cuts == FineCuts() ? absl::OkStatus() : Refuse("other cuts than thousandths");
    }
    if constexpr (std::is_same_v<Request, PerformanceRequest> || std::is_same_v<Request, MomentsRequest> ||
                  std::is_same_v<Request, LogisticRequest>) {
      const std::vector<std::string> columns = ColumnsOf(SumRequest(request));
      const bool is_model = columns.size() == 1 &&
                            std::any_of(study_.models.begin(), study_.models.end(), [&](const Model& model) {
                              return LinearPredictorColumn(model.name) == columns.front();
                            });
      return is_model ? absl::OkStatus() : Refuse("sums of other columns than one linear predictor");
    }
    return Refuse("sums of this kind over external sites");
  }

  template <typename Request>
  absl::Status CheckKind(const Asked& asked, const Request& request) const {
    if (IsStacked(asked.sites)) {
      OSTEON_RETURN_IF_ERROR(CheckStacked(request));
      return CheckScaled(asked, request);
    }
    if (!IsNeeded<Request>(study_)) {
      return Refuse(absl::StrCat("sums of the kind ", KindOf(SumRequest(request))));
    }
    if (!IsDevelopment(asked.sites)) return Refuse("a sum over other than the development sites");
    return CheckScaled(asked, request);
  }

  template <typename Request>
  absl::Status CheckScaled(const Asked& asked, const Request& request) const {
    if (static_cast<std::size_t>(request.sites) != asked.sites.size()) {
      return Refuse("a sum scaled for another number of sites");
    }
    if (request.rows != RowSet::kTrain) return Refuse("a sum over other than the training rows");
    if constexpr (std::is_same_v<Request, LogisticRequest>) {
      OSTEON_RETURN_IF_ERROR(CheckOffset(asked.fit, request));
    }
    if constexpr (requires { request.folds; }) {
      if (request.folds != 1 && request.folds != asked.view.folds.folds) {
        return Refuse("other folds than those of its cross-validation");
      }
    }
    return absl::OkStatus();
  }

  // A recalibration has neither an offset nor leaves its intercept out.
  absl::Status CheckOffset(const std::string& fit, const LogisticRequest& request) const {
    const Model* model = study_.FindModel(fit);
    const auto* logistic = model == nullptr ? nullptr : std::get_if<LogisticModel>(&model->kind);
    const bool offset = request.offset.empty() || (logistic != nullptr && logistic->offset == request.offset);
    const bool intercept = request.intercept || (logistic != nullptr && !logistic->intercept);
    return offset && intercept ? absl::OkStatus() : Refuse("an offset, or a fit without an intercept");
  }

  absl::Status CheckColumns(const std::vector<std::string>& columns) const {
    for (const std::string& column : columns) {
      if (!columns_.Has(column)) return Refuse(absl::StrCat("column ", column));
    }
    return absl::OkStatus();
  }

  // All development sites, or with internal_external all of them but one.
  bool IsDevelopment(const Sites& sites) const {
    if (sites == study_.development) return true;
    return study_.validation.internal_external && sites.size() + 1 == study_.development.size() &&
           Within(sites, study_.development);
  }

  absl::Status CheckFolds(const FoldRule& folds) const {
    if (folds == FoldRule()) return absl::OkStatus();
    const bool known = std::any_of(study_.models.begin(), study_.models.end(), [&](const Model& model) {
      const auto* penalised = std::get_if<PenalisedModel>(&model.kind);
      return penalised != nullptr && penalised->cv && FoldsOf(*penalised->cv) == folds;
    });
    return known ? absl::OkStatus() : Refuse("folds of no cross-validation of it");
  }

  absl::Status CheckView(const View& view) const {
    if (view.replicate > 0) {
      const auto& bootstrap = study_.validation.bootstrap;
      if (!bootstrap || view.replicate > static_cast<std::uint32_t>(bootstrap->replicates) ||
          view.seed != bootstrap->seed) {
        return Refuse("a bootstrap replicate that it does not have");
      }
    } else if (view.seed != 0) {
      return Refuse("a seed without a replicate");
    }
    if (view.harmonised_on_site) return Refuse("sums over features that are harmonised on site");
    return CheckFolds(view.folds);
  }

  absl::Status CheckGather(const TaskKey& key, const AdmissionRequest& /*request*/) const {
    if (key.fit.empty() && key.sites == study_.AllSites()) return absl::OkStatus();
    return Refuse("an admission of other than all its sites");
  }

  absl::Status CheckGather(const TaskKey& key, const CountsRequest& /*request*/) const {
    return CheckCounted(key.fit, key.sites);
  }

  absl::Status CheckGather(const TaskKey& key, const VariableSummaryRequest& request) const {
    if (!key.fit.empty() || key.sites != study_.AllSites()) {
      return Refuse("a summary of variables at other than all its sites");
    }
    return IsUnitsRequest(study_, request) ? absl::OkStatus() : Refuse("a summary of these variables");
  }

  absl::Status CheckGather(const TaskKey& key, const CaseMixRequest& request) const {
    if (!key.fit.empty()) return Refuse("a case mix of a model");
    OSTEON_RETURN_IF_ERROR(CheckGroup(key, request.rows));
    return IsCaseMixRequest(study_, request) ? absl::OkStatus() : Refuse("a case mix of these variables");
  }

  absl::Status CheckGather(const TaskKey& key, const SubgroupRequest& request) const {
    const auto& asked = study_.validation.subgroups;
    if (std::find(asked.begin(), asked.end(), request.variable.name) == asked.end() ||
        request.variable != SubgroupsBy(study_, request.variable.name)) {
      return Refuse("these subgroups");
    }
    if (!request.validation.score_edges.empty()) return Refuse("histograms of subgroups");
    if (request.validation.view.harmonised_on_site) return Refuse("subgroups of features harmonised on site");
    OSTEON_RETURN_IF_ERROR(CheckGroup(key, request.validation.rows));
    return CheckGather(key, request.validation);
  }

  // All sites of one of its groups, or those external ones that have a model's columns.
  static bool IsOf(const ValidationGroup& group, const Sites& sites) {
    const bool some = group.role == SiteRole::kExternal && !sites.empty() && Within(sites, group.sites);
    return some || group.sites == sites;
  }

  // On the rows that the sites are validated on.
  absl::Status CheckGroup(const TaskKey& key, RowSet rows) const {
    for (const ValidationGroup& group : ValidationGroups(study_)) {
      if (group.rows == rows && IsOf(group, key.sites)) return absl::OkStatus();
    }
    return Refuse("validation at these sites, or on these rows");
  }

  absl::Status CheckPlace(const TaskKey& key, RowSet rows) const {
    for (const ValidationGroup& group : ValidationGroups(study_)) {
      if (group.rows != rows) continue;
      if (IsOf(group, key.sites)) return absl::OkStatus();
      // On features harmonised on site: where there are patients enough.
      if (study_.harmonise && Within(key.sites, group.sites)) return absl::OkStatus();
    }
    const bool left_out = study_.validation.internal_external && rows == RowSet::kTrain &&
                          key.sites.size() == 1 && Within(key.sites, study_.development);
    return left_out ? absl::OkStatus() : Refuse("validation at these sites, or on these rows");
  }

  absl::Status CheckModel(const ScoredModel& scored) const {
    const Model* model = study_.FindModel(scored.name);
    if (model == nullptr) return Refuse("a model that it does not have");
    if (const auto* score = std::get_if<ScoreModel>(&model->kind)) {
      if (scored.score_column == score->column && scored.terms.empty()) return absl::OkStatus();
      return Refuse("another score column");
    }
    if (!scored.score_column.empty()) return Refuse("a score column");
    if (const auto* given = std::get_if<GivenModel>(&model->kind)) {
      std::vector<LinearTerm> terms;
      for (const auto& [name, coefficient] : given->terms) terms.push_back({name, coefficient});
      return scored.terms == terms ? absl::OkStatus() : Refuse("other coefficients than the given ones");
    }
    return CheckColumns(ColumnsOf(scored));
  }

  // The study's own, one of the grid that thresholds are chosen on, or a frozen model's.
  absl::Status CheckThreshold(const std::string& name, const std::optional<double>& threshold) const {
    const Model* model = study_.FindModel(name);
    const auto* given = model == nullptr ? nullptr : std::get_if<GivenModel>(&model->kind);
    if (given != nullptr && given->frozen && given->frozen->threshold) {
      return given->frozen->threshold == threshold ? absl::OkStatus() : Refuse("another threshold");
    }
    if (threshold == study_.validation.threshold) return absl::OkStatus();
    const bool on_grid = threshold && std::fabs(*threshold * 1000 - std::nearbyint(*threshold * 1000)) < 1e-9;
    return study_.validation.youden && on_grid ? absl::OkStatus() : Refuse("another threshold");
  }

  absl::Status CheckValidationView(const TaskKey& key, const View& view) const {
    if (view.replicate != 0 || view.seed != 0 || view.folds != FoldRule()) {
      return Refuse("validation of a bootstrap replicate");
    }
    const bool external = Within(key.sites, study_.external);
    const bool may = study_.harmonise && (external || study_.validation.internal_external);
    return !view.harmonised_on_site || may ? absl::OkStatus() : Refuse("features harmonised on site");
  }

  absl::Status CheckCuts(const std::vector<double>& thresholds) const {
    if (thresholds == study_.validation.decision_thresholds) return absl::OkStatus();
    return Refuse("other thresholds of a decision curve");
  }

  absl::Status CheckGather(const TaskKey& key, const ValidationRequest& request) const {
    if (key.fit != request.model) return Refuse("a model that it does not have");
    OSTEON_RETURN_IF_ERROR(CheckModel({request.model, request.terms, request.score_column}));
    OSTEON_RETURN_IF_ERROR(CheckThreshold(request.model, request.threshold));
    OSTEON_RETURN_IF_ERROR(CheckCuts(request.decision_thresholds));
    OSTEON_RETURN_IF_ERROR(CheckValidationView(key, request.view));
    // On features harmonised on site, and of a site left out, there are none.
    if (!request.score_edges.empty()) {
      if (request.view.harmonised_on_site) return Refuse("histograms of features harmonised on site");
      return CheckGroup(key, request.rows);
    }
    return CheckPlace(key, request.rows);
  }

  absl::Status CheckGather(const TaskKey& key, const ComparisonRequest& request) const {
    const auto& pairs = study_.validation.compare;
    if (std::find(pairs.begin(), pairs.end(), std::pair(request.a.name, request.b.name)) == pairs.end()) {
      return Refuse("a comparison of these models");
    }
    OSTEON_RETURN_IF_ERROR(CheckModel(request.a));
    OSTEON_RETURN_IF_ERROR(CheckModel(request.b));
    if (request.thresholds) {
      OSTEON_RETURN_IF_ERROR(CheckThreshold(request.a.name, request.thresholds->a));
      OSTEON_RETURN_IF_ERROR(CheckThreshold(request.b.name, request.thresholds->b));
    }
    OSTEON_RETURN_IF_ERROR(CheckCuts(request.decision_thresholds));
    OSTEON_RETURN_IF_ERROR(CheckValidationView(key, request.view_a));
    OSTEON_RETURN_IF_ERROR(CheckValidationView(key, request.view_b));
    return CheckPlace(key, request.rows);
  }

  const Study& study_;
  const StudyColumns columns_;
};

// Adds the kind of the list's alternative `index` and of all later ones that the study needs.
template <std::size_t index = 0>
void AppendNeededKinds(const Study& study, std::vector<std::string>& kinds) {
  if constexpr (index < std::variant_size_v<SumRequest>) {
    using Request = std::variant_alternative_t<index, SumRequest>;
    if constexpr (!std::is_same_v<Request, BundleRequest>) {
      if (IsNeeded<Request>(study)) kinds.push_back(KindOf(SumRequest(Request())));
    }
    AppendNeededKinds<index + 1>(study, kinds);
  }
}

}  // namespace

std::vector<std::string> AllowedKinds(const Study& study) {
  std::vector<std::string> kinds;
  AppendNeededKinds(study, kinds);
  kinds.push_back(KindOf(GatherRequest(AdmissionRequest())));
  if (IsMasked(study, study.development)) kinds.push_back(KindOf(GatherRequest(CountsRequest())));
  kinds.push_back(KindOf(GatherRequest(ValidationRequest())));
  kinds.push_back(KindOf(GatherRequest(CaseMixRequest())));
  if (!study.validation.subgroups.empty()) kinds.push_back(KindOf(GatherRequest(SubgroupRequest())));
  if (!study.validation.compare.empty()) kinds.push_back(KindOf(GatherRequest(ComparisonRequest())));
  return kinds;
}

absl::Status CheckAllowed(const Study& study, const Task& task) {
  if (task.key.attempt != 1) return Refuse("another attempt than the first");
  const Checker checker(study);
  return std::visit([&](const auto& request) { return checker.Check(task.key, request); }, task.request);
}

}  // namespace osteon::models
