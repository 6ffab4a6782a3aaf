// Images and masks in the three formats; the first byte chooses the extension.
#include "site_agent/imaging/image_file.h"

#include <array>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array<const char*, 6> kExtensions = {".nii", ".nii.gz", ".nrrd", ".nhdr", ".mha", ".mhd"};
  const std::size_t choice = fuzz::TakeChoice(data, size, kExtensions.size());
  const std::string path =
      fuzz::ScratchFile(absl::StrCat("image", kExtensions.at(choice)), fuzz::Text(data, size));
  const absl::StatusOr<ImageHeader> header = ReadImageHeader(path);
  const absl::StatusOr<Volume> volume = ReadVolume(path);
  const absl::StatusOr<Volume> mask = ReadMask(path);
  for (const absl::Status& status : {header.status(), volume.status(), mask.status()}) {
    if (!status.ok()) fuzz::RequireRefusal(status);
  }
  if (volume.ok()) {
    fuzz::Require(header.ok() && header->grid.size == volume->grid.size,
                  "a header and an image of two sizes");
    const std::size_t voxels = std::visit([](const auto& of_type) { return of_type.size(); }, volume->voxels);
    fuzz::Require(voxels == volume->grid.VoxelCount(), "an image of another size than its grid");
  }
  return 0;
}
