#include "common/hash/sha1.h"

#include "gtest/gtest.h"

namespace osteon {
namespace {

// FIPS 180-4's examples.
TEST(Sha1, PublishedExamples) {
  Sha1Hasher abc;
  abc.Update("abc");
  EXPECT_EQ(abc.Hex(), "a9993e364706816aba3e25717850c26c9cd0d89d");
  Sha1Hasher pieces;
  pieces.Update("abcdbcdecdefdefgefghfghighij");
  pieces.Update("");
  pieces.Update("hijkijkljklmklmnlmnomnopnopq");
  EXPECT_EQ(pieces.Hex(), "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(Sha1Hasher().Hex(), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

}  // namespace
}  // namespace osteon
