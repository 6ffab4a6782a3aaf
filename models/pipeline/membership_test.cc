#include "models/pipeline/membership.h"

#include <Eigen/Dense>
#include <cmath>

#include "models/glm/fit_logistic.h"
#include "models/pipeline/allowed.h"
#include "models/pipeline/run_study.h"
#include "models/validation/auc.h"
#include "tests/support/recording_federation.h"
#include "tests/support/status_matchers.h"
#include "tests/support/study_tables.h"

namespace osteon::models {
namespace {

using ::osteon::testing::FeatureNames;
using ::osteon::testing::IsOk;
using ::osteon::testing::RecordingFederation;
using ::osteon::testing::StudyTable;
using ::osteon::testing::WholeStudy;
using ::testing::HasSubstr;

using SiteTables = std::map<std::string, AnalysisTable>;

// Development at a and b; like them at x, and of another scanner at y.
SiteTables TwoAndTwo() {
  SiteTables tables;
  unsigned seed = 31;
  for (const char* site : {"a", "b", "x", "y"}) {
    osteon::testing::StudyTableShape shape;
    shape.seed = seed++;
    shape.patients = 200;
    shape.shift = *site == 'y' ? 0.8 : 0;
    tables[site] = StudyTable(shape);
  }
  return tables;
}

Study WithSignature() {
  Study study = WholeStudy();
  study.missing = MissingValues::kCompleteCase;
  study.second_reader.reset();
  study.harmonise.reset();
  study.screen.clear();
  std::erase_if(study.models, [](const Model& model) {
    return model.name != "clinical" && model.name != "signature" && model.name != "nomogram" &&
           model.name != "published";
  });
  std::get<LogisticModel>(study.models[0].kind).stepwise = Stepwise::kNone;
  study.development = {"a", "b"};
  study.external = {"x", "y"};
  study.validation = {};
  study.validation.external = true;
  return study;
}

// (patients, columns and outcome) of some sites, one below the other.
Eigen::MatrixXd RowsWithOutcome(const SiteTables& tables, const std::vector<std::string>& sites,
                                const std::vector<std::string>& columns) {
  Eigen::MatrixXd rows(0, static_cast<Eigen::Index>(columns.size()) + 1);
  for (const std::string& site : sites) {
    const AnalysisTable& table = tables.at(site);
    const Eigen::Index first = rows.rows();
    rows.conservativeResize(first + table.outcome.size(), Eigen::NoChange);
    for (std::size_t j = 0; j < columns.size(); ++j) {
      rows.col(static_cast<Eigen::Index>(j)).tail(table.outcome.size()) =
          table.values.col(static_cast<Eigen::Index>(*table.Column(columns[j])));
    }
    rows.rightCols(1).bottomRows(table.outcome.size()) = table.outcome;
  }
  return rows;
}

// Of the best linear combination of normal variables with these means and standard deviations, and
// development's correlations at both.
double ConcordanceOfRows(const Eigen::MatrixXd& development, const Eigen::MatrixXd& site) {
  const auto covariance = [](const Eigen::MatrixXd& rows) {
    const Eigen::MatrixXd centred = rows.rowwise() - rows.colwise().mean();
    return Eigen::MatrixXd(centred.transpose() * centred / static_cast<double>(rows.rows() - 1));
  };
  const Eigen::MatrixXd here = covariance(development);
  const Eigen::VectorXd to_site =
      (covariance(site).diagonal().array() / here.diagonal().array()).sqrt().matrix();
  const Eigen::MatrixXd there = to_site.asDiagonal() * here * to_site.asDiagonal();
  const Eigen::VectorXd difference = (site.colwise().mean() - development.colwise().mean()).transpose();
  const double squared = difference.dot((here + there).ldlt().solve(difference));
  return std::erfc(-std::sqrt(squared / 2)) / 2;
}

// Of a logistic model of who is of the site, fitted to all rows, on these rows.
double ConcordanceOfFittedModel(const Eigen::MatrixXd& development, const Eigen::MatrixXd& site) {
  AnalysisTable table;
  table.values.resize(development.rows() + site.rows(), development.cols());
  table.values << development, site;
  table.outcome.resize(table.values.rows());
  for (Eigen::Index i = 0; i < table.values.rows(); ++i) table.outcome[i] = i < development.rows() ? 0 : 1;
  table.holdout.assign(static_cast<std::size_t>(table.values.rows()), false);
  for (Eigen::Index j = 0; j < table.values.cols(); ++j) table.columns.push_back(absl::StrCat("v", j));
  RecordingFederation federation({{"all", table}}, {});
  const absl::StatusOr<FittedModel> fit = FitLogistic(federation, "membership", table.columns, {"all"});
  EXPECT_THAT(fit, IsOk());
  Eigen::VectorXd score = Eigen::VectorXd::Zero(table.values.rows());
  for (Eigen::Index j = 0; j < table.values.cols(); ++j) {
    score += fit->terms[static_cast<std::size_t>(j) + 1].coefficient * table.values.col(j);
  }
  return Auc(score, table.outcome).value->estimate;
}

class MembershipTest : public ::testing::Test {
 protected:
  absl::StatusOr<StudyResult> Run(const Study& study) {
    EXPECT_THAT(Validate(study), IsOk());
    return RunStudy(federation_, study);
  }
  std::vector<std::string> PredictorsOf(const FittedModel& model) const {
    std::vector<std::string> names;
    for (const ModelTerm& term : model.terms) {
      if (term.name != "(Intercept)" && term.coefficient != 0) names.push_back(term.name);
    }
    return names;
  }

  SiteTables tables_ = TwoAndTwo();
  RecordingFederation federation_{tables_, FeatureNames(8)};
};

TEST_F(MembershipTest, IsWhatAllRowsTogetherGive) {
  ASSERT_OK_AND_ASSIGN(const StudyResult result, Run(WithSignature()));
  for (const std::size_t model : {0U, 1U}) {
    const FittedModel& fitted = result.pipeline.models[model];
    const std::vector<std::string> predictors = PredictorsOf(fitted);
    ASSERT_GE(predictors.size(), 2U);
    const Eigen::MatrixXd development = RowsWithOutcome(tables_, {"a", "b"}, predictors);
    for (const SiteValidation& site : result.validations) {
      const Maybe<Membership>& membership = site.shifts.at(fitted.name).membership;
      ASSERT_TRUE(membership.value) << membership.unavailable;
      const Eigen::MatrixXd rows = RowsWithOutcome(tables_, {site.site}, predictors);
      EXPECT_NEAR(membership.value->concordance, ConcordanceOfRows(development, rows), 1e-8) << fitted.name;
      EXPECT_NEAR(membership.value->concordance, ConcordanceOfFittedModel(development, rows), 0.02)
          << fitted.name;
    }
  }
}

TEST_F(MembershipTest, AnotherScannerIsTold) {
  ASSERT_OK_AND_ASSIGN(const StudyResult result, Run(WithSignature()));
  const auto of = [&](std::size_t site) {
    return result.validations[site].shifts.at("signature").membership.value->concordance;
  };
  EXPECT_LT(of(0), 0.6);
  EXPECT_GT(of(1), 0.75);
}

// Its mean is told with the model's own performance.
TEST_F(MembershipTest, AModelsLinearPredictorIsAPredictor) {
  ASSERT_OK_AND_ASSIGN(const StudyResult result, Run(WithSignature()));
  const FittedModel& signature = result.pipeline.models[1];
  const auto with_score = [&](const std::vector<std::string>& sites) {
    const std::vector<std::string> features = PredictorsOf(signature);
    const Eigen::MatrixXd of_features = RowsWithOutcome(tables_, sites, features);
    Eigen::MatrixXd rows = RowsWithOutcome(tables_, sites, {"age", "age", "sexM"});
    rows.col(0).setConstant(signature.terms[0].coefficient);
    Eigen::Index column = 0;
    for (const ModelTerm& term : signature.terms) {
      if (term.name != "(Intercept)" && term.coefficient != 0) {
        rows.col(0) += term.coefficient * of_features.col(column++);
      }
    }
    return rows;
  };
  const Maybe<Membership>& membership = result.validations[1].shifts.at("nomogram").membership;
  ASSERT_TRUE(membership.value) << membership.unavailable;
  EXPECT_NEAR(membership.value->concordance, ConcordanceOfRows(with_score({"a", "b"}), with_score({"y"})),
              1e-8);
}

TEST_F(MembershipTest, ItsSumsAreOfAllDevelopmentSitesAndOfTheApprovedStudy) {
  const Study study = WithSignature();
  ASSERT_OK_AND_ASSIGN(const StudyResult result, Run(study));
  int asked = 0;
  for (const Task& task : federation_.tasks()) {
    if (task.purpose != "membership") continue;
    ++asked;
    EXPECT_EQ(task.key.sites, study.development);
    EXPECT_THAT(CheckAllowed(study, task), IsOk());
  }
  EXPECT_EQ(asked, 1);
}

TEST_F(MembershipTest, AModelThatWasNotFittedHereHasNone) {
  ASSERT_OK_AND_ASSIGN(const StudyResult result, Run(WithSignature()));
  EXPECT_THAT(result.validations[0].shifts.at("published").membership.unavailable, HasSubstr("not fitted"));
}

TEST_F(MembershipTest, WhatASiteDoesNotTellIsTheReason) {
  ASSERT_OK_AND_ASSIGN(const StudyResult result, Run(WithSignature()));
  SiteValidation site = result.validations[0];
  ModelVariables variables;
  variables.predictors = {{"age", 60, 10}};
  variables.prevalence = 0.4;
  variables.correlations = Eigen::Matrix2d::Identity();
  variables.patients = 400;
  const MembershipReference membership = {{"clinical", {variables, ""}}};
  DevelopmentReference reference;
  reference.numeric["age"] = {MeanAndSd{60, 10}, ""};
  EXPECT_TRUE(MembershipAt(WithSignature(), site, "clinical", membership, reference).value);

  reference.numeric["age"] = {std::nullopt, "suppressed: min_cell"};
  EXPECT_EQ(MembershipAt(WithSignature(), site, "clinical", membership, reference).unavailable,
            "suppressed: min_cell");
  site.case_mix->told.numeric[0].moments = {std::nullopt, "suppressed: min_patients"};
  EXPECT_EQ(MembershipAt(WithSignature(), site, "clinical", membership, reference).unavailable,
            "suppressed: min_patients");
  site.case_mix->told.suppressed = "min_effective_patients";
  EXPECT_EQ(MembershipAt(WithSignature(), site, "clinical", membership, reference).unavailable,
            "suppressed: min_effective_patients");
}

}  // namespace
}  // namespace osteon::models
