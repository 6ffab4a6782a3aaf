// A level that one patient has, or a column that is zero for everybody else: sums over it are that patient's.
#include <gtest/gtest.h>

#include <cmath>

#include "absl/strings/str_format.h"
#include "tests/attacks/attacker.h"
#include "tests/attacks/findings.h"
#include "tests/attacks/open_attack.h"

namespace osteon::attacks {
namespace {

// One patient of hospital b has stage IV. `renamed`: asked of a copy of the level's column, the linear
// predictor of a model that is that column and nothing else.
Finding ByLevel(Protection protection, bool pooled, bool renamed = false) {
  Hospitals hospitals = FourHospitals(60, kSixColumns);
  for (auto& [site, patients] : hospitals) {
    std::vector<std::string>& stage = patients.texts["stage"];
    for (Eigen::Index i = 0; i < patients.outcome.size(); ++i) stage.push_back(i % 2 == 0 ? "I" : "II");
  }
  hospitals.at("b").texts["stage"][11] = "IV";
  models::Study study = LogisticStudy(kSixColumns, pooled ? Sums::kMasked : Sums::kClear);
  models::ClinicalColumn stage;
  stage.name = "stage";
  stage.type = models::ClinicalColumn::Type::kCategorical;
  stage.levels = {"I", "II", "IV"};
  study.clinical.push_back(stage);
  std::get<models::LogisticModel>(study.models[0].kind).predictors.push_back("stage");
  Consortium consortium(study, hospitals, protection);
  auto scales = PooledScales(consortium, kSixColumns);
  if (!scales.ok()) return Refused(consortium);
  scales->push_back({renamed ? kScore : "stageIV", 0, 1});
  models::SumRequest request = ProductsOf(*scales);
  if (renamed) {
    models::Preparation preparation;
    preparation.derived = {{kScore, {{"stageIV", 1}}, {}, {}}};
    request = Prepared("copy", preparation, request);
  }
  const auto products = pooled ? consortium.Pooled(request) : consortium.OfSite("b", request);
  if (!products.ok()) return Refused(consortium);
  return CompareRows(RowOfTheOnlyOne(Block(*products, renamed ? 4 : 3), *scales), Together(hospitals).values);
}

TEST(Attacks, ALevelWithOnePatientIsThatPatient) {
  ExpectOnlyWithoutProtection("singleton level, information", "coordinator, without masks",
                              ByLevel(Protection::kOff, false), ByLevel(Protection::kOn, false));
  ExpectOnlyWithoutProtection("singleton level, information", "coordinator, only pooled sums",
                              ByLevel(Protection::kOff, true), ByLevel(Protection::kOn, true));
  ExpectOnlyWithoutProtection("singleton level under another name", "coordinator, only pooled sums",
                              ByLevel(Protection::kOff, true, true), ByLevel(Protection::kOn, true, true));
}

// A numeric column does the same: the number of metastases, zero but for one patient.
Finding ByRareCount(Protection protection) {
  Hospitals hospitals = FourHospitals(60, kSixColumns);
  for (auto& [site, patients] : hospitals) patients.values.col(5).setZero();
  hospitals.at("c").values(30, 5) = 7;
  Consortium consortium(LogisticStudy(kSixColumns), hospitals, protection);
  const std::vector<std::string> others(kSixColumns.begin(), kSixColumns.end() - 1);
  auto scales = PooledScales(consortium, others);
  if (!scales.ok()) return Refused(consortium);
  scales->push_back({"x6", 0, 1});
  const auto products = consortium.Pooled(ProductsOf(*scales));
  if (!products.ok()) return Refused(consortium);
  return CompareRows(RowOfTheOnlyOne(Block(*products, 3), *scales), Together(hospitals).values.leftCols(5));
}

TEST(Attacks, AColumnThatIsZeroButForOnePatientIsThatPatient) {
  ExpectOnlyWithoutProtection("numeric column of one patient, information", "coordinator, only pooled sums",
                              ByRareCount(Protection::kOff), ByRareCount(Protection::kOn));
}

// Sums by outcome class: the value and the outcome, of a feature that one patient has.
Finding ByClassMoments(Protection protection) {
  const std::vector<std::string> features = Names("f_", 6);
  Hospitals hospitals = FourHospitals(60, features);
  for (auto& [site, patients] : hospitals) patients.values.col(5).setZero();
  hospitals.at("c").values(30, 5) = 0.37;
  models::Study study = RadiomicsStudy();
  study.screen = {models::AnovaStep{}};
  Consortium consortium(study, hospitals, protection);
  const auto sums =
      consortium.Pooled(models::ClassMomentsRequest{features, models::RowSet::kTrain, 4}, {}, "");
  if (!sums.ok()) return Refused(consortium);
  const double without = Block(*sums, 2)[5], with = Block(*sums, 3)[5], square = Block(*sums, 4)[5];
  Finding finding;
  const bool event = with != 0;
  const double value = with + without;
  // One patient: the square of the sum is the sum of squares.
  finding.succeeded = std::fabs(value * value - square) < 1e-12 && std::fabs(value - 0.37) < 1e-12 &&
                      event == (hospitals.at("c").outcome[30] == 1);
  finding.against_prior = finding.succeeded ? 0 : 1;
  finding.text = absl::StrFormat("the patient's value %.2f and outcome %d", value, event);
  return finding;
}

TEST(Attacks, ClassMomentsOfOnePatientsColumnTellValueAndOutcome) {
  ExpectOpen("numeric column of one patient, class moments", "coordinator, only pooled sums",
             ByClassMoments(Protection::kOff), ByClassMoments(Protection::kOn));
}

}  // namespace
}  // namespace osteon::attacks
