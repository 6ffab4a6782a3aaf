#include "coordinator/cli/demo/write_demo_cohort.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>

#include "common/csv/csv.h"
#include "common/files/files.h"
#include "coordinator/cli/demo/synthetic_patient.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::demo {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

HospitalDescription SmallHospital() {
  HospitalDescription hospital = DemoHospitals()[4];
  hospital.patients = 6;
  return hospital;
}

// Keeps what it is given, under the path below `folder`.
class Keeper {
 public:
  explicit Keeper(const TemporaryFolder& folder) : prefix_(folder.path().string().size() + 1) {}
  VolumeWriter Writer() {
    return [this](const std::string& path, DemoVolume volume) {
      const std::lock_guard<std::mutex> lock(mutex_);
      kept_[path.substr(prefix_)] = std::move(volume.voxels);
      return absl::OkStatus();
    };
  }
  const auto& kept() const { return kept_; }

 private:
  std::mutex mutex_;
  std::size_t prefix_;
  std::map<std::string, decltype(DemoVolume::voxels)> kept_;
};

TEST(WriteDemoCohort, TheManifestNamesEveryPatientsFiles) {
  const TemporaryFolder folder;
  Keeper keeper(folder);
  ASSERT_THAT(WriteDemoCohort(folder.path().string(), SmallHospital(), 1, 1, keeper.Writer()), IsOk());
  ASSERT_OK_AND_ASSIGN(const CsvTable manifest, ReadCsv(folder / "juniper/manifest.csv"));
  EXPECT_THAT(manifest.header, ElementsAre("patient_id", "image", "mask", "age", "sex", "infiltrated"));
  ASSERT_EQ(manifest.rows.size(), 6U);
  EXPECT_EQ(keeper.kept().size(), 12U);
  EXPECT_TRUE(std::filesystem::is_directory(folder.path() / "juniper" / "images"));
  for (std::size_t i = 0; i < 6; ++i) {
    const SyntheticPatient patient = MakePatient(SmallHospital(), 1, static_cast<int>(i));
    const std::vector<std::string>& row = manifest.rows[i];
    EXPECT_THAT(row, ElementsAre(patient.id, "images/" + patient.id + "_ct.nii",
                                 "images/" + patient.id + "_mask.nii.gz", std::to_string(patient.age),
                                 patient.sex, std::to_string(patient.label)));
    EXPECT_TRUE(std::get<std::vector<std::int16_t>>(keeper.kept().at("juniper/" + row[1])) == patient.voxels);
    EXPECT_TRUE(std::get<std::vector<std::uint8_t>>(keeper.kept().at("juniper/" + row[2])) == patient.mask);
  }
}

TEST(WriteDemoCohort, TheNumberOfThreadsChangesNoFile) {
  const TemporaryFolder one, three;
  Keeper kept_by_one(one), kept_by_three(three);
  std::vector<int> progress;
  ASSERT_THAT(WriteDemoCohort(one.path().string(), SmallHospital(), 1, 1, kept_by_one.Writer()), IsOk());
  ASSERT_THAT(WriteDemoCohort(three.path().string(), SmallHospital(), 1, 3, kept_by_three.Writer(),
                              [&](int done, int) { progress.push_back(done); }),
              IsOk());
  EXPECT_TRUE(kept_by_one.kept() == kept_by_three.kept());
  ASSERT_OK_AND_ASSIGN(const std::string manifest, ReadFile(one / "juniper/manifest.csv"));
  ASSERT_OK_AND_ASSIGN(const std::string manifest_of_three, ReadFile(three / "juniper/manifest.csv"));
  EXPECT_EQ(manifest, manifest_of_three);
  EXPECT_THAT(progress, ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(WriteDemoCohort, AWriterThatFailsLeavesNoManifest) {
  const TemporaryFolder folder;
  const VolumeWriter full = [](const std::string& path, const DemoVolume&) {
    return path.find("juniper-002") == std::string::npos ? absl::OkStatus()
                                                         : absl::UnavailableError("disk full: " + path);
  };
  EXPECT_THAT(WriteDemoCohort(folder.path().string(), SmallHospital(), 1, 2, full),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("juniper-002")));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "juniper" / "manifest.csv"));
}

TEST(WriteDemoCohort, NoThreadsAreRefused) {
  const TemporaryFolder folder;
  Keeper keeper(folder);
  EXPECT_THAT(WriteDemoCohort(folder.path().string(), SmallHospital(), 1, 0, keeper.Writer()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0 threads")));
}

}  // namespace
}  // namespace osteon::demo
