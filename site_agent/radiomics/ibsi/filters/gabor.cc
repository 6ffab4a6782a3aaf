#include "site_agent/radiomics/ibsi/filters/gabor.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/imaging/fourier.h"
#include "site_agent/radiomics/ibsi/filters/voxel_size.h"

namespace osteon::ibsi {
namespace {

using Complex = std::complex<double>;

constexpr double kReach = 6;        // standard deviations of the envelope
constexpr double kNothing = 1e-13;  // of the spectrum's largest value: rounding of the transform

struct Plane {
  std::array<std::size_t, 2> axes;  // the wave runs along axes[0] at angle 0
  std::size_t normal;
};

// Lengths in voxels.
struct Wave {
  double sigma, wavelength, gamma;
  std::ptrdiff_t reach;
};

// The spectrum of the kernel on a tile. It is real, because g(-k) is the conjugate of g(k), and nearly all of
// it is zero: a bump around the wave's frequency.
struct KernelSpectrum {
  std::vector<std::size_t> columns;  // those with something in them
  std::vector<double> values;  // (columns, rows), a column's values one after another in steps of columns
};

KernelSpectrum SpectrumOf(const Wave& wave, double theta_degrees, const FourierSize& tile) {
  const double theta = theta_degrees * std::numbers::pi / 180;
  const double cosine = std::cos(theta), sine = std::sin(theta);
  Spectrum kernel(tile[0] * tile[1]);
  for (std::ptrdiff_t k2 = -wave.reach; k2 <= wave.reach; ++k2) {
    for (std::ptrdiff_t k1 = -wave.reach; k1 <= wave.reach; ++k1) {
      const double x = static_cast<double>(k1), y = static_cast<double>(k2);
      const double along = x * cosine + y * sine, across = wave.gamma * (y * cosine - x * sine);
      const double envelope = std::exp(-(along * along + across * across) / (2 * wave.sigma * wave.sigma));
      const std::size_t u = static_cast<std::size_t>(k1 < 0 ? k1 + static_cast<std::ptrdiff_t>(tile[0]) : k1);
      const std::size_t v = static_cast<std::size_t>(k2 < 0 ? k2 + static_cast<std::ptrdiff_t>(tile[1]) : k2);
      kernel[u + tile[0] * v] = std::polar(envelope, 2 * std::numbers::pi * along / wave.wavelength);
    }
  }
  FourierTransform(tile, FourierDirection::kForward, &kernel);
  double largest = 0;
  for (const Complex& value : kernel) largest = std::max(largest, std::abs(value.real()));
  KernelSpectrum spectrum;
  for (std::size_t u = 0; u < tile[0]; ++u) {
    for (std::size_t v = 0; v < tile[1]; ++v) {
      if (std::abs(kernel[u + tile[0] * v].real()) > kNothing * largest) {
        spectrum.columns.push_back(u);
        break;
      }
    }
  }
  for (std::size_t v = 0; v < tile[1]; ++v) {
    for (const std::size_t u : spectrum.columns) spectrum.values.push_back(kernel[u + tile[0] * v].real());
  }
  return spectrum;
}

// One slice of the box with a margin of the kernel's reach around it, which begins `reach` before the box.
class SliceReader {
 public:
  SliceReader(const Volume& image, const FilterBox& box, const Plane& plane, const Wave& wave,
              Boundary boundary)
      : image_(image), plane_(plane) {
    for (std::size_t i = 0; i < 2; ++i) {
      const std::size_t axis = plane.axes[i];
      const std::size_t length = box.size[axis] + 2 * static_cast<std::size_t>(wave.reach);
      for (std::size_t t = 0; t < length; ++t) {
        sources_[i].push_back(Fold(static_cast<std::ptrdiff_t>(box.lower[axis] + t) - wave.reach,
                                   image.grid.size[axis], boundary));
      }
    }
  }

  std::size_t Length(std::size_t i) const { return sources_[i].size(); }

  std::vector<double> Read(std::size_t slice, const FourierSize& tile) const {
    const auto& size = image_.grid.size;
    const std::array<std::size_t, 3> strides{1, size[0], size[0] * size[1]};
    std::vector<double> values(tile[0] * tile[1]);
    std::visit(
        [&](const auto& voxels) {
          for (std::size_t t2 = 0; t2 < sources_[1].size(); ++t2) {
            if (!sources_[1][t2].has_value()) continue;
            const auto* row =
                voxels.data() + slice * strides[plane_.normal] + *sources_[1][t2] * strides[plane_.axes[1]];
            for (std::size_t t1 = 0; t1 < sources_[0].size(); ++t1) {
              if (!sources_[0][t1].has_value()) continue;
              values[t1 + tile[0] * t2] =
                  static_cast<double>(row[*sources_[0][t1] * strides[plane_.axes[0]]]);
            }
          }
        },
        image_.voxels);
    return values;
  }

 private:
  const Volume& image_;
  Plane plane_;
  std::array<std::vector<std::optional<std::size_t>>, 2> sources_;
};

// The convolution at the voxels of the box: (tile[0], rows of the box), of which the first `reach` columns
// are the margin.
Spectrum Convolve(const Spectrum& half, const KernelSpectrum& kernel, const FourierSize& tile,
                  std::size_t reach, std::size_t box_rows) {
  const std::size_t columns = kernel.columns.size(), half_columns = tile[0] / 2 + 1;
  Spectrum product(columns * tile[1]);
  for (std::size_t v = 0; v < tile[1]; ++v) {
    const std::size_t mirror_v = v == 0 ? 0 : tile[1] - v;
    for (std::size_t c = 0; c < columns; ++c) {
      const std::size_t u = kernel.columns[c];
      const Complex image = u < half_columns ? half[u + half_columns * v]
                                             : std::conj(half[tile[0] - u + half_columns * mirror_v]);
      product[c + columns * v] = image * kernel.values[c + columns * v];
    }
  }
  FourierTransformAlong(1, {columns, tile[1], 1}, FourierDirection::kInverse, &product);
  Spectrum result(tile[0] * box_rows);
  for (std::size_t row = 0; row < box_rows; ++row) {
    const Complex* from = product.data() + columns * (reach + row);
    Complex* to = result.data() + tile[0] * row;
    for (std::size_t c = 0; c < columns; ++c) to[kernel.columns[c]] = from[c];
  }
  FourierTransformAlong(0, {tile[0], box_rows, 1}, FourierDirection::kInverse, &result);
  return result;
}

double PartOf(const Complex& value, GaborPart part) {
  switch (part) {
    case GaborPart::kReal:
      return value.real();
    case GaborPart::kImaginary:
      return value.imag();
    case GaborPart::kModulus:
      break;
  }
  return std::sqrt(value.real() * value.real() + value.imag() * value.imag());
}

// Half a turn makes the conjugate of the response: modulus and real part are the same.
std::vector<double> AnglesOf(const GaborSettings& settings) {
  if (!settings.rotations.has_value()) return {settings.theta_degrees};
  const double step = settings.rotations->step_degrees;
  std::size_t count = static_cast<std::size_t>(std::round(360 / step));
  if (settings.part != GaborPart::kImaginary && count % 2 == 0) count /= 2;
  std::vector<double> angles;
  for (std::size_t k = 0; k < count; ++k) {
    angles.push_back(settings.theta_degrees + static_cast<double>(k) * step);
  }
  return angles;
}

}  // namespace

std::vector<std::string> GaborPartNames() {
  return {"modulus", "real", "imaginary"};
}

std::string NameOf(GaborPart part) {
  return GaborPartNames()[static_cast<std::size_t>(part)];
}

absl::Status CheckSettings(const GaborSettings& settings, const FilterDomain&) {
  if (!(settings.sigma_mm > 0) || !(settings.wavelength_mm > 0) || !(settings.gamma > 0)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the Gabor filter's sigma, wavelength and gamma must be positive; they are ",
                     settings.sigma_mm, " mm, ", settings.wavelength_mm, " mm and ", settings.gamma));
  }
  if (!settings.rotations.has_value()) return absl::OkStatus();
  const double step = settings.rotations->step_degrees, steps = std::round(360 / step);
  if (step > 0 && steps <= 3600 && std::abs(steps * step - 360) <= 1e-6) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the Gabor filter's angle step must divide a full turn of 360 degrees; it is ", step));
}

std::size_t ReachOf(const GaborSettings& settings, double voxel_mm) {
  constexpr double kBeyondAll = 1e9;
  return static_cast<std::size_t>(
      std::min(std::ceil(kReach * settings.sigma_mm / voxel_mm / std::min(1.0, settings.gamma)), kBeyondAll));
}

absl::StatusOr<std::vector<double>> GaborFilter(const Volume& image, const FilterBox& box,
                                                const GaborSettings& settings, const FilterDomain& domain) {
  OSTEON_RETURN_IF_ERROR(CheckSettings(settings, domain));
  const std::vector<double> angles = AnglesOf(settings);
  std::vector<Plane> planes{{{0, 1}, 2}};
  if (settings.rotations.has_value() && !domain.by_slice) {
    planes.push_back({{0, 2}, 1});
    planes.push_back({{1, 2}, 0});
  }
  OSTEON_ASSIGN_OR_RETURN(
      const double voxel_mm,
      OneVoxelSize(image.grid,
                   planes.size() == 1 ? std::vector<std::size_t>{0, 1} : std::vector<std::size_t>{0, 1, 2},
                   "the Gabor filter"));
  const std::size_t reach = ReachOf(settings, voxel_mm);
  OSTEON_RETURN_IF_ERROR(CheckReach(reach, "the Gabor filter"));
  const Wave wave{settings.sigma_mm / voxel_mm, settings.wavelength_mm / voxel_mm, settings.gamma,
                  static_cast<std::ptrdiff_t>(reach)};

  const Pooling pooling = settings.rotations.has_value() ? settings.rotations->pooling : Pooling::kAverage;
  Pool pool(pooling, box.Count());
  const std::array<std::size_t, 3> strides{1, box.size[0], box.size[0] * box.size[1]};
  for (const Plane& plane : planes) {
    const SliceReader reader(image, box, plane, wave, domain.boundary);
    const FourierSize tile{NextFastSize(reader.Length(0)), NextFastSize(reader.Length(1)), 1};
    std::vector<KernelSpectrum> kernels;
    kernels.reserve(angles.size());
    for (const double angle : angles) kernels.push_back(SpectrumOf(wave, angle, tile));
    const std::size_t rows = box.size[plane.axes[1]], columns = box.size[plane.axes[0]];
    for (std::size_t slice = 0; slice < box.size[plane.normal]; ++slice) {
      const Spectrum half = RealFourierTransform(tile, reader.Read(box.lower[plane.normal] + slice, tile));
      for (const KernelSpectrum& kernel : kernels) {
        const Spectrum response = Convolve(half, kernel, tile, reach, rows);
        for (std::size_t row = 0; row < rows; ++row) {
          const std::size_t place = slice * strides[plane.normal] + row * strides[plane.axes[1]];
          for (std::size_t i = 0; i < columns; ++i) {
            pool.Add(place + i * strides[plane.axes[0]],
                     PartOf(response[reach + i + tile[0] * row], settings.part));
          }
        }
      }
    }
  }
  return pool.Take(planes.size() * angles.size());
}

}  // namespace osteon::ibsi
