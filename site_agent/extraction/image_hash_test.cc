#include "site_agent/extraction/image_hash.h"

#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;

class ImageHash : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    EXPECT_THAT(WriteFileAtomically(folder_ / name, text), IsOk());
    return folder_ / name;
  }
  std::string HashOf(const std::string& name) { return HashOfImage(folder_ / name).value_or("none"); }
  const testing::TemporaryFolder folder_;
};

TEST_F(ImageHash, IsThatOfTheFile) {
  Write("a.nii.gz", "voxels");
  EXPECT_EQ(HashOf("a.nii.gz"), Sha256Hex("voxels"));
  EXPECT_THAT(HashOfImage(folder_ / "absent.nii"), StatusIs(absl::StatusCode::kNotFound, ::testing::_));
}

TEST_F(ImageHash, OfADetachedHeaderCountsTheVoxels) {
  for (const char* header : {"a.mhd", "a.nhdr"}) {
    Write(header, "NDims = 3\ndata file: a.raw\nElementDataFile = a.raw\n");
    Write("a.raw", "voxels");
    const std::string before = HashOf(header);
    EXPECT_EQ(before.size(), 64U);
    Write("a.raw", "other voxels");
    EXPECT_NE(HashOf(header), before);
    Write("a.raw", "voxels");
    EXPECT_EQ(HashOf(header), before);
  }
}

// Readers go by what the header says, so .mha and .nrrd may name a file too.
TEST_F(ImageHash, TheVoxelsCountWhateverTheHeadersExtension) {
  Write("a.mha", "NDims = 3\n ElementDataFile = a.raw\n");
  Write("b.mhd", "NDims = 3\n ElementDataFile = a.raw\n");
  Write("a.nrrd", "NRRD0004\nData File: a.raw\n\n");
  for (const char* header : {"a.mha", "b.mhd", "a.nrrd"}) {
    Write("a.raw", "voxels");
    const std::string before = HashOf(header);
    EXPECT_EQ(before.size(), 64U) << header;
    Write("a.raw", "other voxels");
    EXPECT_NE(HashOf(header), before) << header;
  }
}

TEST_F(ImageHash, VoxelsThatFollowTheHeaderAreNotReadAsOne) {
  Write("a.mha", "ElementDataFile = LOCAL\nElementDataFile = gone.raw\n");
  Write("a.nrrd", "NRRD0004\nencoding: raw\n\ndata file: gone.raw\n");
  for (const char* name : {"a.mha", "a.nrrd"}) EXPECT_EQ(HashOf(name).size(), 64U) << name;
}

TEST_F(ImageHash, VoxelsInSeveralFilesHaveNone) {
  Write("a.mhd", "ElementDataFile = LIST\n1.raw\n2.raw\n");
  Write("b.nhdr", "data file: s%03d.raw 1 10 1\n");
  Write("c.mhd", "NDims = 3\n");
  for (const char* header : {"a.mhd", "b.nhdr", "c.mhd"}) {
    EXPECT_THAT(HashOfImage(folder_ / header), StatusIs(absl::StatusCode::kUnimplemented, ::testing::_));
  }
}

TEST_F(ImageHash, VoxelsThatAreNotThereAreAnError) {
  Write("a.mhd", "ElementDataFile = gone.raw\n");
  EXPECT_THAT(HashOfImage(folder_ / "a.mhd"), StatusIs(absl::StatusCode::kNotFound, ::testing::_));
}

}  // namespace
}  // namespace osteon
