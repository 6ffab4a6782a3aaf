// The discrete Fourier transform of lines, images and volumes of any size.
#ifndef OSTEON_SITE_AGENT_IMAGING_FOURIER_H_
#define OSTEON_SITE_AGENT_IMAGING_FOURIER_H_

#include <array>
#include <complex>
#include <cstddef>
#include <vector>

namespace osteon {

// Arrays are x fastest: element (i, j, k) is at i + size[0] * (j + size[1] * k). No side is 0; an image has
// size[2] == 1, a line size[1] == 1 too.
//
//   forward  X(u) = sum over n of x(n) exp(-2 pi i (u0 n0 / size[0] + u1 n1 / size[1] + u2 n2 / size[2]))
//   inverse  the same with +2 pi i, divided by the number of elements: inverse(forward(x)) = x
//
// Stockham's algorithm with factors 4, 2, 3 and 5. A factor of another prime p costs p multiplications an
// element, and a large one (Bluestein's algorithm) as much as four lines of a fast size, so where the size
// may be chosen choose NextFastSize. Lines that hold only zeros are skipped, so padding with zeros costs
// little. Equal input gives equal bits.
using Spectrum = std::vector<std::complex<double>>;
using FourierSize = std::array<std::size_t, 3>;
enum class FourierDirection { kForward, kInverse };

// The smallest number >= size that is a product of 2, 3 and 5. `size` is not 0.
std::size_t NextFastSize(std::size_t size);

// In place, along one axis (0, 1 or 2) and along all three.
void FourierTransformAlong(std::size_t axis, const FourierSize& size, FourierDirection direction,
                           Spectrum* values);
void FourierTransform(const FourierSize& size, FourierDirection direction, Spectrum* values);

// Of real values, for half the work: the spectrum's elements with u0 <= size[0] / 2, an array of
// HalfSpectrumSize(size). The others are X(size - u) = conj(X(u)).
FourierSize HalfSpectrumSize(const FourierSize& size);
Spectrum RealFourierTransform(const FourierSize& size, const std::vector<double>& values);

// The real values of `size` whose half spectrum is given. What no real values can have (an imaginary part at
// u = 0, for one) is left out.
std::vector<double> InverseRealFourierTransform(const FourierSize& size, Spectrum half_spectrum);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_FOURIER_H_
