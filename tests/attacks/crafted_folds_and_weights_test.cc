// Folds, fills and derived columns of the coordinator's making that leave one patient.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "absl/strings/str_cat.h"
#include "tests/attacks/attacker.h"
#include "tests/attacks/findings.h"

namespace osteon::attacks {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// A rare mutation, declared as a column of folds: fold 2 is one patient.
Finding ByFoldColumn(Protection protection) {
  const std::vector<std::string> features = Names("f_", 8);
  Hospitals hospitals = FourHospitals(60, features);
  for (auto& [site, patients] : hospitals) {
    patients.texts["mutation"].assign(static_cast<std::size_t>(patients.outcome.size()), "no");
  }
  hospitals.at("c").texts["mutation"][5] = "yes";
  models::Study study = RadiomicsStudy();
  models::ClinicalColumn fold;
  fold.name = "mutation";
  fold.type = models::ClinicalColumn::Type::kCategorical;
  fold.role = models::ClinicalColumn::Role::kFold;
  fold.levels = {"no", "yes"};
  study.clinical = {fold};
  std::get<models::PenalisedModel>(study.models[0].kind).cv =
      models::CrossValidation{2, 1, "mutation", false};
  Consortium consortium(study, hospitals, protection);
  const auto scales = PooledScales(consortium, features);
  if (!scales.ok()) return Refused(consortium);
  models::FoldMomentsRequest request;
  request.columns = *scales;
  request.folds = 2;
  request.patients = 400;
  request.sites = 4;
  const auto sums = consortium.Pooled(Prepared("folds", {}, request, "m", {2, 0, "mutation"}));
  if (!sums.ok()) return Refused(consortium);
  const MatrixXd row = Block(*sums, 2).tail(8).transpose();
  return CompareRows(OnTheRawScale(row, *scales), Together(hospitals).values);
}

TEST(Attacks, AFoldOfOnePatientIsThatPatient) {
  ExpectOnlyWithoutProtection("fold column that isolates", "coordinator, only pooled sums",
                              ByFoldColumn(Protection::kOff), ByFoldColumn(Protection::kOn));
}

const std::vector<std::string> kNineColumns = Names("x", 9);

// A column made of x3 that is zero up to `cut`: by a preparation.
using Isolating = std::function<models::Preparation(double cut, const models::StandardisedColumn& x)>;

// Moves the cut until one patient is above it, and multiplies the column with all others.
Finding ByIsolatingColumn(Protection protection, const std::string& column, const Isolating& isolating) {
  const Hospitals hospitals = FourHospitals(60, kNineColumns);
  Consortium consortium(LogisticStudy(kNineColumns), hospitals, protection);
  auto scales = PooledScales(consortium, kNineColumns);
  if (!scales.ok()) return Refused(consortium);
  const models::StandardisedColumn x = (*scales)[2];
  double low = x.mean + x.scale, high = x.mean + 12 * x.scale;
  for (int step = 0; step < 60; ++step) {
    const double cut = (low + high) / 2;
    const models::Preparation preparation = isolating(cut, x);
    const std::string name = absl::StrCat("cut ", step);
    const auto moments = consortium.Pooled(
        Prepared(name, preparation, models::MomentsRequest{{column}, models::RowSet::kTrain, 4}));
    if (!moments.ok()) return Refused(consortium);
    const double sum = Block(*moments, 2)[0], square = Block(*moments, 3)[0];
    if (square == 0) {
      high = cut;
    } else if (sum * sum > square * (1 + 1e-9)) {
      low = cut;
    } else {  // (sum f)^2 = sum f^2: one patient
      scales->push_back({column, 0, std::fabs(sum)});
      const auto products = consortium.Pooled(Prepared(name, preparation, ProductsOf(*scales)));
      if (!products.ok()) return Refused(consortium);
      Finding finding =
          CompareRows(RowOfTheOnlyOne(Block(*products, 4), *scales), Together(hospitals).values);
      absl::StrAppend(&finding.text, ", ", step + 2, " requests");
      return finding;
    }
  }
  return Refused(consortium);
}

// The knots of a calibration curve, all beyond everybody but one.
models::Preparation Knots(double cut, const models::StandardisedColumn& x) {
  models::Preparation preparation;
  preparation.derived = {{kScore, {{x.name, 1}}, {}, {}}};
  preparation.splines = {{kScore, {cut, cut + 1000 * x.scale, cut + 2000 * x.scale}}};
  return preparation;
}

TEST(Attacks, KnotsOfASplineBeyondAllPatientsButOne) {
  const auto attack = [](Protection protection) {
    return ByIsolatingColumn(protection, models::SplineColumnName(kScore, 1), Knots);
  };
  ExpectOnlyWithoutProtection("crafted knots", "coordinator, only pooled sums", attack(Protection::kOff),
                              attack(Protection::kOn));
}

// A linear combination is not linear once its cells are rounded to multiples of a large number.
models::Preparation Rounding(double cut, const models::StandardisedColumn& x) {
  const double step = std::exp2(std::ceil(std::log2(64 * x.scale)));
  const double far = step * std::exp2(52);  // doubles from here on are `step` apart
  models::Preparation preparation;
  preparation.derived = {
      {kScore,
       {{x.name, 1}, {"(Intercept)", step / 2 - cut}, {"(Intercept)", far}, {"(Intercept)", -far}},
       {},
       {}}};
  return preparation;
}

TEST(Attacks, ADerivedColumnThatRoundsToOnePatient) {
  const auto attack = [](Protection protection) { return ByIsolatingColumn(protection, kScore, Rounding); };
  ExpectOnlyWithoutProtection("derived column that rounds", "coordinator, only pooled sums",
                              attack(Protection::kOff), attack(Protection::kOn));
}

// One patient lacks x9; two preparations fill it differently. All weights stay the same.
Finding ByFills(Protection protection) {
  Hospitals hospitals = FourHospitals(60, kNineColumns);
  const MatrixXd truth = Together(hospitals).values.leftCols(8);
  hospitals.at("b").values(40, 8) = std::numeric_limits<double>::quiet_NaN();
  models::Study study = LogisticStudy(kNineColumns);
  study.missing = models::MissingValues::kMean;
  Consortium consortium(study, hospitals, protection);
  auto scales = PooledScales(consortium, Names("x", 8));
  if (!scales.ok()) return Refused(consortium);
  scales->push_back({"x9", 0, 1});
  VectorXd products[2];
  for (const int filled : {0, 1}) {
    models::Preparation preparation;
    preparation.fills = {{"x9", static_cast<double>(filled)}};
    const auto sums =
        consortium.Pooled(Prepared(absl::StrCat("fill ", filled), preparation, ProductsOf(*scales)));
    if (!sums.ok()) return Refused(consortium);
    products[filled] = Block(*sums, 4);
  }
  return CompareRows(RowOfTheOnlyOne(products[1] - products[0], *scales), truth);
}

TEST(Attacks, TwoFillsOfACellThatOnePatientLacks) {
  ExpectOnlyWithoutProtection("crafted fills", "coordinator, only pooled sums", ByFills(Protection::kOff),
                              ByFills(Protection::kOn));
}

// A signature with huge coefficients makes small coefficients saturate.
Finding BySignature(Protection protection) {
  const Hospitals hospitals = FourHospitals(60, kNineColumns);
  Consortium consortium(LogisticStudy(kNineColumns), hospitals, protection);
  auto scales = PooledScales(consortium, kNineColumns);
  if (!scales.ok()) return Refused(consortium);
  const models::StandardisedColumn x = (*scales)[2];
  scales->push_back({kScore, 0, 1});
  const VectorXd beta = VectorXd::Unit(11, 10);  // 1 for the signature
  double low = 1, high = 6;
  VectorXd none;
  for (int step = 0; step < 40; ++step) {
    const double plane = step == 0 ? high : (low + high) / 2;
    models::Preparation preparation;
    preparation.derived = {
        {kScore, {{"(Intercept)", -3000 * (x.mean / x.scale + plane)}, {x.name, 3000 / x.scale}}, {}, {}}};
    const auto sum = consortium.Pooled(
        Prepared(absl::StrCat("plane ", step), preparation, LogisticAt(*scales, beta, false, 4, 10000)));
    if (!sum.ok()) return Refused(consortium);
    const VectorXd gradient = Block(*sum, 3).head(10);
    if (step == 0) {
      none = gradient;
      continue;
    }
    const VectorXd passed = none - gradient;
    if (passed[0] < 0.999) {
      high = plane;
    } else if (passed[0] > 1.001) {
      low = plane;
    } else {
      scales->pop_back();
      const MatrixXd row = passed.tail(9).transpose();
      return CompareRows(OnTheRawScale(row, *scales), Together(hospitals).values);
    }
  }
  return Refused(consortium);
}

TEST(Attacks, ASignatureWithHugeCoefficientsSaturates) {
  ExpectOnlyWithoutProtection("saturating signature", "coordinator, only pooled sums",
                              BySignature(Protection::kOff), BySignature(Protection::kOn));
}

}  // namespace
}  // namespace osteon::attacks
