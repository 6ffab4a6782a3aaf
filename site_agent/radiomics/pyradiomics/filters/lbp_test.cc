#include <cmath>
#include <cstdint>

#include "site_agent/radiomics/pyradiomics/filters/lbp_2d.h"
#include "site_agent/radiomics/pyradiomics/filters/lbp_3d.h"
#include "site_agent/radiomics/pyradiomics/filters/test_volumes.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

// 8 x 7 x 6 whole numbers from -500 to 499 by a linear congruential generator; of type uint8 modulo 256.
Volume Congruential(const std::string& type, double divisor) {
  Volume image;
  image.grid.size = {8, 7, 6};
  std::vector<double> values;
  std::uint64_t state = 12345;
  for (std::size_t i = 0; i < image.grid.VoxelCount(); ++i) {
    state = (state * 1103515245 + 12345) % (std::uint64_t{1} << 31);
    values.push_back(static_cast<double>((state >> 16) % 1000) - 500);
  }
  if (type == "int16") {
    image.voxels = std::vector<std::int16_t>(values.begin(), values.end());
  } else if (type == "uint8") {
    for (double& value : values) value = value < 0 ? std::fmod(value + 512, 256) : std::fmod(value, 256);
    image.voxels = std::vector<std::uint8_t>(values.begin(), values.end());
  } else {
    for (double& value : values) value /= divisor;
    if (type == "float32") {
      image.voxels = std::vector<float>(values.begin(), values.end());
    } else {
      image.voxels = values;
    }
  }
  return image;
}

// A sum in which each voxel counts for its place; NaN counts for nothing.
double Checksum(const std::vector<double>& values) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) sum += values[i] * static_cast<double>((i + 1) % 97);
  }
  return sum;
}

TEST(Lbp2D, FiguresOfScikitImagePutIntoTheImagesType) {
  struct Figure {
    const char* type;
    int samples;
    double radius;
    Lbp2DMethod method;
    int dimension;
    double at_4_3_2, checksum;
  };
  const std::vector<Figure> figures{
      {"int16", 8, 1, Lbp2DMethod::kUniform, 0, 0.0, 75292.0},
      {"int16", 8, 1, Lbp2DMethod::kDefault, 1, 4.0, 1879692.0},
      {"int16", 9, 1.5, Lbp2DMethod::kRotationInvariant, 2, 0.0, 2777274.0},
      {"int16", 12, 2.5, Lbp2DMethod::kVariance, 0, 23782.0, 117678118.0},
      {"int16", 6, 3, Lbp2DMethod::kDefault, 2, 0.0, 482884.0},
      {"float32", 8, 1, Lbp2DMethod::kUniform, 0, 0.0, 75292.0},
      {"float32", 8, 1, Lbp2DMethod::kDefault, 1, 4.0, 1879692.0},
      {"float32", 9, 1.5, Lbp2DMethod::kRotationInvariant, 2, 0.0, 2777274.0},
      {"float32", 12, 2.5, Lbp2DMethod::kVariance, 0, 23782.990234375, 358596280.08032227},
      {"float32", 6, 3, Lbp2DMethod::kDefault, 2, 0.0, 482884.0},
      {"uint8", 8, 1, Lbp2DMethod::kUniform, 0, 9.0, 67689.0},
      {"uint8", 8, 1, Lbp2DMethod::kDefault, 1, 142.0, 1517015.0},
      {"uint8", 9, 1.5, Lbp2DMethod::kRotationInvariant, 2, 11.0, 916702.0},
      {"uint8", 12, 2.5, Lbp2DMethod::kVariance, 0, 200.0, 2018256.0},
      {"uint8", 6, 3, Lbp2DMethod::kDefault, 2, 0.0, 248130.0},
      {"float64", 8, 1, Lbp2DMethod::kUniform, 0, 0.0, 75292.0},
      {"float64", 8, 1, Lbp2DMethod::kDefault, 1, 4.0, 1879692.0},
      {"float64", 9, 1.5, Lbp2DMethod::kRotationInvariant, 2, 0.0, 2777274.0},
      {"float64", 12, 2.5, Lbp2DMethod::kVariance, 0, 23782.990330353747, 358596280.31733847},
      {"float64", 6, 3, Lbp2DMethod::kDefault, 2, 0.0, 482884.0},
  };
  for (const Figure& one : figures) {
    SCOPED_TRACE(std::string(one.type) + " " + std::to_string(one.samples));
    const Volume image = Congruential(one.type, 1);
    const std::vector<double> values = LocalBinaryPattern2D(
        image, testing::WholeBox(image),
        {one.radius, one.samples, one.method, static_cast<std::size_t>(2 - one.dimension)});
    EXPECT_NEAR(values[4 + 8 * (3 + 7 * 2)], one.at_4_3_2, 1e-10 * std::abs(one.at_4_3_2));
    EXPECT_NEAR(Checksum(values), one.checksum, 1e-12 * one.checksum);
  }
}

TEST(Lbp2D, ABoxHasTheValuesOfTheWholeImage) {
  const Volume image = testing::RandomVolume<std::int16_t>(5, {9, 8, 4});
  const FilterBox box{.lower = {2, 3, 1}, .size = {4, 3, 2}};
  const std::vector<double> whole = LocalBinaryPattern2D(image, testing::WholeBox(image), {});
  const std::vector<double> part = LocalBinaryPattern2D(image, box, {});
  testing::ForEachInBox(box, [&](std::size_t i, std::size_t x, std::size_t y, std::size_t z) {
    EXPECT_EQ(part[i], whole[x + 9 * (y + 8 * z)]);
  });
}

TEST(Lbp3D, AnIcosphereIsOnTheSphere) {
  for (const int subdivision : {0, 1, 3}) {
    const auto points = Icosphere(subdivision, 2.5);
    EXPECT_EQ(points.size(), static_cast<std::size_t>(10 * std::pow(4, subdivision) + 2));
    std::array<double, 3> sum{};
    for (const auto& p : points) {
      EXPECT_NEAR(std::hypot(p[0], p[1], p[2]), 2.5, 1e-14);
      for (std::size_t axis = 0; axis < 3; ++axis) sum[axis] += p[axis];
    }
    for (const double one : sum) EXPECT_NEAR(one, 0, 1e-12);
  }
}

// Of SciPy, for PyRadiomics' formulas.
TEST(Lbp3D, FiguresOfSciPy) {
  struct Figure {
    const char* type;
    int levels;
    double radius;
    int subdivision;
    std::vector<double> checksums;
  };
  const std::vector<Figure> figures{
      {"int16", 2, 1, 1, {165485.05689220908, 151293.91567338337, 12761.80271212913}},
      {"int16", 3, 1.5, 1, {165470.10098441187, 147478.12020020225, 151274.6150706374, 23167.309261654307}},
      {"int16",
       4,
       2,
       2,
       {1265229.1492357207, 1128345.7805923852, 1022963.8078952327, 836588.3895104419, 40964.06019561004}},
      {"int16", 2, 1, 0, {25285.87279517736, 22371.383676395984, 1050.0793205175692}},
      {"uint8", 2, 1, 1, {114626.20312542646, 114039.78369416125, -9177.515334728096}},
      {"uint8", 3, 1.5, 1, {95767.31911411292, 100048.90377571512, 99124.17939760574, -8273.925634976731}},
      {"uint8",
       4,
       2,
       2,
       {626330.8168892408, 680192.0911260366, 595814.4408308142, 493791.2530637966, -622.0724931322352}},
      {"uint8", 2, 1, 0, {18516.38095274088, 17944.543689230457, -12254.434106967445}},
      {"float32", 2, 1, 1, {165391.7113987162, 151150.46267219307, 12760.050215363503}},
      {"float32", 3, 1.5, 1, {165290.63009084543, 147363.0939132828, 151150.83382553383, 23170.138915777206}},
      {"float32",
       4,
       2,
       2,
       {1264928.3310465848, 1128256.1298506896, 1022765.0229927015, 836423.2867997645, 40967.738067150116}},
      {"float32", 2, 1, 0, {25269.608592762415, 22354.991290724043, 1048.4461317062378}},
      {"float64", 2, 1, 1, {165391.7113987162, 151150.46267219307, 12760.048643953742}},
      {"float64", 3, 1.5, 1, {165290.63009084543, 147363.0939132828, 151150.83382553383, 23170.13971695563}},
      {"float64",
       4,
       2,
       2,
       {1264892.8810916361, 1128284.6026731213, 1022759.1116684283, 836319.9354440355, 40967.73752453667}},
      {"float64", 2, 1, 0, {25269.608592762415, 22354.991290724043, 1048.4465565166959}},
  };
  for (const Figure& one : figures) {
    SCOPED_TRACE(std::string(one.type) + " " + std::to_string(one.levels));
    const Volume image = Congruential(one.type, 7);
    const Lbp3DSettings settings{one.levels, one.radius, one.subdivision};
    std::vector<double> checksums;
    ASSERT_TRUE(
        (ForEachLbp3DImage(image, testing::WholeBox(image), settings, [&](const FilteredImage& filtered) {
          EXPECT_EQ(filtered.name, Lbp3DImageNames(settings)[checksums.size()]);
          checksums.push_back(Checksum(filtered.intensities));
          return absl::OkStatus();
        })).ok());
    ASSERT_EQ(checksums.size(), one.checksums.size());
    for (std::size_t i = 0; i < checksums.size(); ++i) {
      EXPECT_NEAR(checksums[i], one.checksums[i], 1e-11 * std::abs(one.checksums[i])) << i;
    }
  }
}

TEST(Lbp3D, ABoxHasTheValuesOfTheWholeImageWhereTheyAreWanted) {
  const Volume image = testing::RandomVolume<float>(6, {60, 9, 8});
  const FilterBox box{.lower = {50, 2, 2}, .size = {4, 3, 2}};
  std::vector<std::uint8_t> wanted(24, 1);
  wanted[5] = 0;
  FilterBox some = box;
  some.wanted = wanted.data();
  std::vector<std::vector<double>> whole, part;
  const auto keep = [](std::vector<std::vector<double>>* images) {
    return [images](FilteredImage filtered) {
      images->push_back(std::move(filtered.intensities));
      return absl::OkStatus();
    };
  };
  ASSERT_TRUE((ForEachLbp3DImage(image, testing::WholeBox(image), {}, keep(&whole))).ok());
  ASSERT_TRUE((ForEachLbp3DImage(image, some, {}, keep(&part))).ok());
  testing::ForEachInBox(box, [&](std::size_t i, std::size_t x, std::size_t y, std::size_t z) {
    for (std::size_t n = 0; n < 3; ++n) {
      EXPECT_EQ(part[n][i], i == 5 ? 0 : whole[n][x + 60 * (y + 9 * z)]);
    }
  });
}

}  // namespace
}  // namespace osteon
