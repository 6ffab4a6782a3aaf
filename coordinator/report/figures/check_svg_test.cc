#include "coordinator/report/figures/check_svg.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace osteon::report {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;

TEST(CheckSvg, ShapesAndTextPass) {
  EXPECT_THAT(
      CheckSvg("<svg viewBox=\"0 0 1 1\" style=\"max-width:9px\"><title id=\"t\">a &lt;script&gt; b</title>"
               "<g fill=\"none\"><path d=\"M0,0L1,1\"/><rect x=\"1\" /></g><text>onload=</text></svg>"),
      IsOk());
}

TEST(CheckSvg, WhateverCouldRunOrLoadIsRefused) {
  for (const std::string inside : {"<script>1</script>",
                                   "<g onload=\"x\"/>",
                                   "<a href=\"x\">y</a>",
                                   "<image href=\"http://x\"/>",
                                   "<foreignObject></foreignObject>",
                                   "<style>a{}</style>",
                                   "<use href=\"#a\"/>",
                                   "<g fill=\"url(http://x)\"/>",
                                   "<g style=\"background:url(x)\"/>",
                                   "<g style=\"a:\\75rl(x)\"/>",
                                   "<!-- -->",
                                   "<![CDATA[<script>]]>",
                                   "<g xlink:href=\"x\"/>",
                                   "<g id=x/>",
                                   "<g id='x'/>",
                                   "<SCRIPT>1</SCRIPT>",
                                   "<g id=\"<script>\"/>",
                                   "<svg viewBox=\"\"></svg>",
                                   "<g ONLOAD=\"x\"/>",
                                   "<?php ?>"}) {
    EXPECT_THAT(CheckSvg("<svg viewBox=\"0 0 1 1\">" + inside + "</svg>"),
                StatusIs(absl::StatusCode::kInvalidArgument, ::testing::_))
        << inside;
  }
}

TEST(CheckSvg, MarkupThatLeavesTheDrawingIsRefused) {
  for (const std::string svg :
       {"", "hello", "<svg ></svg></figure><script>", "<svg ></svg><svg ></svg>", "<svg >",
        "<svg ><g></svg></g>", "</svg>", "<svg ></svg>text", "<svg id=\"", "<div></div>"}) {
    EXPECT_THAT(CheckSvg(svg), StatusIs(absl::StatusCode::kInvalidArgument, ::testing::_)) << svg;
  }
}

}  // namespace
}  // namespace osteon::report
