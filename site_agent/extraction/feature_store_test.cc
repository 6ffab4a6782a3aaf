#include "site_agent/extraction/feature_store.h"

#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::testing::Not;

FeatureKey Key(std::int64_t label = 1) {
  return {std::string(64, 'a'), std::string(64, 'b'), std::string(64, 'c'), label};
}

CaseFeatures SomeFeatures() {
  return {{"", "(0.5, 0.5)", "two\nlines, 3 \"quotes\""},
          {0.1 + 0.2, -0.0, std::nan(""), -std::numeric_limits<double>::infinity(),
           std::numeric_limits<double>::denorm_min()}};
}

std::vector<std::uint64_t> BitsOf(const std::vector<double>& values) {
  std::vector<std::uint64_t> bits;
  for (const double value : values) bits.push_back(std::bit_cast<std::uint64_t>(value));
  return bits;
}

class Store : public ::testing::Test {
 protected:
  // The one entry of the store, as a file.
  std::string Entry() const {
    std::string found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(store_.folder())) {
      if (entry.is_regular_file()) found = entry.path().string();
    }
    return found;
  }
  // At once, without waiting for the disk.
  static void Overwrite(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
  }
  const testing::TemporaryFolder folder_;
  const FeatureStore store_{folder_ / "made/when/needed"};
};

TEST_F(Store, GivesBackEveryBit) {
  EXPECT_FALSE(store_.Find(Key(), 3, 5).has_value());
  EXPECT_FALSE(std::filesystem::exists(store_.folder()));
  ASSERT_THAT(store_.Put(Key(), SomeFeatures()), IsOk());
  const std::optional<CaseFeatures> found = store_.Find(Key(), 3, 5);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->diagnostics, SomeFeatures().diagnostics);
  EXPECT_EQ(BitsOf(found->values), BitsOf(SomeFeatures().values));
  EXPECT_EQ(store_.Count(), 1U);
}

TEST_F(Store, EveryPartOfTheKeyCounts) {
  ASSERT_THAT(store_.Put(Key(), SomeFeatures()), IsOk());
  std::vector<FeatureKey> others(4, Key());
  others[0].image_sha256[0] = 'x';
  others[1].mask_sha256[0] = 'x';
  others[2].settings_sha256[0] = 'x';
  others[3].label = 2;
  for (const FeatureKey& other : others) EXPECT_FALSE(store_.Find(other, 3, 5).has_value());
  FeatureKey exchanged = Key();
  std::swap(exchanged.image_sha256, exchanged.mask_sha256);
  EXPECT_FALSE(store_.Find(exchanged, 3, 5).has_value());
}

TEST_F(Store, AnEntryOfAnotherShapeIsNotUsed) {
  ASSERT_THAT(store_.Put(Key(), SomeFeatures()), IsOk());
  EXPECT_FALSE(store_.Find(Key(), 2, 5).has_value());
  EXPECT_FALSE(store_.Find(Key(), 3, 6).has_value());
}

TEST_F(Store, ADamagedEntryIsNotUsedAndIsReplaced) {
  ASSERT_THAT(store_.Put(Key(), SomeFeatures()), IsOk());
  const std::string entry = Entry();
  ASSERT_OK_AND_ASSIGN(const std::string whole, ReadFile(entry));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    Overwrite(entry, whole.substr(0, length));
    ASSERT_FALSE(store_.Find(Key(), 3, 5).has_value()) << length << " bytes";
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    Overwrite(entry, damaged);
    ASSERT_FALSE(store_.Find(Key(), 3, 5).has_value()) << "byte " << at;
  }
  Overwrite(entry, whole + "\n");
  EXPECT_FALSE(store_.Find(Key(), 3, 5).has_value());
  ASSERT_THAT(store_.Put(Key(), SomeFeatures()), IsOk());
  EXPECT_TRUE(store_.Find(Key(), 3, 5).has_value());
}

TEST_F(Store, AnotherKeysEntryUnderThisNameIsNotUsed) {
  ASSERT_THAT(store_.Put(Key(1), SomeFeatures()), IsOk());
  const std::string name = Entry();
  ASSERT_OK_AND_ASSIGN(const std::string first, ReadFile(name));
  store_.Remove();
  ASSERT_THAT(store_.Put(Key(2), SomeFeatures()), IsOk());
  ASSERT_THAT(WriteFileAtomically(Entry(), first), IsOk());
  EXPECT_FALSE(store_.Find(Key(2), 3, 5).has_value());
}

TEST_F(Store, RemovingTakesItsOwnFilesOnly) {
  ASSERT_THAT(store_.Put(Key(1), SomeFeatures()), IsOk());
  ASSERT_THAT(store_.Put(Key(2), SomeFeatures()), IsOk());
  // As a program that was killed while it wrote leaves it.
  ASSERT_THAT(WriteFileAtomically(Entry() + ".Xy12zA", "osteon"), IsOk());
  ASSERT_THAT(WriteFileAtomically(store_.folder() + "/thesis.txt", "mine"), IsOk());
  EXPECT_EQ(store_.Count(), 2U);
  store_.Remove();
  EXPECT_EQ(store_.Count(), 0U);
  EXPECT_THAT(ReadFile(store_.folder() + "/thesis.txt"), IsOk());
  std::filesystem::remove(store_.folder() + "/thesis.txt");
  store_.Remove();
  EXPECT_FALSE(std::filesystem::exists(store_.folder()));
}

TEST_F(Store, ThreadsMayShareIt) {
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (std::int64_t label = 0; label < 20; ++label) {
        EXPECT_THAT(store_.Put(Key(label), SomeFeatures()), IsOk());
        EXPECT_TRUE(store_.Find(Key(label), 3, 5).has_value());
      }
    });
  }
  threads.clear();
  EXPECT_EQ(store_.Count(), 20U);
}

TEST_F(Store, AFolderThatCannotBeMadeIsAnError) {
  ASSERT_THAT(WriteFileAtomically(folder_ / "file", "x"), IsOk());
  EXPECT_THAT(FeatureStore(folder_ / "file").Put(Key(), SomeFeatures()), Not(IsOk()));
}

}  // namespace
}  // namespace osteon
