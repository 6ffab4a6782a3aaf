#include "models/pipeline/case_mix.h"

#include <cmath>

#include "models/federation/risks.h"
#include "models/pipeline/allowed.h"
#include "models/pipeline/run_pipeline.h"
#include "models/pipeline/run_study.h"
#include "tests/support/recording_federation.h"
#include "tests/support/status_matchers.h"
#include "tests/support/study_tables.h"

namespace osteon::models {
namespace {

using ::osteon::testing::FeatureNames;
using ::osteon::testing::IsOk;
using ::osteon::testing::RecordingFederation;
using ::osteon::testing::StatusIs;
using ::osteon::testing::StudyTable;
using ::osteon::testing::WholeStudy;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

std::map<std::string, AnalysisTable> CaseMixTables() {
  std::map<std::string, AnalysisTable> tables;
  unsigned seed = 21;
  for (const char* site : {"a", "b", "x"}) {
    osteon::testing::StudyTableShape shape;
    shape.seed = seed++;
    shape.missing = 0.05;
    tables[site] = StudyTable(shape);
  }
  return tables;
}

// An imputing study with a small signature, at a, b and x, with subgroups by sex.
Study CaseMixStudy() {
  Study study = WholeStudy();
  study.missing = MissingValues::kMean;
  study.second_reader.reset();
  study.harmonise.reset();
  study.screen = {SelectKBestStep{3}};
  study.models = {{"clinical", LogisticModel{{"age", "sex"}}}, {"all", LogisticModel{{"age", "features"}}}};
  study.development = {"a", "b"};
  study.external = {"x"};
  study.validation = {};
  study.validation.development = study.validation.external = true;
  study.validation.threshold = 0.5;
  study.validation.subgroups = {"sex"};
  return study;
}

// Mean and sd (n - 1) of the present values of a column over some tables.
MeanAndSd Moments(const std::vector<const AnalysisTable*>& tables, const std::string& column) {
  std::vector<double> values;
  for (const AnalysisTable* table : tables) {
    for (const double value : table->values.col(static_cast<Eigen::Index>(*table->Column(column)))) {
      if (!std::isnan(value)) values.push_back(value);
    }
  }
  return *MeanAndSdOf(Eigen::Map<Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size())))
              .value;
}

class CaseMixTest : public ::testing::Test {
 protected:
  CaseMixTest() : tables_(CaseMixTables()), study_(CaseMixStudy()), federation_(tables_, FeatureNames(8)) {
    EXPECT_THAT(Validate(study_), IsOk());
    auto result = RunStudy(federation_, study_);
    EXPECT_THAT(result, IsOk());
    if (result.ok()) result_ = *std::move(result);
  }
  const SiteValidation& External() const { return result_.validations.back(); }
  const NumericCaseMix& Numeric(const SiteValidation& at, const std::string& name) const {
    for (const NumericCaseMix& variable : at.case_mix->told.numeric) {
      if (variable.variable == name) return variable;
    }
    ADD_FAILURE() << name << " is not told";
    return at.case_mix->told.numeric.front();
  }

  std::map<std::string, AnalysisTable> tables_;
  Study study_;
  RecordingFederation federation_;
  StudyResult result_;
};

TEST_F(CaseMixTest, IsOfTheValuesAsMeasured) {
  ASSERT_TRUE(External().case_mix.has_value());
  const NumericCaseMix& age = Numeric(External(), "age");
  const MeanAndSd expected = Moments({&tables_.at("x")}, "age");
  EXPECT_NEAR(age.moments.value->mean, expected.mean, 1e-12);
  EXPECT_NEAR(age.moments.value->sd, expected.sd, 1e-12);
  EXPECT_EQ(*age.measured.value + age.missing.value->patients(), 90U);
  EXPECT_GT(age.missing.value->patients(), 0U);  // not those that were filled in
  EXPECT_EQ(External().case_mix->told.n, 90U);
}

TEST_F(CaseMixTest, DifferencesAreFromTheDevelopmentPatientsTogether) {
  const MeanAndSd here = Moments({&tables_.at("x")}, "age");
  const MeanAndSd there = Moments({&tables_.at("a"), &tables_.at("b")}, "age");
  const double expected = (here.mean - there.mean) / std::sqrt((here.sd * here.sd + there.sd * there.sd) / 2);
  EXPECT_NEAR(*External().case_mix->standardised_differences.at("age").value, expected, 1e-10);
  const MeanAndSd share = Moments({&tables_.at("x")}, "sexM"),
                  reference = Moments({&tables_.at("a"), &tables_.at("b")}, "sexM");
  const double p = share.mean, q = reference.mean;
  EXPECT_NEAR(*External().case_mix->standardised_differences.at("sex").value,
              std::fabs(p - q) / std::sqrt((p * (1 - p) + q * (1 - q)) / 2), 1e-10);
  EXPECT_TRUE(result_.validations.front().case_mix->standardised_differences.empty());
}

TEST_F(CaseMixTest, FeaturesAreThoseThatModelsUse) {
  std::vector<std::string> told;
  for (const NumericCaseMix& variable : External().case_mix->told.numeric) told.push_back(variable.variable);
  for (const std::string& feature : result_.pipeline.features) EXPECT_THAT(told, Contains(feature));
  EXPECT_EQ(told.size(), 3U + result_.pipeline.features.size());  // age, ldh and prior before them
}

TEST_F(CaseMixTest, ShiftsCompareTheLinearPredictors) {
  const auto& [name, metrics] = External().models.front();
  const CaseMixShift& shift = External().shifts.at(name);
  const ModelPerformance& development = result_.apparent.at(name);
  EXPECT_NEAR(*shift.mean_difference.value, metrics.linear_predictor.all.value->mean - development.lp_mean,
              1e-12);
  EXPECT_NEAR(*shift.sd_ratio.value,
              metrics.linear_predictor.all.value->sd / (development.lp_sd * std::sqrt(180.0 / 179)), 1e-12);
  EXPECT_TRUE(result_.validations.front().shifts.empty());
}

TEST_F(CaseMixTest, HistogramsHaveTheSameEdgesEverywhere) {
  for (const SiteValidation& validation : result_.validations) {
    const ValidationMetrics& metrics = validation.models.front().second;
    ASSERT_TRUE(metrics.score_histogram.value && metrics.risk_histogram.value);
    EXPECT_EQ(metrics.score_histogram.value->edges,
              result_.validations.front().models.front().second.score_histogram.value->edges);
  }
}

TEST_F(CaseMixTest, SubgroupsAreThePatientsOfEachLevel) {
  ASSERT_EQ(External().subgroups.size(), 2U);  // models
  const Subgroups& by_sex = External().subgroups.front().second;
  EXPECT_EQ(by_sex.variable, "sex");
  ASSERT_EQ(by_sex.levels.size(), 3U);
  EXPECT_EQ(by_sex.levels[0].first, "F");
  EXPECT_EQ(by_sex.levels[2].first, kMissingLevel);
  const AnalysisTable& table = tables_.at("x");
  const auto sex = table.values.col(static_cast<Eigen::Index>(*table.Column("sexM")));
  EXPECT_EQ(by_sex.levels[1].second.n, static_cast<std::uint64_t>((sex.array() == 1).count()));
  std::uint64_t n = 0, events = 0;
  double squares = 0;
  for (const auto& [level, metrics] : by_sex.levels) {
    n += metrics.n;
    events += metrics.events;
    squares += static_cast<double>(metrics.n) * *metrics.brier;
    EXPECT_FALSE(metrics.score_histogram.value.has_value());
  }
  const ValidationMetrics& all = External().models.front().second;
  EXPECT_EQ(n, all.n);
  EXPECT_EQ(events, all.events);
  EXPECT_NEAR(squares / static_cast<double>(n), *all.brier, 1e-12);
}

TEST_F(CaseMixTest, TheStudyAllowsWhatItAsksAndNothingNearIt) {
  std::optional<Task> case_mix, subgroups, validation;
  for (const Task& task : federation_.tasks()) {
    EXPECT_THAT(CheckAllowed(study_, task), IsOk());
    const auto* gather = std::get_if<GatherRequest>(&task.request);
    if (gather == nullptr) continue;
    if (std::holds_alternative<CaseMixRequest>(*gather)) case_mix = task;
    if (std::holds_alternative<SubgroupRequest>(*gather)) subgroups = task;
    if (std::holds_alternative<ValidationRequest>(*gather)) validation = task;
  }
  ASSERT_TRUE(case_mix && subgroups && validation);
  const auto refused = [](const char* why) {
    return StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(why));
  };
  const auto changed = [&](const Task& task, const std::function<void(GatherRequest&)>& change) {
    Task other = task;
    change(std::get<GatherRequest>(other.request));
    return CheckAllowed(study_, other);
  };
  const auto of_case_mix = [](GatherRequest& request) -> CaseMixRequest& {
    return std::get<CaseMixRequest>(request);
  };
  const auto of_subgroups = [](GatherRequest& request) -> SubgroupRequest& {
    return std::get<SubgroupRequest>(request);
  };
  EXPECT_THAT(changed(*case_mix, [&](auto& r) { of_case_mix(r).numeric.push_back("y"); }),
              refused("these variables"));
  EXPECT_THAT(
      changed(*case_mix, [&](auto& r) { of_case_mix(r).numeric.erase(of_case_mix(r).numeric.begin()); }),
      refused("these variables"));
  EXPECT_THAT(changed(*case_mix, [&](auto& r) { of_case_mix(r).rows = RowSet::kHoldout; }),
              refused("these rows"));
  Task one_site = *case_mix;
  one_site.key.sites = {"a"};
  EXPECT_THAT(CheckAllowed(study_, one_site), refused("these sites"));
  EXPECT_THAT(changed(*subgroups, [&](auto& r) { of_subgroups(r).variable.name = "age"; }),
              refused("subgroups"));
  EXPECT_THAT(changed(*subgroups, [&](auto& r) { of_subgroups(r).variable.levels[0] = "f"; }),
              refused("subgroups"));
  EXPECT_THAT(
      changed(*subgroups, [&](auto& r) { of_subgroups(r).validation.score_edges = DefaultScoreEdges(); }),
      refused("histograms of subgroups"));
  EXPECT_THAT(changed(*subgroups, [&](auto& r) { of_subgroups(r).validation.threshold = 0.4; }),
              refused("another threshold"));
  Study without = study_;
  without.validation.subgroups.clear();
  EXPECT_THAT(CheckAllowed(without, *subgroups), refused("subgroups"));
  EXPECT_THAT(AllowedKinds(without), Not(Contains("subgroups")));
  EXPECT_THAT(AllowedKinds(study_), Contains("subgroups"));
}

}  // namespace
}  // namespace osteon::models
