#include "coordinator/report/figures/insert_figures.h"

#include <string>

#include "coordinator/report/figure_place.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Page() {
  Numbering numbering;
  std::string page = "<p>before</p>\n";
  for (const char* id : {"a", "b", "c"})
    page += FigurePlace(id, std::string("Place ") + id, numbering).markup();
  return page + "<p>after</p>\n";
}

Figure Of(const std::string& title) {
  return {title, "A caption & more", "in words", "<svg ><g/></svg>", ""};
}

TEST(InsertFigures, DrawingsStandInTheirPlacesNumberedAnew) {
  const std::string page = InsertFigures(Page(), {{"a", Of("First")}, {"c", Of("<Third>")}});
  EXPECT_THAT(page, HasSubstr("<figcaption>Figure 1. First</figcaption>"));
  EXPECT_THAT(page, HasSubstr("<figcaption>Figure 2. &lt;Third&gt;</figcaption>"));
  EXPECT_THAT(page, HasSubstr("id=\"fig-c\" data-figure=\"c\""));
  EXPECT_THAT(page, HasSubstr("A caption &amp; more"));
  EXPECT_THAT(page, Not(HasSubstr("fig-b")));
  EXPECT_THAT(page, Not(HasSubstr("undrawn")));
  EXPECT_TRUE(page.starts_with("<p>before</p>\n"));
  EXPECT_TRUE(page.ends_with("</figure>\n<p>after</p>\n"));
}

TEST(InsertFigures, DrawingAgainGivesTheSamePage) {
  const Figures figures = {{"a", Of("First")}, {"b", Of("Second")}};
  const std::string once = InsertFigures(Page(), figures);
  EXPECT_EQ(InsertFigures(once, figures), once);
}

TEST(InsertFigures, AFailedFigureSaysWhyAndKeepsItsTitle) {
  Figure failed;
  failed.not_drawn = "no <room>";
  const std::string page = InsertFigures(Page(), {{"b", failed}});
  EXPECT_THAT(page, HasSubstr("<figcaption>Figure 1. Place b</figcaption>"));
  EXPECT_THAT(page, HasSubstr("Figure not drawn: no &lt;room&gt;"));
}

TEST(InsertFigures, WhatLooksLikeAPlaceInTextIsNone) {
  const std::string page =
      "<p>&lt;figure class=\"figure\" id=\"fig-a\"</p><figure class=\"figure\" id=\"fig-";
  EXPECT_EQ(InsertFigures(page, {{"a", Of("First")}}), page);
}

TEST(SayUndrawn, EachPlaceSaysWhyAndCanBeDrawnLater) {
  const std::string page = SayUndrawn(Page(), "node was not found");
  EXPECT_THAT(
      page,
      HasSubstr("<figcaption>Figure 3. Place c</figcaption>\n<p class=\"undrawn\">Figure not drawn: node"));
  const Figures figures = {{"a", Of("First")}};
  EXPECT_EQ(InsertFigures(page, figures), InsertFigures(Page(), figures));
}

TEST(SayUndrawn, WhatIsDrawnStays) {
  const std::string drawn = InsertFigures(Page(), {{"a", Of("First")}});
  EXPECT_EQ(SayUndrawn(drawn, "node was not found"), drawn);
}

}  // namespace
}  // namespace osteon::report
