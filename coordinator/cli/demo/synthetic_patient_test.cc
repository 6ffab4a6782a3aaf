#include "coordinator/cli/demo/synthetic_patient.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "coordinator/cli/demo/traits.h"
#include "gmock/gmock.h"

namespace osteon::demo {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Le;

constexpr std::uint64_t kSeed = 1;

// The share of pairs of an infiltrated and another patient in which the infiltrated one scores higher.
double Auc(const std::vector<std::pair<double, int>>& scores) {
  double won = 0.0, pairs = 0.0;
  for (const auto& [positive_score, positive] : scores) {
    for (const auto& [negative_score, negative] : scores) {
      if (positive != 1 || negative != 0) continue;
      pairs += 1.0;
      won += positive_score > negative_score ? 1.0 : positive_score == negative_score ? 0.5 : 0.0;
    }
  }
  return won / pairs;
}

double MeanHu(const SyntheticPatient& patient) {
  double sum = 0.0, count = 0.0;
  for (std::size_t i = 0; i < patient.voxels.size(); ++i) {
    if (patient.mask[i] == 0) continue;
    sum += patient.voxels[i];
    count += 1.0;
  }
  return sum / count;
}

TEST(DemoHospitals, AreThreeForDevelopmentAndTwoExternalOfFortyToSixtyPatients) {
  int external = 0;
  std::set<std::string> names;
  for (const HospitalDescription& hospital : DemoHospitals()) {
    external += hospital.external ? 1 : 0;
    names.insert(hospital.name);
    EXPECT_THAT(hospital.patients, AllOf(Ge(40), Le(60)));
  }
  EXPECT_EQ(external, 2);
  EXPECT_EQ(names.size(), 5U);
}

TEST(DemoHospitals, HaveTheirPrevalenceAndNoSmallCellOfSexByOutcome) {
  for (const HospitalDescription& hospital : DemoHospitals()) {
    EXPECT_THAT(hospital.prevalence, AllOf(Ge(0.35), Le(0.50)));
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      std::map<std::pair<bool, bool>, int> cells;
      int positive = 0;
      for (int i = 0; i < hospital.patients; ++i) {
        const Traits traits = DrawTraits(hospital, seed, i);
        ++cells[{traits.infiltrated, traits.male}];
        positive += traits.infiltrated ? 1 : 0;
      }
      EXPECT_NEAR(positive, hospital.prevalence * hospital.patients, 0.5);
      EXPECT_EQ(cells.size(), 4U);
      for (const auto& [cell, count] : cells) EXPECT_GE(count, 5) << hospital.name;  // the policy's min_cell
    }
  }
}

TEST(MakePatient, EqualArgumentsGiveEqualBits) {
  const HospitalDescription hospital = DemoHospitals()[0];
  const SyntheticPatient once = MakePatient(hospital, kSeed, 3);
  const SyntheticPatient again = MakePatient(hospital, kSeed, 3);
  EXPECT_EQ(once.id, "alder-004");
  EXPECT_EQ(once.id, again.id);
  EXPECT_EQ(once.age, again.age);
  EXPECT_EQ(once.sex, again.sex);
  EXPECT_EQ(once.label, again.label);
  EXPECT_TRUE(once.voxels == again.voxels);
  EXPECT_TRUE(once.mask == again.mask);
}

TEST(MakePatient, AnotherIndexSeedOrHospitalGivesAnotherImage) {
  const HospitalDescription hospital = DemoHospitals()[0];
  HospitalDescription renamed = hospital;
  renamed.name = "willow";
  const SyntheticPatient patient = MakePatient(hospital, kSeed, 3);
  EXPECT_FALSE(patient.voxels == MakePatient(hospital, kSeed, 4).voxels);
  EXPECT_FALSE(patient.voxels == MakePatient(hospital, kSeed + 1, 3).voxels);
  EXPECT_FALSE(patient.voxels == MakePatient(renamed, kSeed, 3).voxels);
}

TEST(MakePatient, TheMaskIsAVertebralBodyAwayFromTheImagesBorder) {
  for (const HospitalDescription& hospital : DemoHospitals()) {
    for (int i = 0; i < 8; ++i) {
      const SyntheticPatient patient = MakePatient(hospital, kSeed, i);
      std::size_t count = 0;
      std::size_t at = 0;
      for (std::size_t z = 0; z < patient.size[2]; ++z) {
        for (std::size_t y = 0; y < patient.size[1]; ++y) {
          for (std::size_t x = 0; x < patient.size[0]; ++x, ++at) {
            if (patient.mask[at] == 0) continue;
            ++count;
            ASSERT_TRUE(x > 0 && x + 1 < patient.size[0] && y > 0 && y + 1 < patient.size[1] && z > 0 &&
                        z + 1 < patient.size[2])
                << patient.id;
          }
        }
      }
      EXPECT_THAT(count, AllOf(Ge(6000U), Le(20000U))) << patient.id;
      const double volume_ml = static_cast<double>(count) * patient.spacing_mm[0] * patient.spacing_mm[1] *
                               patient.spacing_mm[2] / 1000.0;
      EXPECT_THAT(volume_ml, AllOf(Ge(6.5), Le(17.0))) << patient.id;
    }
  }
}

TEST(MakePatient, HounsfieldUnitsAreThoseOfFatMuscleAndBone) {
  const SyntheticPatient patient = MakePatient(DemoHospitals()[0], kSeed, 0);
  const auto [low, high] = std::minmax_element(patient.voxels.begin(), patient.voxels.end());
  EXPECT_THAT(*low, AllOf(Ge(-250), Le(-90)));
  EXPECT_THAT(*high, AllOf(Ge(400), Le(1200)));
  EXPECT_THAT(MeanHu(patient), AllOf(Ge(60.0), Le(300.0)));
}

TEST(MakePatient, MeanAttenuationSeparatesTheOutcomesInPart) {
  std::vector<std::pair<double, int>> by_mean, by_infiltration;
  for (const HospitalDescription& hospital : DemoHospitals()) {
    for (int i = 0; i < hospital.patients; ++i) {
      const SyntheticPatient patient = MakePatient(hospital, kSeed, i);
      by_mean.emplace_back(MeanHu(patient), patient.label);
      by_infiltration.emplace_back(DrawTraits(hospital, kSeed, i).infiltration, patient.label);
    }
  }
  EXPECT_THAT(Auc(by_mean), AllOf(Ge(0.65), Le(0.95)));
  EXPECT_THAT(Auc(by_infiltration), AllOf(Ge(0.80), Le(0.95)));  // the best that any reading of images can do
}

}  // namespace
}  // namespace osteon::demo
