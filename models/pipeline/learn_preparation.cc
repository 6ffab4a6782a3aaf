#include "models/pipeline/learn_preparation.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/harmonisation/fit_combat.h"

namespace osteon::models {
namespace {

constexpr double kDefaultLeastCell = 5;

// Takes features out of the list that fewer than `least` patients have a value of.
absl::Status DropMissing(Federation& federation, const PipelineScope& scope, double least,
                         std::vector<std::string>& features, PipelineResult& result) {
  if (features.empty()) return absl::OkStatus();
  const Round round{"imputation", "", scope.sites};
  OSTEON_ASSIGN_OR_RETURN(
      const RingVector sums,
      federation.Sum(round, MissingRequest{features, RowSet::kTrain, static_cast<int>(scope.sites.size())}));
  const double patients = sums.DecodeBlock(0)[0];
  const std::vector<double> no_event = sums.DecodeBlock(1), event = sums.DecodeBlock(2);
  StepLog log;
  log.step = "imputation";
  log.rule =
      absl::StrCat("a value in at least ", least, " training patients, so that there is one to fill in");
  log.candidates = features.size();
  for (std::size_t j = 0; j < features.size(); ++j) {
    const double values = patients - no_event[j] - event[j];
    if (values >= least) {
      log.kept.push_back(features[j]);
    } else {
      log.dropped[features[j]] = values == 0
                                     ? std::string("no training patient has a value")
                                     : absl::StrCat("fewer than ", least, " training patients have a value");
    }
  }
  if (log.dropped.empty()) return absl::OkStatus();
  features = log.kept;
  result.screening.push_back(std::move(log));
  return absl::OkStatus();
}

// Clinical columns that models are made of, as numbers and by categorical column.
struct ClinicalColumns {
  std::vector<std::string> numeric;
  std::map<std::string, std::vector<std::string>> dummies;  // categorical column -> its design columns
};

ClinicalColumns ClinicalOf(const Study& study) {
  ClinicalColumns columns;
  for (const std::string& name : study.NeededColumns()) {
    const ClinicalColumn* clinical = study.Clinical(name);
    if (clinical != nullptr && clinical->type == ClinicalColumn::Type::kCategorical) {
      columns.dummies[name] = study.DesignColumns(name);
    } else if (!study.IsFeature(name) || clinical != nullptr) {
      columns.numeric.push_back(name);
    }
  }
  return columns;
}

// The most frequent level's dummy is 1; of equal ones the first, the reference before all.
void FillWithMode(const std::vector<std::string>& dummies, std::vector<FillValue>& fills) {
  std::vector<FillValue*> of_column;
  double reference = 1;
  for (const std::string& dummy : dummies) {
    const auto fill = std::find_if(fills.begin(), fills.end(),
                                   [&](const FillValue& value) { return value.column == dummy; });
    of_column.push_back(&*fill);
    reference -= fill->value;
  }
  double most = reference;
  FillValue* mode = nullptr;
  for (FillValue* fill : of_column) {
    if (fill->value > most) {
      most = fill->value;
      mode = fill;
    }
  }
  for (FillValue* fill : of_column) fill->value = fill == mode ? 1 : 0;
}

}  // namespace

std::uint64_t LeastCell(const Study& study) {
  return static_cast<std::uint64_t>(study.privacy.min_cell.value_or(kDefaultLeastCell));
}

absl::Status LearnImputation(const Study& study, const PipelineScope& scope, TablePreparation& tables,
                             std::vector<std::string>& features, PipelineResult& result) {
  if (study.missing == MissingValues::kCompleteCase || scope.sites.empty()) return absl::OkStatus();
  OSTEON_ASSIGN_OR_RETURN(PreparedFederation federation, tables.Seen({}));
  const double least =
      static_cast<double>(LeastCell(study)) * (study.missing == MissingValues::kMedian ? 2 : 1);
  OSTEON_RETURN_IF_ERROR(DropMissing(federation, scope, least, features, result));
  const ClinicalColumns clinical = ClinicalOf(study);
  std::vector<std::string> numeric = clinical.numeric;
  for (const std::string& name : study.NeededColumns()) {
    if (study.Clinical(name) == nullptr && study.IsFeature(name) &&
        std::find(features.begin(), features.end(), name) == features.end()) {
      numeric.push_back(name);
    }
  }
  numeric.insert(numeric.end(), features.begin(), features.end());
  const FillMethod method = study.missing == MissingValues::kMedian ? FillMethod::kMedian : FillMethod::kMean;
  OSTEON_ASSIGN_OR_RETURN(result.fills, LearnFillValues(federation, "imputation", method, numeric,
                                                        scope.sites, LeastCell(study)));
  std::vector<std::string> dummies;
  for (const auto& [column, design] : clinical.dummies) {
    dummies.insert(dummies.end(), design.begin(), design.end());
  }
  OSTEON_ASSIGN_OR_RETURN(std::vector<FillValue> modes,
                          LearnFillValues(federation, "imputation of categories", FillMethod::kMean, dummies,
                                          scope.sites, LeastCell(study)));
  for (const auto& [column, design] : clinical.dummies) FillWithMode(design, modes);
  result.fills.insert(result.fills.end(), modes.begin(), modes.end());
  for (const FillValue& fill : result.fills) tables.base().fills.push_back({fill.column, fill.value});
  return absl::OkStatus();
}

absl::Status LearnHarmonisation(const Study& study, const PipelineScope& scope, TablePreparation& tables,
                                const std::vector<std::string>& features) {
  if (!study.harmonise || features.empty()) return absl::OkStatus();
  std::vector<std::string> covariates;
  for (const std::string& covariate : study.harmonise->covariates) {
    for (std::string& design : study.DesignColumns(covariate)) covariates.push_back(std::move(design));
  }
  OSTEON_ASSIGN_OR_RETURN(PreparedFederation federation, tables.Seen(tables.base()));
  OSTEON_ASSIGN_OR_RETURN(CombatModel model,
                          FitCombat(federation, "harmonisation", features, covariates, scope.sites));
  tables.base().combat = HarmonisedFeatures{std::move(model), scope.sites};
  return absl::OkStatus();
}

}  // namespace osteon::models
