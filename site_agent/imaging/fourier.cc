#include "site_agent/imaging/fourier.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <utility>

// One version with AVX2 and one without, chosen when the program starts; equal bits, as there is no fused
// multiply-add. ThreadSanitizer is not up yet at that moment and crashes in the choice: its build has one.
#if defined(__SANITIZE_THREAD__)
#define OSTEON_FOR_EACH_PROCESSOR
#else
#define OSTEON_FOR_EACH_PROCESSOR __attribute__((target_clones("avx2", "default")))
#endif
// What the versions call has to become part of them.
#define OSTEON_INLINE __attribute__((always_inline)) inline

namespace osteon {
namespace {

using Complex = std::complex<double>;

// So many lines are transformed at once: element i of line l is at i * kLines + l, real and imaginary parts
// apart, which makes every inner loop one over neighbours in memory.
constexpr std::size_t kLines = 8;

// From here on Bluestein's algorithm is the faster one.
constexpr std::size_t kLargestFactor = 23;

struct Line {
  std::vector<double> re, im;
  explicit Line(std::size_t length) : re(length * kLines), im(length * kLines) {}
};

// One pass of Stockham's algorithm takes the current length to a factor of it. `inner` neighbours in memory
// are treated alike, `groups` times, `output` = DFT of size Radix of elements of `input` that lie `groups`
// apart, times the roots of unity of the group.
struct Pass {
  std::size_t inner = 0;
  std::size_t groups = 0;
  const double* re = nullptr;
  const double* im = nullptr;
  double* out_re = nullptr;
  double* out_im = nullptr;
  const Complex* roots = nullptr;  // exp(-2 pi i k / length of the line)
  std::size_t root_step = 0;
};

// Complex numbers of four lines, side by side.
constexpr std::size_t kTogether = 4;
static_assert(kLines % kTogether == 0);
using Doubles __attribute__((vector_size(kTogether * sizeof(double)))) = double;
struct Pair {
  Doubles re, im;
};

// At any address of a double. (memcpy would go by way of the stack in parts, and wait for it.)
typedef double UnalignedDoubles
    __attribute__((vector_size(kTogether * sizeof(double)), aligned(alignof(double)), may_alias));
OSTEON_INLINE void Load(const double* from, Doubles& values) {
  values = *reinterpret_cast<const UnalignedDoubles*>(from);
}
OSTEON_INLINE void Store(const Doubles& values, double* to) {
  *reinterpret_cast<UnalignedDoubles*>(to) = values;
}
OSTEON_INLINE Pair operator+(const Pair& a, const Pair& b) {
  return {a.re + b.re, a.im + b.im};
}
OSTEON_INLINE Pair operator-(const Pair& a, const Pair& b) {
  return {a.re - b.re, a.im - b.im};
}
OSTEON_INLINE Pair operator*(double a, const Pair& b) {
  return {a * b.re, a * b.im};
}
OSTEON_INLINE Pair TimesMinusI(const Pair& a) {
  return {a.im, -a.re};
}

template <std::size_t Radix>
OSTEON_INLINE std::array<Pair, Radix> SmallTransform(const std::array<Pair, Radix>& a);

template <>
OSTEON_INLINE std::array<Pair, 2> SmallTransform(const std::array<Pair, 2>& a) {
  return {a[0] + a[1], a[0] - a[1]};
}

template <>
OSTEON_INLINE std::array<Pair, 3> SmallTransform(const std::array<Pair, 3>& a) {
  const double half_root_3 = 0.86602540378443864676;
  const Pair sum = a[1] + a[2];
  const Pair turn = TimesMinusI(half_root_3 * (a[1] - a[2]));
  const Pair middle = a[0] - 0.5 * sum;
  return {a[0] + sum, middle + turn, middle - turn};
}

template <>
OSTEON_INLINE std::array<Pair, 4> SmallTransform(const std::array<Pair, 4>& a) {
  const Pair even = a[0] + a[2], odd = a[1] + a[3];
  const Pair even_turn = a[0] - a[2], odd_turn = TimesMinusI(a[1] - a[3]);
  return {even + odd, even_turn + odd_turn, even - odd, even_turn - odd_turn};
}

template <>
OSTEON_INLINE std::array<Pair, 5> SmallTransform(const std::array<Pair, 5>& a) {
  const double cos_1 = 0.30901699437494742410, cos_2 = -0.80901699437494742410;
  const double sin_1 = 0.95105651629515357212, sin_2 = 0.58778525229247312917;
  const Pair outer = a[1] + a[4], inner = a[2] + a[3];
  const Pair outer_turn = TimesMinusI(a[1] - a[4]), inner_turn = TimesMinusI(a[2] - a[3]);
  const Pair even_1 = a[0] + cos_1 * outer + cos_2 * inner, odd_1 = sin_1 * outer_turn + sin_2 * inner_turn;
  const Pair even_2 = a[0] + cos_2 * outer + cos_1 * inner, odd_2 = sin_2 * outer_turn - sin_1 * inner_turn;
  return {a[0] + outer + inner, even_1 + odd_1, even_2 + odd_2, even_2 - odd_2, even_1 - odd_1};
}

template <std::size_t Radix>
OSTEON_INLINE void RunPass(const Pass& pass) {
  const std::size_t apart = pass.inner * pass.groups;
  for (std::size_t group = 0; group < pass.groups; ++group) {
    std::array<double, Radix> root_re, root_im;
    for (std::size_t k = 0; k < Radix; ++k) {
      root_re[k] = pass.roots[group * k * pass.root_step].real();
      root_im[k] = pass.roots[group * k * pass.root_step].imag();
    }
    const double* __restrict re = pass.re + group * pass.inner;
    const double* __restrict im = pass.im + group * pass.inner;
    double* __restrict out_re = pass.out_re + group * Radix * pass.inner;
    double* __restrict out_im = pass.out_im + group * Radix * pass.inner;
    for (std::size_t i = 0; i < pass.inner; i += kTogether) {
      std::array<Pair, Radix> a;
      for (std::size_t k = 0; k < Radix; ++k) {
        Load(re + i + k * apart, a[k].re);
        Load(im + i + k * apart, a[k].im);
      }
      const std::array<Pair, Radix> b = SmallTransform<Radix>(a);
      Store(b[0].re, out_re + i);
      Store(b[0].im, out_im + i);
      for (std::size_t k = 1; k < Radix; ++k) {
        Store(b[k].re * root_re[k] - b[k].im * root_im[k], out_re + i + k * pass.inner);
        Store(b[k].re * root_im[k] + b[k].im * root_re[k], out_im + i + k * pass.inner);
      }
    }
  }
}

// Any factor, by its definition.
OSTEON_INLINE void RunPass(std::size_t radix, std::size_t length, const Pass& pass) {
  const std::size_t apart = pass.inner * pass.groups;
  for (std::size_t group = 0; group < pass.groups; ++group) {
    for (std::size_t k = 0; k < radix; ++k) {
      double* __restrict out_re = pass.out_re + (group * radix + k) * pass.inner;
      double* __restrict out_im = pass.out_im + (group * radix + k) * pass.inner;
      std::fill_n(out_re, pass.inner, 0.0);
      std::fill_n(out_im, pass.inner, 0.0);
      for (std::size_t j = 0; j < radix; ++j) {
        const Complex root =
            pass.roots[(group * k * pass.root_step + (j * k) % radix * (length / radix)) % length];
        const double root_re = root.real(), root_im = root.imag();
        const double* __restrict re = pass.re + group * pass.inner + j * apart;
        const double* __restrict im = pass.im + group * pass.inner + j * apart;
        for (std::size_t i = 0; i < pass.inner; ++i) {
          out_re[i] += re[i] * root_re - im[i] * root_im;
          out_im[i] += re[i] * root_im + im[i] * root_re;
        }
      }
    }
  }
}

OSTEON_FOR_EACH_PROCESSOR void RunFactor(std::size_t factor, std::size_t length, const Pass& pass) {
  switch (factor) {
    case 2:
      return RunPass<2>(pass);
    case 3:
      return RunPass<3>(pass);
    case 4:
      return RunPass<4>(pass);
    case 5:
      return RunPass<5>(pass);
    default:
      return RunPass(factor, length, pass);
  }
}

std::vector<std::size_t> Factors(std::size_t length) {
  std::vector<std::size_t> factors;
  for (const std::size_t factor : {4UL, 2UL, 3UL, 5UL}) {
    for (; length % factor == 0; length /= factor) factors.push_back(factor);
  }
  for (std::size_t factor = 7; length > 1; factor += 2) {
    if (factor * factor > length) factor = length;  // a prime is left
    for (; length % factor == 0; length /= factor) factors.push_back(factor);
  }
  return factors;
}

// exp(-2 pi i k / n)
Complex Root(std::size_t k, std::size_t n) {
  const double angle = -2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(n);
  return {std::cos(angle), std::sin(angle)};
}

// kLines lines of one length. A length with a large prime factor is transformed by Bluestein's algorithm: as
// u n = (u^2 + n^2 - (u - n)^2) / 2, X(u) is c(u) times the convolution of c(n) x(n) with conj c(n), where
// c(n) = exp(-pi i n^2 / length); a longer transform of a fast size does the convolution.
class LineTransform {
 public:
  explicit LineTransform(std::size_t length)
      : length_(length), factors_(Factors(length)), lines_(length), other_(length) {
    if (factors_.empty() || factors_.back() <= kLargestFactor) {
      for (std::size_t k = 0; k < length; ++k) roots_.push_back(Root(k, length));
      return;
    }
    const std::size_t longer = NextFastSize(2 * length - 1);
    convolution_ = std::make_unique<LineTransform>(longer);
    for (std::size_t n = 0; n < length; ++n) {
      // n^2 is counted modulo a full turn, so that the angle is exact.
      chirp_.push_back(Root(n * n % (2 * length), 2 * length));
      for (const std::size_t place : {n, (longer - n) % longer}) {
        convolution_->Re(place, 0) = chirp_[n].real();
        convolution_->Im(place, 0) = -chirp_[n].imag();
      }
    }
    convolution_->Run(FourierDirection::kForward);
    for (std::size_t u = 0; u < longer; ++u) {
      chirp_spectrum_.emplace_back(convolution_->Re(u, 0), convolution_->Im(u, 0));
    }
  }

  double& Re(std::size_t element, std::size_t line) { return lines_.re[element * kLines + line]; }
  double& Im(std::size_t element, std::size_t line) { return lines_.im[element * kLines + line]; }

  // The inverse, times the length, is the forward transform with real and imaginary parts exchanged.
  void Run(FourierDirection direction) {
    const auto zero = [](double value) { return value == 0; };
    if (std::all_of(lines_.re.begin(), lines_.re.end(), zero) &&
        std::all_of(lines_.im.begin(), lines_.im.end(), zero)) {
      return;
    }
    if (direction == FourierDirection::kInverse) std::swap(lines_.re, lines_.im);
    Forward();
    if (direction == FourierDirection::kInverse) {
      std::swap(lines_.re, lines_.im);
      const double scale = 1 / static_cast<double>(length_);
      for (double& value : lines_.re) value *= scale;
      for (double& value : lines_.im) value *= scale;
    }
  }

 private:
  void Forward() {
    if (convolution_ != nullptr) {
      ForwardByConvolution();
      return;
    }
    std::size_t done = 1;
    for (const std::size_t factor : factors_) {
      const Pass pass{.inner = done * kLines,
                      .groups = length_ / done / factor,
                      .re = lines_.re.data(),
                      .im = lines_.im.data(),
                      .out_re = other_.re.data(),
                      .out_im = other_.im.data(),
                      .roots = roots_.data(),
                      .root_step = done};
      RunFactor(factor, length_, pass);
      std::swap(lines_, other_);
      done *= factor;
    }
  }

  void ForwardByConvolution() {
    Line& inner = convolution_->lines_;
    Multiply(lines_, chirp_, &inner);
    std::fill(inner.re.begin() + static_cast<std::ptrdiff_t>(length_ * kLines), inner.re.end(), 0.0);
    std::fill(inner.im.begin() + static_cast<std::ptrdiff_t>(length_ * kLines), inner.im.end(), 0.0);
    convolution_->Run(FourierDirection::kForward);
    Multiply(inner, chirp_spectrum_, &inner);
    convolution_->Run(FourierDirection::kInverse);
    Multiply(inner, chirp_, &lines_);
  }

  // Element by element, as many as there are factors.
  static void Multiply(const Line& a, const std::vector<Complex>& factors, Line* product) {
    for (std::size_t i = 0; i < factors.size(); ++i) {
      const double re = factors[i].real(), im = factors[i].imag();
      for (std::size_t j = i * kLines; j < (i + 1) * kLines; ++j) {
        const double a_re = a.re[j], a_im = a.im[j];
        product->re[j] = a_re * re - a_im * im;
        product->im[j] = a_re * im + a_im * re;
      }
    }
  }

  std::size_t length_;
  std::vector<std::size_t> factors_;
  std::vector<Complex> roots_;
  Line lines_, other_;
  std::unique_ptr<LineTransform> convolution_;  // of a length with a large prime factor
  std::vector<Complex> chirp_, chirp_spectrum_;
};

// Calls `run(first, count, stride)` for every block of up to kLines lines along `axis`: lines begin at first,
// first + stride, ...
template <typename Run>
void ForEachBlock(const FourierSize& size, std::size_t axis, Run run) {
  // Seen from the axis, `inner` lines lie side by side, `outer` times; rows lie one behind the other.
  const std::size_t inner = axis == 0 ? size[1] * size[2] : axis == 1 ? size[0] : size[0] * size[1];
  const std::size_t outer = axis == 1 ? size[2] : 1;
  const std::size_t stride = axis == 0 ? size[0] : 1;
  for (std::size_t o = 0; o < outer; ++o) {
    for (std::size_t i = 0; i < inner; i += kLines) {
      run(o * size[0] * size[1] + i * stride, std::min(kLines, inner - i), stride);
    }
  }
}

}  // namespace

std::size_t NextFastSize(std::size_t size) {
  for (;; ++size) {
    std::size_t rest = size;
    for (const std::size_t factor : {2UL, 3UL, 5UL}) {
      while (rest % factor == 0) rest /= factor;
    }
    if (rest == 1) return size;
  }
}

void FourierTransformAlong(std::size_t axis, const FourierSize& size, FourierDirection direction,
                           Spectrum* values) {
  if (size[axis] == 1) return;
  LineTransform transform(size[axis]);
  const std::size_t step = axis == 0 ? 1 : axis == 1 ? size[0] : size[0] * size[1];
  ForEachBlock(size, axis, [&](std::size_t first, std::size_t count, std::size_t stride) {
    for (std::size_t i = 0; i < size[axis]; ++i) {
      const Complex* from = values->data() + first + i * step;
      for (std::size_t line = 0; line < kLines; ++line) {
        transform.Re(i, line) = line < count ? from[line * stride].real() : 0;
        transform.Im(i, line) = line < count ? from[line * stride].imag() : 0;
      }
    }
    transform.Run(direction);
    for (std::size_t i = 0; i < size[axis]; ++i) {
      Complex* to = values->data() + first + i * step;
      for (std::size_t line = 0; line < count; ++line) {
        to[line * stride] = {transform.Re(i, line), transform.Im(i, line)};
      }
    }
  });
}

void FourierTransform(const FourierSize& size, FourierDirection direction, Spectrum* values) {
  for (std::size_t axis = 0; axis < 3; ++axis) FourierTransformAlong(axis, size, direction, values);
}

FourierSize HalfSpectrumSize(const FourierSize& size) {
  return {size[0] / 2 + 1, size[1], size[2]};
}

// Rows are transformed in pairs, one as the real and one as the imaginary part: of z = a + i b,
// A(u) = (Z(u) + conj Z(-u)) / 2 and B(u) = (Z(u) - conj Z(-u)) / 2i.
Spectrum RealFourierTransform(const FourierSize& size, const std::vector<double>& values) {
  const FourierSize half = HalfSpectrumSize(size);
  const std::size_t length = size[0], rows = size[1] * size[2];
  Spectrum spectrum(half[0] * rows);
  LineTransform transform(length);
  for (std::size_t first = 0; first < rows; first += 2 * kLines) {
    const std::size_t count = std::min(2 * kLines, rows - first);
    for (std::size_t row = 0; row < 2 * kLines; ++row) {
      for (std::size_t i = 0; i < length; ++i) {
        double& to = row < kLines ? transform.Re(i, row) : transform.Im(i, row - kLines);
        to = row < count ? values[(first + row) * length + i] : 0;
      }
    }
    transform.Run(FourierDirection::kForward);
    for (std::size_t line = 0; line < std::min(count, kLines); ++line) {
      Complex* a = spectrum.data() + (first + line) * half[0];
      Complex* b = line + kLines < count ? a + kLines * half[0] : nullptr;
      for (std::size_t u = 0; u < half[0]; ++u) {
        const std::size_t mirror = u == 0 ? 0 : length - u;
        const double re = transform.Re(u, line), im = transform.Im(u, line);
        const double mirror_re = transform.Re(mirror, line), mirror_im = transform.Im(mirror, line);
        a[u] = {0.5 * (re + mirror_re), 0.5 * (im - mirror_im)};
        if (b != nullptr) b[u] = {0.5 * (im + mirror_im), 0.5 * (mirror_re - re)};
      }
    }
  }
  for (const std::size_t axis : {1UL, 2UL}) {
    FourierTransformAlong(axis, half, FourierDirection::kForward, &spectrum);
  }
  return spectrum;
}

std::vector<double> InverseRealFourierTransform(const FourierSize& size, Spectrum half_spectrum) {
  const FourierSize half = HalfSpectrumSize(size);
  for (const std::size_t axis : {2UL, 1UL}) {
    FourierTransformAlong(axis, half, FourierDirection::kInverse, &half_spectrum);
  }
  const std::size_t length = size[0], rows = size[1] * size[2];
  std::vector<double> values(length * rows);
  LineTransform transform(length);
  for (std::size_t first = 0; first < rows; first += 2 * kLines) {
    const std::size_t count = std::min(2 * kLines, rows - first);
    for (std::size_t line = 0; line < kLines; ++line) {
      const Complex* a = half_spectrum.data() + (first + line) * half[0];
      const Complex* b = a + kLines * half[0];
      for (std::size_t u = 0; u < half[0]; ++u) {
        const std::size_t mirror = u == 0 ? 0 : length - u;
        Complex from_a = line < count ? a[u] : Complex(), from_b = line + kLines < count ? b[u] : Complex();
        if (mirror == 0 || mirror == u) {  // its own mirror image, so real
          from_a = from_a.real();
          from_b = from_b.real();
        }
        transform.Re(u, line) = from_a.real() - from_b.imag();  // a + i b
        transform.Im(u, line) = from_a.imag() + from_b.real();
        transform.Re(mirror, line) = from_a.real() + from_b.imag();  // conj a + i conj b
        transform.Im(mirror, line) = from_b.real() - from_a.imag();
      }
    }
    transform.Run(FourierDirection::kInverse);
    for (std::size_t row = 0; row < count; ++row) {
      for (std::size_t i = 0; i < length; ++i) {
        values[(first + row) * length + i] =
            row < kLines ? transform.Re(i, row) : transform.Im(i, row - kLines);
      }
    }
  }
  return values;
}

}  // namespace osteon
