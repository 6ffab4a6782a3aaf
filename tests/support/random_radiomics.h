// Radiomics tables drawn at random in the form of the golden synthetic ones: correlated blocks around a
// shared factor, log-normal columns, scales from 1e-3 to 1e4, shifts between sites.
#ifndef OSTEON_TESTS_SUPPORT_RANDOM_RADIOMICS_H_
#define OSTEON_TESTS_SUPPORT_RANDOM_RADIOMICS_H_

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/data/analysis_table.h"

namespace osteon::testing {

struct RadiomicsShape {
  unsigned seed = 1;
  Eigen::Index patients = 575;
  Eigen::Index columns = 400;
  int sites = 5;
  int folds = 10;
  int signals = 12;          // columns that the outcome depends on
  double strength = 0.4;     // size of a signal's coefficient, log-odds per standard deviation
  double event_rate = 0.4;   // about, over all sites
  double correlation = 0.8;  // of columns in one block, about
  double log_normal = 0.3;   // share of columns
};

struct RadiomicsTable {
  models::AnalysisTable table;
  std::vector<std::string> site_of_row;
};

inline RadiomicsTable RandomRadiomics(const RadiomicsShape& shape) {
  using Eigen::Index;
  std::mt19937_64 random(shape.seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  RadiomicsTable drawn;
  models::AnalysisTable& table = drawn.table;
  const Index n = shape.patients;
  table.values.resize(n, shape.columns);
  std::vector<int> site(static_cast<std::size_t>(n));
  Eigen::VectorXd shared(n);
  for (Index i = 0; i < n; ++i) {
    // Site s has about s + 1 shares of the patients.
    const int shares = shape.sites * (shape.sites + 1) / 2;
    int share = static_cast<int>(uniform(random) * shares);
    int s = 0;
    while (share > s) share -= ++s;
    site[static_cast<std::size_t>(i)] = s;
    drawn.site_of_row.push_back(absl::StrCat("S", s + 1));
    shared[i] = normal(random);
  }
  Eigen::VectorXd eta = Eigen::VectorXd::Zero(n);
  Eigen::VectorXd block(n);
  int left = 0;
  for (Index j = 0; j < shape.columns; ++j) {
    if (left == 0) {
      left = 2 + static_cast<int>(uniform(random) * 14);
      const double common = uniform(random);
      for (Index i = 0; i < n; ++i) {
        block[i] = std::sqrt(0.5 * common) * shared[i] + std::sqrt(1 - 0.5 * common) * normal(random);
      }
    }
    --left;
    const double r = std::min(0.99, shape.correlation * (0.75 + 0.5 * uniform(random)));
    const bool skewed = uniform(random) < shape.log_normal;
    const double scale = std::pow(10.0, 7 * uniform(random) - 3);
    const double centre = 3 * normal(random);
    std::vector<double> shift;
    std::vector<double> stretch;
    for (int s = 0; s < shape.sites; ++s) {
      shift.push_back(0.25 * normal(random));
      stretch.push_back(std::exp(0.1 * normal(random)));
    }
    const bool signal = j % std::max<Index>(1, shape.columns / std::max(shape.signals, 1)) == 0;
    const double weight = uniform(random) < 0.5 ? -shape.strength : shape.strength;
    for (Index i = 0; i < n; ++i) {
      const auto s = static_cast<std::size_t>(site[static_cast<std::size_t>(i)]);
      double z = std::sqrt(r) * block[i] + std::sqrt(1 - r) * normal(random);
      if (signal) eta[i] += weight * z;
      z = shift[s] + stretch[s] * z;
      if (skewed) z = std::exp(0.5 * z);
      const double x = scale * (centre + z);
      // As tables are written: six significant digits.
      const double digit = std::pow(10.0, std::floor(std::log10(std::max(std::fabs(x), 1e-300))) - 5);
      table.values(i, j) = std::round(x / digit) * digit;
    }
    table.columns.push_back(absl::StrCat("f", j + 1));
  }
  std::vector<double> base;
  for (int s = 0; s < shape.sites; ++s) {
    base.push_back(std::log(shape.event_rate / (1 - shape.event_rate)) + 0.4 * normal(random));
  }
  table.outcome.resize(n);
  for (Index i = 0; i < n; ++i) {
    const double p =
        1 / (1 + std::exp(-eta[i] - base[static_cast<std::size_t>(site[static_cast<std::size_t>(i)])]));
    table.outcome[i] = uniform(random) < p ? 1 : 0;
  }
  table.holdout.assign(static_cast<std::size_t>(n), false);
  // Folds are dealt in turn within site and outcome class.
  if (shape.folds == 0) return drawn;
  table.fold.assign(static_cast<std::size_t>(n), 0);
  std::vector<int> next(static_cast<std::size_t>(2 * shape.sites), 0);
  for (std::size_t i = 0; i < table.fold.size(); ++i) {
    int& turn =
        next[static_cast<std::size_t>(2 * site[i]) + (table.outcome[static_cast<Index>(i)] == 1 ? 1 : 0)];
    table.fold[i] = turn++ % shape.folds;
  }
  return drawn;
}

}  // namespace osteon::testing

#endif  // OSTEON_TESTS_SUPPORT_RANDOM_RADIOMICS_H_
