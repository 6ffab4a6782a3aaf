#include "site_agent/extraction/diagnostics.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/hash/sha1.h"
#include "site_agent/imaging/intensity_range.h"
#include "site_agent/imaging/resample_grid.h"
#include "site_agent/radiomics/pyradiomics/pairwise_sum.h"
#include "site_agent/radiomics/pyradiomics/python_number.h"

namespace osteon {
namespace {

constexpr std::array<const char*, 7> kOfMask{
    "Spacing", "Size", "BoundingBox", "VoxelNum", "VolumeNum", "CenterOfMassIndex", "CenterOfMass"};
constexpr std::array<const char*, 3> kOfIntensities{"Mean", "Minimum", "Maximum"};

std::string Tuple(const std::array<double, 3>& values) {
  return absl::StrCat("(", PythonNumber(values[0]), ", ", PythonNumber(values[1]), ", ",
                      PythonNumber(values[2]), ")");
}

std::string Tuple(const std::array<std::size_t, 3>& values) {
  return absl::StrCat("(", absl::StrJoin(values, ", "), ")");
}

// The mean as NumPy adds; minimum and maximum.
template <typename T>
void AppendRange(const std::vector<T>& values, std::vector<std::string>* cells) {
  const IntensityRange range = RangeOf(values);
  cells->push_back(PythonNumber(NumpySum<double>(values) / static_cast<double>(values.size())));
  cells->push_back(PythonNumber(range.minimum));
  cells->push_back(PythonNumber(range.maximum));
}

template <typename T>
absl::string_view Bytes(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

// The mean index, as NumPy divides: sums of whole numbers are exact.
std::array<double, 3> MeanIndex(const Region& region) {
  std::array<std::size_t, 3> sum{};
  std::size_t i = 0;
  for (std::size_t z = 0; z < region.size[2]; ++z) {
    for (std::size_t y = 0; y < region.size[1]; ++y) {
      for (std::size_t x = 0; x < region.size[0]; ++x, ++i) {
        if (region.mask[i] == 0) continue;
        sum[0] += region.lower[0] + x;
        sum[1] += region.lower[1] + y;
        sum[2] += region.lower[2] + z;
      }
    }
  }
  std::array<double, 3> mean{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    mean[axis] = static_cast<double>(sum[axis]) / static_cast<double>(region.voxel_count);
  }
  return mean;
}

}  // namespace

std::vector<std::string> DiagnosticColumns(const PyRadiomicsSettings& settings) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& group, const auto& columns) {
    for (const char* column : columns) names.push_back(absl::StrCat("diagnostics_", group, "_", column));
  };
  const auto add_mask = [&](const std::string& group) {
    add(group, kOfMask);
    add(group, kOfIntensities);
  };
  using Columns = std::vector<const char*>;
  add("Versions", Columns{"Osteon"});
  add("Configuration", Columns{"Settings", "EnabledImageTypes"});
  add("Image-original", Columns{"Hash", "Dimensionality", "Spacing", "Size"});
  add("Image-original", kOfIntensities);
  add("Mask-original", Columns{"Hash"});
  add("Mask-original", kOfMask);
  if (settings.resample.has_value()) {
    add("Image-interpolated", Columns{"Spacing", "Size"});
    add("Image-interpolated", kOfIntensities);
    add_mask("Mask-interpolated");
  } else if (settings.correct_mask && !settings.pre_crop_margin.has_value()) {
    add_mask("Mask-corrected");
  }
  if (settings.resegment.has_value()) add_mask("Mask-resegmented");
  return names;
}

void CaseDiagnostics::AddConfiguration(const PyRadiomicsSettings& settings, std::int64_t label) {
  cells.emplace_back(OSTEON_VERSION);
  const auto text = [&](const std::pair<std::string, std::string>& one) {
    return absl::StrCat("'", one.first, "': ", one.first == "label" ? absl::StrCat(label) : one.second);
  };
  std::vector<std::string> texts;
  for (const auto& one : settings.configuration) texts.push_back(text(one));
  cells.push_back(absl::StrCat("{", absl::StrJoin(texts, ", "), "}"));
  cells.push_back(settings.configured_image_types);
}

void CaseDiagnostics::AddImage(const Volume& image, bool with_hash) {
  std::visit(
      [&](const auto& voxels) {
        if (with_hash) {
          Sha1Hasher hash;
          hash.Update(Bytes(voxels));
          cells.push_back(hash.Hex());
          cells.emplace_back("3D");
        }
        cells.push_back(Tuple(image.grid.spacing_mm));
        cells.push_back(Tuple(image.grid.size));
        AppendRange(voxels, &cells);
      },
      image.voxels);
}

void CaseDiagnostics::AddMaskHash(const Volume& mask) {
  constexpr std::size_t kPiece = 16384;
  Sha1Hasher hash;
  std::visit(
      [&](const auto& labels) {
        std::vector<std::uint32_t> piece;
        for (std::size_t begin = 0; begin < labels.size(); begin += kPiece) {
          const std::size_t n = std::min(kPiece, labels.size() - begin);
          piece.resize(n);
          for (std::size_t i = 0; i < n; ++i) piece[i] = static_cast<std::uint32_t>(labels[begin + i]);
          hash.Update(Bytes(piece));
        }
      },
      mask.voxels);
  cells.push_back(hash.Hex());
}

void CaseDiagnostics::AddMask(const Grid& grid, const Region& region, bool intensities) {
  const std::array<double, 3> centre = MeanIndex(region);
  cells.push_back(Tuple(grid.spacing_mm));
  cells.push_back(Tuple(grid.size));
  cells.push_back(
      absl::StrCat("(", absl::StrJoin(region.lower, ", "), ", ", absl::StrJoin(region.size, ", "), ")"));
  cells.push_back(absl::StrCat(region.voxel_count));
  cells.push_back(absl::StrCat(CountPieces(region)));
  cells.push_back(Tuple(centre));
  cells.push_back(Tuple(PointOfPlace(grid, centre)));
  if (!intensities) return;
  std::vector<double> inside;
  inside.reserve(region.voxel_count);
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] != 0) inside.push_back(region.intensities[i]);
  }
  AppendRange(inside, &cells);
}

void CaseDiagnostics::AddNoMask() {
  cells.resize(cells.size() + kOfMask.size() + kOfIntensities.size());
}

}  // namespace osteon
