#include "models/data/patient_draws.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "tests/support/numbered_draws.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::NumberedDraws;

AnalysisTable Patients(int n, int events) {
  AnalysisTable table;
  table.outcome = Eigen::VectorXd::Zero(n);
  table.outcome.head(events).setOnes();
  table.holdout.assign(static_cast<std::size_t>(n), false);
  return table;
}

TEST(DealFolds, FoldsAreBalancedInSizeAndEventsToWithinOne) {
  const AnalysisTable table = Patients(73, 17);
  const std::vector<int> fold = DealFolds(table, 10, "folds|1|10", NumberedDraws());
  std::array<int, 10> size{}, events{};
  for (std::size_t i = 0; i < fold.size(); ++i) {
    const auto k = static_cast<std::size_t>(fold[i]);
    ++size[k];
    if (i < 17) ++events[k];
  }
  EXPECT_LE(*std::max_element(size.begin(), size.end()) - *std::min_element(size.begin(), size.end()), 1);
  EXPECT_LE(*std::max_element(events.begin(), events.end()) - *std::min_element(events.begin(), events.end()),
            1);
}

// Fifty sites of ten patients would leave most of ten folds empty if each began at the first.
TEST(DealFolds, ManySmallSitesFillAllFolds) {
  std::array<int, 10> size{};
  for (int site = 0; site < 50; ++site) {
    for (const int k :
         DealFolds(Patients(10, 4), 10, absl::StrCat("folds of site ", site), NumberedDraws())) {
      ++size[static_cast<std::size_t>(k)];
    }
  }
  EXPECT_GE(*std::min_element(size.begin(), size.end()), 20);
}

// No fold shows the sums of fewer than five patients of a site, whatever their number.
TEST(DealFolds, NoFoldOfASiteHasAFewPatients) {
  for (const int patients : {5, 9, 24, 25, 47, 49, 50, 51, 120}) {
    std::array<std::size_t, 10> size{};
    for (const int k : DealFolds(Patients(patients, patients / 3), 10, "folds", NumberedDraws())) {
      ++size[static_cast<std::size_t>(k)];
    }
    std::size_t used = 0;
    for (const std::size_t k : size) {
      EXPECT_TRUE(k == 0 || k >= kLeastFoldPatients) << patients;
      used += k > 0 ? 1 : 0;
    }
    EXPECT_EQ(used, std::min<std::size_t>(10, static_cast<std::size_t>(patients) / kLeastFoldPatients))
        << patients;
  }
}

TEST(DealFolds, AnotherPurposeDealsOtherwiseAndTheSameOneAlike) {
  const AnalysisTable table = Patients(60, 20);
  EXPECT_EQ(DealFolds(table, 5, "folds|1|5", NumberedDraws()),
            DealFolds(table, 5, "folds|1|5", NumberedDraws()));
  EXPECT_NE(DealFolds(table, 5, "folds|1|5", NumberedDraws()),
            DealFolds(table, 5, "folds|2|5", NumberedDraws()));
}

TEST(DealFolds, HoldOutRowsAreInNoFold) {
  AnalysisTable table = Patients(10, 5);
  table.holdout[3] = true;
  EXPECT_EQ(DealFolds(table, 3, "folds", NumberedDraws())[3], -1);
}

// Poisson of mean 1: e^-1 = 0.368 of the patients not at all, as many once, 0.184 twice.
TEST(BootstrapCounts, ArePoissonOfMeanOne) {
  const AnalysisTable table = Patients(20000, 1);
  const std::vector<int> counts = BootstrapCounts(table, "bootstrap|1|1", NumberedDraws());
  std::array<int, 20> times{};
  for (const int count : counts) ++times.at(static_cast<std::size_t>(count));
  EXPECT_NEAR(times[0] / 20000.0, 0.3679, 0.011);  // three standard errors
  EXPECT_NEAR(times[1] / 20000.0, 0.3679, 0.011);
  EXPECT_NEAR(times[2] / 20000.0, 0.1839, 0.009);
  EXPECT_NEAR(times[3] / 20000.0, 0.0613, 0.006);
}

}  // namespace
}  // namespace osteon::models
