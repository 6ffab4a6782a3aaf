#include "coordinator/report/figure_id.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::report {
namespace {

TEST(FigureId, APlainNameStaysAsItIs) {
  for (const char* name : {"clinical", "rad_score", "Model-2", "x"}) EXPECT_EQ(Slug(name), name);
  EXPECT_EQ(FigureId("roc", "clinical"), "roc--clinical");
}

// web/figures/test/names.test.js expects the same.
TEST(FigureId, AnotherNameIsCleanedAndToldApartByItsHash) {
  EXPECT_EQ(Slug("Model A"), "Model-A-d3f4ae42");
  EXPECT_EQ(Slug("<b>"), "b-507ca5a2");
  EXPECT_EQ(Slug("\xCE\xB2"), "x-2245c1c8");
  EXPECT_EQ(Slug(""), "x-e3b0c442");
}

TEST(FigureId, DifferentNamesHaveDifferentSlugs) {
  const std::string names[] = {
      "a b", "a-b", "a_b", "a--b", "-a-b", Slug("a b"), "A b", std::string(61, 'a'), std::string(62, 'a')};
  std::set<std::string> slugs;
  for (const std::string& name : names) slugs.insert(Slug(name));
  EXPECT_EQ(slugs.size(), std::size(names));
}

}  // namespace
}  // namespace osteon::report
