#include "site_agent/radiomics/pyradiomics/filters/wavelet.h"

#include <cmath>
#include <cstdint>
#include <map>

#include "site_agent/radiomics/pyradiomics/filters/test_volumes.h"
#include "site_agent/radiomics/pyradiomics/filters/wavelet_table.h"
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

// The sum of a[k] b[k - shift].
double Product(const std::vector<double>& a, const std::vector<double>& b, std::size_t shift) {
  double sum = 0;
  for (std::size_t k = shift; k < a.size(); ++k) sum += a[k] * b[k - shift];
  return sum;
}

TEST(Wavelet, ThereAreAllDiscreteWaveletsOfPyWavelets) {
  std::size_t count = 0;
  const auto expect = [&](const std::string& family, int first, int last) {
    for (int n = first; n <= last; ++n, ++count) EXPECT_TRUE(FindWavelet(family + std::to_string(n)).ok());
  };
  expect("db", 1, 38);
  expect("sym", 2, 20);
  expect("coif", 1, 17);
  for (const char* family : {"bior", "rbio"}) {
    for (const char* orders : {"1.1", "1.3", "1.5", "2.2", "2.4", "2.6", "2.8", "3.1", "3.3", "3.5", "3.7",
                               "3.9", "4.4", "5.5", "6.8"}) {
      EXPECT_TRUE(FindWavelet(std::string(family) + orders).ok());
      ++count;
    }
  }
  EXPECT_TRUE(FindWavelet("haar").ok());
  EXPECT_TRUE(FindWavelet("dmey").ok());
  EXPECT_EQ(count, 104U);
}

TEST(Wavelet, OrthogonalFiltersAreOrthonormalAndTheHighOneHasNoMean) {
  for (const WaveletTableEntry& entry : WaveletTable()) {
    const std::string& name = entry.name;
    if (name.find('.') != std::string::npos) continue;  // biorthogonal
    ASSERT_OK_AND_ASSIGN(const WaveletFilters filters, FindWavelet(name));
    // The discrete Meyer wavelet is a truncated one.
    const double tolerance = name == "dmey" ? 1e-2 : 1e-10;
    for (std::size_t shift = 0; shift < filters.low.size(); shift += 2) {
      EXPECT_NEAR(Product(filters.low, filters.low, shift), shift == 0 ? 1 : 0, tolerance) << name;
      EXPECT_NEAR(Product(filters.low, filters.high, shift), 0, tolerance) << name;
    }
    double sum = 0;
    for (const double value : filters.high) sum += value;
    EXPECT_NEAR(sum, 0, tolerance) << name;
  }
}

// Analysis with one and synthesis with the other of a pair gives the signal back.
TEST(Wavelet, BiorthogonalPairsAreOrthogonalToEachOther) {
  for (const char* orders : {"1.3", "2.2", "2.8", "3.1", "3.9", "4.4", "5.5", "6.8"}) {
    ASSERT_OK_AND_ASSIGN(const WaveletFilters bior, FindWavelet(std::string("bior") + orders));
    ASSERT_OK_AND_ASSIGN(const WaveletFilters rbio, FindWavelet(std::string("rbio") + orders));
    for (std::size_t shift = 0; shift < bior.low.size(); shift += 2) {
      EXPECT_NEAR(Product(bior.low, rbio.low, shift), shift == 0 ? 1 : 0, 1e-10) << orders;
      EXPECT_NEAR(Product(bior.low, rbio.high, shift), 0, 1e-10) << orders;
    }
  }
}

TEST(Wavelet, NamesThatAreNotThereAreRefused) {
  EXPECT_THAT(FindWavelet("hear"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("did you mean 'haar'?")));
  EXPECT_THAT(FindWavelet("mexh"), StatusIs(absl::StatusCode::kInvalidArgument,
                                            AllOf(HasSubstr("continuous"), HasSubstr("coif1"))));
}

// Whole intensities from -500 to 499 by a linear congruential generator.
Volume Congruential(const std::array<std::size_t, 3>& size) {
  Volume image;
  image.grid.size = size;
  std::vector<double> voxels;
  std::uint64_t state = 12345;
  for (std::size_t i = 0; i < image.grid.VoxelCount(); ++i) {
    state = (state * 1103515245 + 12345) % (std::uint64_t{1} << 31);
    voxels.push_back(static_cast<double>((state >> 16) % 1000) - 500);
  }
  image.voxels = voxels;
  return image;
}

TEST(Wavelet, FiguresOfPyWavelets) {
  struct Figure {
    const char *wavelet, *band;
    double at_4_3_2, at_0_6_5;  // voxels x, y, z
  };
  const std::vector<Figure> figures{
      {"bior3.5", "LLH", -306.9400443099535, 766.5050239782172},
      {"bior3.5", "HHL", -372.83594737667295, 280.58440745555356},
      {"bior3.5", "LLL", -680.186981032203, 1245.7197264096055},
      {"rbio2.4", "LLH", 421.5778915841789, -450.19638127118594},
      {"rbio2.4", "HHL", -427.68203921014947, 25.660069543160944},
      {"rbio2.4", "LLL", 267.7724992005808, 485.20783441544415},
      {"sym8", "LLH", -105.77041523624654, -130.44106860609008},
      {"sym8", "HHL", -180.17398142954298, 292.1507094186114},
      {"coif5", "LLH", 244.92207182524163, -348.9543202433913},
      {"coif5", "HHL", -324.5990933173792, -45.83088186576895},
      {"db20", "LLH", -277.3723348595567, 244.35498998210826},
      {"db20", "LLL", -429.4733924997064, -172.45549883159708},
      {"dmey", "LLH", 388.6562505211143, -387.6379420413015},
      {"dmey", "LLL", 414.91361743912205, 741.7612095870238},
  };
  const Volume image = Congruential({8, 7, 6});
  for (const Figure& figure : figures) {
    SCOPED_TRACE(std::string(figure.wavelet) + figure.band);
    Images images =
        Transformed(image, testing::WholeBox(image), {.wavelet = figure.wavelet, .flat_axis = std::nullopt});
    const std::vector<double>& values = images[std::string("wavelet-") + figure.band];
    EXPECT_NEAR(values[4 + 8 * (3 + 7 * 2)], figure.at_4_3_2, 1e-9);
    EXPECT_NEAR(values[0 + 8 * (6 + 7 * 5)], figure.at_0_6_5, 1e-9);
  }
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
