// How much a study will ask of one site, before anything ran: for the people who approve it.
#ifndef OSTEON_MODELS_PIPELINE_EXPECTED_RELEASES_H_
#define OSTEON_MODELS_PIPELINE_EXPECTED_RELEASES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "models/study/study.h"

namespace osteon::models {

// What nobody knows before the tables are read.
struct AssumedSizes {
  std::size_t features = 1000;  // columns with the study's prefixes
  std::size_t patients = 500;   // training patients of all development sites
};

struct ExpectedStep {
  std::string what;  // "admission", "model signature", ...
  double requests = 0;
  double numbers = 0;
};

struct ExpectedReleases {
  std::vector<ExpectedStep> steps;  // in the order in which they are asked
  double requests = 0, numbers = 0;

  // Records of this site alone, in clear whatever the masks: they are not added to anything.
  std::size_t validation_records = 0, comparison_records = 0;  // beside one admission
};

// An estimate of the order of magnitude for one development or external site. With p columns of a model
// (all features where it takes them, fewer once screening keeps k), K folds, L penalties, m models
// and f features it counts
//
//   imputation     3 requests, 2 + 5p; median 6 requests, 3 * 257 p more
//   harmonisation  1, 2 + 2f + q + q f + q (q + 1) / 2 for q covariates
//   screening      1, 4 + 5f for F; ICC 1, 7f; missingness 1, 2 + 2f; correlation f (f - 1) / 2; mRMR k f
//   logistic       8, 2 + 2p + 7 (3 + p + (p + 1)(p + 2) / 2); stepwise 6p, p^4 / 2 in all
//   penalised      30, (K + 1)(L d + d^2 + 10 p) with d = min(p, df_max or n / 6); ridge 15, (K + 1)
//                  (p^2 / 2 + 10 p); with score histograms 200 K L more
//   thresholds     1, 2 + 1998 m; nomograms 4, 260 p; performance 8, 8 (3 + 2m)
//   records        117 and 4 for each threshold of a decision curve; comparisons 30 and 4; case mix 1, 2 + 5
//                  a variable and 2 a level, at development sites 3, 3 each and 3 + p + (p + 1)(p + 2) / 2 a
//                  model of p <= 30 predictors once; subgroups 77 and 4 a level; external patients together
//                  18, 2 + 2090 m
//
// and adds all sums of development again for each other development site that is left out (internal-external)
// and for each replicate (bootstrap), in as many requests as once. Measured studies were within a factor
// of 4.
ExpectedReleases EstimateReleases(const Study& study, bool development, const AssumedSizes& sizes = {});

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_EXPECTED_RELEASES_H_
