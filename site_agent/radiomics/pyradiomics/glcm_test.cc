#include "site_agent/radiomics/pyradiomics/glcm.h"

#include <algorithm>
#include <cmath>

#include "site_agent/radiomics/test_regions.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

constexpr Binning kUnitBins{.bin_width = 1, .bin_count = {}};

double Value(const Features& features, const std::string& name) {
  const auto found =
      std::find_if(features.begin(), features.end(), [&](const Feature& f) { return f.name == name; });
  return found == features.end() ? std::nan("") : found->value;
}

// The example of PyRadiomics' documentation, direction along x; the symmetric matrix is the count plus its
// transpose.
TEST(Glcm, CountsOfTheDocumentationsExample) {
  const Region region =
      testing::BlockOf(5, 5, 1, {1, 2, 5, 2, 3, 3, 2, 1, 3, 1, 1, 3, 5, 5, 2, 1, 1, 1, 1, 2, 1, 2, 4, 3, 5});
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  ASSERT_OK_AND_ASSIGN(const CoOccurrence pairs, CountCoOccurrence(region, levels));
  const std::vector<std::uint32_t> expected = {6, 4, 3, 0, 0, 4, 0, 2, 1, 3, 3, 2, 0,
                                               1, 2, 0, 1, 1, 0, 0, 0, 3, 2, 0, 2};
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 5; ++j) {
      EXPECT_EQ(pairs.counts[0][5 * i + j] + pairs.counts[0][5 * j + i], expected[5 * i + j])
          << i << " " << j;
    }
  }
}

// The oracle: each direction by itself, each pair looked up.
TEST(Glcm, OnePassCountsWhatDirectionByDirectionCounts) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Region region = testing::RandomRegion(seed, 6, 5, 4, seed % 2 == 0 ? 0.3 : 0.9, 7);
    ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
    ASSERT_OK_AND_ASSIGN(const CoOccurrence pairs, CountCoOccurrence(region, levels));
    const std::size_t n = levels.present.size();
    const auto row = [&](std::uint16_t level) {
      return static_cast<std::size_t>(std::find(levels.present.begin(), levels.present.end(), level) -
                                      levels.present.begin());
    };
    const std::vector<Step> steps = HalfOfTheSteps();
    for (std::size_t d = 0; d < steps.size(); ++d) {
      std::vector<std::uint32_t> counts(n * n, 0);
      for (int z = 0; z < 4; ++z) {
        for (int y = 0; y < 5; ++y) {
          for (int x = 0; x < 6; ++x) {
            const int u = x + steps[d][0], v = y + steps[d][1], w = z + steps[d][2];
            if (u < 0 || v < 0 || w < 0 || u >= 6 || v >= 5 || w >= 4) continue;
            const std::uint16_t a = levels.level[static_cast<std::size_t>(x + 6 * (y + 5 * z))];
            const std::uint16_t b = levels.level[static_cast<std::size_t>(u + 6 * (v + 5 * w))];
            if (a != 0 && b != 0) ++counts[row(a) * n + row(b)];
          }
        }
      }
      EXPECT_EQ(pairs.counts[d], counts) << seed << " " << d;
    }
  }
}

// Two voxels, levels 1 and 2: one direction with p(1, 2) = p(2, 1) = 1/2.
TEST(Glcm, TwoVoxelsByHand) {
  const Region region = testing::BlockOf(2, 1, 1, {0, 1});
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  ASSERT_OK_AND_ASSIGN(const Features glcm, ComputeGlcm(region, levels));
  EXPECT_DOUBLE_EQ(Value(glcm, "Autocorrelation"), 2);
  EXPECT_DOUBLE_EQ(Value(glcm, "JointAverage"), 1.5);
  EXPECT_NEAR(Value(glcm, "ClusterProminence"), 0, 1e-15);
  EXPECT_NEAR(Value(glcm, "ClusterShade"), 0, 1e-15);
  EXPECT_NEAR(Value(glcm, "ClusterTendency"), 0, 1e-15);
  EXPECT_DOUBLE_EQ(Value(glcm, "Contrast"), 1);
  EXPECT_NEAR(Value(glcm, "Correlation"), -1, 1e-14);
  EXPECT_DOUBLE_EQ(Value(glcm, "DifferenceAverage"), 1);
  EXPECT_NEAR(Value(glcm, "DifferenceEntropy"), 0, 1e-14);
  EXPECT_NEAR(Value(glcm, "DifferenceVariance"), 0, 1e-15);
  EXPECT_DOUBLE_EQ(Value(glcm, "Id"), 0.5);
  EXPECT_DOUBLE_EQ(Value(glcm, "Idm"), 0.5);
  EXPECT_DOUBLE_EQ(Value(glcm, "Idmn"), 0.8);
  EXPECT_DOUBLE_EQ(Value(glcm, "Idn"), 2.0 / 3);
  EXPECT_NEAR(Value(glcm, "Imc1"), -1, 1e-14);                           // HXY 1, HXY1 2, HX 1
  EXPECT_NEAR(Value(glcm, "Imc2"), std::sqrt(1 - std::exp(-2)), 1e-14);  // HXY2 2
  EXPECT_DOUBLE_EQ(Value(glcm, "InverseVariance"), 1);
  EXPECT_DOUBLE_EQ(Value(glcm, "JointEnergy"), 0.5);
  EXPECT_NEAR(Value(glcm, "JointEntropy"), 1, 1e-14);
  EXPECT_NEAR(Value(glcm, "MCC"), 1, 1e-14);
  EXPECT_DOUBLE_EQ(Value(glcm, "MaximumProbability"), 0.5);
  EXPECT_DOUBLE_EQ(Value(glcm, "SumAverage"), 3);
  EXPECT_NEAR(Value(glcm, "SumEntropy"), 0, 1e-14);
  EXPECT_DOUBLE_EQ(Value(glcm, "SumSquares"), 0.25);
}

TEST(Glcm, OneLevelHasPyRadiomicsArbitraryValues) {
  const Region region = testing::BlockOf(3, 3, 1, std::vector<double>(9, 4.0));
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  ASSERT_OK_AND_ASSIGN(const Features glcm, ComputeGlcm(region, levels));
  EXPECT_EQ(Value(glcm, "Correlation"), 1);
  EXPECT_EQ(Value(glcm, "MCC"), 1);
  EXPECT_NEAR(Value(glcm, "Imc1"), 0, 1e-12);
  EXPECT_EQ(Value(glcm, "Imc2"), 0);
  EXPECT_EQ(Value(glcm, "JointEnergy"), 1);
}

TEST(Glcm, VoxelsWithoutNeighboursGiveNoValue) {
  Region region = testing::BlockOf(3, 1, 1, {1, 0, 2});
  region.mask[1] = 0;
  region.voxel_count = 2;
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  ASSERT_OK_AND_ASSIGN(const Features glcm, ComputeGlcm(region, levels));
  for (const Feature& feature : glcm) EXPECT_TRUE(std::isnan(feature.value)) << feature.name;
}

// 36 voxels with levels 1 to 4, and figures that NumPy gives for PyRadiomics' formulas on them.
Region Figures() {
  Region region = testing::BlockOf(4, 3, 3, {1, 3, 2, 1, 3, 3, 3, 1, 3, 2, 1, 3, 1, 2, 2, 3, 4, 4,
                                             1, 2, 2, 2, 4, 4, 4, 4, 3, 2, 2, 3, 2, 4, 2, 4, 3, 2});
  region.spacing_mm = {0.5, 0.7, 0.9};
  return region;
}

TEST(Glcm, WithoutSymmetryAPairCountsOneWay) {
  const Region region = Figures();
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  TextureSettings settings;
  settings.symmetrical_glcm = false;
  ASSERT_OK_AND_ASSIGN(const Features glcm, ComputeGlcm(region, levels, settings));
  const std::vector<std::pair<const char*, double>> expected{{"Autocorrelation", 6.706018518518518},
                                                             {"JointAverage", 2.4665242165242165},
                                                             {"ClusterProminence", 10.30426873672941},
                                                             {"ClusterShade", 0.014684037822808737},
                                                             {"ClusterTendency", 2.056367554342091},
                                                             {"Contrast", 2.1727207977207974},
                                                             {"Correlation", -0.0033400861008671635},
                                                             {"JointEntropy", 3.2563213086427356},
                                                             {"Imc1", -0.2766168432624794},
                                                             {"Imc2", 0.8011708503676687},
                                                             {"MCC", 0.6527222859427508},
                                                             {"SumSquares", 1.0387813917906508},
                                                             {"DifferenceEntropy", 1.6633419681270758},
                                                             {"SumEntropy", 2.2592935232299394},
                                                             {"SumAverage", 5.189458689458689},
                                                             {"MaximumProbability", 0.18304843304843305},
                                                             {"JointEnergy", 0.11583884008652527}};
  for (const auto& [name, value] : expected) {
    EXPECT_NEAR(Value(glcm, name), value, 1e-10 * std::abs(value)) << name;
  }
}

TEST(Glcm, WeightsAreExponentialsOfMinusTheSquaredDistance) {
  const Region region = Figures();
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  struct Expected {
    WeightingNorm norm;
    double contrast, joint_entropy, mcc;
  };
  for (const Expected& one :
       {Expected{WeightingNorm::kManhattan, 2.1885779297979013, 3.8823364329494376, 0.14890639861481522},
        Expected{WeightingNorm::kEuclidean, 2.1757486862078204, 3.896076332926785, 0.10810459898970363},
        Expected{WeightingNorm::kInfinity, 2.1659897560150707, 3.901740492496885, 0.09912574520335549},
        Expected{WeightingNorm::kUnweighted, 2.1806167400881056, 3.902885262086435, 0.10513966276985841}}) {
    TextureSettings settings;
    settings.weighting = one.norm;
    ASSERT_OK_AND_ASSIGN(const Features glcm, ComputeGlcm(region, levels, settings));
    EXPECT_NEAR(Value(glcm, "Contrast"), one.contrast, 1e-12);
    EXPECT_NEAR(Value(glcm, "JointEntropy"), one.joint_entropy, 1e-12);
    EXPECT_NEAR(Value(glcm, "MCC"), one.mcc, 1e-10);
  }
}

TEST(Glcm, TooManyLevelsAreAnErrorAndNotGigabytes) {
  std::vector<double> values(3000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  const Region region = testing::BlockOf(3000, 1, 1, values);
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  EXPECT_THAT(ComputeGlcm(region, levels),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("3000 grey levels")));
}

}  // namespace
}  // namespace osteon
