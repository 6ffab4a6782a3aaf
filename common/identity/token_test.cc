#include "common/identity/token.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "common/hash/sha256.h"
#include "common/identity/limits.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

const std::string& Fingerprint() {
  static const std::string fingerprint = Sha256Hex("a CA certificate");
  return fingerprint;
}

TEST(Token, WhatIsPrintedIsRead) {
  ASSERT_OK_AND_ASSIGN(const EnrolmentToken token, MakeToken("site-alpha", Role::kSite, Fingerprint()));
  EXPECT_EQ(token.secret.size(), 16U);
  const std::string text = TokenText(token);
  EXPECT_THAT(text, MatchesRegex("osteon1\\.site-alpha\\.site\\.[0-9a-z]{26}\\.[0-9a-z]{52}\\.[0-9a-z]{6}"));
  ASSERT_OK_AND_ASSIGN(const EnrolmentToken read, ParseToken(text));
  EXPECT_EQ(read.name, "site-alpha");
  EXPECT_EQ(read.role, Role::kSite);
  EXPECT_EQ(read.secret, token.secret);
  EXPECT_EQ(read.ca_fingerprint, Fingerprint());
}

TEST(Token, NoTwoHaveOneSecret) {
  ASSERT_OK_AND_ASSIGN(const EnrolmentToken a, MakeToken("a", Role::kSite, Fingerprint()));
  ASSERT_OK_AND_ASSIGN(const EnrolmentToken b, MakeToken("a", Role::kSite, Fingerprint()));
  EXPECT_NE(a.secret, b.secret);
}

TEST(Token, BrokenLinesCapitalsAndLookAlikesDoNoHarm) {
  const EnrolmentToken token{"alpha", Role::kAuditor, std::string(16, '\0'), std::string(64, '0')};
  const std::string text = TokenText(token);
  std::string wrapped = " " + text.substr(0, 40) + "\r\n" + text.substr(40) + "\n";
  ASSERT_OK_AND_ASSIGN(const EnrolmentToken unwrapped, ParseToken(wrapped));
  EXPECT_EQ(unwrapped.secret, token.secret);
  ASSERT_OK_AND_ASSIGN(const EnrolmentToken shouted, ParseToken(absl::AsciiStrToUpper(text)));
  EXPECT_EQ(shouted.name, "alpha");
  const std::size_t secret = text.find("000");
  std::string look_alike = text;
  look_alike[secret] = 'O';
  ASSERT_OK_AND_ASSIGN(const EnrolmentToken read, ParseToken(look_alike));
  EXPECT_EQ(read.secret, token.secret);
}

TEST(Token, EverySingleWrongCharacterIsFound) {
  const EnrolmentToken token{"alpha", Role::kSite, "0123456789abcdef", Fingerprint()};
  const std::string text = TokenText(token);
  for (std::size_t i = 8; i < text.size(); ++i) {
    std::string typed = text;
    typed[i] = typed[i] == '7' ? '8' : '7';
    EXPECT_THAT(ParseToken(typed),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("copy the whole line")))
        << "character " << i;
  }
  std::string swapped = text;
  std::swap(swapped[30], swapped[31]);
  ASSERT_NE(swapped, text);
  EXPECT_THAT(ParseToken(swapped), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("mistyped")));
}

TEST(Token, ATruncatedOneIsRefusedAtEveryLength) {
  const std::string text = TokenText({"alpha", Role::kSite, "0123456789abcdef", Fingerprint()});
  for (std::size_t length = 0; length < text.size(); ++length) {
    EXPECT_THAT(ParseToken(text.substr(0, length)),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("token")))
        << length;
  }
  EXPECT_THAT(ParseToken(text.substr(0, text.size() - 3)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cut short")));
}

TEST(Token, AnotherVersionAndOtherTextAreToldApart) {
  const std::string text = TokenText({"alpha", Role::kSite, "0123456789abcdef", Fingerprint()});
  EXPECT_THAT(ParseToken(absl::StrReplaceAll(text, {{"osteon1", "osteon2"}})),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("this version does not know")));
  EXPECT_THAT(ParseToken("hello"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("begins with osteon1")));
  EXPECT_THAT(ParseToken(std::string(kMaxTokenBytes + 1, 'o')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("fewer than")));
}

TEST(Token, AMessageNeverRepeatsTheSecret) {
  const std::string text = TokenText({"alpha", Role::kSite, "0123456789abcdef", Fingerprint()});
  const std::string secret = text.substr(19, 26);
  ASSERT_EQ(text[18], '.');
  for (const std::string& typed : {text + "x", text.substr(0, 60), text.substr(0, text.size() - 1) + "!"}) {
    const absl::StatusOr<EnrolmentToken> refused = ParseToken(typed);
    EXPECT_THAT(std::string(refused.status().message()), Not(HasSubstr(secret.substr(0, 6))));
  }
}

TEST(Token, OnlyMembersAreInvited) {
  EXPECT_THAT(MakeToken("alpha", Role::kCoordinator, Fingerprint()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("roles of members")));
  EXPECT_THAT(MakeToken("Alpha", Role::kSite, Fingerprint()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("'Alpha'")));
  EXPECT_THAT(MakeToken("alpha", Role::kSite, "abcd"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not 32")));
  EXPECT_THAT(ParseToken(TokenText({"alpha", Role::kCoordinator, "0123456789abcdef", Fingerprint()})),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("roles of members")));
}

TEST(Token, TheCoordinatorKeepsAHash) {
  EXPECT_EQ(TokenSecretHash("0123456789abcdef"), Sha256Hex("0123456789abcdef"));
}

}  // namespace
}  // namespace osteon
