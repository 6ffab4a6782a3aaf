#include "site_agent/imaging/image_file.h"

#include <itkImageIOBase.h>
#include <itkMetaImageIO.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>

#include <cmath>
#include <exception>
#include <filesystem>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <type_traits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "site_agent/imaging/meta_image_check.h"
#include "site_agent/imaging/nifti_voxels.h"
#include "site_agent/imaging/nrrd_voxels.h"
#include "site_agent/imaging/stored_voxels.h"

namespace osteon {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kHeaderAllowance = 1 << 16;
constexpr std::uintmax_t kMostBytes = std::uintmax_t{1}
                                      << 35;  // 32 GiB: four times a whole-body CT at 0.5 mm

// ITK 5.2 keeps strings of its NIfTI reader, and all errors of its NRRD reader, in global variables, so only
// one thread at a time may be in there. Headers take microseconds; voxels are mostly read without ITK.
std::mutex itk_mutex;

enum class Format { kNifti, kNrrd, kMetaImage, kOther };

Format FormatOf(const std::string& path) {
  const std::string name = absl::AsciiStrToLower(path);
  const auto ends = [&](const char* extension) { return absl::EndsWith(name, extension); };
  if (ends(".nii") || ends(".nii.gz")) return Format::kNifti;
  if (ends(".nrrd") || ends(".nhdr")) return Format::kNrrd;
  if (ends(".mha") || ends(".mhd")) return Format::kMetaImage;
  return Format::kOther;
}

itk::ImageIOBase::Pointer ImageIoFor(Format format) {
  switch (format) {
    case Format::kNifti:
      return itk::NiftiImageIO::New().GetPointer();
    case Format::kNrrd:
      return itk::NrrdImageIO::New().GetPointer();
    case Format::kMetaImage:
      return itk::MetaImageIO::New().GetPointer();
    case Format::kOther:
      break;
  }
  return nullptr;
}

absl::Status UnknownExtension(const std::string& path) {
  return absl::InvalidArgumentError(
      absl::StrCat(path,
                   ": the extension is none of .nii, .nii.gz, .nrrd, .nhdr, .mha, .mhd; other kinds, such as "
                   "DICOM, have to be converted to one of these first"));
}

// What ITK says, without its file and line, and without the address of its object: the same file gives the
// same message.
std::string Reason(const std::exception& error) {
  if (const auto* itk_error = dynamic_cast<const itk::ExceptionObject*>(&error)) {
    std::string text = itk_error->GetDescription();
    for (std::size_t at = text.find("(0x"); at != std::string::npos; at = text.find("(0x", at)) {
      const std::size_t end = text.find(')', at);
      if (end == std::string::npos) break;
      text.erase(at, end - at + 1);
    }
    for (char& c : text) {
      if (c == '\n' || c == '\r') c = ' ';
    }
    return std::string(absl::StripAsciiWhitespace(text));
  }
  return error.what();
}

absl::Status CheckFile(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found)
    return absl::NotFoundError(absl::StrCat(path, ": no such file"));
  if (error) return absl::UnavailableError(absl::StrCat(path, ": ", error.message()));
  if (status.type() == fs::file_type::directory) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": is a folder, not an image file"));
  }
  if (status.type() != fs::file_type::regular) {  // a pipe would be waited for, for ever
    return absl::InvalidArgumentError(absl::StrCat(path, ": is a pipe or a device, not an image file"));
  }
  return absl::OkStatus();
}

// Places in the image and points in space belong to each other.
absl::Status CheckDirection(const Grid& grid, const std::string& path) {
  constexpr double kFlattest = 1e-6;
  const std::array<double, 9>& d = grid.direction;
  const double determinant = d[0] * (d[4] * d[8] - d[5] * d[7]) - d[1] * (d[3] * d[8] - d[5] * d[6]) +
                             d[2] * (d[3] * d[7] - d[4] * d[6]);
  for (const double mm : grid.origin_mm) {
    if (!std::isfinite(mm))
      return absl::InvalidArgumentError(absl::StrCat(path, ": the origin is not finite"));
  }
  if (std::isfinite(determinant) && std::abs(determinant) >= kFlattest) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(path, ": the header's directions of the axes, ",
                                                 absl::StrJoin(d, " "), ", do not span space"));
}

// Fills the grid from a header that has been read.
absl::StatusOr<Grid> GridOf(const itk::ImageIOBase& io, const std::string& path) {
  const unsigned dimensions = io.GetNumberOfDimensions();
  bool three = dimensions >= 3;
  for (unsigned axis = 3; three && axis < dimensions; ++axis) three = io.GetDimensions(axis) == 1;
  if (!three) {
    std::string size;
    for (unsigned axis = 0; axis < dimensions; ++axis) {
      absl::StrAppend(&size, axis == 0 ? "" : " x ", io.GetDimensions(axis));
    }
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": has ", dimensions, " dimensions (", size, "); needed are 3",
                     dimensions > 3 ? ": save one of its volumes as a file of its own" : ""));
  }
  if (io.GetNumberOfComponents() != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": has ", io.GetNumberOfComponents(), " numbers a voxel; needed is 1"));
  }
  Grid grid;
  for (unsigned axis = 0; axis < 3; ++axis) {
    grid.size[axis] = io.GetDimensions(axis);
    grid.spacing_mm[axis] = io.GetSpacing(axis);
    grid.origin_mm[axis] = io.GetOrigin(axis);
    const std::vector<double> column = io.GetDirection(axis);
    for (std::size_t row = 0; row < 3; ++row) grid.direction[3 * row + axis] = column[row];
    if (grid.size[axis] == 0) return absl::DataLossError(absl::StrCat(path, ": has no voxels along an axis"));
    if (!(grid.spacing_mm[axis] > 0) || !std::isfinite(grid.spacing_mm[axis])) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": voxel spacing ", grid.spacing_mm[axis],
                                                     " mm along axis ", axis + 1,
                                                     " is not a positive number"));
    }
  }
  OSTEON_RETURN_IF_ERROR(CheckDirection(grid, path));
  return grid;
}

// Before memory is taken: is the size the header claims possible for a file of this length?
absl::Status CheckSize(const itk::ImageIOBase& io, const Grid& grid, const std::string& path) {
  const std::uintmax_t voxel_bytes = io.GetComponentSize();
  std::uintmax_t bytes = voxel_bytes;
  for (const std::size_t n : grid.size) {
    if (n > kMostBytes / bytes) {
      return absl::ResourceExhaustedError(absl::StrCat(path, ": the header claims ", grid.size[0], " x ",
                                                       grid.size[1], " x ", grid.size[2],
                                                       " voxels, more than can be held"));
    }
    bytes *= n;
  }
  if (absl::EndsWith(absl::AsciiStrToLower(path), ".mhd"))
    return absl::OkStatus();  // CheckMetaImageHeader looked
  const std::optional<std::string> elsewhere =
      FormatOf(path) == Format::kNrrd ? NrrdDataFile(path) : std::nullopt;
  const std::string& voxels = elsewhere ? *elsewhere : path;
  std::error_code error;
  const std::uintmax_t length = fs::file_size(voxels, error);
  if (error) return absl::UnavailableError(absl::StrCat(voxels, ": ", error.message()));
  std::uintmax_t compression = kHighestCompression;
  if (FormatOf(path) == Format::kNrrd) {
    OSTEON_ASSIGN_OR_RETURN(compression, NrrdCompression(path));
  }
  if (bytes > (length + kHeaderAllowance) * compression) {
    return absl::DataLossError(absl::StrCat(path, ": the header claims ", bytes,
                                            " bytes of voxels, which a file of ", length,
                                            " bytes cannot hold"));
  }
  return absl::OkStatus();
}

void SetWholeRegion(const Grid& grid, itk::ImageIOBase* io) {
  itk::ImageIORegion region(3);
  for (unsigned axis = 0; axis < 3; ++axis) region.SetSize(axis, grid.size[axis]);
  io->SetIORegion(region);
}

template <typename Stored, typename Held>
Voxels ReadAs(itk::ImageIOBase* io, std::size_t count) {
  std::vector<Stored> voxels(count);
  io->Read(voxels.data());
  if constexpr (std::is_same_v<Stored, Held>) {
    return voxels;
  } else {
    return std::vector<Held>(voxels.begin(), voxels.end());
  }
}

template <typename Integer>
Voxels ReadInteger(itk::ImageIOBase* io, std::size_t count) {
  if constexpr (sizeof(Integer) == 8) {
    return ReadAs<Integer, double>(io, count);
  } else if constexpr (std::is_signed_v<Integer>) {
    return ReadAs<Integer, std::int32_t>(io, count);
  } else {
    return ReadAs<Integer, std::uint32_t>(io, count);
  }
}

std::optional<Voxels> ReadByItk(itk::ImageIOBase* io, std::size_t count) {
  switch (io->GetComponentType()) {
    case itk::CommonEnums::IOComponent::CHAR:
      return ReadAs<std::int8_t, std::int8_t>(io, count);
    case itk::CommonEnums::IOComponent::UCHAR:
      return ReadAs<std::uint8_t, std::uint8_t>(io, count);
    case itk::CommonEnums::IOComponent::SHORT:
      return ReadAs<std::int16_t, std::int16_t>(io, count);
    case itk::CommonEnums::IOComponent::USHORT:
      return ReadAs<std::uint16_t, std::uint16_t>(io, count);
    case itk::CommonEnums::IOComponent::INT:
      return ReadInteger<std::int32_t>(io, count);
    case itk::CommonEnums::IOComponent::UINT:
      return ReadInteger<std::uint32_t>(io, count);
    case itk::CommonEnums::IOComponent::LONG:
      return ReadInteger<long>(io, count);
    case itk::CommonEnums::IOComponent::ULONG:
      return ReadInteger<unsigned long>(io, count);
    case itk::CommonEnums::IOComponent::LONGLONG:
      return ReadInteger<long long>(io, count);
    case itk::CommonEnums::IOComponent::ULONGLONG:
      return ReadInteger<unsigned long long>(io, count);
    case itk::CommonEnums::IOComponent::FLOAT:
      return ReadAs<float, float>(io, count);
    case itk::CommonEnums::IOComponent::DOUBLE:
      return ReadAs<double, double>(io, count);
    default:
      return std::nullopt;
  }
}

std::optional<VoxelType> TypeOf(const itk::ImageIOBase& io) {
  switch (io.GetComponentType()) {
    case itk::CommonEnums::IOComponent::CHAR:
      return VoxelType::kInt8;
    case itk::CommonEnums::IOComponent::UCHAR:
      return VoxelType::kUint8;
    case itk::CommonEnums::IOComponent::SHORT:
      return VoxelType::kInt16;
    case itk::CommonEnums::IOComponent::USHORT:
      return VoxelType::kUint16;
    case itk::CommonEnums::IOComponent::INT:
      return VoxelType::kInt32;
    case itk::CommonEnums::IOComponent::UINT:
      return VoxelType::kUint32;
    case itk::CommonEnums::IOComponent::FLOAT:
      return VoxelType::kFloat;
    case itk::CommonEnums::IOComponent::DOUBLE:
      return VoxelType::kDouble;
    default:
      return std::nullopt;
  }
}

// ITK reports a truncated NRRD, and neither a truncated NIfTI nor a truncated MetaImage.
absl::StatusOr<Voxels> ReadVoxels(itk::ImageIOBase* io, const Grid& grid, const std::string& path) {
  const std::size_t count = grid.VoxelCount();
  const Format format = FormatOf(path);
  std::optional<Voxels> voxels;
  if (format == Format::kNifti) {
    OSTEON_ASSIGN_OR_RETURN(voxels, ReadNiftiVoxels(path, count));
  } else if (const std::optional<VoxelType> type = TypeOf(*io); format == Format::kNrrd && type.has_value()) {
    OSTEON_ASSIGN_OR_RETURN(voxels, ReadNrrdVoxels(path, *type, count));
  } else if (format == Format::kMetaImage) {
    OSTEON_RETURN_IF_ERROR(CheckMetaImageVoxels(path, count * io->GetComponentSize()));
  }
  if (!voxels.has_value()) {
    const std::scoped_lock lock(itk_mutex);
    SetWholeRegion(grid, io);
    voxels = ReadByItk(io, count);
  }
  if (voxels.has_value()) return *std::move(voxels);
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": voxels of type ",
                   itk::ImageIOBase::GetComponentTypeAsString(io->GetComponentType()), " are not supported"));
}

// Makes the reader for the file and has it read the header.
itk::ImageIOBase::Pointer ReadHeader(const std::string& path) {
  const std::scoped_lock lock(itk_mutex);
  itk::ImageIOBase::Pointer io = ImageIoFor(FormatOf(path));
  io->SetFileName(path);
  io->ReadImageInformation();
  return io;
}

// `use` of a header that has been read and found possible; what ITK throws becomes an error.
template <typename Result, typename Use>
absl::StatusOr<Result> WithHeader(const std::string& path, const Use& use) {
  if (FormatOf(path) == Format::kOther) return UnknownExtension(path);
  OSTEON_RETURN_IF_ERROR(CheckFile(path));
  if (FormatOf(path) == Format::kMetaImage) OSTEON_RETURN_IF_ERROR(CheckMetaImageHeader(path));
  if (FormatOf(path) == Format::kNrrd) {
    OSTEON_RETURN_IF_ERROR(CheckNrrdHeader(path));
    if (const auto voxels = NrrdDataFile(path)) OSTEON_RETURN_IF_ERROR(CheckFile(*voxels));
  }
  if (FormatOf(path) == Format::kNifti) OSTEON_RETURN_IF_ERROR(CheckNiftiHeader(path));
  try {
    const itk::ImageIOBase::Pointer io = ReadHeader(path);
    OSTEON_ASSIGN_OR_RETURN(const Grid grid, GridOf(*io, path));
    OSTEON_RETURN_IF_ERROR(CheckSize(*io, grid, path));
    return use(io.GetPointer(), grid);
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError(absl::StrCat(path, ": not enough memory for its voxels"));
  } catch (const std::exception& error) {
    return absl::DataLossError(absl::StrCat(
        path, ": cannot be read; it is damaged, cut off, or not of the kind that its extension says: ",
        Reason(error)));
  }
}

// A mask kept as floating point, as integers.
template <typename Real>
absl::StatusOr<Voxels> WholeLabels(const std::vector<Real>& voxels, const Grid& grid,
                                   const std::string& path) {
  std::vector<std::int32_t> labels(voxels.size());
  for (std::size_t i = 0; i < voxels.size(); ++i) {
    const double value = static_cast<double>(voxels[i]);
    if (!(std::abs(value) < 2147483648.0) || value != std::floor(value)) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": a mask holds whole numbers; voxel (",
                                                     i % grid.size[0], ", ", i / grid.size[0] % grid.size[1],
                                                     ", ", i / grid.size[0] / grid.size[1], ") is ", value,
                                                     "; a map of probabilities needs a threshold first"));
    }
    labels[i] = static_cast<std::int32_t>(value);
  }
  return Voxels(std::move(labels));
}

template <typename T>
absl::Status CheckLabels(const std::vector<T>& labels, const std::string& path) {
  if constexpr (std::is_signed_v<T>) {
    T lowest = 0;
    for (const T label : labels) lowest = std::min(lowest, label);
    if (lowest < 0)
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": a mask's labels are 0 or more; found ", +lowest));
  }
  return absl::OkStatus();
}

template <typename T>
constexpr itk::CommonEnums::IOComponent ComponentOf() {
  return itk::ImageIOBase::MapPixelType<T>::CType;
}

void Write(itk::ImageIOBase* io, const std::string& path, const Volume& volume) {
  io->SetFileName(path);
  io->SetNumberOfDimensions(3);
  io->SetPixelType(itk::CommonEnums::IOPixel::SCALAR);
  io->SetNumberOfComponents(1);
  for (unsigned axis = 0; axis < 3; ++axis) {
    io->SetDimensions(axis, volume.grid.size[axis]);
    io->SetSpacing(axis, volume.grid.spacing_mm[axis]);
    io->SetOrigin(axis, volume.grid.origin_mm[axis]);
    std::vector<double> column(3);
    for (std::size_t row = 0; row < 3; ++row) column[row] = volume.grid.direction[3 * row + axis];
    io->SetDirection(axis, column);
  }
  SetWholeRegion(volume.grid, io);
  io->SetUseCompression(!absl::EndsWith(path, ".nii"));
  std::visit(
      [&](const auto& voxels) {
        using T = typename std::decay_t<decltype(voxels)>::value_type;
        io->SetComponentType(ComponentOf<T>());
        io->WriteImageInformation();
        io->Write(voxels.data());
      },
      volume.voxels);
}

}  // namespace

absl::StatusOr<Volume> ReadVolume(const std::string& path) {
  return WithHeader<Volume>(path, [&](itk::ImageIOBase* io, const Grid& grid) -> absl::StatusOr<Volume> {
    OSTEON_ASSIGN_OR_RETURN(Voxels voxels, ReadVoxels(io, grid, path));
    return Volume{grid, std::move(voxels)};
  });
}

absl::StatusOr<ImageHeader> ReadImageHeader(const std::string& path) {
  return WithHeader<ImageHeader>(path,
                                 [&](itk::ImageIOBase* io, const Grid& grid) -> absl::StatusOr<ImageHeader> {
                                   return ImageHeader{grid, io->GetComponentSize()};
                                 });
}

absl::StatusOr<Volume> ReadMask(const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(Volume mask, ReadVolume(path));
  if (const auto* reals = std::get_if<std::vector<float>>(&mask.voxels)) {
    OSTEON_ASSIGN_OR_RETURN(mask.voxels, WholeLabels(*reals, mask.grid, path));
  } else if (const auto* doubles = std::get_if<std::vector<double>>(&mask.voxels)) {
    OSTEON_ASSIGN_OR_RETURN(mask.voxels, WholeLabels(*doubles, mask.grid, path));
  }
  OSTEON_RETURN_IF_ERROR(
      std::visit([&](const auto& labels) { return CheckLabels(labels, path); }, mask.voxels));
  return mask;
}

absl::Status WriteVolume(const std::string& path, const Volume& volume) {
  const std::string name = absl::AsciiStrToLower(path);
  if (FormatOf(path) == Format::kOther || absl::EndsWith(name, ".nhdr") || absl::EndsWith(name, ".mhd")) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": an image is written as .nii, .nii.gz, .nrrd or .mha"));
  }
  if (std::visit([](const auto& voxels) { return voxels.size(); }, volume.voxels) !=
      volume.grid.VoxelCount()) {
    return absl::InternalError(absl::StrCat(path, ": the volume has another number of voxels than its grid"));
  }
  // ITK goes by the extension, so the unfinished file keeps it.
  const fs::path target(path);
  const std::string unfinished =
      (target.parent_path() / absl::StrCat(".unfinished-", target.filename().string())).string();
  absl::Status status;
  try {
    {
      const std::scoped_lock lock(itk_mutex);
      const itk::ImageIOBase::Pointer io = ImageIoFor(FormatOf(path));
      Write(io, unfinished, volume);
    }
    fs::rename(unfinished, target);
    return absl::OkStatus();
  } catch (const std::exception& error) {
    status = absl::UnavailableError(absl::StrCat(path, ": cannot be written: ", Reason(error)));
  }
  std::error_code ignored;
  fs::remove(unfinished, ignored);
  return status;
}

}  // namespace osteon
