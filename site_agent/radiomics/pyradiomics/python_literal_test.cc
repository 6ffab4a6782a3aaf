#include "site_agent/radiomics/pyradiomics/python_literal.h"

#include "gtest/gtest.h"

namespace osteon {
namespace {

std::string Literal(const char* yaml) {
  return PythonLiteral(YAML::Load(yaml));
}

TEST(PythonLiteral, ScalarsAreOfTheirTypes) {
  EXPECT_EQ(Literal("25"), "25");
  EXPECT_EQ(Literal("-007"), "-7");
  EXPECT_EQ(Literal("0"), "0");
  EXPECT_EQ(Literal("2.50"), "2.5");
  EXPECT_EQ(Literal("1e-5"), "1e-05");
  EXPECT_EQ(Literal("True"), "True");
  EXPECT_EQ(Literal("false"), "False");
  EXPECT_EQ(Literal("null"), "None");
  EXPECT_EQ(Literal("~"), "None");
  EXPECT_EQ(Literal("sitkLinear"), "'sitkLinear'");
  EXPECT_EQ(Literal("'25'"), "'25'");
  EXPECT_EQ(Literal("\"it's\""), "\"it's\"");
}

TEST(PythonLiteral, ListsAndMapsKeepTheirOrder) {
  EXPECT_EQ(Literal("[1, 2.0, a]"), "[1, 2.0, 'a']");
  EXPECT_EQ(Literal("{Wavelet: {}, LoG: {sigma: [1.0, 3]}, Original: }"),
            "{'Wavelet': {}, 'LoG': {'sigma': [1.0, 3]}, 'Original': None}");
}

}  // namespace
}  // namespace osteon
