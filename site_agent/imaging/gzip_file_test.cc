#include "site_agent/imaging/gzip_file.h"

#include <zlib.h>

#include <random>

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

// As zlib writes it.
std::string Compressed(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// Not quite random, so that it compresses; longer than the reader's buffer either way.
std::string Long() {
  std::mt19937 random(3);
  std::string text;
  while (text.size() < 2000000) text += static_cast<char>(random() % 19 * (random() % 7));
  return text;
}

class GzipFileTest : public ::testing::Test {
 protected:
  // What is read in pieces of `piece` bytes until the file ends.
  absl::StatusOr<std::string> ReadAll(const std::string& bytes, std::size_t piece, std::int64_t offset = 0) {
    const std::string path = folder_ / "file";
    EXPECT_TRUE(WriteFileAtomically(path, bytes).ok());
    absl::StatusOr<GzipFile> file = GzipFile::Open(path, offset);
    if (!file.ok()) return file.status();
    std::string text, buffer(piece, '\0');
    while (true) {
      const absl::StatusOr<std::size_t> got = file->Read(buffer.data(), piece);
      if (!got.ok()) return got.status();
      if (*got == 0) return text;
      text.append(buffer, 0, *got);
    }
  }
  const testing::TemporaryFolder folder_;
};

TEST_F(GzipFileTest, PlainBytesAreReadAsTheyAre) {
  const std::string text = Long();
  for (const std::size_t piece : {std::size_t{1000}, std::size_t{3000000}}) {
    EXPECT_EQ(ReadAll(text, piece).value(), text);
    EXPECT_EQ(ReadAll(text, piece, 352).value(), text.substr(352));
  }
  EXPECT_EQ(ReadAll("", 10).value(), "");
  EXPECT_EQ(ReadAll("\x1f", 10).value(), "\x1f");
}

TEST_F(GzipFileTest, CompressedBytesAreDecompressedInPiecesOfAnySize) {
  const std::string text = Long(), compressed = Compressed(text);
  ASSERT_GT(compressed.size(), std::size_t{1} << 19);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{4096}, std::size_t{5000000}}) {
    EXPECT_EQ(ReadAll(compressed, piece).value(), text);
  }
  EXPECT_EQ(ReadAll("header" + compressed, 4096, 6).value(), text);
  EXPECT_EQ(ReadAll(Compressed(""), 10).value(), "");
}

TEST_F(GzipFileTest, MembersFollowEachOtherAndOtherBytesAreTheEnd) {
  const std::string text = Long();
  const std::string two = Compressed(text) + Compressed("and more");
  EXPECT_EQ(ReadAll(two, 70000).value(), text + "and more");
  EXPECT_EQ(ReadAll(two + std::string(20, '\0'), 70000).value(), text + "and more");
}

TEST_F(GzipFileTest, ATruncatedMemberIsDataLossWhereverItEnds) {
  const std::string compressed = Compressed(Long());
  for (const std::size_t length :
       {std::size_t{2}, std::size_t{11}, std::size_t{300000}, compressed.size() - 8, compressed.size() - 1}) {
    EXPECT_THAT(
        ReadAll(compressed.substr(0, length), 4096),
        StatusIs(absl::StatusCode::kDataLoss, HasSubstr("file: the file ends within its compressed")));
  }
  EXPECT_THAT(ReadAll(Compressed("one") + compressed.substr(0, 1000), 4096),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("ends within")));
}

TEST_F(GzipFileTest, ADamagedMemberIsDataLoss) {
  std::string compressed = Compressed(Long());
  compressed[compressed.size() - 6] ^= 1;  // of the checksum
  EXPECT_THAT(ReadAll(compressed, 4096), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("checksum")));
  compressed = Compressed(Long());
  compressed[compressed.size() - 2] ^= 1;  // of the length
  EXPECT_THAT(ReadAll(compressed, 4096), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("damaged")));
  std::mt19937 random(5);
  compressed = Compressed(Long());
  for (int i = 0; i < 20; ++i) {
    std::string flipped = compressed;
    flipped[10 + random() % (flipped.size() - 10)] ^= static_cast<char>(1 << random() % 8);
    EXPECT_THAT(ReadAll(flipped, 65536), StatusIs(absl::StatusCode::kDataLoss, ::testing::_));
  }
}

TEST_F(GzipFileTest, AMissingFileCannotBeOpened) {
  EXPECT_THAT(GzipFile::Open(folder_ / "none", 0),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("none: cannot be opened")));
}

}  // namespace
}  // namespace osteon
