#include "site_agent/radiomics/ibsi/spatial_autocorrelation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <vector>

#include "site_agent/imaging/fourier.h"

namespace osteon::ibsi {
namespace {

using Complex = std::complex<double>;

// Sums over all ordered pairs of different voxels, of the weight times
struct PairSums {
  double one = 0;      // 1
  double square = 0;   // d_i^2, where d is the deviation from the mean
  double product = 0;  // d_i d_j
};

struct Deviations {
  std::vector<double> values;  // of the voxels in the box, 0 outside the region
  double squares = 0;          // sum
};

Deviations DeviationsOf(const Region& region) {
  const auto n = static_cast<double>(region.voxel_count);
  double first = 0, sum = 0;  // relative to the first voxel, so that one intensity has exactly that mean
  bool any = false;
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] == 0) continue;
    if (!any) first = region.intensities[i];
    any = true;
    sum += region.intensities[i] - first;
  }
  const double mean = first + sum / n;
  Deviations deviations;
  deviations.values.assign(region.mask.size(), 0.0);
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] == 0) continue;
    deviations.values[i] = region.intensities[i] - mean;
    deviations.squares += deviations.values[i] * deviations.values[i];
  }
  return deviations;
}

// Rows of the box, padded to `length`, in which offsets up to the box's length do not wrap round: the
// deviations with the mask as imaginary part, and the squares of deviations with the weights of offsets
// (x, y, z) as imaginary part. The weights of offsets -x stand at length - x.
struct Rows {
  Spectrum deviation_mask, square_weight;
};

Rows MakeRows(const Region& region, const std::vector<double>& deviations, std::size_t length) {
  const auto [nx, ny, nz] = region.size;
  const auto [dx, dy, dz] = region.spacing_mm;
  Rows rows;
  rows.deviation_mask.resize(length * ny * nz);
  rows.square_weight.resize(length * ny * nz);
  for (std::size_t z = 0; z < nz; ++z) {
    for (std::size_t y = 0; y < ny; ++y) {
      const std::size_t from = nx * (y + ny * z), to = length * (y + ny * z);
      const double mm_y = static_cast<double>(y) * dy, mm_z = static_cast<double>(z) * dz;
      for (std::size_t x = 0; x < nx; ++x) {
        const double deviation = deviations[from + x];
        rows.deviation_mask[to + x] = {deviation, static_cast<double>(region.mask[from + x])};
        rows.square_weight[to + x].real(deviation * deviation);
        const double mm_x = static_cast<double>(x) * dx;
        const double distance = std::sqrt(mm_x * mm_x + mm_y * mm_y + mm_z * mm_z);
        const double weight = distance == 0 ? 0 : 1 / distance;
        rows.square_weight[to + x].imag(weight);
        rows.square_weight[to + (length - x) % length].imag(weight);
      }
    }
  }
  return rows;
}

// The two real rows of which one is the real and one the imaginary part of what was transformed.
std::array<Complex, 2> Separate(const Complex& at, const Complex& at_mirror) {
  const Complex mirror = std::conj(at_mirror);
  const Complex difference = at - mirror;
  return {0.5 * (at + mirror), Complex(0.5 * difference.imag(), -0.5 * difference.real())};
}

// Transforms along x first. Then each frequency along x is a plane of its own, small enough for the cache,
// padded and transformed along y and z. Parseval's theorem makes the sum over offsets of weight times
// correlation a sum over frequencies of products of spectra; the weights' spectrum is real, as they are even.
PairSums SumPairs(const Region& region, const std::vector<double>& deviations) {
  const auto [nx, ny, nz] = region.size;
  std::array<std::size_t, 3> padded{};
  for (std::size_t axis = 0; axis < 3; ++axis) padded[axis] = NextFastSize(2 * region.size[axis] - 1);
  const auto [px, py, pz] = padded;
  Rows rows = MakeRows(region, deviations, px);
  for (Spectrum* spectrum : {&rows.deviation_mask, &rows.square_weight}) {
    FourierTransformAlong(0, {px, ny, nz}, FourierDirection::kForward, spectrum);
  }
  const FourierSize plane_size{py, pz, 1};
  Spectrum deviation(py * pz), mask(py * pz), square(py * pz), weight(py * pz);
  PairSums sums;
  const std::size_t planes = px / 2 + 1;
  for (std::size_t u = 0; u < planes; ++u) {
    const std::size_t mirror = u == 0 ? 0 : px - u;
    for (Spectrum* plane : {&deviation, &mask, &square}) std::fill(plane->begin(), plane->end(), Complex());
    // Two planes of weights, both real, make one transform: this one's and, as imaginary part, the next
    // one's.
    const bool with_weights = u % 2 == 0;
    if (with_weights) std::fill(weight.begin(), weight.end(), Complex());
    for (std::size_t z = 0; z < nz; ++z) {
      for (std::size_t y = 0; y < ny; ++y) {
        const std::size_t row = px * (y + ny * z), to = y + py * z;
        const auto [d, m] = Separate(rows.deviation_mask[row + u], rows.deviation_mask[row + mirror]);
        const auto [s, w] = Separate(rows.square_weight[row + u], rows.square_weight[row + mirror]);
        deviation[to] = d;
        mask[to] = m;
        square[to] = s;
        if (!with_weights) continue;
        double next = 0;
        if (u + 1 < planes) {
          const std::size_t next_mirror = px - u - 1;
          next = Separate(rows.square_weight[row + u + 1], rows.square_weight[row + next_mirror])[1].real();
        }
        const Complex both(w.real(), next);
        const std::size_t minus_y = y == 0 ? 0 : py - y, minus_z = z == 0 ? 0 : pz - z;
        weight[y + py * z] = weight[minus_y + py * z] = both;
        weight[y + py * minus_z] = weight[minus_y + py * minus_z] = both;
      }
    }
    for (Spectrum* plane : {&deviation, &mask, &square}) {
      FourierTransform(plane_size, FourierDirection::kForward, plane);
    }
    if (with_weights) FourierTransform(plane_size, FourierDirection::kForward, &weight);
    PairSums here;
    for (std::size_t i = 0; i < py * pz; ++i) {
      const double w = with_weights ? weight[i].real() : weight[i].imag();
      here.one += w * std::norm(mask[i]);
      here.product += w * std::norm(deviation[i]);
      here.square += w * (square[i].real() * mask[i].real() + square[i].imag() * mask[i].imag());
    }
    const double times = u == mirror || u + u == px ? 1 : 2;  // the plane at -u adds the same
    sums.one += times * here.one;
    sums.product += times * here.product;
    sums.square += times * here.square;
  }
  const auto elements = static_cast<double>(px * py * pz);
  return {sums.one / elements, sums.square / elements, sums.product / elements};
}

}  // namespace

SpatialAutocorrelation MeasureSpatialAutocorrelation(const Region& region) {
  const Deviations deviations = DeviationsOf(region);
  if (region.voxel_count < 2 || deviations.squares == 0) {
    const double not_defined = std::numeric_limits<double>::quiet_NaN();
    return {not_defined, not_defined};
  }
  const PairSums sums = SumPairs(region, deviations.values);
  const auto n = static_cast<double>(region.voxel_count);
  // (d_i - d_j)^2 = d_i^2 + d_j^2 - 2 d_i d_j
  return {n / sums.one * sums.product / deviations.squares,
          (n - 1) / (2 * sums.one) * 2 * (sums.square - sums.product) / deviations.squares};
}

}  // namespace osteon::ibsi
