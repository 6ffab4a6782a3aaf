#include "models/wire/study_wire.h"

#include <functional>
#include <limits>
#include <utility>

#include "common/hash/sha256.h"
#include "osteon/v1/study.pb.h"
#include "tests/support/status_matchers.h"
#include "tests/support/study_tables.h"

namespace osteon::models {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::kBad;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

Study SmallStudy() {
  Study study;
  study.name = "lung-os-2";
  study.outcome_column = "event";
  study.outcome_positive = "1";
  study.id_column = "patient_id";
  study.feature_prefixes = {"original_"};
  study.development = {"alpha", "beta"};
  study.models = {{"suv", LogisticModel{{"original_firstorder_Mean"}}}};
  return study;
}

// Every optional part, every kind of column and model.
Study FullStudy() {
  Study study = SmallStudy();
  study.split = Split{"set", "train", "test"};
  ClinicalColumn age;
  age.name = "age";
  age.unit = "years";
  age.min = 18;
  age.max = 110;
  ClinicalColumn sex;
  sex.name = "sex";
  sex.type = ClinicalColumn::Type::kCategorical;
  sex.levels = {"F", "M"};
  ClinicalColumn fold;
  fold.name = "fold";
  fold.type = ClinicalColumn::Type::kCategorical;
  fold.role = ClinicalColumn::Role::kFold;
  fold.levels = {"1", "2", "3"};
  study.clinical = {age, sex, fold};
  study.external = {"gamma"};
  study.extraction = Extraction{{{"", "params.yaml", "featureClass: {firstorder: [Mean]}\n"}}};
  study.models.push_back({"published", GivenModel{{{"(Intercept)", -2.5}, {"sexM", 0.1}, {"age", 0.03}}}});
  study.models.push_back({"score", ScoreModel{"risk"}});
  study.validation = {true, true, true, 0.3};
  study.privacy.min_patients = 30;
  study.privacy.min_cell = 5;
  study.privacy.max_columns_per_patient = 0.2;
  study.privacy.secure_aggregation = "off";
  return study;
}

absl::StatusOr<Study> ChangedStudy(const std::function<void(v1::Study&)>& change) {
  v1::Study message;
  ToMessage(FullStudy(), &message);
  change(message);
  return StudyFromMessage(message);
}

TEST(StudyWire, AStudyComesBackWithEveryPart) {
  ASSERT_THAT(Validate(FullStudy()), IsOk());
  ASSERT_OK_AND_ASSIGN(const Study back, ParseStudy(SerialiseStudy(FullStudy())));
  const Study study = FullStudy();
  EXPECT_EQ(back.name, study.name);
  EXPECT_EQ(back.outcome_column, study.outcome_column);
  EXPECT_EQ(back.outcome_positive, study.outcome_positive);
  EXPECT_EQ(back.id_column, study.id_column);
  ASSERT_TRUE(back.split);
  EXPECT_EQ(back.split->column, "set");
  EXPECT_EQ(back.split->train, "train");
  EXPECT_EQ(back.split->holdout, "test");
  ASSERT_THAT(back.clinical, SizeIs(3));
  EXPECT_EQ(back.clinical[0].type, ClinicalColumn::Type::kNumeric);
  EXPECT_EQ(back.clinical[0].role, ClinicalColumn::Role::kPredictor);
  EXPECT_EQ(back.clinical[0].unit, "years");
  EXPECT_EQ(back.clinical[0].min, 18);
  EXPECT_EQ(back.clinical[0].max, 110);
  EXPECT_EQ(back.clinical[1].type, ClinicalColumn::Type::kCategorical);
  EXPECT_THAT(back.clinical[1].levels, ElementsAre("F", "M"));
  EXPECT_EQ(back.clinical[1].min, std::nullopt);
  EXPECT_EQ(back.clinical[2].role, ClinicalColumn::Role::kFold);
  EXPECT_EQ(back.feature_prefixes, study.feature_prefixes);
  EXPECT_EQ(back.development, study.development);
  EXPECT_EQ(back.external, study.external);
  ASSERT_TRUE(back.extraction);
  ASSERT_THAT(back.extraction->params, SizeIs(1));
  EXPECT_EQ(back.extraction->params[0].image, "");
  EXPECT_EQ(back.extraction->params[0].params_name, "params.yaml");
  EXPECT_EQ(back.extraction->params[0].params_text, study.extraction->params[0].params_text);
  ASSERT_THAT(back.models, SizeIs(3));
  EXPECT_EQ(back.models[0].name, "suv");
  EXPECT_THAT(std::get<LogisticModel>(back.models[0].kind).predictors,
              ElementsAre("original_firstorder_Mean"));
  EXPECT_EQ(std::get<GivenModel>(back.models[1].kind).terms,
            std::get<GivenModel>(study.models[1].kind).terms);
  EXPECT_EQ(std::get<ScoreModel>(back.models[2].kind).column, "risk");
  EXPECT_TRUE(back.validation.development && back.validation.holdout && back.validation.external);
  EXPECT_EQ(back.validation.threshold, 0.3);
  EXPECT_EQ(back.privacy.min_patients, 30);
  EXPECT_EQ(back.privacy.min_cell, 5);
  EXPECT_EQ(back.privacy.max_columns_per_patient, 0.2);
  EXPECT_EQ(back.privacy.secure_aggregation, "off");
  EXPECT_EQ(StudySha256(back), StudySha256(study));
}

TEST(StudyWire, WhatIsAbsentStaysAbsent) {
  ASSERT_OK_AND_ASSIGN(const Study back, ParseStudy(SerialiseStudy(SmallStudy())));
  EXPECT_FALSE(back.split);
  EXPECT_FALSE(back.extraction);
  EXPECT_FALSE(back.validation.threshold);
  EXPECT_FALSE(back.validation.development || back.validation.holdout || back.validation.external);
  EXPECT_FALSE(back.privacy.min_patients || back.privacy.min_cell || back.privacy.max_columns_per_patient);
  EXPECT_EQ(back.privacy.secure_aggregation, "preferred");
  EXPECT_EQ(StudySha256(back), StudySha256(SmallStudy()));
}

TEST(StudyWire, HowLongItWaitsAndWhatItRestartsComeBack) {
  Study study = SmallStudy();
  const std::string by_default = StudySha256(study);
  v1::Study message;
  ToMessage(study, &message);
  EXPECT_EQ(message.max_wait_days(), 0U);  // not written: the hash is that of studies of before
  study.max_wait_days = 7;
  study.restart = Restart{"lung-os", std::string(64, 'e'), "gamma"};
  EXPECT_NE(StudySha256(study), by_default);
  ASSERT_OK_AND_ASSIGN(const Study back, ParseStudy(SerialiseStudy(study)));
  EXPECT_EQ(back.max_wait_days, 7U);
  ASSERT_TRUE(back.restart);
  EXPECT_EQ(back.restart->study, "lung-os");
  EXPECT_EQ(back.restart->study_sha256, std::string(64, 'e'));
  EXPECT_EQ(back.restart->without, "gamma");
  study.max_wait_days = 4000;
  EXPECT_THAT(ParseStudy(SerialiseStudy(study)), StatusIs(kBad, HasSubstr("max_wait_days 4000")));
  study.max_wait_days = 7;
  study.restart->without = "beta";
  EXPECT_THAT(ParseStudy(SerialiseStudy(study)), StatusIs(kBad, HasSubstr("without beta has it")));
}

TEST(StudyWire, WhatImagesMustHaveComesBack) {
  const auto back_with = [](const ImageRequirements& require) {
    Study study = FullStudy();
    study.extraction->require = require;
    const absl::StatusOr<Study> back = ParseStudy(SerialiseStudy(study));
    EXPECT_THAT(back, IsOk());
    EXPECT_NE(StudySha256(study), StudySha256(FullStudy()));
    return back->extraction->require;
  };
  ImageRequirements all;
  all.slice_thickness_mm = ClosedRange{0.5, 5};
  all.in_plane_spacing_mm = ClosedRange{0.4, 1.5};
  all.modality = {"CT", "MR"};
  all.minimum_voxels = 100;
  EXPECT_EQ(back_with(all), all);
  for (int left = 0; left < 4; ++left) {
    ImageRequirements one;
    if (left == 0) one.slice_thickness_mm = ClosedRange{0, 5};
    if (left == 1) one.in_plane_spacing_mm = ClosedRange{0, 2};
    if (left == 2) one.modality = {"CT"};
    if (left == 3) one.minimum_voxels = 1;
    EXPECT_EQ(back_with(one), one);
  }
}

Study TwoImageStudy() {
  Study study = FullStudy();
  study.extraction->params = {{"t1", "a.yaml", "setting: {binWidth: 5}\n"},
                              {"t2", "b.yaml", "setting: {}\n"}};
  return study;
}

TEST(StudyWire, ParametersOfSeveralImagesComeBack) {
  ASSERT_OK_AND_ASSIGN(const Study back, ParseStudy(SerialiseStudy(TwoImageStudy())));
  ASSERT_TRUE(back.extraction);
  ASSERT_THAT(back.extraction->params, SizeIs(2));
  for (const std::size_t i : {0U, 1U}) {
    const ExtractionParams sent = TwoImageStudy().extraction->params[i];
    EXPECT_EQ(back.extraction->params[i].image, sent.image);
    EXPECT_EQ(back.extraction->params[i].params_name, sent.params_name);
    EXPECT_EQ(back.extraction->params[i].params_text, sent.params_text);
  }
  EXPECT_EQ(StudySha256(back), StudySha256(TwoImageStudy()));
  // One image by its name is another study than one whatever its name.
  Study one = FullStudy();
  one.extraction->params[0].image = "t1";
  ASSERT_OK_AND_ASSIGN(const Study named, ParseStudy(SerialiseStudy(one)));
  EXPECT_EQ(named.extraction->params[0].image, "t1");
  EXPECT_NE(StudySha256(one), StudySha256(FullStudy()));
}

TEST(StudyWire, ParametersForAllImagesAndForEachAreRefused) {
  const auto two = [](const std::function<void(v1::Extraction&)>& change) {
    v1::Study message;
    ToMessage(TwoImageStudy(), &message);
    change(*message.mutable_extraction());
    return StudyFromMessage(message);
  };
  EXPECT_THAT(two([](v1::Extraction&) {}), IsOk());
  EXPECT_THAT(two([](v1::Extraction& m) { m.set_params_text("setting: {}\n"); }),
              StatusIs(kBad, HasSubstr("for all images and others for each")));
  EXPECT_THAT(two([](v1::Extraction& m) { m.mutable_images(0)->clear_image(); }),
              StatusIs(kBad, HasSubstr("an image without a name")));
  EXPECT_THAT(two([](v1::Extraction& m) { m.mutable_images(1)->set_image("t1"); }),
              StatusIs(kBad, HasSubstr("image t1 stands twice")));
  EXPECT_THAT(two([](v1::Extraction& m) { m.mutable_images()->SwapElements(0, 1); }),
              StatusIs(kBad, HasSubstr("not in order")));
}

TEST(StudyWire, RequirementsThatContradictThemselvesAreRefused) {
  EXPECT_THAT(ChangedStudy([](v1::Study& m) {
                v1::ClosedRange* range =
                    m.mutable_extraction()->mutable_require()->mutable_slice_thickness_mm();
                range->set_low(5);
                range->set_high(std::numeric_limits<double>::quiet_NaN());
              }),
              StatusIs(kBad, HasSubstr("slice_thickness_mm")));
}

// Approvals are signatures over these hashes: when this test fails, every approved study has lost its
// approval.
TEST(StudyWire, TheHashOfAStudyIsThatOfItsFormat) {
  EXPECT_EQ(StudySha256(SmallStudy()), "411822b475eb97fec69b962ad06b9f5dc18ca491ef00186ca6de358bd990e943");
  EXPECT_EQ(StudySha256(FullStudy()), "5f308076fcab0eccbfd810e6c0fff7cb697173548787a24bdc0f0eca5193a91f");
  EXPECT_EQ(StudySha256(TwoImageStudy()), "3372c2c53308d5cdd9bfc51a174627eb4eda2ab305f80f3aadf22a351131e38c");
  EXPECT_EQ(StudySha256(FullStudy()), Sha256Hex(SerialiseStudy(FullStudy())));
}

TEST(StudyWire, WhatReportsSayComesBackAndChangesTheHash) {
  Study study = SmallStudy();
  study.report = {"to tell them apart", "radiologists", "2015 to 2020", "3 T", "by hand"};
  ASSERT_OK_AND_ASSIGN(const Study back, ParseStudy(SerialiseStudy(study)));
  EXPECT_EQ(back.report, study.report);
  const std::string hash = StudySha256(study);
  EXPECT_NE(hash, StudySha256(SmallStudy()));
  for (std::string ReportTexts::*text :
       {&ReportTexts::purpose, &ReportTexts::intended_use, &ReportTexts::period, &ReportTexts::scanners,
        &ReportTexts::segmentation}) {
    Study changed = study;
    changed.report.*text += ".";
    EXPECT_NE(StudySha256(changed), hash);
  }
}

TEST(StudyWire, EveryPartChangesTheHash) {
  const std::string hash = StudySha256(FullStudy());
  const std::vector<std::function<void(Study&)>> changes = {
      [](Study& s) { s.outcome_positive = "2"; },
      [](Study& s) { s.clinical[0].max.reset(); },
      [](Study& s) {
        s.clinical[1].levels = {"M", "F"};
      },
      [](Study& s) { s.models[2].name = "risk"; },
      [](Study& s) { s.extraction->params[0].params_text += " "; },
      [](Study& s) { s.privacy.min_cell.reset(); },
      [](Study& s) { s.validation.threshold = 0.30000000000000004; },
      [](Study& s) { s.external = {"delta"}; }};
  for (const auto& change : changes) {
    Study study = FullStudy();
    change(study);
    EXPECT_NE(StudySha256(study), hash);
  }
}

// Everything of the pipeline, with every option away from its default somewhere.
Study PipelineStudy() {
  Study study = osteon::testing::WholeStudy();
  study.second_reader = SecondReader{"_two", false};
  study.harmonise->batch = "scanner";
  std::get<IccStep>(study.screen[2]).within_site = true;
  std::get<AnovaStep>(study.screen[3]).adjust_site = true;
  auto& signature = std::get<PenalisedModel>(study.models[1].kind);
  signature.lambda_min_ratio = 0.02;
  signature.penalty_factors = {{"features", 2}};
  signature.df_max_none = false;
  signature.df_max = 12;
  signature.cv->one_se = true;
  auto& ridge = std::get<PenalisedModel>(study.models[3].kind);
  ridge.intercept = false;
  ridge.standardise = false;
  GivenModel frozen{{{"(Intercept)", -1}, {"signature", 0.5}}, FrozenOrigin()};
  frozen.frozen->file = "model.json";
  frozen.frozen->model = "nomogram";
  frozen.frozen->sha256 = std::string(64, 'c');
  frozen.frozen->study = "earlier";
  frozen.frozen->signed_by = "coordinator";
  frozen.frozen->preparation.fills = {{"age", 60}};
  frozen.frozen->preparation.derived = {{"signature", {{"f_1", 0.25}}, {}, {}}};
  frozen.frozen->threshold = 0.31;
  frozen.frozen->units = {{"age", ""}};
  study.models.push_back({"frozen", frozen});
  study.privacy.secure_aggregation = "required";
  return study;
}

TEST(StudyWire, EverythingOfThePipelineComesBackAndChangesTheHash) {
  ASSERT_THAT(Validate(PipelineStudy()), IsOk());
  const std::string hash = StudySha256(PipelineStudy());
  const auto logistic = [](Study& s) -> LogisticModel& { return std::get<LogisticModel>(s.models[0].kind); };
  const auto lasso = [](Study& s) -> PenalisedModel& { return std::get<PenalisedModel>(s.models[1].kind); };
  const auto frozen = [](Study& s) -> FrozenOrigin& {
    return *std::get<GivenModel>(s.models.back().kind).frozen;
  };
  const std::vector<std::function<void(Study&)>> changes = {
      [](Study&) {},
      [](Study& s) { s.missing = MissingValues::kMean; },
      [](Study& s) { s.missing = MissingValues::kCompleteCase; },
      [](Study& s) { s.second_reader->suffix = "_2"; },
      [](Study& s) { s.second_reader->same_readers = true; },
      [](Study& s) { s.harmonise->batch = ""; },
      [](Study& s) { s.harmonise->covariates.pop_back(); },
      [](Study& s) { s.harmonise.reset(); },
      [](Study& s) { std::swap(s.screen[0], s.screen[1]); },
      [](Study& s) { s.screen[0] = MissingnessStep{0.1}; },
      [](Study& s) { s.screen[1] = VarianceStep{0.5}; },
      [](Study& s) {
        s.screen[2] = IccStep{IccType::k31, 0.75, true};
      },
      [](Study& s) {
        s.screen[2] = IccStep{IccType::k21, 0.7, true};
      },
      [](Study& s) {
        s.screen[3] = AnovaStep{0.1, true};
      },
      [](Study& s) { s.screen[4] = SelectKBestStep{5}; },
      [](Study& s) { s.screen[5] = CorrelationStep{0.8}; },
      [](Study& s) {
        s.screen[6] = MrmrStep{4, MrmrScheme::kFcd};
      },
      [&](Study& s) { logistic(s).stepwise = Stepwise::kForward; },
      [&](Study& s) { logistic(s).criterion = StepCriterion::kBic; },
      [&](Study& s) { logistic(s).intercept = false; },
      [&](Study& s) { logistic(s).site_effects = true; },
      [&](Study& s) {
        logistic(s) = LogisticModel{{"sex"}, Stepwise::kNone, StepCriterion::kAic, true, false, "ldh"};
      },
      [&](Study& s) { lasso(s).lambdas = 50; },
      [&](Study& s) {
        lasso(s).lambda = {0.2, 0.1};
      },
      [&](Study& s) { lasso(s).lambda_min_ratio.reset(); },
      [&](Study& s) { lasso(s).penalty_factors["features"] = 3; },
      [&](Study& s) { lasso(s).site_effects = true; },
      [&](Study& s) { lasso(s).df_max = 13; },
      [&](Study& s) { lasso(s).df_max.reset(); },
      [&](Study& s) { lasso(s).cv->folds = 4; },
      [&](Study& s) { lasso(s).cv->seed = 2; },
      [&](Study& s) { lasso(s).cv->one_se = false; },
      [&](Study& s) {
        *lasso(s).cv = {3, 1, "fold", true};
      },
      [&](Study& s) { lasso(s).penalty = Penalty::kElasticNet; },
      [&](Study& s) { frozen(s).sha256[0] = 'd'; },
      [&](Study& s) { frozen(s).signed_by = ""; },
      [&](Study& s) { frozen(s).threshold.reset(); },
      [&](Study& s) { frozen(s).units.clear(); },
      [&](Study& s) { frozen(s).preparation.fills[0].value = 61; },
      [&](Study& s) { frozen(s).preparation.derived[0].terms[0].coefficient = 1; },
      [](Study& s) { s.validation.youden = false; },
      [](Study& s) { s.validation.internal_external = false; },
      [](Study& s) { s.validation.compare.pop_back(); },
      [](Study& s) { s.validation.decision_thresholds.pop_back(); },
      [](Study& s) { s.validation.subgroups = {"sex"}; },
      [](Study& s) { s.validation.bootstrap->replicates = 4; },
      [](Study& s) { s.validation.bootstrap->of_pipeline = false; },
      [](Study& s) { s.validation.bootstrap->seed = 8; },
      [](Study& s) { s.validation.bootstrap.reset(); }};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Study study = PipelineStudy();
    changes[i](study);
    const absl::StatusOr<Study> back = ParseStudy(SerialiseStudy(study));
    // A change may contradict the rest of the study; then it is not this test's.
    ASSERT_EQ(back.ok(), Validate(study).ok()) << i << back.status();
    if (back.ok()) {
      EXPECT_EQ(StudySha256(*back), StudySha256(study)) << i;
    }
    EXPECT_EQ(StudySha256(study) == hash, i == 0) << i;
  }
}

TEST(StudyWire, APipelineThatThisVersionDoesNotKnowIsRefused) {
  const auto changed = [](const std::function<void(v1::Study&)>& change) {
    v1::Study message;
    ToMessage(PipelineStudy(), &message);
    change(message);
    return StudyFromMessage(message);
  };
  EXPECT_THAT(changed([](v1::Study&) {}), IsOk());
  EXPECT_THAT(changed([](v1::Study& m) { m.mutable_screen(0)->clear_kind(); }),
              StatusIs(kBad, HasSubstr("a screening step that this version does not know")));
  EXPECT_THAT(changed([](v1::Study& m) { m.mutable_screen(2)->mutable_icc()->set_type("2,2"); }),
              StatusIs(kBad, HasSubstr("icc 2,2")));
  EXPECT_THAT(changed([](v1::Study& m) { m.mutable_screen(6)->mutable_mrmr()->set_scheme("MIQ"); }),
              StatusIs(kBad, HasSubstr("mrmr MIQ")));
  EXPECT_THAT(changed([](v1::Study& m) { m.mutable_models(0)->mutable_logistic()->set_stepwise("all"); }),
              StatusIs(kBad, HasSubstr("stepwise all")));
  EXPECT_THAT(changed([](v1::Study& m) { m.mutable_models(1)->mutable_penalised()->set_penalty("scad"); }),
              StatusIs(kBad, HasSubstr("penalty scad")));
  EXPECT_THAT(changed([](v1::Study& m) {
                m.mutable_models(1)->mutable_penalised()->mutable_cv()->set_folds(4000000000U);
              }),
              StatusIs(kBad, HasSubstr("2 to 20 folds")));
  EXPECT_THAT(
      changed([](v1::Study& m) { m.mutable_validation()->mutable_bootstrap()->set_replicates(4000000000U); }),
      StatusIs(kBad, HasSubstr("replicates is 1 to 1000")));
  EXPECT_THAT(changed([](v1::Study& m) {
                m.mutable_models(m.models_size() - 1)
                    ->mutable_given()
                    ->mutable_frozen()
                    ->mutable_preparation()
                    ->mutable_fills(0)
                    ->set_value(std::numeric_limits<double>::quiet_NaN());
              }),
              StatusIs(kBad, HasSubstr("not finite")));
}

TEST(StudyWire, AnUnknownKindOrFormatIsRefused) {
  EXPECT_THAT(ChangedStudy([](v1::Study&) {}), IsOk());
  EXPECT_THAT(ChangedStudy([](v1::Study& m) { m.set_format(2); }), StatusIs(kBad, HasSubstr("format 2")));
  EXPECT_THAT(ChangedStudy([](v1::Study& m) { m.clear_format(); }), StatusIs(kBad, HasSubstr("format 0")));
  EXPECT_THAT(ChangedStudy([](v1::Study& m) { m.mutable_models(1)->clear_kind(); }),
              StatusIs(kBad, AllOf(HasSubstr("published"), HasSubstr("kind"))));
  EXPECT_THAT(ChangedStudy([](v1::Study& m) { m.mutable_cohort()->set_missing("impute"); }),
              StatusIs(kBad, HasSubstr("impute")));
  using Column = v1::ClinicalColumn;
  EXPECT_THAT(ChangedStudy([](v1::Study& m) { m.mutable_cohort()->mutable_clinical(1)->clear_type(); }),
              StatusIs(kBad, HasSubstr("column sex")));
  EXPECT_THAT(ChangedStudy([](v1::Study& m) { m.mutable_cohort()->mutable_clinical(1)->clear_role(); }),
              StatusIs(kBad, HasSubstr("column sex")));
  EXPECT_THAT(ChangedStudy([](v1::Study& m) {
                m.mutable_cohort()->mutable_clinical(1)->set_type(static_cast<Column::Type>(7));
              }),
              StatusIs(kBad, HasSubstr("column sex")));
  EXPECT_THAT(ChangedStudy([](v1::Study& m) {
                m.mutable_cohort()->mutable_clinical(2)->set_role(static_cast<Column::Role>(7));
              }),
              StatusIs(kBad, HasSubstr("column fold")));
}

TEST(StudyWire, WhatContradictsItselfIsRefusedOnArrival) {
  EXPECT_THAT(ChangedStudy([](v1::Study& m) { m.add_external_sites("beta"); }),
              StatusIs(kBad, HasSubstr("beta")));
  EXPECT_THAT(StudyFromMessage(v1::Study()), StatusIs(kBad, HasSubstr("format")));
}

TEST(StudyWire, BytesThatAreNoStudyAreDataLoss) {
  EXPECT_THAT(ParseStudy("\xff\xff"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("decoded")));
}

}  // namespace
}  // namespace osteon::models
