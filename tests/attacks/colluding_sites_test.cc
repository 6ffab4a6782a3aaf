// Hospitals that work together with the coordinator, against secure aggregation. They know their own masks.
// With two honest hospitals left, those two share a mask that nobody else knows; with one left there is none.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <map>

#include "absl/strings/str_format.h"
#include "common/masking/pairwise_masks.h"
#include "tests/attacks/attacker.h"
#include "tests/attacks/findings.h"

namespace osteon::attacks {
namespace {

using Eigen::VectorXd;

struct Masked {
  std::map<std::string, MaskKey> keys;
  std::map<std::string, std::string> public_keys;
  std::map<std::string, RingVector> plain, sent;

  // `which`: tells sets of keys apart.
  void Create(const std::string& context, char which = 'k') {
    const Hospitals hospitals = FourHospitals(60, kSixColumns);
    Consortium consortium(LogisticStudy(kSixColumns, Sums::kClear), hospitals, Protection::kOff);
    const auto scales = PooledScales(consortium, kSixColumns);
    ASSERT_TRUE(scales.ok());
    for (const auto& [site, patients] : hospitals) {
      auto key = MaskKey::FromPrivate(std::string(kMaskKeyBytes - 1, which) + site);
      ASSERT_TRUE(key.ok()) << key.status();
      public_keys[site] = key->public_bytes();
      keys.emplace(site, *std::move(key));
    }
    for (const auto& [site, patients] : hospitals) {
      auto summand = consortium.OfSite(site, ProductsOf(*scales));
      ASSERT_TRUE(summand.ok()) << summand.status();
      plain.emplace(site, *summand);
      ASSERT_TRUE(AddPairwiseMasks(keys.at(site), site, public_keys, context, *summand).ok());
      sent.emplace(site, *std::move(summand));
    }
  }

  // `victim`'s masked summand without the masks that it shares with `colluding`: each of them knows its own.
  RingVector Stripped(const std::string& victim, const std::vector<std::string>& colluding,
                      const std::string& context) const {
    RingVector stripped = sent.at(victim);
    for (const std::string& site : colluding) {
      RingVector mask(stripped.layout());
      // What the pair's other side adds is the negative of what the victim added.
      const std::map<std::string, std::string> pair = {{victim, public_keys.at(victim)},
                                                       {site, public_keys.at(site)}};
      EXPECT_TRUE(AddPairwiseMasks(keys.at(site), site, pair, context, mask).ok());
      EXPECT_TRUE(stripped.Add(mask).ok());
    }
    return stripped;
  }
};

RingVector SumOf(const std::map<std::string, RingVector>& summands) {
  RingVector sum(summands.begin()->second.layout());
  for (const auto& [site, summand] : summands) EXPECT_TRUE(sum.Add(summand).ok());
  return sum;
}

// Share of bits in which two vectors agree: 1/2 where one says nothing of the other.
double Agreement(const RingVector& a, const RingVector& b) {
  int differing = 0;
  for (std::size_t i = 0; i < a.words().size(); ++i) differing += std::popcount(a.words()[i] ^ b.words()[i]);
  return 1 - differing / (64.0 * static_cast<double>(a.words().size()));
}

TEST(ColludingSites, TwoOfFourLearnTheSumOfTheOtherTwoAndNeither) {
  Masked masked;
  masked.Create("round 1");
  ASSERT_EQ(masked.sent.size(), 4U);
  EXPECT_EQ(SumOf(masked.sent), SumOf(masked.plain));
  const RingVector a = masked.Stripped("a", {"c", "d"}, "round 1");
  const RingVector b = masked.Stripped("b", {"c", "d"}, "round 1");
  // Still under the mask of a and b.
  const double agreement = Agreement(a, masked.plain.at("a"));
  EXPECT_NEAR(agreement, 0.5, 0.08);
  RingVector both = a;
  ASSERT_TRUE(both.Add(b).ok());
  RingVector truth = masked.plain.at("a");
  ASSERT_TRUE(truth.Add(masked.plain.at("b")).ok());
  EXPECT_EQ(both, truth);
  std::cout << absl::StrFormat(
                   "n - 2 colluding | coordinator and two of four hospitals | off: (no masks) every summand "
                   "| on: the "
                   "sum of the other two, exactly; of either alone %.0f%% of the bits are right, half are by "
                   "chance",
                   100 * agreement)
            << std::endl;
}

TEST(ColludingSites, ThreeOfFourLearnTheLastOne) {
  Masked masked;
  masked.Create("round 1");
  EXPECT_EQ(masked.Stripped("a", {"b", "c", "d"}, "round 1"), masked.plain.at("a"));
  std::cout << "n - 1 colluding | coordinator and three of four hospitals | on: the last one's summand, "
               "exactly; what "
               "remains is bounded by the rules on a hospital's own patients"
            << std::endl;
}

// Different rosters, keys or rounds shown to different hospitals: the masks do not cancel.
TEST(ColludingSites, MasksOfDifferentRostersOrRoundsNeverOpen) {
  Masked first, second;
  first.Create("round 1");
  second.Create("round 1", 'q');  // other keys
  std::map<std::string, RingVector> mixed = first.sent;
  mixed.at("b") = second.sent.at("b");
  EXPECT_NEAR(Agreement(SumOf(mixed), SumOf(first.plain)), 0.5, 0.08);
  // Without the last one.
  std::map<std::string, RingVector> fewer = first.sent;
  fewer.erase("d");
  std::map<std::string, RingVector> truth = first.plain;
  truth.erase("d");
  EXPECT_NEAR(Agreement(SumOf(fewer), SumOf(truth)), 0.5, 0.08);
  std::cout << "split rosters under masks | coordinator | on: sums of different rosters, of other rounds or "
               "without one "
               "hospital are noise"
            << std::endl;
}

}  // namespace
}  // namespace osteon::attacks
