#include "site_agent/imaging/fourier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <random>
#include <vector>

namespace osteon {
namespace {

Spectrum RandomValues(const FourierSize& size) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> value(-1, 1);
  Spectrum values(size[0] * size[1] * size[2]);
  for (auto& v : values) v = {value(random), value(random)};
  return values;
}

// The definition, term by term.
Spectrum SlowTransform(const FourierSize& size, const Spectrum& values) {
  Spectrum result;
  for (std::size_t w = 0; w < size[2]; ++w) {
    for (std::size_t v = 0; v < size[1]; ++v) {
      for (std::size_t u = 0; u < size[0]; ++u) {
        std::complex<double> sum;
        const std::complex<double>* value = values.data();
        for (std::size_t z = 0; z < size[2]; ++z) {
          for (std::size_t y = 0; y < size[1]; ++y) {
            for (std::size_t x = 0; x < size[0]; ++x) {
              const double turns = static_cast<double>(u * x) / static_cast<double>(size[0]) +
                                   static_cast<double>(v * y) / static_cast<double>(size[1]) +
                                   static_cast<double>(w * z) / static_cast<double>(size[2]);
              sum += *value++ * std::polar(1.0, -2 * std::numbers::pi * turns);
            }
          }
        }
        result.push_back(sum);
      }
    }
  }
  return result;
}

double LargestDifference(const Spectrum& a, const Spectrum& b) {
  EXPECT_EQ(a.size(), b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

std::vector<FourierSize> Sizes() {
  return {{1, 1, 1},  {2, 1, 1},   {3, 1, 1},   {4, 1, 1},  {5, 1, 1},  {7, 1, 1},   {60, 1, 1}, {77, 1, 1},
          {97, 1, 1}, {128, 1, 1}, {1, 9, 1},   {1, 1, 14}, {6, 5, 1},  {17, 11, 1}, {25, 8, 1}, {87, 1, 1},
          {1, 58, 1}, {3, 2, 29},  {31, 37, 1}, {4, 6, 5},  {7, 3, 10}, {9, 13, 2},  {16, 1, 9}, {1, 12, 3}};
}

TEST(Fourier, IsTheDefinitionForSizesOfEveryKind) {
  for (const FourierSize& size : Sizes()) {
    SCOPED_TRACE(testing::PrintToString(size));
    const Spectrum values = RandomValues(size);
    Spectrum transformed = values;
    FourierTransform(size, FourierDirection::kForward, &transformed);
    EXPECT_LT(LargestDifference(transformed, SlowTransform(size, values)), 1e-12);
  }
}

TEST(Fourier, TheInverseGivesTheValuesBack) {
  for (const FourierSize& size : Sizes()) {
    SCOPED_TRACE(testing::PrintToString(size));
    const Spectrum values = RandomValues(size);
    Spectrum transformed = values;
    FourierTransform(size, FourierDirection::kForward, &transformed);
    FourierTransform(size, FourierDirection::kInverse, &transformed);
    EXPECT_LT(LargestDifference(transformed, values), 1e-14);
  }
}

TEST(Fourier, RealValuesGiveHalfTheSpectrumAndComeBack) {
  for (const FourierSize& size : Sizes()) {
    SCOPED_TRACE(testing::PrintToString(size));
    Spectrum values = RandomValues(size);
    std::vector<double> real;
    for (auto& value : values) real.push_back((value = value.real()).real());
    FourierTransform(size, FourierDirection::kForward, &values);
    Spectrum half;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i % size[0] <= size[0] / 2) half.push_back(values[i]);
    }
    const Spectrum transformed = RealFourierTransform(size, real);
    EXPECT_LT(LargestDifference(transformed, half), 1e-13);
    const std::vector<double> back = InverseRealFourierTransform(size, transformed);
    ASSERT_EQ(back.size(), real.size());
    for (std::size_t i = 0; i < back.size(); ++i) EXPECT_NEAR(back[i], real[i], 1e-14);
  }
}

TEST(Fourier, AlongOneAxisLeavesTheOthers) {
  const FourierSize size{5, 12, 3};
  const Spectrum values = RandomValues(size);
  Spectrum transformed = values;
  FourierTransformAlong(1, size, FourierDirection::kForward, &transformed);
  for (const std::size_t x : {0UL, 4UL}) {
    for (const std::size_t z : {0UL, 2UL}) {
      Spectrum line, expected;
      for (std::size_t y = 0; y < 12; ++y) {
        line.push_back(values[x + 5 * (y + 12 * z)]);
        expected.push_back(transformed[x + 5 * (y + 12 * z)]);
      }
      EXPECT_LT(LargestDifference(SlowTransform({12, 1, 1}, line), expected), 1e-13);
    }
  }
}

TEST(Fourier, WhatNoRealValuesCanHaveIsLeftOut) {
  // u = 0 and u = 2 of four values are real.
  EXPECT_THAT(InverseRealFourierTransform({4, 1, 1}, {{4, 3}, {0, 0}, {8, 5}}),
              testing::ElementsAre(3, -1, 3, -1));
}

TEST(Fourier, TheNextFastSizeIsAProductOfTwoThreeAndFive) {
  for (const auto& [size, fast] : std::vector<std::array<std::size_t, 2>>{
           {1, 1}, {7, 8}, {11, 12}, {13, 15}, {97, 100}, {100, 100}, {101, 108}, {769, 800}, {1025, 1080}}) {
    EXPECT_EQ(NextFastSize(size), fast);
  }
}

}  // namespace
}  // namespace osteon
