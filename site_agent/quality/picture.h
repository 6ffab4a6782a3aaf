// A small picture of grey pixels and outlines, and its PNG.
#ifndef OSTEON_SITE_AGENT_QUALITY_PICTURE_H_
#define OSTEON_SITE_AGENT_QUALITY_PICTURE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace osteon::quality {

inline constexpr std::uint8_t kWhite = 254;    // from 0, black
inline constexpr std::uint8_t kOutline = 255;  // drawn in a colour

struct Picture {
  std::size_t width = 0, height = 0;
  std::vector<std::uint8_t> pixels;  // rows from the top, (height, width)

  std::uint8_t At(std::size_t x, std::size_t y) const { return pixels[y * width + x]; }
};

// A PNG with a palette. kInternal: libpng failed.
absl::StatusOr<std::string> EncodePng(const Picture& picture);

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_PICTURE_H_
