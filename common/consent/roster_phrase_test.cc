#include "common/consent/roster_phrase.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

// From Python's hashlib and the list of words.
TEST(RosterPhrase, IsTheKnownAnswer) {
  EXPECT_EQ(RosterPhrase({{"beta", "bb"}, {"alpha", "aa"}}),
            "cradle tundra circle mirror bucket raccoon "
            "banana magnet quartz hermit rabbit apron");
}

TEST(RosterPhrase, ChangesWithNamesKeysAndSites) {
  const Roster roster = {{"alpha", "aa"}, {"beta", "bb"}};
  EXPECT_NE(RosterPhrase(roster), RosterPhrase({{"alpha", "aa"}, {"beta", "bc"}}));
  EXPECT_NE(RosterPhrase(roster), RosterPhrase({{"alpha", "aa"}, {"gamma", "bb"}}));
  EXPECT_NE(RosterPhrase(roster), RosterPhrase({{"alpha", "aa"}}));
  EXPECT_EQ((std::vector<std::string>(absl::StrSplit(RosterPhrase(roster), ' '))).size(), 12U);
}

// As people read and type it.
TEST(RosterPhrase, IsComparedWithWhatWasHeard) {
  const Roster roster = {{"alpha", "aa"}, {"beta", "bb"}};
  EXPECT_THAT(CheckHeardPhrase(roster, RosterPhrase(roster)), IsOk());
  EXPECT_THAT(
      CheckHeardPhrase(
          roster,
          "Cradle Tundra Circle Mirror,  BUCKET, RACCOON, BANANA, MAGNET, QUARTZ, HERMIT, RABBIT, APRON.\n"),
      IsOk());
  EXPECT_THAT(
      CheckHeardPhrase(roster,
                       "cradle tundra circle mirror bucket raccoon banana magnet quartz hermit rabbit zebra"),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               HasSubstr("word 12 of the phrase is \"apron\" here and \"zebra\" there")));
  EXPECT_THAT(CheckHeardPhrase(roster, "cradle tundra circle mirror bucket raccoon"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("has 12 words, not 6")));
  EXPECT_FALSE(CheckHeardPhrase(roster, "").ok());
}

bool DifferInOneLetter(const std::string& a, const std::string& b) {
  if (a.size() > b.size()) return DifferInOneLetter(b, a);
  if (b.size() - a.size() > 1) return false;
  const auto [left, right] = std::mismatch(a.begin(), a.end(), b.begin());
  const std::size_t at = static_cast<std::size_t>(left - a.begin());
  return a.substr(a.size() == b.size() ? std::min(at + 1, a.size()) : at) ==
         b.substr(std::min(at + 1, b.size()));
}

TEST(RosterPhrase, WordsAreSortedPlainAndNotConfused) {
  const std::vector<std::string> words(RosterPhraseWords().begin(), RosterPhraseWords().end());
  ASSERT_EQ(words.size(), 256U);
  EXPECT_TRUE(std::is_sorted(words.begin(), words.end()));
  for (std::size_t i = 0; i < words.size(); ++i) {
    EXPECT_GE(words[i].size(), 3U);
    EXPECT_LE(words[i].size(), 9U);
    EXPECT_EQ(words[i].find_first_not_of("abcdefghijklmnopqrstuvwxyz"), std::string::npos) << words[i];
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_FALSE(DifferInOneLetter(words[i], words[j])) << words[i] << " " << words[j];
    }
  }
}

}  // namespace
}  // namespace osteon
