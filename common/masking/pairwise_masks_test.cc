#include "common/masking/pairwise_masks.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/hash/sha256.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kContext[] = "study s\nroster r\nfit f\nrequest q\nattempt 1\nsites alpha beta gamma\n";

struct Round {
  std::map<std::string, MaskKey> keys;
  std::map<std::string, std::string> public_keys;

  void Add(const std::string& name, absl::string_view private_bytes) {
    auto key = MaskKey::FromPrivate(private_bytes);
    EXPECT_THAT(key, IsOk());
    public_keys[name] = key->public_bytes();
    keys.insert_or_assign(name, *key);
  }

  RingVector Masked(const std::string& name, RingVector summand, absl::string_view context = kContext) const {
    EXPECT_THAT(AddPairwiseMasks(keys.at(name), name, public_keys, context, summand), IsOk());
    return summand;
  }
};

Round SitesOf(int count) {
  Round round;
  for (int i = 0; i < count; ++i) {
    const std::string name = absl::StrCat("site", i);
    round.Add(name, Sha256(name));
  }
  return round;
}

// Numbers of every width, blocks longer than the stream's buffer, and an empty one.
RingVector Plain(int site, int sites) {
  RingVector vector({{"one", 5000, {1, 30}},
                     {"none", 0, {3, 20}},
                     {"two", 2001, {2, 60}},
                     {"three", 1500, {3, 100}},
                     {"four", 7, {4, 100}},
                     {"five", 1601, kExactFormat}});
  for (std::size_t block = 0; block < vector.layout().size(); ++block) {
    std::vector<double> values(vector.layout()[block].size);
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = std::sin(static_cast<double>(i + 1) * (site + 1)) * 1000;
    }
    EXPECT_THAT(vector.EncodeBlock(block, values, sites, {}), IsOk());
  }
  return vector;
}

TEST(PairwiseMasks, OfAllSitesAddToZeroBitForBit) {
  for (const int sites : {2, 3, 7}) {
    const Round round = SitesOf(sites);
    RingVector plain = Plain(0, sites);
    RingVector masked = round.Masked("site0", Plain(0, sites));
    for (int i = 1; i < sites; ++i) {
      ASSERT_THAT(plain.Add(Plain(i, sites)), IsOk());
      ASSERT_THAT(masked.Add(round.Masked(absl::StrCat("site", i), Plain(i, sites))), IsOk());
    }
    EXPECT_EQ(masked, plain) << sites << " sites";
  }
}

// Computed with Python's `cryptography` 48 (X25519PrivateKey, HKDF, ChaCha20), not with this code: private
// keys of the bytes 0 to 31, 32 to 63 and 64 to 95.
TEST(PairwiseMasks, AreTheKnownAnswer) {
  Round round;
  std::string bytes;
  for (int i = 0; i < 96; ++i) bytes += static_cast<char>(i);
  round.Add("alpha", bytes.substr(0, 32));
  round.Add("beta", bytes.substr(32, 32));
  round.Add("gamma", bytes.substr(64));
  EXPECT_EQ(absl::BytesToHexString(round.public_keys["alpha"]),
            "8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f");
  const RingVector zero({{"counts", 2, kCountFormat}, {"wide", 1, {3, 0}}});
  EXPECT_THAT(round.Masked("alpha", zero).words(),
              ElementsAre(0x90a7525b97f70780U, 0xa8d41aade628f49bU, 0xdc368f0c8162fb4fU, 0x21750ad17d157452U,
                          0xbb314a657da6cd0dU));
  EXPECT_THAT(round.Masked("beta", zero).words(),
              ElementsAre(0x650211153bf985b1U, 0xf6b4d5c09142fb94U, 0x221ac923d92a7d53U, 0x16bfe6c48afe70ccU,
                          0xad6030eb278f2265U));
  EXPECT_THAT(round.Masked("gamma", zero).words(),
              ElementsAre(0x0a569c8f2c0f72cfU, 0x60770f9188940fd1U, 0x01aea7cfa572875eU, 0xc7cb0e69f7ec1ae1U,
                          0x976e84af5aca108dU));
}

TEST(PairwiseMasks, TheSameTaskHasTheSameBytes) {
  const Round round = SitesOf(3);
  EXPECT_EQ(round.Masked("site1", Plain(1, 3)), round.Masked("site1", Plain(1, 3)));
}

// Keys are fixed, so these never fail by chance; the limits are those a fair source misses once in more than
// a million runs.
TEST(PairwiseMasks, OneMaskedSummandLooksLikeNoise) {
  const Round round = SitesOf(3);
  constexpr std::size_t kWords = 100000;
  const RingVector zero({{"sum", kWords, {1, 30}}});
  const std::vector<std::uint64_t> words = round.Masked("site1", zero).words();
  std::array<int, 64> ones{};
  std::array<int, 256> bytes{};
  for (const std::uint64_t word : words) {
    for (std::size_t bit = 0; bit < 64; ++bit) ones[bit] += static_cast<int>((word >> bit) & 1);
    for (int shift = 0; shift < 64; shift += 8) ++bytes[(word >> shift) & 0xff];
  }
  // Each bit: 50000 ones, standard deviation 158; five of them.
  for (const int count : ones) EXPECT_NEAR(count, 50000, 790);
  // Chi-square of 256 bytes has 255 degrees of freedom, mean 255 and standard deviation 22.6; five of them.
  const double expected = 8.0 * kWords / 256;
  double chi_square = 0;
  for (const int count : bytes) chi_square += (count - expected) * (count - expected) / expected;
  EXPECT_GT(chi_square, 142);
  EXPECT_LT(chi_square, 368);
}

double Correlation(const RingVector& a, const RingVector& b) {
  const std::vector<double> x = a.DecodeBlock(0);
  const std::vector<double> y = b.DecodeBlock(0);
  double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  const auto n = static_cast<double>(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    sx += x[i];
    sy += y[i];
    sxx += x[i] * x[i];
    syy += y[i] * y[i];
    sxy += x[i] * y[i];
  }
  return (sxy - sx * sy / n) / std::sqrt((sxx - sx * sx / n) * (syy - sy * sy / n));
}

TEST(PairwiseMasks, MaskedSummandsTellNothingOfEachOther) {
  const Round round = SitesOf(4);
  constexpr std::size_t kSize = 100000;
  std::vector<RingVector> plain(2, RingVector({{"sum", kSize, {1, 30}}}));
  std::vector<double> values(kSize);
  for (std::size_t i = 0; i < kSize; ++i) values[i] = std::sin(static_cast<double>(i)) * 1e6;
  ASSERT_THAT(plain[0].EncodeBlock(0, values, 4, {}), IsOk());
  for (double& value : values) value *= 1.01;
  ASSERT_THAT(plain[1].EncodeBlock(0, values, 4, {}), IsOk());
  ASSERT_GT(Correlation(plain[0], plain[1]), 0.999);
  const double limit = 5 / std::sqrt(static_cast<double>(kSize));  // five standard deviations
  const RingVector first = round.Masked("site2", plain[0], "request a");
  EXPECT_LT(std::fabs(Correlation(first, plain[0])), limit);
  EXPECT_LT(std::fabs(Correlation(first, round.Masked("site2", plain[1], "request b"))), limit);
  EXPECT_LT(std::fabs(Correlation(first, round.Masked("site3", plain[1], "request a"))), limit);
}

// The sum of what sites sent, of which `odd` used another context.
RingVector SumWith(const Round& round, const std::string& odd, absl::string_view context) {
  RingVector sum(Plain(0, 3).layout());
  for (int i = 0; i < 3; ++i) {
    const std::string name = absl::StrCat("site", i);
    EXPECT_THAT(sum.Add(round.Masked(name, Plain(i, 3), name == odd ? context : kContext)), IsOk());
  }
  return sum;
}

int EqualWords(const RingVector& a, const RingVector& b) {
  int equal = 0;
  for (std::size_t i = 0; i < a.words().size(); ++i) equal += a.words()[i] == b.words()[i] ? 1 : 0;
  return equal;
}

TEST(PairwiseMasks, OfAnotherRosterFitRequestAttemptOrSitesDoNotOpen) {
  const Round round = SitesOf(3);
  RingVector plain = Plain(0, 3);
  ASSERT_THAT(plain.Add(Plain(1, 3)), IsOk());
  ASSERT_THAT(plain.Add(Plain(2, 3)), IsOk());
  ASSERT_EQ(SumWith(round, "site1", kContext), plain);
  for (const char* other : {"study t\nroster r\nfit f\nrequest q\nattempt 1\nsites alpha beta gamma\n",
                            "study s\nroster x\nfit f\nrequest q\nattempt 1\nsites alpha beta gamma\n",
                            "study s\nroster r\nfit g\nrequest q\nattempt 1\nsites alpha beta gamma\n",
                            "study s\nroster r\nfit f\nrequest p\nattempt 1\nsites alpha beta gamma\n",
                            "study s\nroster r\nfit f\nrequest q\nattempt 2\nsites alpha beta gamma\n",
                            "study s\nroster r\nfit f\nrequest q\nattempt 1\nsites alpha beta\n"}) {
    EXPECT_EQ(EqualWords(SumWith(round, "site1", other), plain), 0) << other;
  }
}

TEST(PairwiseMasks, WithoutOneSiteNothingOpens) {
  const Round round = SitesOf(3);
  RingVector plain = Plain(0, 3);
  ASSERT_THAT(plain.Add(Plain(1, 3)), IsOk());
  RingVector partial = round.Masked("site0", Plain(0, 3));
  ASSERT_THAT(partial.Add(round.Masked("site1", Plain(1, 3))), IsOk());
  EXPECT_EQ(EqualWords(partial, plain), 0);
}

TEST(PairwiseMasks, AnotherKeyOfOneSiteDoesNotOpen) {
  const Round round = SitesOf(3);
  Round other = round;
  other.Add("site2", Sha256("somebody else"));
  RingVector sum = round.Masked("site0", Plain(0, 3));
  ASSERT_THAT(sum.Add(other.Masked("site1", Plain(1, 3))), IsOk());
  ASSERT_THAT(sum.Add(round.Masked("site2", Plain(2, 3))), IsOk());
  RingVector plain = Plain(0, 3);
  ASSERT_THAT(plain.Add(Plain(1, 3)), IsOk());
  ASSERT_THAT(plain.Add(Plain(2, 3)), IsOk());
  EXPECT_EQ(EqualWords(sum, plain), 0);
}

TEST(PairwiseMasks, WhatCannotHideASummandIsRefusedAndChangesNothing) {
  const Round round = SitesOf(3);
  const MaskKey& own = round.keys.at("site1");
  const RingVector before = Plain(1, 3);
  RingVector summand = before;
  const auto add = [&](const std::string& self, const std::map<std::string, std::string>& keys) {
    return AddPairwiseMasks(own, self, keys, kContext, summand);
  };
  EXPECT_THAT(add("site1", {{"site1", own.public_bytes()}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at least two")));
  EXPECT_THAT(add("site9", round.public_keys),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("site9, is not among")));
  EXPECT_THAT(add("site2", round.public_keys),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("another mask key for site2")));
  auto keys = round.public_keys;
  keys["site2"].pop_back();
  EXPECT_THAT(add("site1", keys), StatusIs(absl::StatusCode::kInvalidArgument,
                                           HasSubstr("site2: mask key: the public part has 31")));
  keys["site2"] = std::string(kMaskKeyBytes, '\0');
  EXPECT_THAT(add("site1", keys),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("site2: mask key: the other")));
  keys = round.public_keys;
  keys["a\nb"] = keys["site0"];
  EXPECT_THAT(add("site1", keys), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("line break")));
  EXPECT_EQ(summand, before);
}

}  // namespace
}  // namespace osteon
