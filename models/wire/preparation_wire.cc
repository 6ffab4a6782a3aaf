#include "models/wire/preparation_wire.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/wire/lasso_wire.h"
#include "models/wire/message_checks.h"

namespace osteon::models {
namespace {

constexpr int kMaxKnots = 10;

void ToMessage(const FoldRule& rule, v1::FoldRule* message) {
  message->set_folds(static_cast<std::uint32_t>(rule.folds));
  message->set_seed(rule.seed);
  message->set_column(rule.column);
}

absl::StatusOr<FoldRule> FromMessage(const v1::FoldRule& message) {
  if (message.folds() < 2 || message.folds() > static_cast<std::uint32_t>(kMaxFolds)) {
    return Invalid(absl::StrCat(message.folds(), " folds"));
  }
  if (message.column().size() > kMaxNameLength) return Invalid("too long a name of a fold column");
  return FoldRule{static_cast<int>(message.folds()), message.seed(), message.column()};
}

void ToMessage(const std::vector<LinearTerm>& terms, v1::LinearPredictor* message) {
  for (const LinearTerm& term : terms) {
    v1::Term* added = message->add_terms();
    added->set_name(term.name);
    added->set_coefficient(term.coefficient);
  }
}

absl::StatusOr<std::vector<LinearTerm>> FromMessage(const v1::LinearPredictor& message) {
  if (message.terms_size() > kMaxColumns) return Invalid("too many terms");
  std::vector<LinearTerm> terms;
  std::vector<std::string> names;
  for (const v1::Term& term : message.terms()) {
    OSTEON_RETURN_IF_ERROR(CheckName(term.name(), "a term"));
    if (!std::isfinite(term.coefficient())) {
      return Invalid(absl::StrCat("coefficient of ", term.name(), " is not finite"));
    }
    terms.push_back({term.name(), term.coefficient()});
    names.push_back(term.name());
  }
  OSTEON_RETURN_IF_ERROR(CheckUnique(std::move(names), "term"));
  return terms;
}

void ToMessage(const HarmonisedFeatures& combat, v1::HarmonisedFeatures* message) {
  const CombatModel& model = combat.model;
  message->mutable_features()->Add(model.features.begin(), model.features.end());
  message->mutable_covariates()->Add(model.covariates.begin(), model.covariates.end());
  message->mutable_grand_mean()->Add(model.grand_mean.begin(), model.grand_mean.end());
  message->mutable_scale()->Add(model.scale.begin(), model.scale.end());
  message->mutable_coefficients()->Add(model.coefficients.begin(), model.coefficients.end());
  message->mutable_constant()->Add(model.constant.begin(), model.constant.end());
  message->set_patients(model.patients);
  message->set_batches(model.batches);
  message->mutable_sites()->Add(combat.sites.begin(), combat.sites.end());
}

absl::StatusOr<HarmonisedFeatures> FromMessage(const v1::HarmonisedFeatures& message) {
  HarmonisedFeatures combat;
  OSTEON_ASSIGN_OR_RETURN(combat.model.features, ColumnsFromMessage(message.features()));
  OSTEON_ASSIGN_OR_RETURN(combat.model.covariates, ColumnsFromMessage(message.covariates()));
  OSTEON_ASSIGN_OR_RETURN(combat.model.constant, ColumnsFromMessage(message.constant()));
  const int p = message.features_size();
  if (message.grand_mean_size() != p || message.scale_size() != p ||
      message.coefficients_size() != p * message.covariates_size()) {
    return Invalid("harmonisation with another number of means, scales or coefficients than of features");
  }
  for (const auto* numbers : {&message.grand_mean(), &message.scale(), &message.coefficients()}) {
    for (const double number : *numbers) {
      if (!std::isfinite(number)) return Invalid("a number of the harmonisation is not finite");
    }
  }
  for (const double scale : message.scale()) {
    if (!(scale > 0)) return Invalid("a scale of the harmonisation is not above 0");
  }
  combat.model.grand_mean.assign(message.grand_mean().begin(), message.grand_mean().end());
  combat.model.scale.assign(message.scale().begin(), message.scale().end());
  combat.model.coefficients.assign(message.coefficients().begin(), message.coefficients().end());
  combat.model.patients = message.patients();
  combat.model.batches = message.batches();
  combat.sites.assign(message.sites().begin(), message.sites().end());
  if (!std::is_sorted(combat.sites.begin(), combat.sites.end())) return Invalid("sites are not in order");
  return combat;
}

}  // namespace

void ToMessage(const View& view, v1::View* message) {
  message->set_preparation(view.preparation);
  message->set_harmonised_on_site(view.harmonised_on_site);
  message->set_replicate(view.replicate);
  message->set_seed(view.seed);
  if (view.folds != FoldRule()) ToMessage(view.folds, message->mutable_folds());
}

absl::StatusOr<View> ViewFromMessage(const v1::View& message) {
  View view;
  if (message.preparation().size() > kMaxNameLength) return Invalid("too long a name of a preparation");
  view.preparation = message.preparation();
  view.harmonised_on_site = message.harmonised_on_site();
  view.replicate = message.replicate();
  view.seed = message.seed();
  if (message.has_folds()) {
    OSTEON_ASSIGN_OR_RETURN(view.folds, FromMessage(message.folds()));
  }
  return view;
}

void ToMessage(const Preparation& preparation, v1::Preparation* message) {
  for (const FilledColumn& fill : preparation.fills) {
    v1::FillValue* added = message->add_fills();
    added->set_column(fill.column);
    added->set_value(fill.value);
  }
  if (preparation.combat) ToMessage(*preparation.combat, message->mutable_combat());
  for (const DerivedColumn& column : preparation.derived) {
    v1::DerivedColumn* added = message->add_derived();
    added->set_name(column.name);
    ToMessage(column.terms, added->mutable_terms());
    for (const std::vector<LinearTerm>& terms : column.terms_by_fold) {
      ToMessage(terms, added->add_terms_by_fold());
    }
    if (column.folds != FoldRule()) ToMessage(column.folds, added->mutable_folds());
  }
  for (const SplineColumns& spline : preparation.splines) {
    v1::SplineColumns* added = message->add_splines();
    added->set_column(spline.column);
    added->mutable_knots()->Add(spline.knots.begin(), spline.knots.end());
  }
  for (const SiteColumn& column : preparation.site_columns) {
    v1::SiteColumn* added = message->add_site_columns();
    added->set_name(column.name);
    added->set_site(column.site);
  }
}

absl::StatusOr<Preparation> PreparationFromMessage(const v1::Preparation& message) {
  Preparation preparation;
  if (message.fills_size() > kMaxColumns || message.derived_size() > kMaxColumns ||
      message.site_columns_size() > kMaxSites) {
    return Invalid("too large a preparation");
  }
  std::vector<std::string> filled, made;
  for (const v1::FillValue& fill : message.fills()) {
    OSTEON_RETURN_IF_ERROR(CheckName(fill.column(), "a column to fill"));
    if (!std::isfinite(fill.value())) {
      return Invalid(absl::StrCat("the value to fill in for ", fill.column(), " is not finite"));
    }
    preparation.fills.push_back({fill.column(), fill.value()});
    filled.push_back(fill.column());
  }
  if (message.has_combat()) {
    OSTEON_ASSIGN_OR_RETURN(preparation.combat, FromMessage(message.combat()));
  }
  for (const v1::DerivedColumn& column : message.derived()) {
    DerivedColumn derived;
    OSTEON_RETURN_IF_ERROR(CheckName(column.name(), "a derived column"));
    derived.name = column.name();
    OSTEON_ASSIGN_OR_RETURN(derived.terms, FromMessage(column.terms()));
    if (column.terms_by_fold_size() > kMaxFolds) return Invalid("too many folds of a derived column");
    for (const v1::LinearPredictor& terms : column.terms_by_fold()) {
      OSTEON_ASSIGN_OR_RETURN(derived.terms_by_fold.emplace_back(), FromMessage(terms));
    }
    if (column.has_folds()) {
      OSTEON_ASSIGN_OR_RETURN(derived.folds, FromMessage(column.folds()));
    }
    made.push_back(derived.name);
    preparation.derived.push_back(std::move(derived));
  }
  if (message.splines_size() > kMaxColumns) return Invalid("too many splines");
  for (const v1::SplineColumns& spline : message.splines()) {
    OSTEON_RETURN_IF_ERROR(CheckName(spline.column(), "the column of a spline"));
    if (spline.knots_size() < 3 || spline.knots_size() > kMaxKnots)
      return Invalid("a spline of too few or many knots");
    for (const double knot : spline.knots()) {
      if (!std::isfinite(knot)) return Invalid("a knot that is not finite");
    }
    preparation.splines.push_back({spline.column(), {spline.knots().begin(), spline.knots().end()}});
  }
  for (const v1::SiteColumn& column : message.site_columns()) {
    OSTEON_RETURN_IF_ERROR(CheckName(column.name(), "a site column"));
    OSTEON_RETURN_IF_ERROR(CheckName(column.site(), "a site"));
    preparation.site_columns.push_back({column.name(), column.site()});
    made.push_back(column.name());
  }
  OSTEON_RETURN_IF_ERROR(CheckUnique(std::move(filled), "column to fill"));
  OSTEON_RETURN_IF_ERROR(CheckUnique(std::move(made), "column"));
  return preparation;
}

void Fill(const PrepareRequest& request, v1::SumRequest* message) {
  v1::PrepareRequest* prepare = message->mutable_prepare();
  prepare->set_name(request.name);
  ToMessage(request.preparation, prepare->mutable_preparation());
  prepare->set_sites(static_cast<std::uint32_t>(request.sites));
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::PrepareRequest& message) {
  PrepareRequest request;
  OSTEON_RETURN_IF_ERROR(CheckName(message.name(), "a preparation"));
  request.name = message.name();
  OSTEON_ASSIGN_OR_RETURN(request.preparation, PreparationFromMessage(message.preparation()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return request;
}

}  // namespace osteon::models
