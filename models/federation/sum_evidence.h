// What disclosure rules judge a sum by: counts of this site behind its numbers, and each patient's weight in
// them. It stays at the site.
#ifndef OSTEON_MODELS_FEDERATION_SUM_EVIDENCE_H_
#define OSTEON_MODELS_FEDERATION_SUM_EVIDENCE_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "models/data/analysis_table.h"
#include "models/preparation/view.h"

namespace osteon::models {

// The per-patient weights behind one statistic of a summand, sum_i w_i f(x_i): what dominance is judged by.
struct WeightedStatistic {
  std::string name;  // "moments", "logistic gradient", "logistic information"
  std::vector<double>
      weights;  // one per row of KernelOutput::rows; in SumEvidence one per row of the site's table
};

// Counts of patients that are released, or follow from what is.
struct Cells {
  std::string what;  // "patients by outcome", "sex = M by outcome", "bins of the predicted risk"
  std::vector<std::uint64_t> counts;
  // Bins of a histogram or between quantile cuts: exempt where only their sum over sites is seen.
  bool histogram = false;
  // Of this site whatever is seen: patients who differ from all others in a column that somebody else made.
  bool own = false;
};

// A block of products: columns by columns of all columns, sum_i w_i x_ij x_ik.
struct GramBlock {
  std::size_t columns = 0;      // the shorter side, the intercept counted
  std::size_t all_columns = 0;  // the longer one
  // How many products are new of each column, "1" the intercept.
  std::map<std::string, std::uint64_t> products;
  int left_out = -1;           // the fold that its data set leaves out; -1: none
  std::uint64_t patients = 0;  // of that data set, at this site
};

struct SumEvidence {
  std::string kind;                // of the request
  std::vector<std::string> sites;  // whose summands are added; empty: those of the round
  View view;
  std::uint64_t patients = 0;  // at this site, each counted once
  std::vector<Cells> cells;
  std::vector<GramBlock> blocks;
  bool by_fold = false;             // numbers of single folds: their classes are cells
  std::vector<std::string> levels;  // categorical columns that it is about
  std::vector<WeightedStatistic> statistics;
  double largest_linear_predictor = 0;  // and derived column
  // Of the derived columns that are not constant, the least range: one that hardly varies holds nothing but
  // rounding, which can be made to tell patients apart.
  double least_range = std::numeric_limits<double>::infinity();
  std::size_t thresholds = 0;  // cuts of a model's predicted risk
};

// Columns of the dictionary that are predictors. Categorical ones by the columns that their levels are coded
// as, the reference level left out: "sex" -> {"sexM"}; numeric ones with none: "age" -> {}.
using DictionaryColumns = std::map<std::string, std::vector<std::string>>;

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_SUM_EVIDENCE_H_
