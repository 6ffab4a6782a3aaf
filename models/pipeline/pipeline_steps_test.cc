// Each step of a study against the same step done by hand on the tables.
#include <cmath>
#include <set>

#include "models/harmonisation/apply_combat.h"
#include "models/pipeline/run_pipeline.h"
#include "tests/support/run_on_tables.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using namespace osteon::testing;  // tables and arithmetic
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSubsetOf;
using ::testing::SizeIs;

// Values of a column over the development sites, missing ones left out, sorted.
std::vector<double> Present(const Tables& tables, const std::string& column) {
  std::vector<double> values;
  for (const std::string& site : kDevelopment) {
    for (const double value : ColumnOf(tables.at(site), column)) {
      if (!std::isnan(value)) values.push_back(value);
    }
  }
  std::sort(values.begin(), values.end());
  return values;
}

void Fill(Tables& tables, const std::string& column, double value) {
  for (auto& [site, table] : tables) {
    SetColumn(table, column, ColumnOf(table, column).unaryExpr([&](double cell) {
      return std::isnan(cell) ? value : cell;
    }));
  }
}

std::map<std::string, FillValue> ByColumn(const std::vector<FillValue>& fills) {
  std::map<std::string, FillValue> by_column;
  for (const FillValue& fill : fills) by_column.emplace(fill.column, fill);
  return by_column;
}

TEST(PipelineSteps, MissingValuesAreFilledWithMeansAndTheMostFrequentLevelOfDevelopment) {
  Tables tables = FiveTables(0.1);
  Study study = OneModelStudy({{"age", "sex", "f_1"}});
  study.missing = MissingValues::kMean;
  ASSERT_OK_AND_ASSIGN(const StudyResult result, RunOnTables(study, tables));
  const auto fills = ByColumn(result.pipeline.fills);
  for (const char* column : {"age", "f_1"}) {
    const std::vector<double> present = Present(tables, column);
    double sum = 0;
    for (const double value : present) sum += value;
    const double mean = sum / static_cast<double>(present.size());
    EXPECT_THAT(fills.at(column).value, DoubleNear(mean, 1e-12 * mean)) << column;
    EXPECT_EQ(fills.at(column).patients - fills.at(column).missing, present.size());
    Fill(tables, column, fills.at(column).value);
  }
  EXPECT_EQ(fills.at("sexM").value, 0);  // fewer than half are M
  Fill(tables, "sexM", 0);

  // The model and what it does at x, where nothing is learned, are those of the tables filled by hand.
  study.missing = MissingValues::kCompleteCase;
  ASSERT_OK_AND_ASSIGN(const StudyResult by_hand, RunOnTables(study, tables));
  for (const ModelTerm& term : by_hand.pipeline.models[0].terms) {
    EXPECT_THAT(CoefficientOf(result.pipeline.models[0], term.name), DoubleNear(term.coefficient, 1e-10));
  }
  EXPECT_EQ(MetricsOf(result, "x", "m").n, 130U);
  EXPECT_EQ(MetricsOf(result, "x", "m").auc.value->estimate,
            MetricsOf(by_hand, "x", "m").auc.value->estimate);
  EXPECT_THAT(*MetricsOf(result, "x", "m").brier, DoubleNear(*MetricsOf(by_hand, "x", "m").brier, 1e-10));
}

TEST(PipelineSteps, AMostFrequentLevelThatIsNotTheReferenceIsFilledIn) {
  Tables tables = FiveTables(0.1);
  for (auto& [site, table] : tables) {
    SetColumn(table, "sexM", ColumnOf(table, "sexM").unaryExpr([](double cell) { return 1 - cell; }));
  }
  Study study = OneModelStudy({{"age", "sex"}});
  study.missing = MissingValues::kMean;
  ASSERT_OK_AND_ASSIGN(const StudyResult result, RunOnTables(study, tables));
  EXPECT_EQ(ByColumn(result.pipeline.fills).at("sexM").value, 1);
}

TEST(PipelineSteps, MediansAreHeldByTheirIntervals) {
  const Tables tables = FiveTables(0.1);
  Study study = OneModelStudy({{"age", "f_2"}});
  study.missing = MissingValues::kMedian;
  ASSERT_OK_AND_ASSIGN(const StudyResult result, RunOnTables(study, tables));
  const auto fills = ByColumn(result.pipeline.fills);
  for (const char* column : {"age", "f_2"}) {
    const std::vector<double> present = Present(tables, column);
    const std::size_t n = present.size();
    const double median = (present[(n - 1) / 2] + present[n / 2]) / 2;
    const FillValue& fill = fills.at(column);
    ASSERT_TRUE(fill.median.has_value());
    EXPECT_LE(fill.median->lower, median) << column;
    EXPECT_GE(fill.median->upper, median) << column;
    EXPECT_GE(fill.value, fill.median->lower);
    EXPECT_LE(fill.value, fill.median->upper);
    EXPECT_LT(fill.median->upper - fill.median->lower, (present.back() - present.front()) / 10);
  }
}

TEST(PipelineSteps, AFeatureThatNobodyHasIsDroppedAndNamed) {
  Tables tables = FiveTables(0.05);
  for (auto& [site, table] : tables) {
    SetColumn(table, "f_4", Eigen::VectorXd::Constant(table.values.rows(), std::nan("")));
  }
  Study study = OneModelStudy({{"age"}});
  study.missing = MissingValues::kMean;
  study.screen = {AnovaStep{0.999}};
  ASSERT_OK_AND_ASSIGN(const StudyResult result, RunOnTables(study, tables));
  ASSERT_FALSE(result.pipeline.screening.empty());
  EXPECT_EQ(result.pipeline.screening[0].step, "imputation");
  EXPECT_THAT(result.pipeline.screening[0].dropped, ElementsAre(::testing::Key("f_4")));
  EXPECT_THAT(result.pipeline.screening[1].candidates, 7U);
  EXPECT_THAT(result.pipeline.features, ::testing::Not(::testing::Contains("f_4")));
}

// The model's own coefficients, given to a study of raw tables.
Study Given(const FittedModel& model) {
  Study study = OneModelStudy({{"age"}});
  GivenModel given;
  for (const ModelTerm& term : model.terms) given.terms.emplace_back(term.name, term.coefficient);
  study.models = {{"m", given}};
  return study;
}

TEST(PipelineSteps, FeaturesAreHarmonisedWhereTheyWereLearnedAndNowhereElse) {
  const Tables tables = FiveTables();
  Study study = OneModelStudy({{"f_1", "f_2", "age"}});
  study.harmonise = Harmonisation{"", {"age", "sex"}};
  study.screen = {AnovaStep{0.999}};  // so that all features are harmonised
  ASSERT_OK_AND_ASSIGN(const StudyResult result, RunOnTables(study, tables));
  ASSERT_TRUE(result.pipeline.preparation.combat.has_value());
  const HarmonisedFeatures& combat = *result.pipeline.preparation.combat;
  EXPECT_THAT(combat.sites, ElementsAre("a", "b", "c", "d"));
  EXPECT_EQ(combat.model.features, FeatureNames(8));
  EXPECT_THAT(combat.model.covariates, ElementsAre("age", "sexM"));

  Tables by_hand = tables;
  for (const std::string& site : kDevelopment) {
    ASSERT_OK_AND_ASSIGN(by_hand[site],
                         ApplyCombat(combat.model, tables.at(site), RowsOf(tables.at(site), RowSet::kTrain),
                                     CombatMode::kSite));
    EXPECT_GT((by_hand.at(site).values - tables.at(site).values).norm(), 1);
  }
  ASSERT_OK_AND_ASSIGN(const StudyResult raw, RunOnTables(OneModelStudy({{"f_1", "f_2", "age"}}), by_hand));
  for (const ModelTerm& term : raw.pipeline.models[0].terms) {
    EXPECT_THAT(CoefficientOf(result.pipeline.models[0], term.name), DoubleNear(term.coefficient, 1e-10));
  }
  ASSERT_OK_AND_ASSIGN(const StudyResult given, RunOnTables(Given(result.pipeline.models[0]), by_hand));
  for (const char* site : {"a", "d", "x"}) {
    EXPECT_EQ(MetricsOf(result, site, "m").brier, MetricsOf(given, site, "m").brier) << site;
  }
}

TEST(PipelineSteps, AnExternalSiteIsHarmonisedOnItselfOnlyFrom30Patients) {
  Study study = OneModelStudy({{"f_1", "f_2", "age"}});
  study.harmonise = Harmonisation{"", {"age"}};
  study.screen = {AnovaStep{0.999}};
  study.models.push_back({"reader", ScoreModel{"p_reader"}});
  for (const Eigen::Index patients : {29, 30}) {
    Tables tables = FiveTables();
    tables["x"] = StudyTable({77, patients, 8, 0, 1, 3});
    ASSERT_OK_AND_ASSIGN(const StudyResult result, RunOnTables(study, tables));
    const SiteValidation& external = result.validations.back();
    ASSERT_EQ(external.site, "x");
    if (patients < 30) {
      EXPECT_THAT(external.harmonised_on_site, IsEmpty());
      EXPECT_THAT(external.not_harmonised, HasSubstr("fewer than 30 patients"));
      continue;
    }
    ASSERT_THAT(external.harmonised_on_site, SizeIs(1));  // a score is of no features
    EXPECT_EQ(external.harmonised_on_site[0].first, "m");
    const HarmonisedFeatures& combat = *result.pipeline.preparation.combat;
    ASSERT_OK_AND_ASSIGN(tables["x"], ApplyCombat(combat.model, tables.at("x"),
                                                  RowsOf(tables.at("x"), RowSet::kAll), CombatMode::kSite));
    const double brier = BrierByHand(LinearPredictor(tables.at("x"), TermsOf(result.pipeline.models[0])),
                                     tables.at("x").outcome);
    EXPECT_THAT(*external.harmonised_on_site[0].second.brier, DoubleNear(brier, 1e-12));
    EXPECT_NE(external.harmonised_on_site[0].second.brier, external.models[0].second.brier);
  }
}

// Screening, a lasso over what it left, and a nomogram with the signature in it.
Study SignatureStudy(bool cross_validated = false) {
  Study study = OneModelStudy({{"age"}});
  study.second_reader = SecondReader();
  study.screen = {IccStep(), AnovaStep{0.5}, CorrelationStep{0.9}};
  PenalisedModel signature;
  signature.predictors = {kFeaturesPredictor};
  signature.lambdas = 15;
  signature.lambda_min_ratio = 0.05;
  signature.df_max_none = true;
  signature.cv = CrossValidation{3, 1, "fold", false};
  LogisticModel nomogram{{"signature", "age", "sex"}};
  nomogram.cross_validated_signature = cross_validated;
  study.models = {{"signature", signature}, {"nomogram", nomogram}};
  return study;
}

TEST(PipelineSteps, ANomogramPredictsWithTheSignatureOfScreenedFeatures) {
  const Tables tables = FiveTables();
  ASSERT_OK_AND_ASSIGN(const StudyResult result, RunOnTables(SignatureStudy(), tables));
  const PipelineResult& pipeline = result.pipeline;
  ASSERT_THAT(pipeline.screening, SizeIs(3));
  EXPECT_EQ(pipeline.screening[0].step, "icc");
  EXPECT_THAT(pipeline.screening[0].dropped,
              ::testing::Contains(::testing::Key("f_8")));  // its readers disagree
  EXPECT_EQ(pipeline.screening[1].candidates, pipeline.screening[0].kept.size());
  EXPECT_THAT(pipeline.screening[2].dropped, SizeIs(1));  // f_1 or f_3, which are nearly the same
  const FittedModel& signature = ModelOf(pipeline, "signature");
  ASSERT_GE(signature.terms.size(), 2U);
  for (std::size_t i = 1; i < signature.terms.size(); ++i) {
    EXPECT_THAT(pipeline.features, ::testing::Contains(signature.terms[i].name));
  }
  EXPECT_THAT(pipeline.details.at("signature").predictors, ::testing::ElementsAreArray(pipeline.features));
  EXPECT_EQ(pipeline.details.at("signature").chosen_by, "lambda.min");
  EXPECT_TRUE(pipeline.details.at("nomogram").selected);  // by way of its signature

  const FittedModel& nomogram = ModelOf(pipeline, "nomogram");
  const AnalysisTable& x = tables.at("x");
  const Eigen::VectorXd lp = CoefficientOf(nomogram, "(Intercept)") +
                             (CoefficientOf(nomogram, "signature") * LinearPredictor(x, TermsOf(signature)) +
                              CoefficientOf(nomogram, "age") * ColumnOf(x, "age") +
                              CoefficientOf(nomogram, "sexM") * ColumnOf(x, "sexM"))
                                 .array();
  EXPECT_THAT(*MetricsOf(result, "x", "nomogram").brier, DoubleNear(BrierByHand(lp, x.outcome), 1e-12));
  const auto [concordant, pairs] = PairsByHand(lp, x.outcome);
  EXPECT_THAT(MetricsOf(result, "x", "nomogram").auc.value->estimate, DoubleNear(concordant / pairs, 1e-12));
  ASSERT_TRUE(pipeline.details.at("nomogram").nomogram.has_value());
  EXPECT_THAT(pipeline.details.at("nomogram").nomogram->axes, SizeIs(3));
}

TEST(PipelineSteps, ACrossValidatedSignatureIsThatOfEachPatientsFold) {
  const Tables tables = FiveTables();
  ASSERT_OK_AND_ASSIGN(const StudyResult in_sample, RunOnTables(SignatureStudy(false), tables));
  ASSERT_OK_AND_ASSIGN(const StudyResult honest, RunOnTables(SignatureStudy(true), tables));
  const double naive = CoefficientOf(ModelOf(in_sample.pipeline, "nomogram"), "signature");
  const double fair = CoefficientOf(ModelOf(honest.pipeline, "nomogram"), "signature");
  EXPECT_GT(std::fabs(naive - fair), 1e-3);
  EXPECT_EQ(TermsOf(ModelOf(honest.pipeline, "signature")),
            TermsOf(ModelOf(in_sample.pipeline, "signature")));

  // By hand: each training row's signature from the lasso fitted without its fold.
  const ModelDetails& details = honest.pipeline.details.at("signature");
  const LassoPath& path = *details.path;
  Tables by_hand = tables;
  for (auto& [site, table] : by_hand) {
    Eigen::VectorXd signature(table.values.rows());
    for (std::size_t k = 0; k < 3; ++k) {
      const LassoFit& fit = path.cross_validation->fold_fits[k][static_cast<std::size_t>(*details.chosen)];
      std::vector<LinearTerm> terms = {{kInterceptTerm, fit.intercept}};
      for (const LassoCoefficient& coefficient : fit.coefficients) {
        terms.push_back({path.columns[static_cast<std::size_t>(coefficient.column)], coefficient.raw});
      }
      const Eigen::VectorXd of_fold = LinearPredictor(table, terms);
      for (Eigen::Index i = 0; i < signature.size(); ++i) {
        if (table.fold_columns.at("fold")[static_cast<std::size_t>(i)] == static_cast<int>(k)) {
          signature[i] = of_fold[i];
        }
      }
    }
    AddColumn(table, "signature", signature);
  }
  Study study = OneModelStudy({{"signature", "age", "sex"}});
  ClinicalColumn column;
  column.name = "signature";
  study.clinical.push_back(column);
  ASSERT_OK_AND_ASSIGN(const StudyResult expected, RunOnTables(study, by_hand));
  for (const ModelTerm& term : expected.pipeline.models[0].terms) {
    EXPECT_THAT(CoefficientOf(ModelOf(honest.pipeline, "nomogram"), term.name),
                DoubleNear(term.coefficient, 1e-9 * std::max(1.0, std::fabs(term.coefficient))));
  }
  // Where the model is used, the signature is the one fitted on everybody.
  const FittedModel& nomogram = ModelOf(honest.pipeline, "nomogram");
  const AnalysisTable& x = tables.at("x");
  const Eigen::VectorXd lp = CoefficientOf(nomogram, "(Intercept)") +
                             (fair * LinearPredictor(x, TermsOf(ModelOf(honest.pipeline, "signature"))) +
                              CoefficientOf(nomogram, "age") * ColumnOf(x, "age") +
                              CoefficientOf(nomogram, "sexM") * ColumnOf(x, "sexM"))
                                 .array();
  EXPECT_THAT(*MetricsOf(honest, "x", "nomogram").brier, DoubleNear(BrierByHand(lp, x.outcome), 1e-12));
}

TEST(PipelineSteps, AnotherSitePredictsWithTheInverseVarianceMeanOfTheSitesIntercepts) {
  const Tables tables = FiveTables();
  LogisticModel model{{"age", "f_1"}};
  model.site_effects = true;
  ASSERT_OK_AND_ASSIGN(const StudyResult result, RunOnTables(OneModelStudy(model), tables));
  const FittedModel& fitted = result.pipeline.models[0];
  ASSERT_THAT(fitted.site_effects, ElementsAre("siteb", "sitec", "sited"));
  double weights = 0, sum = 0;
  for (std::size_t s = 0; s < 4; ++s) {
    double intercept = fitted.terms[0].coefficient, variance = fitted.covariance(0, 0);
    for (std::size_t i = 0; s > 0 && i < fitted.terms.size(); ++i) {
      if (fitted.terms[i].name != fitted.site_effects[s - 1]) continue;
      const auto at = static_cast<Eigen::Index>(i);
      intercept += fitted.terms[i].coefficient;
      variance += fitted.covariance(at, at) + 2 * fitted.covariance(0, at);
    }
    weights += 1 / variance;
    sum += intercept / variance;
  }
  ASSERT_TRUE(fitted.new_site_intercept.has_value());
  EXPECT_THAT(*fitted.new_site_intercept, DoubleNear(sum / weights, 1e-12 * std::fabs(sum / weights)));
  const AnalysisTable& x = tables.at("x");
  const Eigen::VectorXd lp =
      (CoefficientOf(fitted, "age") * ColumnOf(x, "age") + CoefficientOf(fitted, "f_1") * ColumnOf(x, "f_1"))
          .array() +
      sum / weights;
  EXPECT_THAT(*MetricsOf(result, "x", "m").brier, DoubleNear(BrierByHand(lp, x.outcome), 1e-12));
  // At a site that it was fitted on it predicts with that site's own effect.
  const Eigen::VectorXd at_b = (CoefficientOf(fitted, "age") * ColumnOf(tables.at("b"), "age") +
                                CoefficientOf(fitted, "f_1") * ColumnOf(tables.at("b"), "f_1"))
                                   .array() +
                               CoefficientOf(fitted, "(Intercept)") + CoefficientOf(fitted, "siteb");
  EXPECT_THAT(*MetricsOf(result, "b", "m").brier,
              DoubleNear(BrierByHand(at_b, tables.at("b").outcome), 1e-12));
}

TEST(PipelineSteps, AYoudenThresholdIsTheBestOfItsGrid) {
  const Tables tables = FiveTables();
  Study study = OneModelStudy({{"age", "f_1"}});
  study.validation.threshold.reset();
  study.validation.youden = true;
  for (const char* secure : {"preferred", "off"}) {
    study.privacy.secure_aggregation = secure;
    ASSERT_OK_AND_ASSIGN(const StudyResult result, RunOnTables(study, tables));
    const double threshold = *result.pipeline.details.at("m").threshold;
    std::vector<double> risks, outcomes;
    for (const std::string& site : kDevelopment) {
      const Eigen::VectorXd lp = LinearPredictor(tables.at(site), TermsOf(result.pipeline.models[0]));
      for (Eigen::Index i = 0; i < lp.size(); ++i) {
        risks.push_back(1 / (1 + std::exp(-lp[i])));
        outcomes.push_back(tables.at(site).outcome[i]);
      }
    }
    double events = 0;
    for (const double y : outcomes) events += y;
    const double others = static_cast<double>(outcomes.size()) - events;
    const auto youden = [&](double cut) {
      double tp = 0, fp = 0;
      for (std::size_t i = 0; i < risks.size(); ++i) (outcomes[i] == 1 ? tp : fp) += risks[i] >= cut ? 1 : 0;
      return tp / events - fp / others;
    };
    EXPECT_THAT(threshold * 1000, DoubleNear(std::round(threshold * 1000), 1e-9));
    std::set<double> as_good;
    const bool fine = std::string(secure) == "preferred";
    for (int k = 1; k < (fine ? 1000 : 13); ++k) {
      const double cut = fine ? k / 1000.0 : std::round(1000.0 * k / 13) / 1000;
      EXPECT_LE(youden(cut), youden(threshold) + 1e-12) << cut;
      if (std::fabs(youden(cut) - youden(threshold)) < 1e-12) as_good.insert(cut);
    }
    ASSERT_FALSE(as_good.empty());
    EXPECT_THAT(threshold, DoubleNear(*as_good.begin(), 1e-12));
    EXPECT_EQ(MetricsOf(result, "x", "m").at_threshold->threshold, threshold);
  }
}

TEST(PipelineSteps, ALassoThatSelectsNothingStillFinishesTheStudy) {
  Study study = SignatureStudy();
  PenalisedModel nothing;
  nothing.predictors = {kFeaturesPredictor};
  nothing.lambda = {10};
  study.models = {{"signature", nothing}, {"clinical", LogisticModel{{"age"}}}};
  study.validation.internal_external = true;
  study.validation.bootstrap = Bootstrap{2, true, 1};
  ASSERT_OK_AND_ASSIGN(const StudyResult result, RunOnTables(study, FiveTables()));
  EXPECT_THAT(ModelOf(result.pipeline, "signature").terms, SizeIs(1));  // the intercept
  EXPECT_EQ(MetricsOf(result, "x", "signature").n, 130U);
  EXPECT_FALSE(result.apparent.at("signature").slope.has_value());
  EXPECT_THAT(result.optimism_corrected.at("signature").unavailable, HasSubstr("no estimate"));
  EXPECT_TRUE(result.optimism_corrected.at("clinical").corrected.has_value());
  EXPECT_THAT(result.internal_external->sites, SizeIs(4));
}

TEST(PipelineSteps, AModelOfAConstantSignatureIsToldByName) {
  Study study = SignatureStudy();
  PenalisedModel nothing;
  nothing.predictors = {kFeaturesPredictor};
  nothing.lambda = {10};
  study.models[0].kind = nothing;
  EXPECT_THAT(RunOnTables(study, FiveTables()),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       ::testing::AllOf(HasSubstr("model nomogram"),
                                        HasSubstr("its predictor signature selected no column"))));
}

}  // namespace
}  // namespace osteon::models
