#include "common/csv/csv.h"

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Csv, QuotesLineEndsMarkAndBlankLinesAreRead) {
  ASSERT_OK_AND_ASSIGN(
      const CsvTable table,
      ParseCsv("\xEF\xBB\xBFid, name ,note\r\n1,\"a, \"\"b\"\"\",\r\n\r\n2,\"two\nlines\", x \n3,c,d",
               "t.csv"));
  EXPECT_THAT(table.header, ElementsAre("id", "name", "note"));
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_THAT(table.rows[0], ElementsAre("1", "a, \"b\"", ""));
  EXPECT_THAT(table.rows[1], ElementsAre("2", "two\nlines", "x"));
  EXPECT_THAT(table.lines, ElementsAre(2U, 4U, 6U));
  EXPECT_EQ(table.Place(2, 1), "t.csv:6, column name (2)");
}

TEST(Csv, WhatIsWrittenIsRead) {
  const std::vector<std::string> cells = {"plain", "with, comma", "a \"quote\"", " blank ", "two\nlines", ""};
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv("a,b,c,d,e,f\n" + CsvLine(cells), "t.csv"));
  EXPECT_EQ(table.rows.at(0), cells);
  ASSERT_OK_AND_ASSIGN(const CsvTable narrow,
                       ParseCsv("a\n" + CsvLine({""}) + CsvLine({"\xEF\xBB\xBFx"}), "t.csv"));
  EXPECT_THAT(narrow.rows, ElementsAre(ElementsAre(""), ElementsAre("\xEF\xBB\xBFx")));
  ASSERT_OK_AND_ASSIGN(const CsvTable marked, ParseCsv(CsvLine({"\xEF\xBB\xBFx"}), "t.csv"));
  EXPECT_THAT(marked.header, ElementsAre("\xEF\xBB\xBFx"));
}

TEST(Csv, MoreThanATableHasIsRefusedBeforeItIsKept) {
  const auto error = [](const std::string& text) { return ParseCsv(text, "t.csv"); };
  constexpr auto kBad = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(error(std::string(200'000, ',')),
              StatusIs(kBad, HasSubstr("t.csv:1: 200001 columns; at most 131072")));
  EXPECT_THAT(error("a,b\n1,2\n" + std::string(200'000, ',')),
              StatusIs(kBad, HasSubstr("t.csv:3: 200001 cells; the header has 2 columns")));
}

TEST(Csv, WhatIsWrongIsNamedWithItsLine) {
  const auto error = [](const std::string& text) { return ParseCsv(text, "t.csv"); };
  constexpr auto kBad = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(error(""), StatusIs(kBad, HasSubstr("header")));
  EXPECT_THAT(error("a,b\n1\n"), StatusIs(kBad, AllOf(HasSubstr("t.csv:2"), HasSubstr("1 cells"))));
  EXPECT_THAT(error("a,a\n"), StatusIs(kBad, HasSubstr("columns 1 and 2 are both named a")));
  EXPECT_THAT(error("a,\n"), StatusIs(kBad, HasSubstr("column 2 has no name")));
  EXPECT_THAT(error("a\n\"open\n1\n"), StatusIs(kBad, HasSubstr("t.csv:2")));
  EXPECT_THAT(error("a,b\r1,2\r"), StatusIs(kBad, AllOf(HasSubstr("t.csv:1"), HasSubstr("carriage return"))));
  EXPECT_THAT(error("a\n\"x\"y\n"), StatusIs(kBad, HasSubstr("closing quote")));
  EXPECT_THAT(error("a\n\xFF\n"), StatusIs(kBad, AllOf(HasSubstr("t.csv:2"), HasSubstr("UTF-8"))));
  EXPECT_THAT(error(std::string("a\n1\0\n", 5)), StatusIs(kBad, HasSubstr("t.csv:2")));
}

}  // namespace
}  // namespace osteon
