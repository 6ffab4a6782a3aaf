// A study run again on part of its patients: internal-external validation, bootstrap, other splits into
// sites.
#include <cmath>

#include "models/preparation/prepare.h"
#include "models/study/secure_aggregation.h"
#include "tests/support/run_on_tables.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using namespace osteon::testing;  // tables and arithmetic
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;
using ::testing::SizeIs;

void ExpectEqualModels(const PipelineResult& found, const PipelineResult& expected) {
  ASSERT_EQ(found.models.size(), expected.models.size());
  for (std::size_t m = 0; m < found.models.size(); ++m) {
    EXPECT_EQ(TermsOf(found.models[m]), TermsOf(expected.models[m])) << found.models[m].name;
    EXPECT_EQ(found.models[m].new_site_intercept, expected.models[m].new_site_intercept);
    EXPECT_EQ(found.details.at(found.models[m].name).threshold,
              expected.details.at(found.models[m].name).threshold);
  }
  EXPECT_EQ(found.features, expected.features);
  EXPECT_EQ(found.preparation, expected.preparation);
}

// Fine histograms are for masked sums over all development sites: without one the difference is that site's.
TEST(IsPooled, OfAllDevelopmentSitesAndMasked) {
  Study study = WholeStudy();
  study.development = {"a", "b", "c", "d"};
  EXPECT_TRUE(IsPooled(study, {"a", "b", "c", "d"}));
  EXPECT_TRUE(IsMasked(study, {"a", "b", "c"}));
  EXPECT_FALSE(IsPooled(study, {"a", "b", "c"}));
  study.development = {"a", "b"};
  EXPECT_FALSE(IsPooled(study, {"a", "b"}));
  study.development = {"a", "b", "c"};
  study.privacy.secure_aggregation = "off";
  EXPECT_FALSE(IsPooled(study, {"a", "b", "c"}));
}

TEST(InternalExternal, WithoutASiteIsTheStudyThatNeverHadIt) {
  Study study = WholeStudy();
  study.validation.bootstrap.reset();
  const Tables tables = FiveTables(0.03);
  ASSERT_OK_AND_ASSIGN(const StudyResult result, RunOnTables(study, tables));
  ASSERT_TRUE(result.internal_external.has_value());
  EXPECT_THAT(result.internal_external->failed, IsEmpty());
  ASSERT_THAT(result.internal_external->sites, SizeIs(4));
  Study without = study;
  without.development = {"a", "c", "d"};
  without.external = {"b"};
  without.validation.internal_external = false;
  // Thresholds without a site are chosen on coarse cuts, as where nothing is masked.
  without.privacy.secure_aggregation = "off";
  ASSERT_OK_AND_ASSIGN(const StudyResult never, RunOnTables(without, tables));
  ExpectEqualModels(result.internal_external->without.at("b"), never.pipeline);
  const SiteValidation& left_out = result.internal_external->sites[1];
  EXPECT_EQ(left_out.site, "b");
  ASSERT_THAT(never.validations.back().site, "b");
  auto of_external =
      never.validations.back().models;  // has histograms, which a site left out is not asked for
  for (auto& [model, metrics] : of_external) metrics.risk_histogram = metrics.score_histogram = {};
  EXPECT_EQ(left_out.models, of_external);
  EXPECT_EQ(left_out.harmonised_on_site, never.validations.back().harmonised_on_site);
  ASSERT_THAT(left_out.comparisons, SizeIs(2));
  EXPECT_EQ(left_out.comparisons[0].comparison, never.validations.back().comparisons[0].comparison);
  EXPECT_THAT(result.internal_external->pooled, ::testing::Contains(Key("nomogram")));
}

TEST(InternalExternal, AModelThatSeparatesWithoutASiteIsListedAndTheRestGoesOn) {
  Tables tables = FiveTables();
  // At a, b and d age tells the outcome; only c has patients on both sides.
  for (const char* site : {"a", "b", "d"}) {
    AnalysisTable& table = tables.at(site);
    for (Eigen::Index i = 0; i < table.outcome.size(); ++i) {
      table.outcome[i] = table.values(i, 0) > 62 ? 1 : 0;
    }
  }
  Study study = OneModelStudy({{"age"}});
  study.validation.internal_external = true;
  ASSERT_OK_AND_ASSIGN(const StudyResult result, RunOnTables(study, tables));
  const InternalExternal& runs = *result.internal_external;
  EXPECT_THAT(runs.failed, IsEmpty());
  const PipelineResult& without_c = runs.without.at("c");
  EXPECT_THAT(without_c.models, IsEmpty());
  EXPECT_THAT(without_c.failed, ElementsAre(Pair("m", HasSubstr("separation by age"))));
  ASSERT_THAT(runs.sites, SizeIs(4));
  for (const SiteValidation& validation : runs.sites) {
    EXPECT_EQ(validation.models.size(), validation.site == "c" ? 0U : 1U) << validation.site;
  }
}

// By hand: each site's replicate laid out as a table of its own.
Tables DrawnTables(const Tables& tables, std::uint32_t replicate, std::uint64_t seed) {
  Tables drawn;
  for (const std::string& site : kDevelopment) {
    View view;
    view.replicate = replicate;
    view.seed = seed;
    const NumberedDraws draws(site);
    drawn[site] = *Prepare(tables.at(site), {}, view, site, &draws);
    drawn[site].patient.clear();
    for (auto& [name, folds] : drawn[site].fold_columns) folds.clear();
  }
  drawn["x"] = tables.at("x");
  return drawn;
}

// Within sites, and over all patients.
std::pair<double, double> AucAndBrier(const Tables& tables, const FittedModel& model) {
  double concordant = 0, pairs = 0, squares = 0, patients = 0;
  for (const std::string& site : kDevelopment) {
    const Eigen::VectorXd lp = LinearPredictor(tables.at(site), TermsOf(model));
    const auto [c, p] = PairsByHand(lp, tables.at(site).outcome);
    concordant += c;
    pairs += p;
    squares += BrierByHand(lp, tables.at(site).outcome) * static_cast<double>(lp.size());
    patients += static_cast<double>(lp.size());
  }
  return {concordant / pairs, squares / patients};
}

TEST(Bootstrap, OptimismIsTheReplicatesOwnPerformanceLessTheOriginals) {
  const Tables tables = FiveTables();
  Study study = OneModelStudy({{"age", "sex", "f_1", "f_2"}});
  study.validation.bootstrap = models::Bootstrap{2, true, 11};
  ASSERT_OK_AND_ASSIGN(const StudyResult result, RunOnTables(study, tables));
  const OptimismCorrected& corrected = result.optimism_corrected.at("m");
  ASSERT_TRUE(corrected.corrected.has_value());
  EXPECT_TRUE(corrected.selection_included);
  EXPECT_EQ(corrected.failed, 0);
  EXPECT_EQ(corrected.corrected->replicates, 2U);
  double auc = 0, brier = 0;
  for (const std::uint32_t replicate : {1U, 2U}) {
    const Tables drawn = DrawnTables(tables, replicate, 11);
    ASSERT_OK_AND_ASSIGN(const StudyResult refitted,
                         RunOnTables(OneModelStudy({{"age", "sex", "f_1", "f_2"}}), drawn));
    const FittedModel& model = refitted.pipeline.models[0];
    const auto boot = AucAndBrier(drawn, model);
    const auto original = AucAndBrier(tables, model);
    auc += (boot.first - original.first) / 2;
    brier += (boot.second - original.second) / 2;
  }
  EXPECT_THAT(corrected.corrected->optimism.auc, DoubleNear(auc, 1e-9));
  EXPECT_THAT(corrected.corrected->optimism.brier, DoubleNear(brier, 1e-9));
  const auto apparent = AucAndBrier(tables, result.pipeline.models[0]);
  EXPECT_THAT(corrected.corrected->apparent.auc, DoubleNear(apparent.first, 1e-12));
  EXPECT_THAT(corrected.corrected->apparent.brier, DoubleNear(apparent.second, 1e-12));
  // A fit's own linear predictor is calibrated on its patients.
  EXPECT_THAT(corrected.corrected->apparent.calibration_slope, DoubleNear(1, 1e-8));
  EXPECT_THAT(corrected.corrected->apparent.calibration_intercept, DoubleNear(0, 1e-8));
  EXPECT_THAT(corrected.corrected->corrected.auc, DoubleNear(apparent.first - auc, 1e-9));
}

TEST(Bootstrap, OfTheFinalModelKeepsWhatWasSelected) {
  const Tables tables = FiveTables(0.02);
  Study study = WholeStudy();
  study.validation.internal_external = false;
  ASSERT_OK_AND_ASSIGN(const StudyResult pipeline, RunOnTables(study, tables));
  study.validation.bootstrap->of_pipeline = false;
  ASSERT_OK_AND_ASSIGN(const StudyResult final_model, RunOnTables(study, tables));
  for (const char* model : {"clinical", "signature", "ridge", "nomogram", "effects"}) {
    const OptimismCorrected& whole = pipeline.optimism_corrected.at(model);
    const OptimismCorrected& kept = final_model.optimism_corrected.at(model);
    EXPECT_TRUE(whole.selection_included);
    EXPECT_FALSE(kept.selection_included);
    ASSERT_TRUE(whole.corrected.has_value()) << model << whole.unavailable;
    ASSERT_TRUE(kept.corrected.has_value()) << model << kept.unavailable;
    EXPECT_EQ(whole.corrected->replicates + static_cast<std::uint64_t>(whole.failed), 3U);
    EXPECT_EQ(whole.corrected->apparent, kept.corrected->apparent) << model;
    EXPECT_NE(whole.corrected->optimism.auc, kept.corrected->optimism.auc) << model;
  }
  EXPECT_THAT(pipeline.optimism_corrected, ::testing::Not(::testing::Contains(Key("published"))));
}

TEST(Bootstrap, ReplicatesWithoutAModelAreCountedWithTheirReason) {
  Tables tables = FiveTables();
  // One event in all, at a middle age: about e^-1 of the replicates lose it, and with it the model.
  for (auto& [site, table] : tables) table.outcome.setZero();
  AnalysisTable& a = tables.at("a");
  Eigen::Index middle = 0;
  for (Eigen::Index i = 0; i < a.outcome.size(); ++i) {
    if (std::fabs(a.values(i, 0) - 62) < std::fabs(a.values(middle, 0) - 62)) middle = i;
  }
  a.outcome[middle] = 1;
  Study study = OneModelStudy({{"age"}});
  study.validation.bootstrap = models::Bootstrap{12, true, 3};
  ASSERT_OK_AND_ASSIGN(const StudyResult result, RunOnTables(study, tables));
  const OptimismCorrected& corrected = result.optimism_corrected.at("m");
  EXPECT_GT(corrected.failed, 0);
  EXPECT_LT(corrected.failed, 12);
  int reasons = 0;
  for (const auto& [why, times] : corrected.reasons) reasons += times;
  EXPECT_EQ(reasons, corrected.failed);
  ASSERT_TRUE(corrected.corrected.has_value());
  EXPECT_EQ(corrected.corrected->replicates + static_cast<std::uint64_t>(corrected.failed), 12U);
}

// Everything that does not depend on who measured a patient: complete cases, given folds.
Study SplittableStudy() {
  Study study = WholeStudy();
  study.missing = MissingValues::kCompleteCase;
  study.harmonise.reset();
  std::erase_if(study.models, [](const Model& model) {
    return model.name == "signature" || model.name == "honest" || model.name == "effects";
  });
  study.models[1].name = "signature";  // the one with a fold column
  study.validation.internal_external = false;
  study.validation.bootstrap.reset();
  study.validation.external = false;
  study.external.clear();
  return study;
}

AnalysisTable Rows(const AnalysisTable& table, const std::vector<Eigen::Index>& rows) {
  AnalysisTable part;
  part.columns = table.columns;
  part.values.resize(static_cast<Eigen::Index>(rows.size()), table.values.cols());
  part.outcome.resize(static_cast<Eigen::Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    part.values.row(static_cast<Eigen::Index>(i)) = table.values.row(rows[i]);
    part.outcome[static_cast<Eigen::Index>(i)] = table.outcome[rows[i]];
    for (const auto& [name, folds] : table.fold_columns) {
      part.fold_columns[name].push_back(folds[static_cast<std::size_t>(rows[i])]);
    }
  }
  part.holdout.assign(rows.size(), false);
  return part;
}

// The rows of one table dealt to sites s01, s02, ...
absl::StatusOr<StudyResult> RunOn(int sites, const AnalysisTable& all) {
  Tables tables;
  Study study = SplittableStudy();
  study.development.clear();
  for (int s = 0; s < sites; ++s) {
    std::vector<Eigen::Index> rows;
    for (Eigen::Index i = s; i < all.values.rows(); i += sites) rows.push_back(i);
    study.development.push_back(absl::StrCat("s", s / 10, s % 10));
    tables[study.development.back()] = Rows(all, rows);
  }
  return RunOnTables(study, tables);
}

TEST(RunStudy, HowRowsAreSplitOverSitesDoesNotMatter) {
  const AnalysisTable all = StudyTable({5, 400, 8, 0, 0, 3});
  ASSERT_OK_AND_ASSIGN(const StudyResult two, RunOn(2, all));
  ASSERT_OK_AND_ASSIGN(const StudyResult twenty, RunOn(20, all));
  EXPECT_EQ(two.pipeline.features, twenty.pipeline.features);
  ASSERT_EQ(two.pipeline.models.size(), twenty.pipeline.models.size());
  for (const FittedModel& model : two.pipeline.models) {
    const FittedModel& other = ModelOf(twenty.pipeline, model.name);
    ASSERT_EQ(model.terms.size(), other.terms.size()) << model.name;
    for (std::size_t i = 0; i < model.terms.size(); ++i) {
      EXPECT_EQ(model.terms[i].name, other.terms[i].name);
      EXPECT_THAT(
          other.terms[i].coefficient,
          DoubleNear(model.terms[i].coefficient, 1e-9 * std::max(1.0, std::fabs(model.terms[i].coefficient))))
          << model.name << " " << model.terms[i].name;
    }
    EXPECT_EQ(two.pipeline.details.at(model.name).chosen, twenty.pipeline.details.at(model.name).chosen);
    // Two sites answer in clear and with fewer cuts.
    EXPECT_TRUE(twenty.pipeline.details.at(model.name).threshold.has_value());
  }
}

TEST(RunStudy, TheOrderOfSitesDoesNotChangeABit) {
  const Tables tables = FiveTables();
  Study study = SplittableStudy();
  ASSERT_OK_AND_ASSIGN(const StudyResult one, RunOnTables(study, tables));
  Tables renamed;
  renamed["a"] = tables.at("d");
  renamed["b"] = tables.at("a");
  renamed["c"] = tables.at("b");
  renamed["d"] = tables.at("c");
  ASSERT_OK_AND_ASSIGN(const StudyResult other, RunOnTables(study, renamed));
  ExpectEqualModels(one.pipeline, other.pipeline);
}

}  // namespace
}  // namespace osteon::models
