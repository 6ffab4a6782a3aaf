#include "site_agent/extraction/diagnostics.h"

#include <cmath>
#include <limits>
#include <map>

#include "site_agent/extraction/test_images.h"
#include "site_agent/radiomics/pyradiomics/python_number.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

TEST(Diagnostics, NumbersAreWrittenAsPythonDoes) {
  EXPECT_EQ(PythonNumber(3), "3.0");
  EXPECT_EQ(PythonNumber(0), "0.0");
  EXPECT_EQ(PythonNumber(-1000), "-1000.0");
  EXPECT_EQ(PythonNumber(0.1), "0.1");
  EXPECT_EQ(PythonNumber(0.7812499999999999), "0.7812499999999999");
  EXPECT_EQ(PythonNumber(1e-7), "1e-07");
  EXPECT_EQ(PythonNumber(1e16), "1e+16");
  EXPECT_EQ(PythonNumber(std::nan("")), "nan");
  EXPECT_EQ(PythonNumber(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(Diagnostics, DescribeImageAndMask) {
  Volume image = testing::SmallImage(1);
  auto& voxels = std::get<std::vector<std::int16_t>>(image.voxels);
  voxels.assign(voxels.size(), 2);
  voxels[7] = 300;
  voxels.back() = -34;
  const Volume mask = testing::SmallMask(1);
  ASSERT_OK_AND_ASSIGN(const Region region, CropRegion(image, mask, 1));
  const PyRadiomicsSettings settings =
      ParsePyRadiomicsSettings(
          "imageType: {LoG: {sigma: [1, 2.50]}}\nsetting: {binWidth: 5, force2D: true, "
          "resegmentRange: [-50, 1e3], resegmentMode: 'absolute'}\n",
          "p.yaml")
          .value();
  CaseDiagnostics diagnostics;
  diagnostics.AddConfiguration(settings, 3);
  diagnostics.AddImage(image, true);
  diagnostics.AddMaskHash(mask);
  diagnostics.AddMask(mask.grid, region, false);
  diagnostics.AddMask(mask.grid, region, true);
  const std::vector<std::string> names = DiagnosticColumns(settings), values = diagnostics.cells;
  ASSERT_EQ(names.size(), values.size());
  std::map<std::string, std::string> by_name;
  for (std::size_t i = 0; i < names.size(); ++i) by_name[names[i]] = values[i];
  EXPECT_EQ(
      by_name["diagnostics_Configuration_Settings"],
      "{'minimumROIDimensions': 2, 'minimumROISize': None, 'normalize': False, 'normalizeScale': 1, "
      "'removeOutliers': None, 'resampledPixelSpacing': None, 'interpolator': 'sitkBSpline', 'preCrop': "
      "False, 'padDistance': 5, 'distances': [1], 'force2D': True, 'force2Ddimension': 0, "
      "'resegmentRange': [-50, 1000.0], 'label': 3, 'additionalInfo': True, 'binWidth': 5, "
      "'resegmentMode': 'absolute'}");
  EXPECT_EQ(by_name["diagnostics_Configuration_EnabledImageTypes"], "{'LoG': {'sigma': [1, 2.5]}}");
  EXPECT_EQ(by_name["diagnostics_Mask-resegmented_VoxelNum"], "120");
  EXPECT_EQ(by_name["diagnostics_Mask-resegmented_Mean"], PythonNumber((2.0 * 120) / 120));
  EXPECT_EQ(by_name["diagnostics_Image-original_Spacing"], "(1.0, 1.0, 2.5)");
  EXPECT_EQ(by_name["diagnostics_Image-original_Size"], "(8, 7, 6)");
  EXPECT_EQ(by_name["diagnostics_Image-original_Mean"], PythonNumber((2.0 * 334 + 300 - 34) / 336));
  EXPECT_EQ(by_name["diagnostics_Image-original_Minimum"], "-34.0");
  EXPECT_EQ(by_name["diagnostics_Image-original_Maximum"], "300.0");
  EXPECT_EQ(by_name["diagnostics_Mask-original_BoundingBox"], "(1, 1, 1, 6, 5, 4)");
  EXPECT_EQ(by_name["diagnostics_Mask-original_VoxelNum"], "120");
  EXPECT_EQ(by_name["diagnostics_Mask-original_VolumeNum"], "1");
  EXPECT_EQ(by_name["diagnostics_Mask-original_CenterOfMassIndex"], "(3.5, 3.0, 2.5)");
  EXPECT_EQ(by_name["diagnostics_Mask-original_CenterOfMass"], "(3.5, 3.0, 6.25)");
}

}  // namespace
}  // namespace osteon
