// What was learned at the development sites and is done to every site's table before a model sees it.
#ifndef OSTEON_MODELS_PREPARATION_PREPARATION_H_
#define OSTEON_MODELS_PREPARATION_PREPARATION_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "models/harmonisation/combat_model.h"
#include "models/preparation/view.h"

namespace osteon::models {

// The value that stands in for a missing one.
struct FilledColumn {
  std::string column;
  double value = 0;
  friend bool operator==(const FilledColumn&, const FilledColumn&) = default;
};

struct LinearTerm {
  std::string name;        // "(Intercept)" or a column
  double coefficient = 0;  // on the raw scale
  friend bool operator==(const LinearTerm&, const LinearTerm&) = default;
};

// A column that is a linear combination of others: a signature as predictor of a nomogram.
struct DerivedColumn {
  std::string name;
  std::vector<LinearTerm> terms;
  // Cross-validated: by fold of `folds`, fitted without that fold; training rows take their fold's, other
  // rows `terms`. Empty: `terms` for every row.
  std::vector<std::vector<LinearTerm>> terms_by_fold;
  FoldRule folds;
  friend bool operator==(const DerivedColumn&, const DerivedColumn&) = default;
};

// The terms of a restricted cubic spline of a column beyond the column itself (spline_basis.h), in columns
// SplineColumnName(column, 1), ...: a calibration curve.
struct SplineColumns {
  std::string column;
  std::vector<double> knots;  // ascending, 3 or more
  friend bool operator==(const SplineColumns&, const SplineColumns&) = default;
};

std::string SplineColumnName(const std::string& column, std::size_t term);

// 1 at the site and 0 elsewhere.
struct SiteColumn {
  std::string name;
  std::string site;
  friend bool operator==(const SiteColumn&, const SiteColumn&) = default;
};

// ComBat at the sites that it was learned at, each by its own estimates; at others only where the view says.
struct HarmonisedFeatures {
  CombatModel model;
  std::vector<std::string> sites;  // sorted
  friend bool operator==(const HarmonisedFeatures&, const HarmonisedFeatures&) = default;
};

struct Preparation {
  std::vector<FilledColumn> fills;           // first
  std::optional<HarmonisedFeatures> combat;  // then
  std::vector<DerivedColumn> derived;        // then, in this order: later ones may use earlier ones
  std::vector<SplineColumns> splines{};      // of what is there by then
  std::vector<SiteColumn> site_columns;      // last
  friend bool operator==(const Preparation&, const Preparation&) = default;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PREPARATION_PREPARATION_H_
