#include "coordinator/report/html.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::report {
namespace {

using ::testing::HasSubstr;

TEST(Html, EverySpecialCharacterIsEscaped) {
  EXPECT_EQ(EscapeHtml("<script>\"&'\x01"), "&lt;script&gt;&quot;&amp;&#39;\xEF\xBF\xBD");
  EXPECT_EQ(Text("a<b").markup(), "a&lt;b");
  EXPECT_EQ(Heading(2, "<b>").markup(), "<h2>&lt;b&gt;</h2>\n");
}

TEST(Html, ATableHasACaptionHeadersAndGroups) {
  Numbering numbering;
  Table table("Sites & roles", {{"Site", Align::kText}, {"Patients"}});
  table.Group("Model <a>");
  table.Row({Text("alpha"), Text("12")});

  const std::string markup = table.Build(numbering).markup();

  EXPECT_THAT(markup, HasSubstr("<caption id=\"table-1\"><span>Table 1. Sites &amp; roles</span></caption>"));
  EXPECT_THAT(markup,
              HasSubstr("<th scope=\"col\">Site</th><th scope=\"col\" class=\"number\">Patients</th>"));
  EXPECT_THAT(markup, HasSubstr("<th scope=\"rowgroup\" colspan=\"2\"><span>Model &lt;a&gt;</span></th>"));
  EXPECT_THAT(markup, HasSubstr("<th scope=\"row\">alpha</th><td class=\"number\">12</td>"));
}

TEST(Html, ATableWithoutRowsIsNothingAndTakesNoNumber) {
  Numbering numbering;
  EXPECT_TRUE(Table("Empty", {{"Site"}}).Build(numbering).empty());
  EXPECT_EQ(numbering.tables, 0);
}

}  // namespace
}  // namespace osteon::report
