#include "coordinator/study/study_yaml.h"

#include "absl/strings/str_cat.h"
#include "coordinator/study/test_study_yaml.h"
#include "tests/support/shared_data.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(StudyYaml, EverySectionIsRead) {
  ASSERT_OK_AND_ASSIGN(const models::Study study, Parse(kStudy));
  EXPECT_EQ(study.name, "lung-2");
  EXPECT_EQ(study.outcome_column, "label");
  EXPECT_EQ(study.outcome_positive, "1");
  EXPECT_EQ(study.id_column, "patient_id");
  ASSERT_TRUE(study.split.has_value());
  EXPECT_EQ(study.split->holdout, "test");
  ASSERT_THAT(study.clinical, SizeIs(3));
  EXPECT_EQ(study.clinical[0].unit, "years");
  EXPECT_EQ(study.clinical[0].min, 18.0);
  EXPECT_EQ(study.clinical[1].type, models::ClinicalColumn::Type::kCategorical);
  EXPECT_EQ(study.clinical[2].role, models::ClinicalColumn::Role::kFold);
  EXPECT_THAT(study.clinical[2].levels, ElementsAre("1", "2", "3"));
  EXPECT_THAT(study.feature_prefixes, ElementsAre("original_", "wavelet-"));
  EXPECT_THAT(study.development, ElementsAre("alpha", "gamma"));
  EXPECT_THAT(study.external, ElementsAre("zeta"));
  ASSERT_TRUE(study.extraction.has_value());
  ASSERT_THAT(study.extraction->params, SizeIs(1));
  EXPECT_EQ(study.extraction->params[0].image, "");
  EXPECT_EQ(study.extraction->params[0].params_name, "params.yaml");
  EXPECT_EQ(study.extraction->params[0].params_text, "imageType: {Original: {}}\n");
  ASSERT_THAT(study.models, SizeIs(3));
  EXPECT_EQ(study.models[0].name, "clinical");
  EXPECT_THAT(std::get<models::LogisticModel>(study.models[0].kind).predictors, ElementsAre("age", "sex"));
  EXPECT_THAT(std::get<models::GivenModel>(study.models[1].kind).terms,
              ElementsAre(std::pair<std::string, double>("(Intercept)", -1.2),
                          std::pair<std::string, double>("age", 0.03)));
  EXPECT_EQ(std::get<models::ScoreModel>(study.models[2].kind).column, "p_reader");
  EXPECT_TRUE(study.validation.development && study.validation.holdout && study.validation.external);
  EXPECT_EQ(study.validation.threshold, 0.5);
  EXPECT_EQ(study.privacy.min_patients, 20.0);
  EXPECT_EQ(study.privacy.min_cell, std::nullopt);
  EXPECT_EQ(study.privacy.secure_aggregation, "off");
}

TEST(StudyYaml, ARepeatedStudyNamesTheOneThatItRepeatsByItsHash) {
  const std::string hash(64, 'e');
  ASSERT_OK_AND_ASSIGN(const models::Study study,
                       Parse(With("study: lung-2\n", absl::StrCat("study: lung-2\nrepeats: ", hash, "\n"))));
  EXPECT_EQ(study.repeats, hash);
  for (const std::string& wrong : {std::string(63, 'e'), std::string(64, 'E'), std::string(64, 'g')}) {
    EXPECT_THAT(
        Problems(With("study: lung-2\n", absl::StrCat("study: lung-2\nrepeats: ", wrong, "\n"))),
        ElementsAre(::testing::AllOf(HasSubstr("s.yaml:3:10: repeats"), HasSubstr("64 hexadecimal"))));
  }
}

TEST(StudyYaml, WhatMayBeAbsentHasTheDocumentedMeaning) {
  ASSERT_OK_AND_ASSIGN(const models::Study study,
                       Parse("osteon: 1\nstudy: a\noutcome: {column: y, positive: yes}\ncohort: {id: id}\n"
                             "sites: {external: [b]}\nmodels: {m: {score: {column: p}}}\n"));
  EXPECT_EQ(study.outcome_positive, "yes");
  EXPECT_FALSE(study.validation.development || study.validation.holdout || study.validation.external);
  EXPECT_FALSE(study.extraction.has_value());
  EXPECT_EQ(study.privacy.secure_aggregation, "preferred");
}

TEST(StudyYaml, HowLongARoundWaitsIsAWholeNumberOfDays) {
  const std::string text =
      "osteon: 1\nstudy: a\noutcome: {column: y, positive: yes}\ncohort: {id: id}\n"
      "sites: {external: [b]}\nmodels: {m: {score: {column: p}}}\n";
  ASSERT_OK_AND_ASSIGN(models::Study study, Parse(text));
  EXPECT_EQ(study.max_wait_days, 30U);
  ASSERT_OK_AND_ASSIGN(study, Parse(text + "max_wait_days: 90\n"));
  EXPECT_EQ(study.max_wait_days, 90U);
  for (const char* wrong : {"0", "1.5", "-3", "4000"}) {
    EXPECT_THAT(Parse(text + "max_wait_days: " + wrong + "\n"),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("from 1 to 3650")));
  }
}

TEST(StudyYaml, TheShortFormOfExtractionNamesTheParameters) {
  ASSERT_OK_AND_ASSIGN(const models::Study study, Parse(With("{params: params.yaml}", "params.yaml")));
  ASSERT_THAT(study.extraction->params, SizeIs(1));
  EXPECT_EQ(study.extraction->params[0].params_name, "params.yaml");
}

TEST(StudyYaml, EachOfSeveralImagesHasItsParameters) {
  ASSERT_OK_AND_ASSIGN(const models::Study study, Parse(With("{params: params.yaml}",
                                                             "{params: {t2: a.yaml, t1: params.yaml}, "
                                                             "require: {modality: [MR]}}")));
  ASSERT_THAT(study.extraction->params, SizeIs(2));
  EXPECT_EQ(study.extraction->params[0].image, "t1");
  EXPECT_EQ(study.extraction->params[0].params_name, "params.yaml");
  EXPECT_EQ(study.extraction->params[0].params_text, "imageType: {Original: {}}\n");
  EXPECT_EQ(study.extraction->params[1].image, "t2");
  EXPECT_EQ(study.extraction->params[1].params_text, "setting: {binWidth: 5}\n");
  EXPECT_THAT(study.extraction->require.modality, ElementsAre("MR"));
  ASSERT_OK_AND_ASSIGN(const models::Study one,
                       Parse(With("{params: params.yaml}", "{params: {ct: a.yaml}}")));
  ASSERT_THAT(one.extraction->params, SizeIs(1));
  EXPECT_EQ(one.extraction->params[0].image, "ct");
}

TEST(StudyYaml, WhatImagesMustHaveIsRead) {
  const std::string all =
      "{params: params.yaml, require: {slice_thickness_mm: [0.5, 5], in_plane_spacing_mm: [0.4, 1.5], "
      "modality: [CT, PT], minimum_voxels: 100}}";
  ASSERT_OK_AND_ASSIGN(const models::Study study, Parse(With("{params: params.yaml}", all)));
  ASSERT_THAT(study.extraction->params, SizeIs(1));
  EXPECT_EQ(study.extraction->params[0].params_name, "params.yaml");
  const models::ImageRequirements& require = study.extraction->require;
  EXPECT_EQ(require.slice_thickness_mm, (models::ClosedRange{0.5, 5}));
  EXPECT_EQ(require.in_plane_spacing_mm, (models::ClosedRange{0.4, 1.5}));
  EXPECT_THAT(require.modality, ElementsAre("CT", "PT"));
  EXPECT_EQ(require.minimum_voxels, 100.0);
  ASSERT_OK_AND_ASSIGN(const models::Study without, Parse(kStudy));
  EXPECT_TRUE(without.extraction->require.IsEmpty());
}

TEST(StudyYaml, TheSarcomaStudyParses) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ASSERT_OK_AND_ASSIGN(const models::Study study,
                       ReadStudy(testing::SharedData() + "/data/studies/sarcoma-pet/study.yaml"));
  EXPECT_EQ(study.name, "sarcoma-lung-metastasis");
  EXPECT_THAT(study.NeededColumns(), ElementsAre("original_firstorder_Maximum", "original_shape_MeshVolume"));
  EXPECT_THAT(study.extraction->params.at(0).params_text, HasSubstr("binWidth: 0.25"));
  EXPECT_EQ(study.privacy.min_cell, 3.0);
  EXPECT_EQ(study.validation.threshold, 0.4);
  EXPECT_FALSE(study.validation.holdout);
}

TEST(StudyYaml, TheWholeExampleIsRead) {
  ASSERT_OK_AND_ASSIGN(const models::Study study, Parse(kWhole));
  EXPECT_EQ(study.missing, models::MissingValues::kMean);
  ASSERT_TRUE(study.second_reader.has_value());
  EXPECT_EQ(study.second_reader->suffix, "__r2");
  EXPECT_TRUE(study.second_reader->same_readers);
  ASSERT_TRUE(study.harmonise.has_value());
  EXPECT_EQ(study.harmonise->batch, "");
  EXPECT_THAT(study.harmonise->covariates, ElementsAre("age", "sex"));
  ASSERT_THAT(study.screen, SizeIs(5));
  EXPECT_EQ(std::get<models::IccStep>(study.screen[0]).type, models::IccType::k21);
  EXPECT_EQ(std::get<models::IccStep>(study.screen[0]).min, 0.75);
  EXPECT_EQ(std::get<models::AnovaStep>(study.screen[1]).max_p, 0.05);
  EXPECT_EQ(std::get<models::SelectKBestStep>(study.screen[2]).k, 120U);
  EXPECT_EQ(std::get<models::CorrelationStep>(study.screen[3]).max_abs, 0.90);
  EXPECT_EQ(std::get<models::MrmrStep>(study.screen[4]).k, 20U);
  EXPECT_EQ(std::get<models::MrmrStep>(study.screen[4]).scheme, models::MrmrScheme::kFcq);
  ASSERT_THAT(study.models, SizeIs(6));
  const auto& clinical = std::get<models::LogisticModel>(study.models[0].kind);
  EXPECT_EQ(clinical.stepwise, models::Stepwise::kBoth);
  EXPECT_EQ(clinical.criterion, models::StepCriterion::kAic);
  const auto& signature = std::get<models::PenalisedModel>(study.models[1].kind);
  EXPECT_EQ(signature.penalty, models::Penalty::kLasso);
  EXPECT_THAT(signature.predictors, ElementsAre("features"));
  EXPECT_EQ(signature.alpha, 1);
  EXPECT_EQ(signature.lambdas, 100);
  ASSERT_TRUE(signature.cv.has_value());
  EXPECT_EQ(signature.cv->folds, 10);
  EXPECT_EQ(signature.cv->seed, 1U);
  EXPECT_FALSE(signature.cv->one_se);
  EXPECT_THAT(std::get<models::LogisticModel>(study.models[2].kind).predictors,
              ElementsAre("signature", "age", "sex"));
  EXPECT_TRUE(study.IsModelPredictor("signature"));
  const auto& frozen = std::get<models::GivenModel>(study.models[4].kind);
  ASSERT_TRUE(frozen.frozen.has_value());
  EXPECT_EQ(frozen.frozen->file, "model.json");
  EXPECT_EQ(frozen.terms.size(), 2U);
  EXPECT_TRUE(study.validation.youden);
  EXPECT_FALSE(study.validation.threshold.has_value());
  EXPECT_FALSE(study.validation.internal_external);
  EXPECT_THAT(study.validation.compare,
              ElementsAre(std::pair<std::string, std::string>("nomogram", "clinical"),
                          std::pair<std::string, std::string>("nomogram", "signature")));
  EXPECT_THAT(study.validation.decision_thresholds,
              ElementsAre(0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6));
  ASSERT_TRUE(study.validation.bootstrap.has_value());
  EXPECT_EQ(study.validation.bootstrap->replicates, 50);
  EXPECT_TRUE(study.validation.bootstrap->of_pipeline);
  EXPECT_EQ(study.validation.bootstrap->seed, 7U);
  EXPECT_EQ(study.privacy.secure_aggregation, "required");
}

TEST(StudyYaml, EveryOtherWordOfASectionIsReadToo) {
  const auto with = [](const std::string& from, const std::string& to) {
    absl::StatusOr<models::Study> study = Parse(WholeWith(from, to));
    EXPECT_TRUE(study.ok()) << study.status() << "\n" << to;
    return study.value_or(models::Study());
  };
  EXPECT_EQ(with("missing: mean ", "missing: median ").missing, models::MissingValues::kMedian);
  const models::Study reader =
      with("{suffix: __r2, same_readers: true}", "{suffix: _two, same_readers: false}");
  EXPECT_EQ(reader.second_reader->suffix, "_two");
  EXPECT_FALSE(reader.second_reader->same_readers);
  EXPECT_TRUE(reader.IsSecondReaders("original_x_two"));
  EXPECT_FALSE(with("harmonise: combat ", "harmonise: none ").harmonise.has_value());
  const models::Study scanners = with("harmonise: combat ",
                                      "harmonise: {method: combat, batch: scanner, "
                                      "covariates: [sex]} ");
  EXPECT_EQ(scanners.harmonise->batch, "scanner");
  EXPECT_THAT(scanners.harmonise->covariates, ElementsAre("sex"));
  const models::Study steps = with("  - anova: {max_p: 0.05}\n",
                                   "  - missingness: {max_share: 0.4}\n  - variance: "
                                   "{min_relative: 0.001}\n "
                                   " - anova: {max_p: 0.1, adjust: site}\n");
  ASSERT_THAT(steps.screen, SizeIs(7));
  EXPECT_EQ(std::get<models::MissingnessStep>(steps.screen[1]).max_share, 0.4);
  EXPECT_EQ(std::get<models::VarianceStep>(steps.screen[2]).min_relative, 0.001);
  EXPECT_EQ(std::get<models::AnovaStep>(steps.screen[3]).max_p, 0.1);
  EXPECT_TRUE(std::get<models::AnovaStep>(steps.screen[3]).adjust_site);
  const models::Study icc =
      with("{type: \"2,1\", min: 0.75}", "{type: \"3,1\", min: 0.8, within_site: true}");
  EXPECT_EQ(std::get<models::IccStep>(icc.screen[0]).type, models::IccType::k31);
  EXPECT_TRUE(std::get<models::IccStep>(icc.screen[0]).within_site);
  EXPECT_EQ(std::get<models::MrmrStep>(with("scheme: FCQ", "scheme: FCD").screen[4]).scheme,
            models::MrmrScheme::kFcd);
  EXPECT_EQ(with("{from: youden} ", "{value: 0.25} ").validation.threshold, 0.25);
  EXPECT_TRUE(with("at: [development, holdout, external]", "at: [external, internal_external]")
                  .validation.internal_external);
  EXPECT_FALSE(with("of: pipeline", "of: final_model").validation.bootstrap->of_pipeline);
}

TEST(StudyYaml, EveryWordOfALogisticModelIsRead) {
  const auto model = [](const std::string& options) {
    const absl::StatusOr<models::Study> study =
        Parse(WholeWith("{logistic: {predictors: [signature, age, sex]}}", "{logistic: " + options + "}"));
    EXPECT_TRUE(study.ok()) << study.status();
    return study.ok() ? std::get<models::LogisticModel>(study->models[2].kind) : models::LogisticModel();
  };
  EXPECT_THAT(model("{predictors: features}").predictors, ElementsAre("features"));
  EXPECT_THAT(model("{predictors: [features, age]}").predictors, ElementsAre("features", "age"));
  EXPECT_EQ(model("{predictors: [age], stepwise: forward}").stepwise, models::Stepwise::kForward);
  const models::LogisticModel backward = model(
      "{predictors: [age], stepwise: backward, criterion: "
      "bic}");
  EXPECT_EQ(backward.stepwise, models::Stepwise::kBackward);
  EXPECT_EQ(backward.criterion, models::StepCriterion::kBic);
  EXPECT_EQ(model("{predictors: [age], stepwise: none}").stepwise, models::Stepwise::kNone);
  EXPECT_FALSE(model("{predictors: [age], intercept: false}").intercept);
  EXPECT_TRUE(model("{predictors: [sex], site_effects: true}").site_effects);
  EXPECT_EQ(model("{predictors: [sex], offset: age}").offset, "age");
  EXPECT_TRUE(model("{predictors: [signature], signature_in: "
                    "cross_validated}")
                  .cross_validated_signature);
  EXPECT_FALSE(model("{predictors: [signature], signature_in: in_sample}").cross_validated_signature);
}

TEST(StudyYaml, EveryWordOfAPenalisedModelIsRead) {
  const auto model = [](const std::string& options) {
    const absl::StatusOr<models::Study> study =
        Parse(WholeWith("{lasso: {predictors: features, alpha: 1, lambdas: "
                        "100, cv: {folds: 10, seed: 1, select: min}}}",
                        options));
    EXPECT_TRUE(study.ok()) << study.status();
    return study.ok() ? std::get<models::PenalisedModel>(study->models[1].kind) : models::PenalisedModel();
  };
  const models::PenalisedModel ridge = model("{ridge: {predictors: [age], lambdas: [1, 0.1, 0.01]}}");
  EXPECT_EQ(ridge.penalty, models::Penalty::kRidge);
  EXPECT_EQ(ridge.alpha, 0);
  EXPECT_THAT(ridge.lambda, ElementsAre(1, 0.1, 0.01));
  EXPECT_FALSE(ridge.cv.has_value());
  const models::PenalisedModel net = model(
      "{elastic_net: {predictors: [features, age], alpha: 0.3, "
      "lambdas: 50, lambda_min_ratio: 0.02, "
      "penalty_factors: {age: 0, features: 2}, intercept: "
      "false, standardise: false, df_max: 12, "
      "cv: {fold_column: fold, select: 1se}}}");
  EXPECT_EQ(net.penalty, models::Penalty::kElasticNet);
  EXPECT_EQ(net.alpha, 0.3);
  EXPECT_EQ(net.lambdas, 50);
  EXPECT_EQ(net.lambda_min_ratio, 0.02);
  EXPECT_EQ(net.penalty_factors, (std::map<std::string, double>{{"age", 0}, {"features", 2}}));
  EXPECT_FALSE(net.intercept);
  EXPECT_FALSE(net.standardise);
  EXPECT_EQ(net.df_max, 12);
  EXPECT_EQ(net.cv->fold_column, "fold");
  EXPECT_EQ(net.cv->folds, 3);  // the column's levels
  EXPECT_TRUE(net.cv->one_se);
  EXPECT_EQ(model("{elastic_net: {predictors: features}}").alpha, 0.5);
  const models::PenalisedModel lasso = model(
      "{lasso: {predictors: features, site_effects: true, "
      "df_max: none}}");
  EXPECT_TRUE(lasso.site_effects);
  EXPECT_TRUE(lasso.df_max_none);
  EXPECT_EQ(lasso.df_max, std::nullopt);
  EXPECT_TRUE(lasso.intercept && lasso.standardise);
}

TEST(StudyYaml, SubgroupsAreLevelsOfTheDictionary) {
  const auto with = [](const std::string& subgroups) {
    return WholeWith("  threshold: {from: youden} ",
                     absl::StrCat("  subgroups: ", subgroups, "\n  threshold: {from: youden} "));
  };
  ASSERT_OK_AND_ASSIGN(const models::Study study, Parse(with("[sex]")));
  EXPECT_THAT(study.validation.subgroups, ElementsAre("sex"));
  EXPECT_THAT(Problems(with("[sexe]")),
              ElementsAre(HasSubstr("sexe is not in the dictionary (cohort: clinical); did you mean sex?")));
  EXPECT_THAT(Problems(with("[age]")), ElementsAre(HasSubstr("age is numeric; subgroups are the levels")));
  EXPECT_THAT(Problems(with("[fold]")), ElementsAre(HasSubstr("fold has role fold")));
  EXPECT_THAT(Problems(with("[sex, sex]")), ElementsAre(HasSubstr("sex stands twice")));
}

TEST(StudyYaml, WhatReportsSayIsRead) {
  ASSERT_OK_AND_ASSIGN(
      const models::Study study,
      Parse(std::string(kStudy) +
            "report:\n  purpose: to tell myeloma from metastasis\n  period: 2015 to 2020\n"
            "  scanners: 3 T\n  segmentation: by hand\n  intended_use: >\n    radiologists,\n    "
            "before biopsy\n"));
  EXPECT_EQ(study.report.purpose, "to tell myeloma from metastasis");
  EXPECT_EQ(study.report.intended_use, "radiologists, before biopsy\n");
  EXPECT_EQ(study.report.period, "2015 to 2020");
  EXPECT_EQ(study.report.scanners, "3 T");
  EXPECT_EQ(study.report.segmentation, "by hand");
}

}  // namespace
}  // namespace osteon
