#include "site_agent/imaging/image_file.h"

#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;

MATCHER_P(NearBy, tolerance, "") {
  return std::abs(std::get<0>(arg) - std::get<1>(arg)) <= tolerance;
}

template <typename T>
Volume SomeVolume() {
  Volume volume;
  volume.grid.size = {4, 3, 2};
  volume.grid.spacing_mm = {0.5, 0.75, 3};
  volume.grid.origin_mm = {-10, 20, 30.5};
  volume.grid.direction = {0, -1, 0, 1, 0, 0, 0, 0, 1};
  std::vector<T> voxels(24);
  for (std::size_t i = 0; i < 24; ++i) voxels[i] = static_cast<T>(i);
  volume.voxels = voxels;
  return volume;
}

// Voxels that do not compress.
Volume NoisyVolume() {
  Volume volume = SomeVolume<std::int16_t>();
  volume.grid.size = {40, 30, 20};
  std::vector<std::int16_t> voxels(24000);
  std::uint32_t noise = 1;
  for (auto& voxel : voxels)
    voxel = static_cast<std::int16_t>((noise = noise * 1664525U + 1013904223U) >> 16);
  volume.voxels = voxels;
  return volume;
}

std::string Bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

void PutBytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

class EachFormat : public ::testing::TestWithParam<const char*> {
 protected:
  TemporaryFolder folder_;
  std::string path_ = folder_ / (std::string("image") + GetParam());
};

TEST_P(EachFormat, WhatIsWrittenIsReadBack) {
  const Volume written = SomeVolume<std::int16_t>();
  ASSERT_THAT(WriteVolume(path_, written), IsOk());
  ASSERT_OK_AND_ASSIGN(const Volume read, ReadVolume(path_));
  EXPECT_EQ(read.grid.size, written.grid.size);
  EXPECT_THAT(read.grid.spacing_mm, Pointwise(NearBy(1e-6), written.grid.spacing_mm));
  EXPECT_THAT(read.grid.origin_mm, Pointwise(NearBy(1e-5), written.grid.origin_mm));
  EXPECT_THAT(read.grid.direction, Pointwise(NearBy(1e-6), written.grid.direction));
  EXPECT_EQ(read.voxels, written.voxels);
}

TEST_P(EachFormat, KeepsTheTypeOfTheVoxels) {
  for (const Volume& written : {SomeVolume<std::uint8_t>(), SomeVolume<std::uint16_t>(),
                                SomeVolume<std::int32_t>(), SomeVolume<float>(), SomeVolume<double>()}) {
    ASSERT_THAT(WriteVolume(path_, written), IsOk());
    ASSERT_OK_AND_ASSIGN(const Volume read, ReadVolume(path_));
    EXPECT_EQ(read.voxels, written.voxels);
  }
}

TEST_P(EachFormat, TheHeaderAloneSaysGridAndSizeOfVoxels) {
  ASSERT_THAT(WriteVolume(path_, SomeVolume<std::int16_t>()), IsOk());
  ASSERT_OK_AND_ASSIGN(const ImageHeader header, ReadImageHeader(path_));
  ASSERT_OK_AND_ASSIGN(const Volume whole, ReadVolume(path_));
  EXPECT_EQ(header.grid.size, whole.grid.size);
  EXPECT_EQ(header.grid.spacing_mm, whole.grid.spacing_mm);
  EXPECT_EQ(header.voxel_bytes, 2U);
  PutBytes(path_, "");
  EXPECT_THAT(ReadImageHeader(path_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path_)));
  std::filesystem::remove(path_);
  EXPECT_THAT(ReadImageHeader(path_), StatusIs(absl::StatusCode::kNotFound, HasSubstr(path_)));
}

TEST_P(EachFormat, ATruncatedFileIsDataLossAndNamesTheFile) {
  ASSERT_THAT(WriteVolume(path_, NoisyVolume()), IsOk());
  const std::string bytes = Bytes(path_);
  for (const std::size_t length :
       {bytes.size() * 9 / 10, bytes.size() / 2, std::size_t{400}, std::size_t{20}}) {
    PutBytes(path_, bytes.substr(0, length));
    EXPECT_THAT(ReadVolume(path_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path_))) << length;
  }
}

TEST_P(EachFormat, AFlippedBitInCompressedVoxelsIsDataLoss) {
  if (std::string(GetParam()) == ".nii") return;  // not compressed, and so without a checksum
  ASSERT_THAT(WriteVolume(path_, NoisyVolume()), IsOk());
  std::string bytes = Bytes(path_);
  bytes[bytes.size() * 2 / 3] = static_cast<char>(bytes[bytes.size() * 2 / 3] ^ 4);
  PutBytes(path_, bytes);
  EXPECT_THAT(ReadVolume(path_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path_)));
}

TEST_P(EachFormat, AnEmptyFileIsDataLoss) {
  PutBytes(path_, "");
  EXPECT_THAT(ReadVolume(path_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path_)));
}

TEST_P(EachFormat, TextUnderTheNameOfAnImageIsDataLoss) {
  PutBytes(path_, std::string(1000, 'x'));
  EXPECT_THAT(ReadVolume(path_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path_)));
}

TEST_P(EachFormat, AMissingFileIsNotFound) {
  EXPECT_THAT(ReadVolume(path_), StatusIs(absl::StatusCode::kNotFound, HasSubstr(path_ + ": no such file")));
}

TEST_P(EachFormat, AFolderIsNotAnImage) {
  std::filesystem::create_directory(path_);
  EXPECT_THAT(ReadVolume(path_), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is a folder")));
}

// A pipe would be waited for, for ever.
TEST_P(EachFormat, APipeIsNotAnImage) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT(ReadVolume(path_),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is a pipe or a device")));
}

TEST_P(EachFormat, AFolderThatIsNotThereCannotBeWrittenTo) {
  const std::string path = folder_ / (std::string("absent/image") + GetParam());
  EXPECT_THAT(WriteVolume(path, SomeVolume<float>()),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr(path)));
}

TEST_P(EachFormat, NothingUnfinishedIsLeftBehind) {
  ASSERT_THAT(WriteVolume(path_, SomeVolume<float>()), IsOk());
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    if (entry.is_regular_file()) ++files;
  EXPECT_EQ(files, 1U);
}

INSTANTIATE_TEST_SUITE_P(ImageFile, EachFormat, ::testing::Values(".nii", ".nii.gz", ".nrrd", ".mha"));

TEST(ImageFile, AnotherExtensionIsRefused) {
  const TemporaryFolder folder;
  EXPECT_THAT(ReadVolume(folder / "image.png"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(".nii.gz")));
  EXPECT_THAT(WriteVolume(folder / "image.mhd", SomeVolume<float>()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is written as")));
}

TEST(ImageFile, AVolumeOfAnotherLengthIsNotWritten) {
  const TemporaryFolder folder;
  Volume volume = SomeVolume<float>();
  volume.grid.size[0] = 5;
  EXPECT_THAT(WriteVolume(folder / "image.nii", volume),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("number of voxels")));
}

// The bytes of a NIfTI header can be set one field at a time.
class NiftiHeader : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(WriteVolume(path_, SomeVolume<std::int16_t>()), IsOk());
    bytes_ = Bytes(path_);
  }
  template <typename T>
  void Set(std::size_t offset, T value) {
    bytes_.replace(offset, sizeof(T), reinterpret_cast<const char*>(&value), sizeof(T));
  }
  absl::StatusOr<Volume> Read() {
    PutBytes(path_, bytes_);
    return ReadVolume(path_);
  }
  static constexpr std::size_t kDimensions = 40, kSlope = 112, kIntercept = 116;

  TemporaryFolder folder_;
  std::string path_ = folder_ / "image.nii";
  std::string bytes_;
};

TEST_F(NiftiHeader, FourDimensionsAreRefused) {
  Set<std::int16_t>(kDimensions, 4);
  Set<std::int16_t>(kDimensions + 6, 1);  // z
  Set<std::int16_t>(kDimensions + 8, 2);  // the fourth
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kInvalidArgument,
                               AllOf(HasSubstr("has 4 dimensions (4 x 3 x 1 x 2)"), HasSubstr(path_))));
}

TEST_F(NiftiHeader, TwoDimensionsAreRefused) {
  Set<std::int16_t>(kDimensions, 2);
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has 2 dimensions")));
}

TEST_F(NiftiHeader, AFourthDimensionOfOneIsDropped) {
  Set<std::int16_t>(kDimensions, 4);
  Set<std::int16_t>(kDimensions + 8, 1);
  ASSERT_OK_AND_ASSIGN(const Volume volume, Read());
  EXPECT_EQ(volume.grid.VoxelCount(), 24U);
}

TEST_F(NiftiHeader, AClaimOfTerabytesIsRefusedBeforeMemoryIsTaken) {
  for (std::size_t axis = 1; axis <= 3; ++axis) Set<std::int16_t>(kDimensions + 2 * axis, 32767);
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("32767 x 32767 x 32767")));
  for (std::size_t axis = 1; axis <= 3; ++axis) Set<std::int16_t>(kDimensions + 2 * axis, 1000);
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("cannot hold")));
}

TEST_F(NiftiHeader, TheOtherByteOrderIsRead) {
  // Every field of the header that is used, and every voxel, turned round.
  const auto turn = [&](std::size_t offset, std::size_t size) {
    std::reverse(bytes_.begin() + static_cast<std::ptrdiff_t>(offset),
                 bytes_.begin() + static_cast<std::ptrdiff_t>(offset + size));
  };
  turn(0, 4);                                                 // sizeof_hdr
  for (std::size_t i = 0; i < 8; ++i) turn(40 + 2 * i, 2);    // dim
  for (std::size_t i = 0; i < 3; ++i) turn(68 + 2 * i, 2);    // intent_code, datatype, bitpix
  for (std::size_t i = 0; i < 11; ++i) turn(76 + 4 * i, 4);   // pixdim to scl_inter
  for (std::size_t i = 0; i < 2; ++i) turn(252 + 2 * i, 2);   // qform_code, sform_code
  for (std::size_t i = 0; i < 18; ++i) turn(256 + 4 * i, 4);  // quaternion and rows of the matrix
  for (std::size_t i = 0; i < 24; ++i) turn(352 + 2 * i, 2);
  ASSERT_OK_AND_ASSIGN(const Volume volume, Read());
  EXPECT_EQ(volume.voxels, SomeVolume<std::int16_t>().voxels);
}

// A header of 540 bytes whose fields stand elsewhere; ITK would read it as one of 348.
TEST(ImageFile, Nifti2IsRefusedInBothByteOrdersWhateverElseIsInIt) {
  const TemporaryFolder folder;
  const auto refused = StatusIs(absl::StatusCode::kInvalidArgument,
                                AllOf(HasSubstr("is NIfTI-2"), HasSubstr("save it as NIfTI-1")));
  for (const std::string& length : {std::string("\x1c\x02\0\0", 4), std::string("\0\0\x02\x1c", 4)}) {
    // As written by others; with a NIfTI-1 dimension of 3 where ITK looks for it; and all bytes set.
    for (const char* what : {"n+2", "dimensions", "ones"}) {
      std::string bytes =
          length + std::string("n+2\0\r\n\x1a\n", 8) + std::string(532, '\0') + std::string(2000, 'v');
      if (what == std::string("dimensions")) bytes[40] = 3;
      if (what == std::string("ones")) std::fill(bytes.begin() + 12, bytes.end(), '\xff');
      PutBytes(folder / "two.nii", bytes);
      EXPECT_THAT(ReadVolume(folder / "two.nii"), refused) << what;
      EXPECT_THAT(ReadImageHeader(folder / "two.nii"), refused) << what;
      EXPECT_THAT(ReadMask(folder / "two.nii"), refused) << what;
    }
  }
}

TEST_F(NiftiHeader, ATruncatedFileWithASlopeIsDataLossToo) {
  Set<float>(kSlope, 2);
  bytes_.resize(bytes_.size() - 1);
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("ends before its last voxel")));
}

TEST(Nrrd, VoxelsThatAreNotCompressedAreReadToo) {
  const TemporaryFolder folder;
  const std::string path = folder / "image.nrrd";
  std::string voxels(24, '\0');
  for (std::size_t i = 0; i < 24; ++i) voxels[i] = static_cast<char>(i);
  const std::string header =
      "NRRD0004\ntype: unsigned char\ndimension: 3\nsizes: 4 3 2\nspacings: 1 1 2\nencoding: raw\n\n";
  PutBytes(path, header + voxels);
  ASSERT_OK_AND_ASSIGN(const Volume volume, ReadVolume(path));
  EXPECT_EQ(volume.voxels, SomeVolume<std::uint8_t>().voxels);
  PutBytes(path, header + voxels.substr(1));
  EXPECT_THAT(ReadVolume(path), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path)));
}

TEST(Nrrd, TextIsReadAndTakesNoMoreThanItCanHold) {
  const TemporaryFolder folder;
  const std::string path = folder / "image.nrrd";
  const auto put = [&](const std::string& sizes, const std::string& encoding) {
    std::string text = absl::StrCat("NRRD0004\ntype: unsigned char\ndimension: 3\nsizes: ", sizes,
                                    "\nspacings: 1 1 2\nencoding: ", encoding, "\n\n");
    for (int i = 0; i < 24; ++i) absl::StrAppend(&text, i, " ");
    PutBytes(path, text);
  };
  put("4 3 2", "ascii");
  ASSERT_OK_AND_ASSIGN(const Volume volume, ReadVolume(path));
  EXPECT_EQ(volume.voxels, SomeVolume<std::uint8_t>().voxels);
  for (const char* encoding : {"ascii", "hex", "raw"}) {
    put("200 200 20", encoding);
    EXPECT_THAT(ReadVolume(path),
                StatusIs(absl::StatusCode::kDataLoss,
                         AllOf(HasSubstr("claims 800000 bytes"), HasSubstr("cannot hold"))));
  }
}

TEST(Nrrd, AnEncodingThatIsNotReadIsNamed) {
  const TemporaryFolder folder;
  const std::string path = folder / "image.nrrd";
  PutBytes(path, "NRRD0004\ntype: unsigned char\ndimension: 3\nsizes: 4 3 2\nencoding: bzip2\n\nBZh9");
  EXPECT_THAT(ReadVolume(path),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr(path), HasSubstr("\"bzip2\""), HasSubstr("raw and gzip"))));
}

// What comes behind the last voxel is not unpacked to its end, where this file is cut off.
TEST(ImageFile, MuchMoreThanTheHeaderTellsOfIsNotUnpacked) {
  const TemporaryFolder folder;
  const std::string zeros(std::size_t{80} << 20, '\0');
  uLongf size = compressBound(zeros.size());
  std::string zlib(size, '\0');
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(zlib.data()), &size,
                     reinterpret_cast<const Bytef*>(zeros.data()), zeros.size()),
            Z_OK);
  zlib.resize(size / 2);
  PutBytes(folder / "bomb.mha",
           "ObjectType = Image\nNDims = 3\nCompressedData = True\nDimSize = 4 3 2\nElementSpacing = 1 1 2\n"
           "ElementType = MET_UCHAR\nElementDataFile = LOCAL\n" +
               zlib);
  const std::string nifti = folder / "bomb.nii.gz";
  ASSERT_THAT(WriteVolume(folder / "small.nii", SomeVolume<std::uint8_t>()), IsOk());
  const gzFile out = gzopen(nifti.c_str(), "wb");
  const std::string small = Bytes(folder / "small.nii");
  ASSERT_EQ(gzwrite(out, small.data(), static_cast<unsigned>(small.size())), static_cast<int>(small.size()));
  ASSERT_EQ(gzwrite(out, zeros.data(), static_cast<unsigned>(zeros.size())), static_cast<int>(zeros.size()));
  gzclose(out);
  const std::string whole = Bytes(nifti);
  PutBytes(nifti, whole.substr(0, whole.size() / 2));
  for (const std::string& path : {folder / "bomb.mha", nifti}) {
    EXPECT_THAT(ReadVolume(path), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("more than 16 MB behind")));
  }
}

TEST(Nrrd, TheOtherByteOrderIsReadToo) {
  const TemporaryFolder folder;
  const std::string path = folder / "image.nrrd";
  std::string voxels;
  for (char i = 0; i < 24; ++i) voxels += std::string({'\0', i});
  PutBytes(
      path,
      "NRRD0004\ntype: short\ndimension: 3\nsizes: 4 3 2\nspacings: 1 1 2\nendian: big\nencoding: raw\n\n" +
          voxels);
  ASSERT_OK_AND_ASSIGN(const Volume volume, ReadVolume(path));
  EXPECT_EQ(volume.voxels, SomeVolume<std::int16_t>().voxels);
}

TEST(MetaImage, VoxelsInAFileBesideTheHeaderAreCheckedToo) {
  const TemporaryFolder folder;
  const std::string header = folder / "image.mhd";
  const auto write_header = [&](const std::string& data) {
    PutBytes(
        header,
        "ObjectType = Image\nNDims = 3\nDimSize = 4 3 2\nElementSpacing = 1 1 2\nElementType = MET_UCHAR\n"
        "ElementDataFile = " +
            data + "\n");
  };
  write_header("image.raw");
  EXPECT_THAT(ReadVolume(header), StatusIs(absl::StatusCode::kNotFound, HasSubstr("image.raw")));
  PutBytes(folder / "image.raw", std::string(23, '\1'));
  EXPECT_THAT(ReadVolume(header), StatusIs(absl::StatusCode::kDataLoss,
                                           HasSubstr("holds 23 bytes of voxels; the header says 24")));
  PutBytes(folder / "image.raw", std::string(24, '\1'));
  ASSERT_OK_AND_ASSIGN(const Volume volume, ReadVolume(header));
  EXPECT_EQ(volume.voxels, Voxels(std::vector<std::uint8_t>(24, 1)));
  write_header("slice%02d.raw 1 2 1");
  EXPECT_THAT(ReadVolume(header), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("several files")));
}

TEST(MetaImage, DirectionsThatDoNotSpanSpaceAreRefused) {
  const TemporaryFolder folder;
  const std::string path = folder / "image.mha";
  for (const char* matrix : {"0 0 0 0 0 0 0 0 0", "1 0 0 1 0 0 0 0 1"}) {
    std::ofstream(path, std::ios::binary)
        << "NDims = 3\nDimSize = 2 2 2\nElementType = MET_UCHAR\nTransformMatrix = " << matrix
        << "\nElementDataFile = LOCAL\n12345678";
    EXPECT_THAT(ReadVolume(path),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("do not span space")));
  }
}

TEST_F(NiftiHeader, SlopeAndInterceptAreApplied) {
  Set<float>(kSlope, 2);
  Set<float>(kIntercept, -1000);
  ASSERT_OK_AND_ASSIGN(const Volume volume, Read());
  const double third =
      std::visit([](const auto& voxels) { return static_cast<double>(voxels[3]); }, volume.voxels);
  EXPECT_THAT(third, DoubleNear(-994, 1e-9));
}

TEST(ReadMask, FloatingPointLabelsMustBeWhole) {
  const TemporaryFolder folder;
  ASSERT_THAT(WriteVolume(folder / "mask.nii.gz", SomeVolume<float>()), IsOk());
  ASSERT_OK_AND_ASSIGN(const Volume mask, ReadMask(folder / "mask.nii.gz"));
  EXPECT_EQ(mask.voxels, SomeVolume<std::int32_t>().voxels);

  Volume half = SomeVolume<double>();
  std::get<std::vector<double>>(half.voxels)[5] = 0.5;
  ASSERT_THAT(WriteVolume(folder / "half.nrrd", half), IsOk());
  EXPECT_THAT(ReadMask(folder / "half.nrrd"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("half.nrrd"), HasSubstr("voxel (1, 1, 0) is 0.5"))));
}

TEST(ReadMask, NegativeLabelsAreRefused) {
  const TemporaryFolder folder;
  Volume mask = SomeVolume<std::int16_t>();
  std::get<std::vector<std::int16_t>>(mask.voxels)[2] = -1;
  ASSERT_THAT(WriteVolume(folder / "mask.mha", mask), IsOk());
  EXPECT_THAT(ReadMask(folder / "mask.mha"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found -1")));
}

// Found by tests/fuzz: ITK copies both into arrays of fixed length.
TEST(ImageFile, HeadersThatItkWouldCopyBeyondItsArraysAreRefused) {
  const TemporaryFolder folder;
  const std::string path = folder / "long.mha", nrrd = folder / "long.nrrd", wide = folder / "wide.mha";
  PutBytes(path, "ObjectType = Image\n" + std::string(300, 's') + " = 3\nElementDataFile = LOCAL\n");
  EXPECT_THAT(ReadVolume(path),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("long.mha:2: a name of 300")));
  PutBytes(path, "ObjectType = " + std::string(300, 'a') + "\nElementDataFile = LOCAL\n");
  EXPECT_THAT(ReadVolume(path), StatusIs(absl::StatusCode::kDataLoss,
                                         HasSubstr("long.mha:1: a name of 10 and a value of 300")));
  PutBytes(nrrd, "NRRD0004\ntype: short\nsi" + std::string(2000, 'z') + "\n\n");
  EXPECT_THAT(ReadVolume(nrrd),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("long.nrrd:3: a line of 2002")));
  const std::string infinite = folder / "infinite.nii";
  ASSERT_THAT(WriteVolume(infinite, SomeVolume<std::int16_t>()), IsOk());
  std::string bytes = Bytes(infinite);
  const float infinity = std::numeric_limits<float>::infinity();
  std::memcpy(bytes.data() + 280, &infinity, sizeof(infinity));
  bytes[254] = 1;
  PutBytes(infinite, bytes);
  EXPECT_THAT(ReadVolume(infinite),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("a number that no scan has")));
  PutBytes(wide, "ObjectType = Image\nNDims = 100000\nElementDataFile = LOCAL\n");
  EXPECT_THAT(ReadVolume(wide), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("wide.mha:2: NDims needs")));
}

// ITK would take it for no slope at all: a CT off by a thousand Hounsfield units.
TEST(ImageFile, ASlopeOrInterceptThatIsNotFiniteIsRefused) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.nii";
  ASSERT_THAT(WriteVolume(path, SomeVolume<std::int16_t>()), IsOk());
  const std::string whole = Bytes(path);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const std::size_t at : {std::size_t{112}, std::size_t{116}}) {
    std::string bytes = whole;
    std::memcpy(bytes.data() + at, &nan, sizeof(nan));
    PutBytes(path, bytes);
    EXPECT_THAT(ReadVolume(path), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("slope or intercept")));
  }
}

// Two gigabytes were taken before the file beside the header was looked at.
TEST(ImageFile, VoxelsInAFileOfTheirOwnMustBeAbleToHoldWhatTheHeaderClaims) {
  const TemporaryFolder folder;
  PutBytes(folder / "a.nhdr",
           "NRRD0004\ntype: uint8\ndimension: 3\nsizes: 1300 1300 1300\nspace: left-posterior-superior\n"
           "space directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nencoding: gzip\n"
           "data file: a.raw.gz\n");
  PutBytes(folder / "a.raw.gz", std::string(24, 'x'));
  EXPECT_THAT(ReadVolume(folder / "a.nhdr"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("which a file of 24 bytes cannot hold")));
  std::filesystem::remove(folder / "a.raw.gz");
  ASSERT_EQ(mkfifo((folder / "a.raw.gz").c_str(), 0600), 0);
  EXPECT_THAT(ReadVolume(folder / "a.nhdr"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is a pipe")));
}

}  // namespace
}  // namespace osteon
