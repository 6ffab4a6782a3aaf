#include "site_agent/radiomics/ibsi/families.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::ibsi {
namespace {

using ::testing::ElementsAre;

Family Named(const std::string& name) {
  for (const Family& family : Families()) {
    if (family.name == name) return family;
  }
  ADD_FAILURE() << name;
  return {};
}

std::vector<std::string> NamesOf(const std::vector<Way>& ways) {
  std::vector<std::string> names;
  for (const Way& way : ways) names.push_back(way.name + " " + way.code);
  return names;
}

// 29 + 2 + 18 + 23 + 5 + 25 + 3 * 16 + 5 + 17 = 172 in the manual; volume at an intensity fraction and
// intensity at a volume fraction are taken at 10 and 90 percent each.
TEST(IbsiFamilies, EveryFeatureOfTheManualIsThereUnderItsCode) {
  std::set<std::string> codes;
  std::size_t features = 0;
  for (const Family& family : Families()) {
    std::set<std::string> names;
    for (const NamedFeature& feature : family.features) {
      EXPECT_EQ(feature.code.size(), 4U) << feature.name;
      EXPECT_TRUE(names.insert(feature.name).second) << feature.name;
      codes.insert(feature.code);
      ++features;
    }
  }
  EXPECT_EQ(codes.size(), 172U);
  EXPECT_EQ(features, 174U);
}

TEST(IbsiFamilies, FamiliesWithoutDirectionsHaveOneWayForTwoAggregations) {
  const std::vector<Aggregation> both{Aggregation::k3DMerged, Aggregation::k3DAveraged,
                                      Aggregation::k25DMerged};
  EXPECT_THAT(NamesOf(WaysOf(Named("glcm"), both)),
              ElementsAre("3d_merged IAZD", "3d_averaged ITBB", "25d_merged ZW7Z"));
  EXPECT_THAT(NamesOf(WaysOf(Named("glszm"), both)), ElementsAre("3d KOBO", "25d 62GR"));
  EXPECT_THAT(NamesOf(WaysOf(Named("statistics"), both)), ElementsAre(" "));
}

TEST(IbsiFamilies, EveryAggregationHasANameOfItsOwn) {
  std::set<std::string> names;
  for (const Aggregation one : AllAggregations()) names.insert(NameOf(one));
  EXPECT_EQ(names.size(), 6U);
}

}  // namespace
}  // namespace osteon::ibsi
