// The values of PyRadiomics 3.1 on public images: all classes of the original image (107 features), and of
// that with its wavelet and Laplacian of Gaussian images (1130).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>

#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "common/text/number.h"
#include "site_agent/extraction/extract_case.h"
#include "site_agent/radiomics/pyradiomics/settings.h"
#include "tests/support/shared_data.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

constexpr double kTolerance = 1e-6;  // relative

struct Case {
  std::string name, image, mask, binning;
  std::string peer;   // PyRadiomics' values, as rows of feature and value
  bool full = false;  // with wavelet and LoG images
};

PyRadiomicsSettings SettingsOf(const Case& one) {
  const char* filters =
      one.full ? "imageType: {Original: {}, Wavelet: {}, LoG: {sigma: [1.0, 2.0, 3.0]}}\n" : "";
  return ParsePyRadiomicsSettings(absl::StrCat(filters, "setting: {", one.binning, ", label: 1}"),
                                  "conformance")
      .value();
}

std::map<std::string, std::string> ReadPeer(const std::string& path) {
  const absl::StatusOr<CsvTable> table = ReadCsv(path);
  EXPECT_TRUE(table.ok()) << table.status();
  std::map<std::string, std::string> values;
  if (table.ok()) {
    for (const auto& row : table->rows) values[row[0]] = row[1];
  }
  return values;
}

void ExpectPeerValues(const Case& one) {
  SCOPED_TRACE(one.name);
  const PyRadiomicsSettings settings = SettingsOf(one);
  std::map<std::string, std::string> peer = ReadPeer(one.peer);
  ASSERT_OK_AND_ASSIGN(const CaseFeatures features,
                       ExtractCase(one.image, one.mask, settings.label, settings));
  const std::vector<std::string> names = FeatureNames(settings);
  ASSERT_EQ(names.size(), one.full ? 1130U : 107U);
  double largest = 0;
  std::string worst;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::optional<double> expected = ParseNumber(peer[names[i]]);
    ASSERT_TRUE(expected.has_value()) << names[i];
    const double difference = std::abs(features.values[i] - *expected);
    const double deviation = difference == 0 ? 0 : difference / std::abs(*expected);
    EXPECT_LE(deviation, kTolerance) << names[i] << ": " << features.values[i] << ", PyRadiomics "
                                     << *expected;
    if (deviation > largest) {
      largest = deviation;
      worst = names[i];
    }
  }
  std::printf("%-18s %zu features, largest relative deviation %.1e (%s)\n", one.name.c_str(), names.size(),
              largest, worst.c_str());

  // Diagnostics are equal as text: hashes, settings, geometry, intensities.
  const std::vector<std::string> diagnostics = DiagnosticNames(settings);
  for (std::size_t i = 0; i < diagnostics.size(); ++i) {
    if (diagnostics[i] == "diagnostics_Versions_Osteon") continue;
    EXPECT_EQ(features.diagnostics[i], peer[diagnostics[i]]) << diagnostics[i];
  }
}

Case Public(const std::string& name, bool full) {
  const std::string data = testing::SharedData() + "/data/imaging/";
  const std::string peer = absl::StrCat(data, "peer_values/", name, full ? "_full.csv" : "_original.csv");
  if (name == "brain1") {
    return {name,
            data + "pyradiomics/brain1_image.nrrd",
            data + "pyradiomics/brain1_label.nrrd",
            "binWidth: 25",
            peer,
            full};
  }
  if (name == "prostate") {
    return {name,
            data + "pyradiomics/prostate_phantom_subvolume.nrrd",
            data + "pyradiomics/prostate_phantom_subvolume-label.nrrd",
            "binWidth: 25",
            peer,
            full};
  }
  return {name,
          data + "ibsi1_ct_phantom/phantom.nii.gz",
          data + "ibsi1_ct_phantom/mask.nii.gz",
          "binWidth: 25",
          peer,
          full};
}

// Every patient of the soft-tissue sarcoma collection, in the modality.
void ExpectSarcomaValues(const std::string& modality, const std::string& binning, std::size_t patients) {
  const std::string data = testing::SharedData() + "/data/imaging/";
  std::vector<Case> cases;
  for (const auto& entry : std::filesystem::directory_iterator(data + "peer_values/sts")) {
    const std::string file = entry.path().filename().string();  // STS_001_MR_T1_full.csv
    const std::string ending = absl::StrCat("_", modality, "_full.csv");
    if (file.size() < ending.size() || file.substr(file.size() - ending.size()) != ending) continue;
    const std::string patient = file.substr(0, file.size() - ending.size());
    const std::string stem = absl::StrCat(data, "sts/", patient, "/", modality);
    cases.push_back({absl::StrCat(patient, " ", modality), stem + "_image.nii.gz", stem + "_mask.nii.gz",
                     binning, entry.path().string(), true});
  }
  std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.name < b.name; });
  EXPECT_EQ(cases.size(), patients);
  for (const Case& one : cases) ExpectPeerValues(one);
}

TEST(PyRadiomics, OriginalImages) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  for (const char* name : {"brain1", "prostate", "ibsi_ct_pat1"}) ExpectPeerValues(Public(name, false));
}

// IBSI's CT configuration C: 2 mm by linear interpolation, region without intensities outside -1000 to 400.
TEST(PyRadiomics, ResampledAndReSegmentedCt) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  Case one = Public("ibsi_ct_pat1", false);
  one.name = "ibsi_ct config C";
  one.binning =
      "binWidth: 25, resampledPixelSpacing: [2, 2, 2], interpolator: sitkLinear, resegmentRange: [-1000, "
      "400]";
  one.peer = testing::SharedData() + "/data/imaging/peer_values/pat1_configC_pyradiomics.csv";
  ExpectPeerValues(one);
}

TEST(PyRadiomics, Brain1) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ExpectPeerValues(Public("brain1", true));
}

TEST(PyRadiomics, ProstatePhantom) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ExpectPeerValues(Public("prostate", true));
}

TEST(PyRadiomics, IbsiCtPhantom) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ExpectPeerValues(Public("ibsi_ct_pat1", true));
}

TEST(PyRadiomics, SarcomaCt) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ExpectSarcomaValues("CT", "binWidth: 25", 3);
}

TEST(PyRadiomics, SarcomaPet) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ExpectSarcomaValues("PET", "binWidth: 0.25", 35);
}

TEST(PyRadiomics, SarcomaMr) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  ExpectSarcomaValues("MR_T1", "binWidth: 25, binCount: 32", 34);
}

}  // namespace
}  // namespace osteon
