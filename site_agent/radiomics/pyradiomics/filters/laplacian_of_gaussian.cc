#include "site_agent/radiomics/pyradiomics/filters/laplacian_of_gaussian.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

// One version with AVX2 and one without, chosen when the program starts. ThreadSanitizer is not up yet at
// that moment and crashes in the choice: its build has one version.
#if defined(__SANITIZE_THREAD__)
#define OSTEON_FOR_EACH_PROCESSOR
#else
#define OSTEON_FOR_EACH_PROCESSOR __attribute__((target_clones("avx2", "default")))
#endif

namespace osteon {
namespace {

// Lines are filtered side by side, so that the processor has something to do while a sum waits for the last.
constexpr std::size_t kLanes = 16;

// Numbers of Farneback & Westin's table, for the Gaussian and for its second derivative.
struct Series {
  double a1, b1, a2, b2;
};
constexpr Series kSmooth{1.3530, 1.8151, -0.3531, 0.0902};
constexpr Series kSecond{-1.3563, 5.2318, 0.3446, -2.2355};
constexpr double kW1 = 0.6681, kL1 = -1.3932, kW2 = 2.0787, kL2 = -1.3732;

// n(k), and its sums with weights 1, k and k^2.
struct Numerator {
  std::array<double, 4> n;
  double sum, first, second;
};

Numerator NumeratorOf(double sigma, const Series& s) {
  const double sin1 = std::sin(kW1 / sigma), sin2 = std::sin(kW2 / sigma);
  const double cos1 = std::cos(kW1 / sigma), cos2 = std::cos(kW2 / sigma);
  const double exp1 = std::exp(kL1 / sigma), exp2 = std::exp(kL2 / sigma);
  Numerator r{};
  r.n[0] = s.a1 + s.a2;
  r.n[1] = exp2 * (s.b2 * sin2 - (s.a2 + 2 * s.a1) * cos2);
  r.n[1] += exp1 * (s.b1 * sin1 - (s.a1 + 2 * s.a2) * cos1);
  r.n[2] = (s.a1 + s.a2) * cos2 * cos1;
  r.n[2] -= s.b1 * cos2 * sin1 + s.b2 * cos1 * sin2;
  r.n[2] *= 2 * exp1 * exp2;
  r.n[2] += s.a2 * exp1 * exp1 + s.a1 * exp2 * exp2;
  r.n[3] = exp2 * exp1 * exp1 * (s.b2 * sin2 - s.a2 * cos2);
  r.n[3] += exp1 * exp2 * exp2 * (s.b1 * sin1 - s.a1 * cos1);
  r.sum = r.n[0] + r.n[1] + r.n[2] + r.n[3];
  r.first = r.n[1] + 2 * r.n[2] + 3 * r.n[3];
  r.second = r.n[1] + 4 * r.n[2] + 9 * r.n[3];
  return r;
}

std::array<double, 4> Denominator(double sigma) {
  const double cos1 = std::cos(kW1 / sigma), cos2 = std::cos(kW2 / sigma);
  const double exp1 = std::exp(kL1 / sigma), exp2 = std::exp(kL2 / sigma);
  std::array<double, 4> d{};
  d[3] = exp1 * exp1 * exp2 * exp2;
  d[2] = -2 * cos1 * exp1 * exp2 * exp2;
  d[2] += -2 * cos2 * exp2 * exp1 * exp1;
  d[1] = 4 * cos2 * cos1 * exp1 * exp2;
  d[1] += exp1 * exp1 + exp2 * exp2;
  d[0] = -2 * (exp2 * cos2 + exp1 * cos1);
  return d;
}

// The backward half of a symmetric filter, and what stands for the voxels beyond the ends.
void Complete(RecursiveGaussian* g) {
  for (std::size_t k = 0; k < 3; ++k) g->m[k] = g->n[k + 1] - g->d[k] * g->n[0];
  g->m[3] = -g->d[3] * g->n[0];
  const double sum_n = g->n[0] + g->n[1] + g->n[2] + g->n[3];
  const double sum_m = g->m[0] + g->m[1] + g->m[2] + g->m[3];
  const double sum_d = 1.0 + g->d[0] + g->d[1] + g->d[2] + g->d[3];
  for (std::size_t k = 0; k < 4; ++k) {
    g->start[k] = g->d[k] * sum_n / sum_d;
    g->end[k] = g->d[k] * sum_m / sum_d;
  }
}

// kLanes lines of `n` >= 4 numbers, lane fastest. The order of additions is ITK's.
OSTEON_FOR_EACH_PROCESSOR void FilterLines(const RecursiveGaussian& g, std::size_t n,
                                           const double* __restrict in, double* __restrict out,
                                           double* __restrict back) {
  const double n0 = g.n[0], n1 = g.n[1], n2 = g.n[2], n3 = g.n[3];
  const double d1 = g.d[0], d2 = g.d[1], d3 = g.d[2], d4 = g.d[3];
  const double m1 = g.m[0], m2 = g.m[1], m3 = g.m[2], m4 = g.m[3];
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const auto x = [&](std::size_t i) { return in[i * kLanes + lane]; };
    const auto y = [&](std::size_t i) -> double& { return out[i * kLanes + lane]; };
    const auto b = [&](std::size_t i) -> double& { return back[i * kLanes + lane]; };
    const double v = x(0), w = x(n - 1);
    const auto& s = g.start;
    const auto& e = g.end;
    y(0) = v * n0 + v * n1 + v * n2 + v * n3;
    y(1) = x(1) * n0 + v * n1 + v * n2 + v * n3;
    y(2) = x(2) * n0 + x(1) * n1 + v * n2 + v * n3;
    y(3) = x(3) * n0 + x(2) * n1 + x(1) * n2 + v * n3;
    y(0) -= v * s[0] + v * s[1] + v * s[2] + v * s[3];
    y(1) -= y(0) * d1 + v * s[1] + v * s[2] + v * s[3];
    y(2) -= y(1) * d1 + y(0) * d2 + v * s[2] + v * s[3];
    y(3) -= y(2) * d1 + y(1) * d2 + y(0) * d3 + v * s[3];
    b(n - 1) = w * m1 + w * m2 + w * m3 + w * m4;
    b(n - 2) = x(n - 1) * m1 + w * m2 + w * m3 + w * m4;
    b(n - 3) = x(n - 2) * m1 + x(n - 1) * m2 + w * m3 + w * m4;
    b(n - 4) = x(n - 3) * m1 + x(n - 2) * m2 + x(n - 1) * m3 + w * m4;
    b(n - 1) -= w * e[0] + w * e[1] + w * e[2] + w * e[3];
    b(n - 2) -= b(n - 1) * d1 + w * e[1] + w * e[2] + w * e[3];
    b(n - 3) -= b(n - 2) * d1 + b(n - 1) * d2 + w * e[2] + w * e[3];
    b(n - 4) -= b(n - 3) * d1 + b(n - 2) * d2 + b(n - 1) * d3 + w * e[3];
  }
  for (std::size_t i = 4; i < n; ++i) {
    const double* x = in + i * kLanes;
    double* y = out + i * kLanes;
    for (std::size_t l = 0; l < kLanes; ++l) {
      const double ahead = x[l] * n0 + x[l - kLanes] * n1 + x[l - 2 * kLanes] * n2 + x[l - 3 * kLanes] * n3;
      y[l] = ahead -
             (y[l - kLanes] * d1 + y[l - 2 * kLanes] * d2 + y[l - 3 * kLanes] * d3 + y[l - 4 * kLanes] * d4);
    }
  }
  for (std::size_t i = n - 4; i > 0; --i) {
    const double* x = in + i * kLanes;
    double* y = back + (i - 1) * kLanes;
    for (std::size_t l = 0; l < kLanes; ++l) {
      const double ahead = x[l] * m1 + x[l + kLanes] * m2 + x[l + 2 * kLanes] * m3 + x[l + 3 * kLanes] * m4;
      y[l] = ahead -
             (y[l + kLanes] * d1 + y[l + 2 * kLanes] * d2 + y[l + 3 * kLanes] * d3 + y[l + 4 * kLanes] * d4);
    }
  }
  for (std::size_t i = 0; i < n * kLanes; ++i) out[i] += back[i];
}

// A set of parallel lines: voxel i of line l is at data[i * step + (l % inner) * inner_step + (l / inner) *
// outer_step].
struct Lines {
  std::size_t length, step;
  std::size_t inner, inner_step, outer_step;
  std::size_t At(std::size_t line) const { return line % inner * inner_step + line / inner * outer_step; }
};

class LineFilter {
 public:
  explicit LineFilter(std::size_t longest)
      : in_(longest * kLanes), out_(longest * kLanes), back_(longest * kLanes) {}

  // Filters `count` lines of `from` and writes voxels first, first + 1, ... of each, `to.length` of them.
  template <typename T>
  void Run(const RecursiveGaussian& g, const T* data, const Lines& from, std::size_t count, std::size_t first,
           float* result, const Lines& to) {
    for (std::size_t line = 0; line < count; line += kLanes) {
      const std::size_t used = std::min(kLanes, count - line);
      std::array<const T*, kLanes> source;
      std::array<float*, kLanes> target;
      for (std::size_t l = 0; l < kLanes; ++l) {
        const std::size_t one = line + std::min(l, used - 1);
        source[l] = data + from.At(one);
        target[l] = result + to.At(one);
      }
      if (used == kLanes && source[kLanes - 1] == source[0] + (kLanes - 1)) {  // side by side in memory
        for (std::size_t i = 0; i < from.length; ++i) {
          const T* row = source[0] + i * from.step;
          for (std::size_t l = 0; l < kLanes; ++l) in_[i * kLanes + l] = static_cast<double>(row[l]);
        }
      } else {
        for (std::size_t l = 0; l < kLanes; ++l) {
          for (std::size_t i = 0; i < from.length; ++i) {
            in_[i * kLanes + l] = static_cast<double>(source[l][i * from.step]);
          }
        }
      }
      FilterLines(g, from.length, in_.data(), out_.data(), back_.data());
      for (std::size_t l = 0; l < used; ++l) {
        for (std::size_t i = 0; i < to.length; ++i) {
          target[l][i * to.step] = static_cast<float>(out_[(first + i) * kLanes + l]);
        }
      }
    }
  }

 private:
  std::vector<double> in_, out_, back_;
};

struct AxisFilters {
  RecursiveGaussian smooth, second;
};

template <typename T>
std::vector<float> Filter(const std::vector<T>& voxels, const Grid& grid, const FilterBox& box,
                          const std::array<AxisFilters, 3>& g) {
  const auto [nx, ny, nz] = grid.size;
  const auto [bx, by, bz] = box.size;
  const auto [x0, y0, z0] = box.lower;
  LineFilter filter(std::max({nx, ny, nz}));
  std::vector<float> result(box.Count(), 0.0F), one(box.Count());
  const auto add = [&](std::size_t axis) {
    const double factor = 1.0 / (grid.spacing_mm[axis] * grid.spacing_mm[axis]);
    for (std::size_t i = 0; i < result.size(); ++i) {
      result[i] = static_cast<float>(static_cast<double>(result[i]) + static_cast<double>(one[i]) * factor);
    }
  };
  std::vector<float> slice, stack(nz * by * bx);
  const Lines along_z{nz, by * bx, by * bx, 1, 0}, box_z{bz, by * bx, by * bx, 1, 0};
  // Along x: second derivative along x, then smooth along y, then z. Slice by slice.
  slice.resize(std::max(ny * bx, by * nx));
  for (std::size_t z = 0; z < nz; ++z) {
    filter.Run(g[0].second, voxels.data() + z * ny * nx, Lines{nx, 1, ny, nx, 0}, ny, x0, slice.data(),
               Lines{bx, 1, ny, bx, 0});
    filter.Run(g[1].smooth, slice.data(), Lines{ny, bx, bx, 1, 0}, bx, y0, stack.data() + z * by * bx,
               Lines{by, bx, bx, 1, 0});
  }
  filter.Run(g[2].smooth, stack.data(), along_z, by * bx, z0, one.data(), box_z);
  add(0);
  // Along y: second derivative along y, then smooth along x, then z.
  for (std::size_t z = 0; z < nz; ++z) {
    filter.Run(g[1].second, voxels.data() + z * ny * nx, Lines{ny, nx, nx, 1, 0}, nx, y0, slice.data(),
               Lines{by, nx, nx, 1, 0});
    filter.Run(g[0].smooth, slice.data(), Lines{nx, 1, by, nx, 0}, by, x0, stack.data() + z * by * bx,
               Lines{bx, 1, by, bx, 0});
  }
  filter.Run(g[2].smooth, stack.data(), along_z, by * bx, z0, one.data(), box_z);
  add(1);
  // Along z: second derivative along z, then smooth along x, then y. Row of lines by row of lines.
  slice.resize(bz * nx);
  stack.resize(bz * ny * bx);
  for (std::size_t y = 0; y < ny; ++y) {
    filter.Run(g[2].second, voxels.data() + y * nx, Lines{nz, ny * nx, nx, 1, 0}, nx, z0, slice.data(),
               Lines{bz, nx, nx, 1, 0});
    filter.Run(g[0].smooth, slice.data(), Lines{nx, 1, bz, nx, 0}, bz, x0, stack.data() + y * bx,
               Lines{bx, 1, bz, ny * bx, 0});
  }
  filter.Run(g[1].smooth, stack.data(), Lines{ny, bx, bx, 1, ny * bx}, bz * bx, y0, one.data(),
             Lines{by, bx, bx, 1, by * bx});
  add(2);
  return result;
}

}  // namespace

RecursiveGaussian RecursiveGaussian::Smoothing(double sigma) {
  RecursiveGaussian g;
  g.d = Denominator(sigma);
  const double sum_d = 1.0 + g.d[0] + g.d[1] + g.d[2] + g.d[3];
  const Numerator numerator = NumeratorOf(sigma, kSmooth);
  const double alpha = 2 * numerator.sum / sum_d - numerator.n[0];
  for (std::size_t k = 0; k < 4; ++k) g.n[k] = numerator.n[k] * (1.0 / alpha);
  Complete(&g);
  return g;
}

RecursiveGaussian RecursiveGaussian::SecondDerivative(double sigma, double scale) {
  RecursiveGaussian g;
  g.d = Denominator(sigma);
  const double sd = 1.0 + g.d[0] + g.d[1] + g.d[2] + g.d[3];
  const double dd = g.d[0] + 2 * g.d[1] + 3 * g.d[2] + 4 * g.d[3];
  const double ed = g.d[0] + 4 * g.d[1] + 9 * g.d[2] + 16 * g.d[3];
  const Numerator zero = NumeratorOf(sigma, kSmooth), two = NumeratorOf(sigma, kSecond);
  const double beta = -(2 * two.sum - sd * two.n[0]) / (2 * zero.sum - sd * zero.n[0]);
  for (std::size_t k = 0; k < 4; ++k) g.n[k] = two.n[k] + beta * zero.n[k];
  const double sn = two.sum + beta * zero.sum, dn = two.first + beta * zero.first;
  const double en = two.second + beta * zero.second;
  double alpha = en * sd * sd - ed * sn * sd - 2 * dn * dd * sd + 2 * dd * dd * sn;
  alpha /= sd * sd * sd;
  for (double& value : g.n) value *= scale / alpha;
  Complete(&g);
  return g;
}

namespace {

double VoxelsNeeded(double spacing_mm, double sigma_mm) {
  return std::max(4.0, std::ceil(sigma_mm / spacing_mm) + 1);
}

}  // namespace

bool LaplacianOfGaussianFits(const Grid& grid, double sigma_mm) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (static_cast<double>(grid.size[axis]) < VoxelsNeeded(grid.spacing_mm[axis], sigma_mm)) return false;
  }
  return true;
}

absl::StatusOr<std::vector<float>> LaplacianOfGaussian(const Volume& image, const FilterBox& box,
                                                       double sigma_mm) {
  std::array<AxisFilters, 3> filters;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double spacing = image.grid.spacing_mm[axis];
    const double needed = VoxelsNeeded(spacing, sigma_mm);
    if (static_cast<double>(image.grid.size[axis]) < needed) {
      return absl::InvalidArgumentError(
          absl::StrCat("the image has ", image.grid.size[axis], " voxels along axis ", axis + 1,
                       "; a Laplacian of Gaussian with sigma ", sigma_mm, " mm needs ", needed));
    }
    filters[axis] = {RecursiveGaussian::Smoothing(sigma_mm / spacing),
                     RecursiveGaussian::SecondDerivative(sigma_mm / spacing, sigma_mm * sigma_mm)};
  }
  return std::visit([&](const auto& voxels) { return Filter(voxels, image.grid, box, filters); },
                    image.voxels);
}

}  // namespace osteon
