// Every test that compares two models in a study's result, and what it means that there are so many.
#ifndef OSTEON_COORDINATOR_REPORT_COMPARISON_TESTS_H_
#define OSTEON_COORDINATOR_REPORT_COMPARISON_TESTS_H_

#include <string>
#include <vector>

#include "models/pipeline/study_result.h"

namespace osteon::report {

struct ComparisonTest {
  std::string
      where;  // key of validation.json's sites, "SITE (left out)", or "pooled": the external sites together
  std::string a, b;  // models
  std::string test;  // "auc", "mcnemar_accuracy", "mcnemar_sensitivity", "mcnemar_specificity"
  double p = 1;
  double p_holm = 1;  // adjusted for all of them together
};

// Of the AUC's difference: paired DeLong at a site, pooled the test of models::PValueOf; of McNemar's tests
// the mid-p value. Tests that a site could not make, or does not tell, are not counted. In the order of the
// report.
std::vector<ComparisonTest> ComparisonTests(const models::StudyResult& result);

// How many there are, of what, and how to read p beside p_holm: sentences.
std::string MultiplicityNote(const std::vector<ComparisonTest>& tests);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_COMPARISON_TESTS_H_
