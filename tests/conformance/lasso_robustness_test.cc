// What holds on the golden tables holds on others of their form: bounds on rounds and bytes, certified fits,
// and the penalties that the curve chooses when it ends early.
#include <algorithm>
#include <random>
#include <string>

#include "models/lasso/fit_lasso_path.h"
#include "tests/conformance/lasso_golden.h"
#include "tests/support/random_radiomics.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::CountingFederation;
using osteon::testing::DealRows;
using osteon::testing::RadiomicsShape;
using osteon::testing::RadiomicsTable;
using osteon::testing::RandomRadiomics;

struct RobustnessCase {
  std::string name;
  RadiomicsShape shape;
  double ratio = 0.02;
  double alpha = 1;
  bool permuted = false;  // the outcome tells nothing
};

class LassoRobustness : public ::testing::TestWithParam<RobustnessCase> {};

TEST_P(LassoRobustness, StaysWithinItsBoundsAndChoosesAsTheWholeCurveDoes) {
  const RobustnessCase& c = GetParam();
  RadiomicsTable drawn = RandomRadiomics(c.shape);
  if (c.permuted) {
    std::mt19937 random(c.shape.seed);
    std::shuffle(drawn.table.outcome.begin(), drawn.table.outcome.end(), random);
  }
  LassoSettings settings;
  settings.alpha = c.alpha;
  settings.lambda_min_ratio = c.ratio;
  settings.folds = c.shape.folds;
  CountingFederation federation(DealRows(drawn.table, drawn.site_of_row));
  ASSERT_OK_AND_ASSIGN(const LassoPath path,
                       FitLassoPath(federation, "test", settings, drawn.table.columns, federation.sites()));
  EXPECT_LE(federation.rounds(), 24);
  EXPECT_LE(static_cast<double>(federation.bytes()), 8e6);
  EXPECT_EQ(path.stopped, "df_max");
  for (const LassoFit& fit : path.fits) {
    EXPECT_TRUE(fit.finished);
    EXPECT_LE(fit.violation, 1e-9 * path.lambda[0]);
  }
  const LassoCrossValidation& cv = *path.cross_validation;
  EXPECT_EQ(cv.unfinished, 0);

  settings.whole_curve = true;
  CountingFederation again(DealRows(drawn.table, drawn.site_of_row));
  ASSERT_OK_AND_ASSIGN(const LassoPath whole,
                       FitLassoPath(again, "test", settings, drawn.table.columns, again.sites()));
  ASSERT_EQ(whole.fits.size(), path.fits.size());
  ASSERT_EQ(whole.cross_validation->deviance.size(), path.fits.size());
  EXPECT_EQ(cv.lambda_min, whole.cross_validation->lambda_min);
  EXPECT_EQ(cv.lambda_1se, whole.cross_validation->lambda_1se);
  EXPECT_EQ(cv.bracketed, whole.cross_validation->bracketed);
  for (std::size_t l = 0; l < cv.deviance.size(); ++l) {
    EXPECT_NEAR(cv.deviance[l].mean, whole.cross_validation->deviance[l].mean, 1e-9);
  }
}

INSTANTIATE_TEST_SUITE_P(
    RandomTables, LassoRobustness,
    ::testing::Values(RobustnessCase{"Narrow", {.seed = 1}}, RobustnessCase{"NarrowAgain", {.seed = 2}},
                      RobustnessCase{"WeakSignals", {.seed = 1, .strength = 0.2}},
                      RobustnessCase{"ManyWeakSignals", {.seed = 2, .signals = 40, .strength = 0.15}},
                      RobustnessCase{"SevenSites", {.seed = 1, .patients = 450, .sites = 7}},
                      RobustnessCase{"FewEvents", {.seed = 1, .event_rate = 0.15}},
                      RobustnessCase{"HighCorrelation", {.seed = 2, .correlation = 0.92}},
                      RobustnessCase{"NarrowPermuted", {.seed = 1}, 0.02, 1, true},
                      RobustnessCase{"NarrowHalf", {.seed = 1}, 0.02, 0.5},
                      RobustnessCase{"Wide", {.seed = 2, .columns = 1500}, 0.05},
                      RobustnessCase{"WideAgain", {.seed = 3, .columns = 1500}, 0.05},
                      RobustnessCase{"WideFewPatients", {.seed = 1, .patients = 350, .columns = 1500}, 0.05},
                      RobustnessCase{"WidePermuted", {.seed = 1, .columns = 1500}, 0.05, 1, true},
                      RobustnessCase{"WideHalf", {.seed = 1, .columns = 1500}, 0.05, 0.5}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace osteon::models
