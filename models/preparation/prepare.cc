#include "models/preparation/prepare.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/harmonisation/apply_combat.h"
#include "models/harmonisation/estimate_batch.h"
#include "models/validation/spline_basis.h"

namespace osteon::models {
namespace {

using Eigen::Index;

constexpr char kIntercept[] = "(Intercept)";

// The rows of a bootstrap replicate, in the order of the table's rows.
AnalysisTable Repeat(const AnalysisTable& table, const std::vector<int>& counts) {
  AnalysisTable repeated;
  repeated.columns = table.columns;
  for (std::size_t row = 0; row < counts.size(); ++row) {
    for (int copy = 0; copy < counts[row]; ++copy) repeated.patient.push_back(row);
  }
  const auto n = static_cast<Index>(repeated.patient.size());
  repeated.values.resize(n, table.values.cols());
  repeated.outcome.resize(n);
  for (Index i = 0; i < n; ++i) {
    const std::size_t row = repeated.patient[static_cast<std::size_t>(i)];
    repeated.outcome[i] = table.outcome[static_cast<Index>(row)];
    repeated.holdout.push_back(table.holdout[row]);
    if (!table.batch.empty()) repeated.batch.push_back(table.batch[row]);
  }
  for (Index j = 0; j < table.values.cols(); ++j) {
    for (Index i = 0; i < n; ++i) {
      repeated.values(i, j) =
          table.values(static_cast<Index>(repeated.patient[static_cast<std::size_t>(i)]), j);
    }
  }
  return repeated;
}

absl::Status NoDraws() {
  return absl::FailedPreconditionError("folds and replicates need the site's own draws, and there are none");
}

template <typename T>
std::vector<T> OfPatients(const std::vector<T>& by_patient, const AnalysisTable& prepared) {
  if (prepared.patient.empty()) return by_patient;
  std::vector<T> by_row;
  by_row.reserve(prepared.patient.size());
  for (const std::size_t patient : prepared.patient) by_row.push_back(by_patient[patient]);
  return by_row;
}

class Preparing {
 public:
  Preparing(const AnalysisTable& table, const std::string& site, const PatientDraws* draws)
      : table_(table), site_(site), draws_(draws) {}

  absl::StatusOr<AnalysisTable> Values(const Preparation& preparation, const View& view) {
    if (view.replicate > 0) {
      if (draws_ == nullptr) return NoDraws();
      const std::string purpose = absl::StrCat("bootstrap|", view.seed, "|", view.replicate);
      out_ = Repeat(table_, BootstrapCounts(table_, purpose, *draws_));
    } else {
      out_ = table_;
    }
    for (const FilledColumn& fill : preparation.fills) OSTEON_RETURN_IF_ERROR(FillColumn(fill));
    if (preparation.combat) OSTEON_RETURN_IF_ERROR(Harmonise(*preparation.combat, view));
    return std::move(out_);
  }

  absl::StatusOr<AnalysisTable> Columns(AnalysisTable values, const Preparation& preparation,
                                        const FoldRule& folds) {
    out_ = std::move(values);
    for (const DerivedColumn& column : preparation.derived) OSTEON_RETURN_IF_ERROR(Derive(column));
    for (const SplineColumns& spline : preparation.splines) OSTEON_RETURN_IF_ERROR(AddSpline(spline));
    for (const SiteColumn& column : preparation.site_columns) {
      OSTEON_RETURN_IF_ERROR(Append(
          column.name, Eigen::VectorXd::Constant(out_.values.rows(), column.site == site_ ? 1.0 : 0.0)));
    }
    OSTEON_ASSIGN_OR_RETURN(out_.fold, Folds(folds));
    return std::move(out_);
  }

 private:
  absl::Status FillColumn(const FilledColumn& fill) {
    OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> column, ColumnsOf(out_, {fill.column}));
    auto cells = out_.values.col(static_cast<Index>(column[0]));
    for (Index i = 0; i < cells.size(); ++i) {
      if (std::isnan(cells[i])) cells[i] = fill.value;
    }
    return absl::OkStatus();
  }

  // Estimated from training rows, where the site developed the model; from all of its rows elsewhere.
  absl::Status Harmonise(const HarmonisedFeatures& combat, const View& view) {
    const bool learned_here = std::binary_search(combat.sites.begin(), combat.sites.end(), site_);
    if (!learned_here && !view.harmonised_on_site) return absl::OkStatus();
    const std::vector<std::size_t> rows = RowsOf(out_, learned_here ? RowSet::kTrain : RowSet::kAll);
    if (!learned_here) OSTEON_RETURN_IF_ERROR(CheckTransductive(out_, rows));
    OSTEON_ASSIGN_OR_RETURN(out_, ApplyCombat(combat.model, std::move(out_), rows, CombatMode::kSite));
    return absl::OkStatus();
  }

  absl::StatusOr<Eigen::VectorXd> Combine(const std::vector<LinearTerm>& terms) const {
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(out_.values.rows());
    for (const LinearTerm& term : terms) {
      if (!std::isfinite(term.coefficient)) {
        return absl::InvalidArgumentError(absl::StrCat("the coefficient of ", term.name, " is not finite"));
      }
      if (term.name == kIntercept) {
        sum.array() += term.coefficient;
        continue;
      }
      OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> column, ColumnsOf(out_, {term.name}));
      sum += term.coefficient * out_.values.col(static_cast<Index>(column[0]));
    }
    return sum;
  }

  absl::Status Derive(const DerivedColumn& column) {
    OSTEON_ASSIGN_OR_RETURN(Eigen::VectorXd cells, Combine(column.terms));
    if (!column.terms_by_fold.empty()) {
      if (column.terms_by_fold.size() != static_cast<std::size_t>(column.folds.folds)) {
        return absl::InvalidArgumentError(
            absl::StrCat("column ", column.name, " needs one combination per fold"));
      }
      OSTEON_ASSIGN_OR_RETURN(const std::vector<int> folds, Folds(column.folds));
      for (std::size_t k = 0; k < column.terms_by_fold.size(); ++k) {
        OSTEON_ASSIGN_OR_RETURN(const Eigen::VectorXd without, Combine(column.terms_by_fold[k]));
        for (std::size_t i = 0; i < folds.size(); ++i) {
          if (folds[i] == static_cast<int>(k)) cells[static_cast<Index>(i)] = without[static_cast<Index>(i)];
        }
      }
    }
    return Append(column.name, cells);
  }

  absl::Status AddSpline(const SplineColumns& spline) {
    const std::vector<double>& knots = spline.knots;
    const bool ascend = std::adjacent_find(knots.begin(), knots.end(), std::greater_equal<>()) == knots.end();
    if (knots.size() < 3 || !ascend) {
      return absl::InvalidArgumentError(
          absl::StrCat("the spline of ", spline.column, " needs three knots or more that ascend"));
    }
    OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> column, ColumnsOf(out_, {spline.column}));
    const Eigen::MatrixXd basis = SplineBasis(out_.values.col(static_cast<Index>(column[0])), knots);
    for (Index term = 2; term < basis.cols(); ++term) {
      OSTEON_RETURN_IF_ERROR(
          Append(SplineColumnName(spline.column, static_cast<std::size_t>(term) - 1), basis.col(term)));
    }
    return absl::OkStatus();
  }

  absl::Status Append(const std::string& name, const Eigen::VectorXd& cells) {
    if (out_.Column(name)) {
      return absl::InvalidArgumentError(
          absl::StrCat("the analysis table has a column ", name, " already; give the model another name"));
    }
    out_.columns.push_back(name);
    out_.values.conservativeResize(Eigen::NoChange, out_.values.cols() + 1);
    out_.values.col(out_.values.cols() - 1) = cells;
    return absl::OkStatus();
  }

  // (rows) of the prepared table.
  absl::StatusOr<std::vector<int>> Folds(const FoldRule& rule) const {
    if (rule.folds <= 1) return std::vector<int>();
    if (rule.column.empty()) {
      if (draws_ == nullptr) return NoDraws();
      return OfPatients(
          DealFolds(table_, rule.folds, absl::StrCat("folds|", rule.seed, "|", rule.folds), *draws_), out_);
    }
    const auto found = table_.fold_columns.find(rule.column);
    if (found == table_.fold_columns.end()) {
      return absl::NotFoundError(
          absl::StrCat("column ", rule.column, " of folds is not in the site's analysis table"));
    }
    const bool within = std::all_of(found->second.begin(), found->second.end(),
                                    [&](int level) { return level < rule.folds; });
    if (!within) {
      return absl::InvalidArgumentError(
          absl::StrCat("column ", rule.column, " has more levels than the ", rule.folds, " folds asked for"));
    }
    return OfPatients(found->second, out_);
  }

  const AnalysisTable& table_;
  const std::string& site_;
  const PatientDraws* draws_;
  AnalysisTable out_;
};

}  // namespace

std::string SplineColumnName(const std::string& column, std::size_t term) {
  return absl::StrCat(column, ", spline term ", term);
}

absl::StatusOr<AnalysisTable> PrepareValues(const AnalysisTable& table, const Preparation& preparation,
                                            const View& view, const std::string& site,
                                            const PatientDraws* draws) {
  return Preparing(table, site, draws).Values(preparation, view);
}

absl::StatusOr<AnalysisTable> PrepareColumns(AnalysisTable values, const AnalysisTable& table,
                                             const Preparation& preparation, const FoldRule& folds,
                                             const std::string& site, const PatientDraws* draws) {
  return Preparing(table, site, draws).Columns(std::move(values), preparation, folds);
}

absl::StatusOr<AnalysisTable> Prepare(const AnalysisTable& table, const Preparation& preparation,
                                      const View& view, const std::string& site, const PatientDraws* draws) {
  OSTEON_ASSIGN_OR_RETURN(AnalysisTable values, PrepareValues(table, preparation, view, site, draws));
  return PrepareColumns(std::move(values), table, preparation, view.folds, site, draws);
}

}  // namespace osteon::models
