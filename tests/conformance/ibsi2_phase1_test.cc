// The response maps of IBSI 2, phase 1: filters of digital phantoms. A map is right where no voxel differs
// from the reference by more than 1 % of the reference's range of intensities
// (theibsi/ibsi_2_reference_data).
#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "site_agent/imaging/image_file.h"
#include "site_agent/radiomics/ibsi/filters/filter_settings.h"
#include "tests/conformance/ibsi2_configurations.h"
#include "tests/support/shared_data.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

constexpr double kTolerance = 0.01;  // of the reference's range

// 4A1 -> 4_a_1, 2A -> 2_a
std::string MapName(const std::string& id) {
  std::string name;
  for (const char letter : id) {
    if (!name.empty()) name += '_';
    name += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return name;
}

// Riesz transforms are not among the filters.
const std::set<std::string> kRieszMaps = {"9_a", "9_b_1", "10_b_1"};

TEST(Ibsi2Phase1, EveryMapIsWithinOnePerCentOfItsRange) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const std::string folder = ::osteon::testing::SharedData() + "/data/imaging/";
  std::set<std::string> maps;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "ibsi2_reference_response_maps")) {
    const std::string file = entry.path().filename();
    const std::size_t end = file.find("-ValidCRM");
    if (end != std::string::npos) maps.insert(file.substr(0, end));
  }
  EXPECT_EQ(maps.size(), 33U);
  for (const std::string& riesz : kRieszMaps) EXPECT_EQ(maps.erase(riesz), 1U) << riesz;

  for (const testing::Ibsi2Configuration& one :
       testing::ReadIbsi2Configurations(folder + "ibsi_reference_values/ibsi2_phase1_configurations.json")) {
    SCOPED_TRACE(one.id);
    ASSERT_TRUE(one.filter.has_value());
    const std::string map = MapName(one.id);
    EXPECT_EQ(maps.erase(map), 1U);
    ASSERT_OK_AND_ASSIGN(const Volume phantom,
                         ReadVolume(absl::StrCat(folder, "ibsi2_digital_phantoms/", one.phantom, ".nii.gz")));
    ASSERT_OK_AND_ASSIGN(
        const Volume reference,
        ReadVolume(absl::StrCat(folder, "ibsi2_reference_response_maps/", map, "-ValidCRM.nii.gz")));
    ASSERT_EQ(reference.grid.size, phantom.grid.size);
    const FilterBox whole{{0, 0, 0}, phantom.grid.size};
    const std::clock_t start = std::clock();
    ASSERT_OK_AND_ASSIGN(const std::vector<double> response, FilterResponse(phantom, whole, *one.filter));
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    const std::vector<double> expected = CropBox(reference, whole);
    const auto [least, greatest] = std::minmax_element(expected.begin(), expected.end());
    const double range = *greatest - *least;
    double largest = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_TRUE(std::isfinite(response[i])) << i;
      largest = std::max(largest, std::abs(response[i] - expected[i]));
    }
    EXPECT_LE(largest, kTolerance * range);
    std::printf("%-4s %-13s %-44s largest error %8.5f %% of the range, %.3f s\n", one.id.c_str(),
                one.phantom.c_str(), FilterName(*one.filter).c_str(), 100 * largest / range, seconds);
  }
  EXPECT_TRUE(maps.empty()) << *maps.begin();
}

}  // namespace
}  // namespace osteon::ibsi
