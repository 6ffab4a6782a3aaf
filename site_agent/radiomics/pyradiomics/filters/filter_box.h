// The part of an image that a filter's result is wanted for.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_FILTER_BOX_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_FILTER_BOX_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "site_agent/imaging/volume.h"

namespace osteon {

struct FilterBox {
  std::array<std::size_t, 3> lower{};  // its first voxel in the image
  std::array<std::size_t, 3> size{};
  const std::uint8_t* wanted = nullptr;  // 0 for voxels of the box whose value is not needed; null: all are

  std::size_t Count() const { return size[0] * size[1] * size[2]; }
};

// A filtered image in the box, x fastest.
struct FilteredImage {
  std::string name;                 // PyRadiomics' image name: wavelet-LLH
  std::vector<double> intensities;  // FilterBox::Count of them
  bool single_precision = false;    // each is a number of type float
};

// Takes the filtered images one at a time, so that only one is in memory.
using FilteredImageVisitor = std::function<absl::Status(FilteredImage)>;

inline bool HoldsFloats(const Volume& image) {
  return std::holds_alternative<std::vector<float>>(image.voxels);
}

// The image's own intensities in the box.
std::vector<double> CropBox(const Volume& image, const FilterBox& box);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_FILTER_BOX_H_
