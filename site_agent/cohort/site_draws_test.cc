#include "site_agent/cohort/site_draws.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/hash/hmac.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon {
namespace {

SiteDraws Draws(char key = 'k', const std::string& study = "study",
                std::vector<std::string> pseudonyms = {"0a", "0b", "0c"}) {
  return {PseudonymKey{std::string(32, key)}, study, std::move(pseudonyms)};
}

TEST(SiteDraws, ADrawIsTheKeyedHashOfStudyPurposeAndPatient) {
  const std::string mac = HmacSha256(std::string(32, 'k'), "study|folds|1|10|0b");
  std::uint64_t expected = 0;
  for (int i = 0; i < 8; ++i)
    expected = expected * 256 + static_cast<unsigned char>(mac[static_cast<std::size_t>(i)]);
  EXPECT_EQ(Draws().Draw("folds|1|10", 1), expected);
}

TEST(SiteDraws, AnotherKeyStudyPurposeOrPatientGivesAnotherDraw) {
  const std::uint64_t draw = Draws().Draw("folds|1|10", 0);
  EXPECT_EQ(Draws().Draw("folds|1|10", 0), draw);
  EXPECT_NE(Draws('l').Draw("folds|1|10", 0), draw);
  EXPECT_NE(Draws('k', "other").Draw("folds|1|10", 0), draw);
  EXPECT_NE(Draws().Draw("folds|2|10", 0), draw);
  EXPECT_NE(Draws().Draw("bootstrap|1|10", 0), draw);
  EXPECT_NE(Draws().Draw("folds|1|10", 1), draw);
}

TEST(SiteDraws, APatientKeepsItsDrawWhateverRowItStandsIn) {
  EXPECT_EQ(Draws('k', "study", {"0b", "0c"}).Draw("folds|1|10", 0), Draws().Draw("folds|1|10", 1));
}

TEST(SiteDraws, DrawsAreEvenlySpread) {
  std::vector<std::string> pseudonyms;
  for (int i = 0; i < 4000; ++i) pseudonyms.push_back(absl::StrCat(i));
  const SiteDraws draws = Draws('k', "study", pseudonyms);
  std::vector<int> eighths(8, 0);
  std::set<std::uint64_t> seen;
  for (std::size_t row = 0; row < 4000; ++row) {
    const std::uint64_t draw = draws.Draw("bootstrap|1|1", row);
    ++eighths[draw >> 61U];
    seen.insert(draw);
  }
  EXPECT_EQ(seen.size(), 4000U);
  for (const int count : eighths) EXPECT_NEAR(count, 500, 5 * std::sqrt(500 * 7 / 8.0));
}

}  // namespace
}  // namespace osteon
