#include "site_agent/radiomics/pyradiomics/filters/lbp_3d.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <map>
#include <numbers>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/radiomics/pyradiomics/filters/spline_sampler.h"
#include "site_agent/radiomics/pyradiomics/pairwise_sum.h"

namespace osteon {
namespace {

using Complex = std::complex<double>;
using SpherePoint = std::array<double, 3>;

// The associated Legendre function P(m, n)(x), m >= 0, with (-1)^m, by the recursion in n.
double Legendre(int m, int n, double x) {
  double previous = 0, current = 1;
  const double root = std::sqrt((1 - x) * (1 + x));
  for (int i = 1; i <= m; ++i) current *= -(2.0 * i - 1) * root;
  for (int k = m + 1; k <= n; ++k) {
    previous = std::exchange(current, (x * (2.0 * k - 1) * current - (k + m - 1.0) * previous) / (k - m));
  }
  return current;
}

// scipy.special.sph_harm(m, n, azimuth, polar).
Complex SphericalHarmonic(int m, int n, double azimuth, double polar) {
  const int order = std::abs(m);
  double factor = (2.0 * n + 1) / (4 * std::numbers::pi);
  for (int k = n - order + 1; k <= n + order; ++k) factor /= k;
  const double size = std::sqrt(factor) * Legendre(order, n, std::cos(polar));
  return std::polar(1.0, m * azimuth) * (m < 0 && order % 2 == 1 ? -size : size);
}

// harmonics[n][m + n][v] of each point v.
std::vector<std::vector<std::vector<Complex>>> Harmonics(const std::vector<SpherePoint>& points,
                                                         const Lbp3DSettings& settings) {
  std::vector<std::vector<std::vector<Complex>>> harmonics(static_cast<std::size_t>(settings.levels));
  for (int n = 0; n < settings.levels; ++n) {
    for (int m = -n; m <= n; ++m) {
      std::vector<Complex> values;
      for (const SpherePoint& p : points) {
        values.push_back(SphericalHarmonic(m, n, std::acos(p[2] / settings.radius), std::atan2(p[1], p[0])));
      }
      harmonics[static_cast<std::size_t>(n)].push_back(std::move(values));
    }
  }
  return harmonics;
}

double Energy(const std::vector<std::vector<Complex>>& harmonics, const std::vector<bool>& f) {
  std::vector<Complex> g(f.size());
  for (const std::vector<Complex>& y : harmonics) {
    Complex coefficient = 0;
    for (std::size_t v = 0; v < f.size(); ++v) {
      if (f[v]) coefficient += y[v];
    }
    for (std::size_t v = 0; v < f.size(); ++v) g[v] += coefficient * y[v];
  }
  Complex sum = 0;
  for (const Complex& value : g) sum += value * value;
  return std::sqrt(sum).real();
}

// scipy.stats.kurtosis; in single precision for images of type float.
template <typename T>
double Kurtosis(const std::vector<double>& samples) {
  const auto n = static_cast<T>(samples.size());
  std::vector<T> values(samples.begin(), samples.end());
  const T mean = NumpySum<T>(values) / n;
  for (T& value : values) value = (value - mean) * (value - mean);
  const T m2 = NumpySum<T>(values) / n;
  for (T& value : values) value *= value;
  const T m4 = NumpySum<T>(values) / n;
  const T nothing = (sizeof(T) == sizeof(float) ? T(1e-6) : T(1e-15)) * mean;
  if (m2 <= nothing * nothing) return std::nan("");
  return static_cast<double>(m4 / (m2 * m2) - T(3));
}

}  // namespace

std::vector<SpherePoint> Icosphere(int subdivision, double radius) {
  using Triangle = std::array<std::size_t, 3>;
  const double t = std::numbers::phi, length = std::sqrt(2 + t);
  std::vector<SpherePoint> points;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (const double golden : {t, -t}) {
      for (const double one : {-1.0, 1.0}) {
        SpherePoint p{};
        p[axis] = one / length;
        p[(axis + 1) % 3] = golden / length;
        points.push_back(p);
      }
    }
  }
  const auto near = [&](std::size_t a, std::size_t b) {
    double squares = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) squares += std::pow(points[a][axis] - points[b][axis], 2);
    return std::sqrt(squares) < 2.1 / length;  // edges of the icosahedron have length 2
  };
  std::vector<Triangle> triangles;
  for (std::size_t a = 0; a < 12; ++a) {
    for (std::size_t b = a + 1; b < 12; ++b) {
      for (std::size_t c = b + 1; c < 12; ++c) {
        if (near(a, b) && near(b, c) && near(a, c)) triangles.push_back({a, b, c});
      }
    }
  }
  // Also points that are there already: the last bit decides what lies on the edge of the image.
  const auto move_out = [&] {
    for (SpherePoint& p : points) {
      const double out = std::sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
      for (double& value : p) value += value / out * (radius - out);
    }
  };
  for (int i = 0; i < subdivision; ++i) {
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> middles;  // of edges, the later point first
    const auto edge = [](std::size_t a, std::size_t b) { return std::pair{std::max(a, b), std::min(a, b)}; };
    for (const auto& [a, b, c] : triangles) {
      for (const auto& one : {edge(a, b), edge(b, c), edge(c, a)}) middles[one] = 0;
    }
    for (auto& [ends, place] : middles) {
      place = points.size();
      SpherePoint p;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        p[axis] = (points[ends.second][axis] + points[ends.first][axis]) / 2;
      }
      points.push_back(p);
    }
    const auto middle = [&](std::size_t a, std::size_t b) { return middles.at(edge(a, b)); };
    std::vector<Triangle> divided;
    for (const auto& [a, b, c] : triangles) {
      const std::size_t ab = middle(a, b), bc = middle(b, c), ca = middle(c, a);
      divided.insert(divided.end(), {{a, ab, ca}, {ab, b, bc}, {ca, bc, c}, {ab, bc, ca}});
    }
    triangles = std::move(divided);
    move_out();
  }
  if (subdivision == 0) move_out();
  return points;
}

std::vector<std::string> Lbp3DImageNames(const Lbp3DSettings& settings) {
  std::vector<std::string> names;
  for (int level = 1; level <= settings.levels; ++level) names.push_back(absl::StrCat("lbp-3D-m", level));
  names.emplace_back("lbp-3D-k");
  return names;
}

absl::Status ForEachLbp3DImage(const Volume& image, const FilterBox& box, const Lbp3DSettings& settings,
                               const FilteredImageVisitor& visit) {
  const std::vector<SpherePoint> points = Icosphere(settings.subdivision, settings.radius);
  const auto harmonics = Harmonics(points, settings);
  const SplineSampler sampler(image, box, settings.radius);
  const std::vector<double> centres = CropBox(image, box);
  const std::vector<std::string> names = Lbp3DImageNames(settings);
  std::vector<std::vector<double>> images(names.size(), std::vector<double>(box.Count(), 0.0));
  std::vector<double> samples(points.size());
  std::vector<bool> f(points.size());
  std::size_t i = 0;
  for (std::size_t z = 0; z < box.size[2]; ++z) {
    for (std::size_t y = 0; y < box.size[1]; ++y) {
      for (std::size_t x = 0; x < box.size[0]; ++x, ++i) {
        if (box.wanted != nullptr && box.wanted[i] == 0) continue;
        for (std::size_t v = 0; v < points.size(); ++v) {
          samples[v] = sampler.At({static_cast<double>(box.lower[0] + x) + points[v][2],
                                   static_cast<double>(box.lower[1] + y) + points[v][1],
                                   static_cast<double>(box.lower[2] + z) + points[v][0]});
          f[v] = samples[v] >= centres[i];
        }
        for (std::size_t n = 0; n < harmonics.size(); ++n) images[n][i] = Energy(harmonics[n], f);
        images.back()[i] = HoldsFloats(image) ? Kurtosis<float>(samples) : Kurtosis<double>(samples);
      }
    }
  }
  for (std::size_t n = 0; n < names.size(); ++n) {
    OSTEON_RETURN_IF_ERROR(visit({names[n], std::move(images[n]), false}));
  }
  return absl::OkStatus();
}

}  // namespace osteon
