#include "coordinator/report/comparison_tests.h"

#include <cstddef>
#include <optional>

#include "absl/strings/str_cat.h"
#include "coordinator/report/validation_json.h"
#include "coordinator/report/wording.h"
#include "models/validation/multiplicity.h"

namespace osteon::report {
namespace {

class Collecting {
 public:
  explicit Collecting(std::vector<ComparisonTest>& out) : out_(out) {}

  void Add(const std::string& where, const models::SiteComparison& compared) {
    const models::ModelComparison& comparison = compared.comparison;
    const ComparisonTest test{where, compared.a, compared.b, ""};
    if (comparison.auc.value) Add(test, "auc", comparison.auc.value->p);
    Add(test, "mcnemar_accuracy", comparison.accuracy);
    Add(test, "mcnemar_sensitivity", comparison.sensitivity);
    Add(test, "mcnemar_specificity", comparison.specificity);
  }

  void Add(const models::ComparedModels& compared) {
    const models::PooledComparison& comparison = compared.comparison;
    const ComparisonTest test{"pooled", compared.a, compared.b, ""};
    if (const std::optional<double> p = models::PValueOf(comparison.auc)) Add(test, "auc", *p);
    Add(test, "mcnemar_accuracy", comparison.accuracy.test);
    Add(test, "mcnemar_sensitivity", comparison.sensitivity.test);
    Add(test, "mcnemar_specificity", comparison.specificity.test);
  }

 private:
  void Add(ComparisonTest test, const char* name, double p) {
    test.test = name;
    test.p = p;
    out_.push_back(std::move(test));
  }
  void Add(const ComparisonTest& test, const char* name, const models::Maybe<models::McNemar>& mcnemar) {
    if (mcnemar.value) Add(test, name, mcnemar.value->p_mid);
  }

  std::vector<ComparisonTest>& out_;
};

}  // namespace

std::vector<ComparisonTest> ComparisonTests(const models::StudyResult& result) {
  std::vector<ComparisonTest> tests;
  Collecting collecting(tests);
  const std::vector<std::string> keys = ValidationKeys(result.validations);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (const models::SiteComparison& compared : result.validations[i].comparisons)
      collecting.Add(keys[i], compared);
  }
  for (const models::ComparedModels& compared : result.pooled_comparisons) collecting.Add(compared);
  if (result.internal_external) {
    for (const models::SiteValidation& validation : result.internal_external->sites) {
      for (const models::SiteComparison& compared : validation.comparisons) {
        collecting.Add(absl::StrCat(validation.site, " (left out)"), compared);
      }
    }
  }
  std::vector<double> p;
  p.reserve(tests.size());
  for (const ComparisonTest& test : tests) p.push_back(test.p);
  const std::vector<double> adjusted = models::HolmAdjusted(p);
  for (std::size_t i = 0; i < tests.size(); ++i) tests[i].p_holm = adjusted[i];
  return tests;
}

std::string MultiplicityNote(const std::vector<ComparisonTest>& tests) {
  if (tests.empty()) return "No test compares two models.";
  return absl::StrCat(
      Counted(tests.size(), "test"), tests.size() == 1 ? " compares" : " compare",
      " two models: at each place and over the external sites together the difference in AUC (paired DeLong; "
      "pooled: "
      "Student's t with the Hartung-Knapp standard error) and McNemar's tests of accuracy, sensitivity and "
      "specificity (mid-p), as far as they could be made. At a level of 0.05, were no model better than "
      "another, ",
      Plain(0.05 * static_cast<double>(tests.size())),
      " of them would be expected to be significant by chance. p_holm is adjusted for all of them together "
      "by Holm's "
      "method, which is cautious here because tests of the same patients hang together. Differences in Brier "
      "score "
      "and net benefit have intervals and no p-value, and are not counted.");
}

}  // namespace osteon::report
