#include "site_agent/radiomics/pyradiomics/filters/wavelet.h"

#include <cmath>
#include <map>

#include "site_agent/radiomics/pyradiomics/filters/test_volumes.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::RandomVolume;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Images = std::map<std::string, std::vector<double>>;

Images Transformed(const Volume& image, const FilterBox& box, const WaveletSettings& settings) {
  Images images;
  std::vector<std::string> names;
  EXPECT_TRUE(ForEachWaveletImage(image, box, settings, [&](FilteredImage one) {
                names.push_back(one.name);
                images[one.name] = std::move(one.intensities);
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(names, WaveletImageNames(settings));
  return images;
}

TEST(Wavelet, FiltersAreOrthonormalAndTheHighOneHasNoMean) {
  for (const char* name : {"haar", "db1", "db2", "db3", "db4", "db5", "db6", "db7", "db8", "sym2", "sym3",
                           "sym4", "coif1", "coif2"}) {
    ASSERT_OK_AND_ASSIGN(const WaveletFilters filters, FindWavelet(name));
    const std::size_t n = filters.low.size();
    for (std::size_t shift = 0; shift < n; shift += 2) {
      double low = 0, cross = 0;
      for (std::size_t k = shift; k < n; ++k) {
        low += filters.low[k] * filters.low[k - shift];
        cross += filters.low[k] * filters.high[k - shift];
      }
      EXPECT_NEAR(low, shift == 0 ? 1 : 0, 1e-10) << name;
      EXPECT_NEAR(cross, 0, 1e-10) << name;
    }
    double sum = 0;
    for (const double value : filters.high) sum += value;
    EXPECT_NEAR(sum, 0, 1e-10) << name;
  }
}

TEST(Wavelet, NamesThatAreNotThereAreRefused) {
  EXPECT_THAT(FindWavelet("dmey"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("not available in this version"), HasSubstr("coif1"))));
  EXPECT_THAT(FindWavelet("hear"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("did you mean 'haar'?")));
}

TEST(Wavelet, ImageNames) {
  EXPECT_THAT(WaveletImageNames({}), ElementsAre("wavelet-LLH", "wavelet-LHL", "wavelet-LHH", "wavelet-HLL",
                                                 "wavelet-HLH", "wavelet-HHL", "wavelet-HHH", "wavelet-LLL"));
  EXPECT_THAT(WaveletImageNames({.wavelet = "haar", .start_level = 0, .level = 2, .flat_axis = 2}),
              ElementsAre("wavelet-LH", "wavelet-HL", "wavelet-HH", "wavelet2-LH", "wavelet2-HL",
                          "wavelet2-HH", "wavelet2-LL"));
}

// The oracle: the whole padded image, one sum a voxel and axis.
std::vector<double> SlowAxis(const std::vector<double>& in, const std::array<std::size_t, 3>& size,
                             std::size_t axis, const std::vector<double>& filter) {
  std::vector<double> out(in.size());
  const std::array<std::size_t, 3> stride{1, size[0], size[0] * size[1]};
  for (std::size_t i = 0; i < in.size(); ++i) {
    const std::size_t at = i / stride[axis] % size[axis], line = i - at * stride[axis];
    for (std::size_t j = 0; j < filter.size(); ++j) {
      const std::size_t from = (at + filter.size() / 2 + 8 * size[axis] - j) % size[axis];
      out[i] += filter[j] * in[line + from * stride[axis]];
    }
  }
  return out;
}

TEST(Wavelet, ABoxHasTheValuesOfTheWholeTransform) {
  for (const auto& settings :
       {WaveletSettings{}, WaveletSettings{.wavelet = "db4", .start_level = 1, .level = 2, .flat_axis = {}},
        WaveletSettings{.wavelet = "sym4", .start_level = 0, .level = 2, .flat_axis = 1}}) {
    const Volume image =
        RandomVolume<std::int16_t>(3, {9, 6, 7});  // odd sizes, shorter than the filters' reach
    std::array<std::size_t, 3> padded{10, 6, 8};
    std::vector<double> data(padded[0] * padded[1] * padded[2]);
    testing::ForEachInBox({{0, 0, 0}, padded},
                          [&](std::size_t i, std::size_t x, std::size_t y, std::size_t z) {
                            data[i] = testing::At(image, x % 9, y, z % 7);
                          });
    ASSERT_OK_AND_ASSIGN(const WaveletFilters filters, FindWavelet(settings.wavelet));
    const FilterBox box{{2, 0, 3}, {7, 5, 2}};
    const Images images = Transformed(image, box, settings);
    Images expected;
    for (int level = 0; level < settings.start_level + settings.level; ++level) {
      std::map<std::string, std::vector<double>> bands{{"", data}};
      for (std::size_t axis = 0; axis < 3; ++axis) {
        if (settings.flat_axis == axis) continue;
        std::map<std::string, std::vector<double>> next;
        for (const auto& [letters, band] : bands) {
          next[letters + "L"] = SlowAxis(band, padded, axis, filters.low);
          next[letters + "H"] = SlowAxis(band, padded, axis, filters.high);
        }
        bands = next;
      }
      const int number = level - settings.start_level + 1;
      for (const auto& [letters, band] : bands) {
        if (number < 1) continue;
        expected[(number == 1 ? "wavelet-" : "wavelet" + std::to_string(number) + "-") + letters] = band;
      }
      data = settings.flat_axis.has_value() ? bands["LL"] : bands["LLL"];
    }
    for (const auto& [name, values] : images) {
      ASSERT_EQ(expected.count(name), 1U) << name;
      testing::ForEachInBox(box, [&, &values = values, &name = name](std::size_t i, std::size_t x,
                                                                     std::size_t y, std::size_t z) {
        ASSERT_NEAR(values[i], expected[name][x + padded[0] * (y + padded[1] * z)], 1e-9) << name;
      });
    }
  }
}

TEST(Wavelet, AnImageOfFloatsHasResultsOfFloats) {
  const Volume image = RandomVolume<float>(1, {5, 5, 5});
  EXPECT_TRUE(ForEachWaveletImage(image, testing::WholeBox(image), {}, [&](const FilteredImage& one) {
                EXPECT_TRUE(one.single_precision);
                for (const double value : one.intensities) {
                  EXPECT_EQ(value, static_cast<double>(static_cast<float>(value)));
                }
                return absl::OkStatus();
              }).ok());
}

// A constant image has no details, and an approximation of the square root of 8 times it.
TEST(Wavelet, AConstantHasNoDetails) {
  Volume image = RandomVolume<std::int16_t>(1, {5, 6, 7});
  image.voxels = std::vector<std::int16_t>(image.grid.VoxelCount(), 100);
  for (const auto& [name, values] : Transformed(image, testing::WholeBox(image), {})) {
    for (const double value : values)
      EXPECT_NEAR(value, name == "wavelet-LLL" ? 100 * std::sqrt(8.0) : 0, 1e-8);
  }
}

}  // namespace
}  // namespace osteon
