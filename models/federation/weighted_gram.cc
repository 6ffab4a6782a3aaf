#include "models/federation/weighted_gram.h"

#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace osteon::models {
namespace {

// Rows of the design that are packed at a time: the panels of a tile stay in the first-level cache.
constexpr std::size_t kChunk = 128;
// The columns of a panel; a tile has the entries of two panels.
constexpr std::size_t kPanel = 16;

// Adds to a tile (kPanel x kPanel, row by row) the products of the columns of `left` with those of `right`:
// panels (rows, kPanel), patient after patient. Every entry has its own accumulator, which sees the patients
// in order, so that the two fused versions give the same bits. Register blocks of 8 x 16 and 4 x 8 entries.
[[gnu::target("avx512f")]] void AddPanels512(const double* left, const double* right, std::size_t rows,
                                             double* tile) {
  constexpr std::size_t kRows = 8;
  for (std::size_t r = 0; r < kPanel; r += kRows) {
    __m512d sum[kRows][2];
#pragma GCC unroll 8
    for (std::size_t k = 0; k < kRows; ++k) {
      sum[k][0] = _mm512_loadu_pd(tile + (r + k) * kPanel);
      sum[k][1] = _mm512_loadu_pd(tile + (r + k) * kPanel + 8);
    }
    for (std::size_t i = 0; i < rows; ++i) {
      const __m512d low = _mm512_loadu_pd(right + i * kPanel);
      const __m512d high = _mm512_loadu_pd(right + i * kPanel + 8);
#pragma GCC unroll 8
      for (std::size_t k = 0; k < kRows; ++k) {
        const __m512d factor = _mm512_set1_pd(left[i * kPanel + r + k]);
        sum[k][0] = _mm512_fmadd_pd(factor, low, sum[k][0]);
        sum[k][1] = _mm512_fmadd_pd(factor, high, sum[k][1]);
      }
    }
#pragma GCC unroll 8
    for (std::size_t k = 0; k < kRows; ++k) {
      _mm512_storeu_pd(tile + (r + k) * kPanel, sum[k][0]);
      _mm512_storeu_pd(tile + (r + k) * kPanel + 8, sum[k][1]);
    }
  }
}

[[gnu::target("avx2,fma")]] void AddPanels256(const double* left, const double* right, std::size_t rows,
                                              double* tile) {
  constexpr std::size_t kRows = 4;
  for (std::size_t c = 0; c < kPanel; c += 8) {
    for (std::size_t r = 0; r < kPanel; r += kRows) {
      double* block = tile + r * kPanel + c;
      __m256d sum[kRows][2];
#pragma GCC unroll 4
      for (std::size_t k = 0; k < kRows; ++k) {
        sum[k][0] = _mm256_loadu_pd(block + k * kPanel);
        sum[k][1] = _mm256_loadu_pd(block + k * kPanel + 4);
      }
      for (std::size_t i = 0; i < rows; ++i) {
        const __m256d low = _mm256_loadu_pd(right + i * kPanel + c);
        const __m256d high = _mm256_loadu_pd(right + i * kPanel + c + 4);
#pragma GCC unroll 4
        for (std::size_t k = 0; k < kRows; ++k) {
          const __m256d factor = _mm256_set1_pd(left[i * kPanel + r + k]);
          sum[k][0] = _mm256_fmadd_pd(factor, low, sum[k][0]);
          sum[k][1] = _mm256_fmadd_pd(factor, high, sum[k][1]);
        }
      }
#pragma GCC unroll 4
      for (std::size_t k = 0; k < kRows; ++k) {
        _mm256_storeu_pd(block + k * kPanel, sum[k][0]);
        _mm256_storeu_pd(block + k * kPanel + 4, sum[k][1]);
      }
    }
  }
}

void AddPanelsPlain(const double* left, const double* right, std::size_t rows, double* tile) {
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t r = 0; r < kPanel; ++r) {
      const double factor = left[i * kPanel + r];
      for (std::size_t c = 0; c < kPanel; ++c) tile[r * kPanel + c] += factor * right[i * kPanel + c];
    }
  }
}

using AddPanels = void (*)(const double*, const double*, std::size_t, double*);
AddPanels PanelsOf(VectorUnit unit) {
  if (unit == VectorUnit::kFused512) return AddPanels512;
  if (unit == VectorUnit::kFused256) return AddPanels256;
  return AddPanelsPlain;
}

}  // namespace

bool IsSupported(VectorUnit unit) {
  if (unit == VectorUnit::kFused512) return __builtin_cpu_supports("avx512f") != 0;
  if (unit == VectorUnit::kFused256) {
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  }
  return true;
}

std::vector<double> WeightedGram(const Eigen::Ref<const Eigen::MatrixXd>& z,
                                 const Eigen::Ref<const Eigen::VectorXd>& w) {
  for (const VectorUnit unit : {VectorUnit::kFused512, VectorUnit::kFused256}) {
    if (IsSupported(unit)) return WeightedGramWith(unit, z, w);
  }
  return WeightedGramWith(VectorUnit::kPlain, z, w);
}

std::vector<double> WeightedGramWith(VectorUnit unit, const Eigen::Ref<const Eigen::MatrixXd>& z,
                                     const Eigen::Ref<const Eigen::VectorXd>& w) {
  const auto n = static_cast<std::size_t>(z.rows());
  const auto p = static_cast<std::size_t>(z.cols());
  const std::size_t panels = (p + kPanel - 1) / kPanel;
  const AddPanels add_panels = PanelsOf(unit);

  std::vector<double> root(n);
  for (std::size_t i = 0; i < n; ++i) root[i] = std::sqrt(w[static_cast<Eigen::Index>(i)]);
  std::vector<double> packed(panels * kPanel * std::min(kChunk, n), 0.0);
  std::vector<double> triangle(p * (p + 1) / 2, 0.0);

  for (std::size_t first = 0; first < n; first += kChunk) {
    const std::size_t rows = std::min(kChunk, n - first);
    const std::size_t panel_size = rows * kPanel;
    for (std::size_t j = 0; j < p; ++j) {
      const double* column = z.col(static_cast<Eigen::Index>(j)).data() + first;
      double* panel = packed.data() + j / kPanel * panel_size + j % kPanel;
      for (std::size_t i = 0; i < rows; ++i) panel[i * kPanel] = root[first + i] * column[i];
    }
    for (std::size_t a = 0; a < panels; ++a) {
      for (std::size_t b = 0; b <= a; ++b) {
        // The part of the tile that lies in the triangle, row by row, in and out.
        alignas(64) double tile[kPanel * kPanel] = {};
        const auto row_of = [&](std::size_t j) { return triangle.data() + j * (j + 1) / 2 + b * kPanel; };
        const std::size_t end = std::min(p, (a + 1) * kPanel);
        const auto length = [&](std::size_t j) { return std::min(kPanel, j + 1 - b * kPanel); };
        for (std::size_t j = a * kPanel; j < end; ++j) {
          std::copy_n(row_of(j), length(j), tile + j % kPanel * kPanel);
        }
        add_panels(packed.data() + a * panel_size, packed.data() + b * panel_size, rows, tile);
        for (std::size_t j = a * kPanel; j < end; ++j) {
          std::copy_n(tile + j % kPanel * kPanel, length(j), row_of(j));
        }
      }
    }
  }
  return triangle;
}

}  // namespace osteon::models
