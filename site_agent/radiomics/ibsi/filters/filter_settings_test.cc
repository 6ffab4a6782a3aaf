#include "site_agent/radiomics/ibsi/filters/filter_settings.h"

#include "gmock/gmock.h"
#include "site_agent/radiomics/ibsi/filters/filter_settings_parser.h"
#include "site_agent/radiomics/ibsi/filters/slow_convolution.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<std::vector<FilterSettings>> Parse(const std::string& text) {
  YamlProblems problems("params.yaml");
  absl::StatusOr<YamlNode> root = ParseYaml(text, problems);
  if (!root.ok()) return root.status();
  const std::vector<FilterSettings> filters = ReadFilters(*root, problems);
  if (const absl::Status status = problems.ToStatus(); !status.ok()) return status;
  return filters;
}

std::vector<std::string> NamesIn(const std::string& text) {
  const absl::StatusOr<std::vector<FilterSettings>> filters = Parse(text);
  EXPECT_TRUE(filters.ok()) << filters.status();
  std::vector<std::string> names;
  if (filters.ok()) {
    for (const FilterSettings& filter : *filters) names.push_back(FilterName(filter));
  }
  return names;
}

TEST(FilterSettings, NamesSayEverySetting) {
  EXPECT_THAT(
      NamesIn(
          "- mean: {support: 5}\n"
          "- laplacian_of_gaussian: {sigma_mm: 1.5}\n"
          "- laplacian_of_gaussian: {sigma_mm: 1.5, truncate: 3, by_slice: true, boundary: zero}\n"
          "- laws: {kernels: L5E5E5, rotation_invariant: true, pooling: max, energy_distance: 7}\n"
          "- laws: {kernels: E3S3, by_slice: true}\n"
          "- gabor: {sigma_mm: 5, wavelength_mm: 2, gamma: 1.5, rotation_invariant: true,\n"
          "          pooling: average, theta_step_degrees: 22.5}\n"
          "- gabor: {sigma_mm: 5, wavelength_mm: 2, theta_degrees: 60, response: real, boundary: nearest}\n"
          "- separable_wavelet: {wavelet: db3, bands: LLH, level: 2, rotation_invariant: true, pooling: "
          "min}\n"
          "- separable_wavelet: {wavelet: coif1, bands: HHL, boundary: periodic}\n"
          "- simoncelli: {level: 1}\n"
          "- simoncelli: {level: 2, by_slice: true}\n"),
      ElementsAre("mean-5", "log-1-5-mm", "log-1-5-mm-cut-3-2d-zero", "laws-L5E5E5-rot-max-energy-7",
                  "laws-E3S3-2d", "gabor-s5-l2-g1-5-rot22-5-average", "gabor-s5-l2-g1-t60-real-nearest",
                  "wavelet-db3-LLH-level-2-rot-min", "wavelet-coif1-HHL-periodic", "simoncelli-1",
                  "simoncelli-2-2d"));
}

TEST(FilterSettings, ValuesAreThoseOfTheFile) {
  ASSERT_OK_AND_ASSIGN(
      const std::vector<FilterSettings> filters,
      Parse("- gabor: {sigma_mm: 5, wavelength_mm: 2.5, gamma: 1.5, theta_degrees: 10, response: "
            "imaginary, rotation_invariant: true, pooling: max, theta_step_degrees: 30}\n"));
  const GaborSettings& gabor = std::get<GaborSettings>(filters[0].filter);
  EXPECT_EQ(gabor.sigma_mm, 5);
  EXPECT_EQ(gabor.wavelength_mm, 2.5);
  EXPECT_EQ(gabor.gamma, 1.5);
  EXPECT_EQ(gabor.theta_degrees, 10);
  EXPECT_EQ(gabor.part, GaborPart::kImaginary);
  EXPECT_EQ(gabor.rotations->pooling, Pooling::kMax);
  EXPECT_EQ(gabor.rotations->step_degrees, 30);
  EXPECT_EQ(filters[0].domain.boundary, Boundary::kMirror);
  EXPECT_FALSE(filters[0].domain.by_slice);
}

struct Wrong {
  const char* text;
  const char* message;
};

TEST(FilterSettings, EveryProblemIsSaidWithItsPlace) {
  const std::vector<Wrong> wrong = {
      {"mean: {support: 5}", "params.yaml:1:1: filters: needs a list"},
      {"- [mean]", "params.yaml:1:3: a filter"},
      {"- men: {support: 5}", "params.yaml:1:3: "},
      {"- men: {support: 5}", "mean"},
      {"- mean: {suport: 5}", "params.yaml:1:10: "},
      {"- mean: {suport: 5}", "support"},
      {"- mean: {}", "support"},
      {"- mean: {support: 5}\n  simoncelli: {level: 1}",
       "params.yaml:1:3: filters: each item of the list is one filter"},
      {"- mean: {support: 4}", "mean: the mean filter's support must be an odd number of voxels; it is 4"},
      {"- mean: {support: 4.5}", "params.yaml:1:19: support: needs a whole number, found 4.5"},
      {"- mean: {support: x}", "params.yaml:1:19: support"},
      {"- mean: {support: 5, boundary: miror}", "mirror"},
      {"- mean: {support: 5}\n- mean: {support: 5, boundary: mirror}",
       "params.yaml:2:9: mean: this filter is given twice"},
      {"- laplacian_of_gaussian: {sigma_mm: -1}", "must be positive"},
      {"- laws: {kernels: L5E5}", "three are needed"},
      {"- laws: {kernels: L5E5E5, pooling: max}",
       "params.yaml:1:27: pooling: means something only with rotation_invariant: true"},
      {"- laws: {kernels: L5E5E5, rotation_invariant: true}", "pooling"},
      {"- gabor: {sigma_mm: 5, wavelength_mm: 2, rotation_invariant: true, pooling: max}",
       "theta_step_degrees"},
      {"- gabor: {sigma_mm: 5, wavelength_mm: 2, theta_step_degrees: 45}", "only with rotation_invariant"},
      {"- gabor: {sigma_mm: 5, wavelength_mm: 2, rotation_invariant: true, pooling: max, theta_step_degrees: "
       "50}",
       "full turn"},
      {"- separable_wavelet: {wavelet: db33x, bands: LLL}", "unknown wavelet 'db33x'"},
      {"- separable_wavelet: {wavelet: db3, bands: LL}", "three letters"},
      {"- simoncelli: {level: 0}", "from 1 to 16"},
      {"- simoncelli: {level: 1, boundary: mirror}", "params.yaml:1:26: boundary: this filter is periodic"}};
  for (const Wrong& one : wrong) {
    EXPECT_THAT(Parse(one.text), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(one.message)))
        << one.text;
  }
}

TEST(FilterSettings, BeyondItsReachAnImageDoesNotMatter) {
  ASSERT_OK_AND_ASSIGN(
      const std::vector<FilterSettings> filters,
      Parse("- mean: {support: 5}\n"
            "- laplacian_of_gaussian: {sigma_mm: 1.1, truncate: 2}\n"
            "- laws: {kernels: L5E5R5, energy_distance: 2, rotation_invariant: true, pooling: max}\n"
            "- gabor: {sigma_mm: 0.5, wavelength_mm: 2, gamma: 0.8, rotation_invariant: true, pooling: max,\n"
            "          theta_step_degrees: 45}\n"
            "- separable_wavelet: {wavelet: db2, bands: HLL, level: 2, rotation_invariant: true, pooling: "
            "max}\n"));
  const Volume image = testing::RandomImage(1, {19, 20, 21});
  const FilterBox box{{9, 10, 9}, {2, 1, 3}};
  for (const FilterSettings& filter : filters) {
    SCOPED_TRACE(FilterName(filter));
    const std::optional<std::size_t> reach = FilterReach(filter, image.grid);
    ASSERT_TRUE(reach.has_value());
    FilterBox part;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      part.lower[axis] = box.lower[axis] - *reach;
      part.size[axis] = box.size[axis] + 2 * *reach;
    }
    Volume cut = image;
    cut.grid.size = part.size;
    cut.voxels = CropBox(image, part);
    ASSERT_OK_AND_ASSIGN(const std::vector<double> whole, FilterResponse(image, box, filter));
    ASSERT_OK_AND_ASSIGN(const std::vector<double> of_part,
                         FilterResponse(cut, {{*reach, *reach, *reach}, box.size}, filter));
    for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_NEAR(of_part[i], whole[i], 1e-8);
  }
  ASSERT_OK_AND_ASSIGN(const std::vector<FilterSettings> boundless,
                       Parse("[{simoncelli: {level: 1}}, {mean: {support: 3, boundary: periodic}}]"));
  for (const FilterSettings& filter : boundless) EXPECT_FALSE(FilterReach(filter, image.grid).has_value());
}

TEST(FilterSettings, AKernelThatReachesTooFarIsSaid) {
  ASSERT_OK_AND_ASSIGN(const std::vector<FilterSettings> filters,
                       Parse("- mean: {support: 999999}\n"
                             "- laplacian_of_gaussian: {sigma_mm: 1e300}\n"
                             "- laws: {kernels: L5E5E5, energy_distance: 999999}\n"
                             "- gabor: {sigma_mm: 5, wavelength_mm: 2, gamma: 1e-9}\n"));
  const Volume image = testing::RandomImage(2, {5, 5, 5});
  for (const FilterSettings& filter : filters) {
    EXPECT_THAT(
        FilterResponse(image, testing::WholeBox(image), filter),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("voxels to each side; it may reach 2000")));
  }
}

}  // namespace
}  // namespace osteon::ibsi
