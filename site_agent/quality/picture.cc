#include "site_agent/quality/picture.h"

#include <png.h>

#include <array>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace osteon::quality {
namespace {

constexpr std::array<std::uint8_t, 3> kOutlineColour = {255, 196, 0};  // amber: no image is amber

}  // namespace

absl::StatusOr<std::string> EncodePng(const Picture& picture) {
  std::array<std::uint8_t, 256 * 3> palette{};
  for (std::size_t i = 0; i < 255; ++i) {
    const auto grey = static_cast<std::uint8_t>((i * 255 + kWhite / 2) / kWhite);
    for (std::size_t channel = 0; channel < 3; ++channel) palette[3 * i + channel] = grey;
  }
  for (std::size_t channel = 0; channel < 3; ++channel)
    palette[3U * kOutline + channel] = kOutlineColour[channel];

  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = PNG_FORMAT_RGB_COLORMAP;
  image.colormap_entries = 256;
  std::string out(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t size = out.size();
  if (png_image_write_to_memory(&image, out.data(), &size, 0, picture.pixels.data(),
                                static_cast<png_int_32>(picture.width), palette.data()) == 0) {
    return absl::InternalError(absl::StrCat("cannot make a PNG: ", image.message));
  }
  out.resize(size);
  return out;
}

}  // namespace osteon::quality
