// Points, totals and scales against rms::nomogram (golden/11_nomogram).
#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/csv/csv.h"
#include "common/files/files.h"
#include "common/text/number.h"
#include "models/nomogram/nomogram.h"
#include "tests/support/golden_tables.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::Golden;
using osteon::testing::SharedData;

constexpr double kTolerance = 1e-9;

class NomogramGolden : public ::testing::Test {
 protected:
  void SetUp() override {
    OSTEON_SKIP_WITHOUT_SHARED_DATA();
    ASSERT_OK_AND_ASSIGN(const std::string text,
                         ReadFile(SharedData() + "/golden/11_nomogram/nomogram.json"));
    golden_ = nlohmann::json::parse(text);
    patients_ = Golden("data/nomogram_input.csv");
    std::vector<NomogramPredictor> predictors;
    for (const std::string& name : names_) {
      // A variable of few values is an axis of just these, as rms' datadist has it; others have a range.
      std::vector<double> values;
      for (const std::vector<std::string>& row : patients_.rows) {
        values.push_back(*ParseNumber(row[*patients_.Column(name)]));
      }
      std::sort(values.begin(), values.end());
      values.erase(std::unique(values.begin(), values.end()), values.end());
      const double low = values.front();
      const double high = values.back();
      if (values.size() > 10) values.clear();
      predictors.push_back({name, NumericPredictor{golden_["coef"][name], low, high, values}});
    }
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    for (const std::vector<std::string>& row : patients_.rows) {
      const double lp = LinearPredictor(row);
      least = std::min(least, lp);
      most = std::max(most, lp);
    }
    ASSERT_OK_AND_ASSIGN(nomogram_,
                         BuildNomogram(golden_["coef"]["(Intercept)"], predictors, std::pair(least, most)));
  }

  double LinearPredictor(const std::vector<std::string>& row) const {
    double lp = golden_["coef"]["(Intercept)"];
    for (const std::string& name : names_) {
      lp += golden_["coef"][name].get<double>() * *ParseNumber(row[*patients_.Column(name)]);
    }
    return lp;
  }

  void Expect(const std::string& item, double ours, double golden) {
    const double deviation = std::fabs(ours - golden) / std::max(std::fabs(golden), 1.0);
    worst_[item] = std::max(worst_[item], deviation);
    EXPECT_LT(deviation, kTolerance) << item << ": " << ours << " instead of " << golden;
  }

  void ExpectScale(const std::string& item, const NomogramScale& ours, const nlohmann::json& golden,
                   const std::string& values) {
    ASSERT_EQ(ours.values.size(), golden[values].size()) << item;
    for (std::size_t i = 0; i < ours.values.size(); ++i) {
      Expect(item + " value", ours.values[i], golden[values][i]);
      // rms inverts the risk by linear interpolation between 1000 points; here it is exact.
      const double apart = std::fabs(ours.total_points[i] - golden["total_points"][i].get<double>());
      worst_[item + " total points, absolute"] = std::max(worst_[item + " total points, absolute"], apart);
      EXPECT_LT(apart, item == "risk axis" ? 2e-3 : kTolerance * 100);
    }
  }

  void TearDown() override {
    for (const auto& [item, deviation] : worst_) std::cout << item << ": " << deviation << "\n";
  }

  const std::vector<std::string> names_ = {"radscore", "age", "sex", "stage", "marker"};
  nlohmann::json golden_;
  CsvTable patients_;
  Nomogram nomogram_;
  std::map<std::string, double> worst_;
};

TEST_F(NomogramGolden, AxesHaveThePointsOfRms) {
  const CsvTable csv = Golden("11_nomogram/nomogram_points.csv");
  std::map<std::string, std::vector<std::pair<double, double>>> points;
  for (const std::vector<std::string>& row : csv.rows) {
    points[row[0]].emplace_back(*ParseNumber(row[1]), *ParseNumber(row[*csv.Column("points_rms")]));
  }
  for (std::size_t j = 0; j < names_.size(); ++j) {
    const NomogramAxis& axis = nomogram_.axes[j];
    ASSERT_EQ(axis.name, names_[j]);
    ASSERT_EQ(axis.values.size(), points[axis.name].size()) << axis.name;
    EXPECT_EQ(axis.values.front(), golden_["axis_range"]["lo"][axis.name].get<double>());
    EXPECT_EQ(axis.values.back(), golden_["axis_range"]["hi"][axis.name].get<double>());
    for (std::size_t i = 0; i < axis.values.size(); ++i) {
      Expect("tick", axis.values[i], points[axis.name][i].first);
      Expect("points", axis.points[i], points[axis.name][i].second);
    }
  }
  Expect("points per unit", nomogram_.points_per_unit_lp, golden_["points_per_unit_lp"]);
  Expect("linear predictor at 0 points", nomogram_.lp_at_zero_points, golden_["lp_at_zero_points"]);
}

TEST_F(NomogramGolden, ScalesStandWhereRmsPutsThem) {
  ExpectScale("linear predictor axis", nomogram_.linear_predictor, golden_["rms_lp_axis"], "lp");
  ExpectScale("risk axis", nomogram_.risk, golden_["rms_risk_axis"], "risk");
}

TEST_F(NomogramGolden, PatientsHaveTheTotalPointsOfRms) {
  for (std::size_t i = 0; i < 20; ++i) {
    const std::vector<std::string>& row = patients_.rows[i];
    double total = 0;
    for (std::size_t j = 0; j < names_.size(); ++j) {
      const double contribution =
          golden_["coef"][names_[j]].get<double>() * *ParseNumber(row[*patients_.Column(names_[j])]);
      total += nomogram_.points_per_unit_lp * (contribution - nomogram_.axes[j].least_contribution);
    }
    const std::string patient = std::to_string(i + 1);
    Expect("total points", total, golden_["total_points_first20"][patient]);
    const double lp = total / nomogram_.points_per_unit_lp + nomogram_.lp_at_zero_points;
    Expect("risk", 1 / (1 + std::exp(-lp)), golden_["risk_first20"][patient]);
  }
}

}  // namespace
}  // namespace osteon::models
