#include "site_agent/radiomics/pyradiomics/families.h"

#include <algorithm>
#include <set>

#include "site_agent/radiomics/test_regions.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

TEST(Families, GiveExactlyTheFeaturesTheyList) {
  const Region region = testing::RandomRegion(3, 6, 5, 1, 0.8, 9);
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, {.bin_width = 1, .bin_count = {}}));
  for (const FeatureFamily& family : FeatureFamilies()) {
    std::vector<std::string> listed = family.features, given;
    listed.insert(listed.end(), family.by_name_only.begin(), family.by_name_only.end());
    ASSERT_OK_AND_ASSIGN(const Features features, family.compute({region, levels, 0, {}}));
    for (const Feature& feature : features) given.push_back(feature.name);
    EXPECT_EQ(given, listed) << family.name;
  }
}

TEST(Families, HavePyRadiomicsNumbersOfFeatures) {
  std::vector<std::size_t> sizes;
  for (const FeatureFamily& family : FeatureFamilies()) {
    sizes.push_back(family.features.size());
    EXPECT_TRUE(std::is_sorted(family.features.begin(), family.features.end(),
                               [](const auto& a, const auto& b) {
                                 return a.substr(0, 3) == "Mea" && b.substr(0, 3) == "Mea"
                                            ? false
                                            : a < b;  // MeanAbsoluteDeviation before Mean
                               }))
        << family.name;
  }
  EXPECT_THAT(sizes, ::testing::ElementsAre(14, 9, 18, 24, 14, 16, 16, 5));
}

}  // namespace
}  // namespace osteon
